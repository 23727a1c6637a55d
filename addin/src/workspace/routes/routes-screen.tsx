/** Calendar › Routes: who is due near each other, the way to them, and what becomes of it by click. */
import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Select,
  Spinner,
  tokens,
} from "@fluentui/react-components";
import { MapPinRegular } from "@fluentui/react-icons/svg/map-pin";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../api/client";
import { useTeamCalendar } from "../../api/team-calendar";
import type { Me } from "../../api/types";
import { usePlanVisits, useVisitsDue, type VisitDue, type VisitWish } from "../../api/visits";
import { useLocale } from "../../i18n/locale-context";
import { PageMessage } from "../../ui/page-message";
import { useScreenStyles } from "../calendar/parts";
import { addDays, dayOf, instantOf } from "../calendar/wall-time";
import { Failure } from "../failure";
import { PlanView } from "./plan-view";
import { useRoutesText } from "./texts";

const MOST_DAYS = 5;
const LENGTHS = [30, 45, 60, 90, 120] as const;
const WITHIN = [30, 60, 90, 180] as const;
const MOST_SHOWN = 30;

const useStyles = makeStyles({
  form: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(148px, 1fr))",
    gap: tokens.spacingHorizontalM,
    alignItems: "end",
  },
  two: {
    display: "grid",
    gridTemplateColumns: "minmax(260px, 1fr) minmax(0, 2fr)",
    gap: tokens.spacingHorizontalM,
    alignItems: "start",
    "@media (max-width: 1000px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  due: { maxHeight: "60vh", overflowY: "auto" },
});

export default function RoutesScreen({ me }: { me: Me }) {
  const screen = useScreenStyles();
  const styles = useStyles();
  const t = useRoutesText();
  const zone = me.timezone || "UTC";
  const tomorrow = addDays(dayOf(me.now, zone), 1);
  const people = usePlannable(me, zone);
  const [asked, setUserId] = useState<string>();
  // Who sells plans for oneself; who looks after others, for the first of them.
  const userId = asked ?? (me.roles.includes("rep") ? me.id : (people[1] ?? people[0])?.id) ?? me.id;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const plan = usePlanVisits();
  const [wish, setWish] = useState<VisitWish>();
  const ask = (wanted: VisitWish) => {
    setWish(wanted);
    plan.mutate(wanted);
  };
  return (
    <div className={screen.screen}>
      <div>
        <h1 className={screen.title}>{t("routes.title")}</h1>
        <p className={screen.lead}>{t("routes.lead")}</p>
      </div>
      <Form
        people={people}
        userId={userId}
        setUserId={(id) => {
          setUserId(id);
          setChosen(new Set());
          plan.reset();
        }}
        firstDay={tomorrow}
        chosen={[...chosen]}
        isPlanning={plan.isPending}
        ask={ask}
      />
      {plan.error && (
        <p className={screen.text} role="alert">
          {t("failed.title")}: {plan.error instanceof ApiError ? plan.error.message : t("failed.text")}
        </p>
      )}
      <div className={styles.two}>
        <DueList userId={userId} chosen={chosen} choose={setChosen} />
        {plan.data && wish && <PlanView key={plan.submittedAt} plan={plan.data} wish={wish} zone={zone} />}
      </div>
    </div>
  );
}

interface FormProps {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly userId: string;
  readonly setUserId: (id: string) => void;
  readonly firstDay: string;
  readonly chosen: readonly string[];
  readonly isPlanning: boolean;
  readonly ask: (wish: VisitWish) => void;
}

function Form({ people, userId, setUserId, firstDay, chosen, isPlanning, ask }: FormProps) {
  const screen = useScreenStyles();
  const styles = useStyles();
  const t = useRoutesText();
  const [from, setFrom] = useState(firstDay);
  const [days, setDays] = useState(1);
  const [most, setMost] = useState(8);
  const [length, setLength] = useState(60);
  const [within, setWithin] = useState(90);
  const plan = (event: FormEvent) => {
    event.preventDefault();
    ask({
      user_id: userId,
      days: Array.from({ length: days }, (_, place) => addDays(from, place)),
      account_ids: [...chosen],
      without: [],
      most,
      duration_min: length,
      within_min: within,
    });
  };
  return (
    <form className={screen.card} onSubmit={plan} aria-label={t("ask.label")}>
      <div className={styles.form}>
        <Field label={t("ask.who")} style={{ minWidth: 0 }}>
          <Select
            style={{ minWidth: 0 }}
            select={{ style: { minWidth: 0, width: "100%", textOverflow: "ellipsis" } }}
            value={userId}
            onChange={(_, { value }) => setUserId(value)}
          >
            {people.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("ask.from")}>
          <Input
            type="date"
            min={firstDay}
            value={from}
            onChange={(_, { value }) => value && setFrom(value)}
          />
        </Field>
        <Numbers label={t("ask.days")} value={days} change={setDays} of={[1, 2, 3, 4, MOST_DAYS]} />
        <Numbers label={t("ask.most")} value={most} change={setMost} of={[4, 6, 8, 12, 20]} />
        <Numbers label={t("ask.length")} value={length} change={setLength} of={LENGTHS} />
        <Numbers label={t("ask.within")} value={within} change={setWithin} of={WITHIN} />
      </div>
      <div className={screen.foot}>
        <Button type="submit" appearance="primary" className={screen.button} disabled={isPlanning}>
          {isPlanning ? t("ask.planning") : t("ask.plan")}
        </Button>
        <p className={screen.quiet}>
          {chosen.length > 0 ? t("ask.chosen", { count: chosen.length }) : t("ask.noneChosen")}
        </p>
      </div>
    </form>
  );
}

/** Oneself, and whom one may book for: only their calendars become plans. */
function usePlannable(me: Me, zone: string) {
  const today = dayOf(me.now, zone);
  const found = useTeamCalendar({
    from: instantOf(today, zone).toISOString(),
    to: instantOf(addDays(today, 1), zone).toISOString(),
    users: [me.id],
  });
  const own = { id: me.id, name: me.name };
  const others = (found.data?.choosable ?? []).filter(
    (person) => person.id !== me.id && person.scopes.includes("book") && person.scopes.includes("see"),
  );
  return [own, ...others];
}

interface NumbersProps {
  readonly label: string;
  readonly value: number;
  readonly of: readonly number[];
  readonly change: (value: number) => void;
}

function Numbers({ label, value, of, change }: NumbersProps) {
  const { format } = useLocale();
  return (
    <Field label={label}>
      <Select value={String(value)} onChange={(_, data) => change(Number(data.value))}>
        {of.map((one) => (
          <option key={one} value={String(one)}>
            {format.number(one)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

interface DueListProps {
  readonly userId: string;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (chosen: ReadonlySet<string>) => void;
}

function DueList({ userId, chosen, choose }: DueListProps) {
  const screen = useScreenStyles();
  const styles = useStyles();
  const t = useRoutesText();
  const found = useVisitsDue(userId);
  if (found.error instanceof ApiError) return <Failure error={found.error} retry={() => found.refetch()} />;
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    choose(next);
  };
  return (
    <section className={screen.card} aria-label={t("due.title")}>
      <h2 className={screen.heading}>{t("due.title")}</h2>
      {found.isPending && <Spinner size="small" label={t("routes.loading")} />}
      {found.data?.items.length === 0 && (
        <PageMessage
          icon={<MapPinRegular fontSize="28px" />}
          title={t("due.none.title")}
          text={t("due.none.text")}
        />
      )}
      <div className={styles.due}>
        <ul className={screen.list}>
          {found.data?.items.slice(0, MOST_SHOWN).map((one) => (
            <li key={one.account.id} className={screen.row}>
              <Checkbox
                checked={chosen.has(one.account.id)}
                onChange={(_, { checked }) => toggle(one.account.id, checked === true)}
                label={<DueWords one={one} />}
              />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function DueWords({ one }: { one: VisitDue }) {
  const screen = useScreenStyles();
  const t = useRoutesText();
  const when =
    one.overdue_days === null
      ? one.last_at === null && t("due.never")
      : one.overdue_days >= 0
        ? t("due.overdue", { count: one.overdue_days })
        : t("due.ahead", { count: -one.overdue_days });
  const group = one.every_days !== null && t("due.group", { group: one.group, days: one.every_days });
  return (
    <span>
      {one.account.name}
      <span className={screen.quiet}> {[one.city, when, group].filter(Boolean).join(" · ")}</span>
    </span>
  );
}
