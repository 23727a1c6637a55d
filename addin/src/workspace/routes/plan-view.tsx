/** A route as days with their stops beside a map; holds or appointments by click; planned anew where one falls out. */
import { Button, MessageBar, MessageBarBody, makeStyles, Spinner, tokens } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
import { ApiError } from "../../api/client";
import { useHolds } from "../../api/team-calendar";
import {
  useNoteVisit,
  usePlanVisits,
  type VisitDay,
  type VisitPlan,
  type VisitStop,
  type VisitWish,
} from "../../api/visits";
import { useLocale } from "../../i18n/locale-context";
import { noonOf } from "../calendar/entry-words";
import { useScreenStyles } from "../calendar/parts";
import { useMapStyle } from "../map-style";
import PlainMap from "./plain-map";
import { planChange } from "./plan-change";
import { useRoutesText } from "./texts";

const TileMap = lazy(() => import("./tile-map"));

const KEPT_FOR_MS = 7 * 86_400_000;

const useStyles = makeStyles({
  plan: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, minWidth: 0 },
  stops: { margin: 0, padding: 0, listStyleType: "none" },
  number: {
    display: "inline-grid",
    placeContent: "center",
    minWidth: "24px",
    height: "24px",
    marginRight: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: "tabular-nums",
  },
  day: { ":first-letter": { textTransform: "uppercase" } },
});

interface PlanViewProps {
  readonly plan: VisitPlan;
  readonly wish: VisitWish;
  readonly zone: string;
}

/** What was done with the route, and how much of it could not be. */
interface Done {
  readonly words: "plan.held.done" | "plan.noted.done";
  readonly count: number;
  readonly failed: number;
}

export function PlanView(props: PlanViewProps) {
  const styles = useStyles();
  const screen = useScreenStyles();
  const t = useRoutesText();
  const [plan, setPlan] = useState(props.plan);
  const [without, setWithout] = useState<readonly string[]>(props.wish.without ?? []);
  const [falling, setFalling] = useState<VisitStop>();
  const [done, setDone] = useState<Done>();
  const anew = usePlanVisits();
  const { keep } = useHolds();
  const note = useNoteVisit();
  const visits = plan.days.flatMap((day) => day.stops).filter((stop) => stop.visit !== null);
  const minutes = props.wish.duration_min ?? 60;
  const each = async (words: Done["words"], act: (stop: VisitStop) => Promise<unknown>) => {
    let failed = 0;
    // One after the other: each takes a time that the next must not have.
    for (const stop of visits) await act(stop).catch(() => (failed += 1));
    setDone({ words, count: visits.length - failed, failed });
  };
  const hold = () =>
    each("plan.held.done", (stop) =>
      keep.mutateAsync({
        user_id: plan.user_id,
        start: stop.begins,
        duration_min: minutes,
        reason: stop.visit?.account.name ?? "",
        expires_at: new Date(Date.now() + KEPT_FOR_MS).toISOString(),
      }),
    );
  const put = () =>
    each("plan.noted.done", (stop) =>
      note.mutateAsync({
        key: `route-${stop.visit?.account.id}-${Date.parse(stop.begins)}`,
        start: stop.begins,
        duration_min: minutes,
        subject: stop.visit?.account.name ?? "",
        place: stop.visit?.city ?? "",
        organizer_id: plan.user_id,
      }),
    );
  const fall = (stop: VisitStop) => {
    setFalling(stop);
    const id = stop.visit?.account.id ?? "";
    // The others of this route are planned again, nobody new: what was agreed on is to change as little as it can.
    const stay = visits.map((one) => one.visit?.account.id ?? "").filter((one) => one !== id);
    anew.mutate({ ...props.wish, account_ids: stay, without: [...without, id] });
  };
  const take = (changed: VisitPlan) => {
    setWithout([...without, falling?.visit?.account.id ?? ""]);
    setPlan(changed);
    setFalling(undefined);
    setDone(undefined);
    anew.reset();
  };
  const isBusy = keep.isPending || note.isPending;
  return (
    <section className={`${screen.card} ${styles.plan}`} aria-label={t("plan.title")}>
      <h2 className={screen.heading}>{t("plan.title")}</h2>
      <p className={screen.text}>{t("plan.way", { minutes: plan.travel_min })}</p>
      <RouteMap plan={plan} />
      {done && (
        <MessageBar intent={done.failed > 0 ? "warning" : "success"} layout="multiline">
          <MessageBarBody>
            {t(done.words, { count: done.count })} {done.failed > 0 && t("plan.some", { count: done.failed })}
          </MessageBarBody>
        </MessageBar>
      )}
      {falling && (
        <Changed
          name={falling.visit?.account.name ?? ""}
          without={falling.visit?.account.id ?? ""}
          before={plan}
          after={anew.data}
          error={anew.error}
          take={take}
          keep={() => setFalling(undefined)}
        />
      )}
      <Days plan={plan} zone={props.zone} fall={fall} />
      {plan.left_out.length > 0 && (
        <div>
          <p className={screen.text}>{t("plan.leftOut")}</p>
          <p className={screen.quiet}>{plan.left_out.map((one) => one.account.name).join(" · ")}</p>
        </div>
      )}
      {visits.length > 0 && (
        <div className={screen.foot}>
          <Button
            appearance="primary"
            className={screen.button}
            disabled={isBusy}
            onClick={() => void hold()}
          >
            {t("plan.hold")}
          </Button>
          <Button className={screen.button} disabled={isBusy} onClick={() => void put()}>
            {t("plan.note")}
          </Button>
          <p className={screen.quiet}>{t("plan.noteHint")}</p>
        </div>
      )}
    </section>
  );
}

function RouteMap({ plan }: { plan: VisitPlan }) {
  const style = useMapStyle();
  if (!plan.days.some((day) => day.stops.length > 0)) return null;
  if (style === "") return <PlainMap plan={plan} />;
  return (
    <Suspense fallback={<Spinner size="small" />}>
      <TileMap plan={plan} style={style} />
    </Suspense>
  );
}

function Days({ plan, zone, fall }: { plan: VisitPlan; zone: string; fall: (stop: VisitStop) => void }) {
  const screen = useScreenStyles();
  const styles = useStyles();
  const t = useRoutesText();
  const { locale } = useLocale();
  const date = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  let number = 0;
  return plan.days.map((day: VisitDay) => {
    const name = date.format(noonOf(day.day, zone));
    return (
      <section key={day.day} aria-label={name}>
        <h3 className={`${screen.text} ${styles.day}`}>
          {day.state === "planned" ? t("plan.day", { day: name, minutes: day.travel_min }) : name}
        </h3>
        {day.state !== "planned" && <p className={screen.quiet}>{t(`plan.${day.state}`)}</p>}
        {day.state === "planned" && day.stops.length === 0 && (
          <p className={screen.quiet}>{t("plan.empty")}</p>
        )}
        <ol className={styles.stops}>
          {day.stops.map((stop) => {
            if (stop.visit) number += 1;
            return <Stop key={stop.begins} stop={stop} number={number} fall={fall} />;
          })}
        </ol>
      </section>
    );
  });
}

function Stop({ stop, number, fall }: { stop: VisitStop; number: number; fall: (stop: VisitStop) => void }) {
  const screen = useScreenStyles();
  const styles = useStyles();
  const t = useRoutesText();
  const { format } = useLocale();
  const at = (moment: string) => format.time(new Date(moment));
  const span = t("plan.stop", { from: at(stop.begins), to: at(stop.leaves) });
  if (!stop.visit) {
    return (
      <li className={screen.row}>
        <p className={screen.quiet}>
          {span} · {t("plan.held")}
        </p>
      </li>
    );
  }
  const { account, city } = stop.visit;
  return (
    <li className={screen.row}>
      <div>
        <p className={screen.text}>
          <span className={styles.number}>{number}</span>
          {account.name}
        </p>
        <p className={screen.quiet}>
          {[span, city, stop.arrives !== stop.begins && t("plan.arrives", { time: at(stop.arrives) })]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <Button
        size="small"
        className={screen.button}
        aria-label={t("plan.fallsNamed", { name: account.name })}
        onClick={() => fall(stop)}
      >
        {t("plan.falls")}
      </Button>
    </li>
  );
}

interface ChangedProps {
  readonly name: string;
  readonly without: string;
  readonly before: VisitPlan;
  readonly after: VisitPlan | undefined;
  readonly error: Error | null;
  readonly take: (plan: VisitPlan) => void;
  readonly keep: () => void;
}

/** The route as it would be without one visit, told before it is taken. */
function Changed({ name, without, before, after, error, take, keep }: ChangedProps) {
  const screen = useScreenStyles();
  const t = useRoutesText();
  const { format } = useLocale();
  const at = (moment: string | undefined) =>
    moment ? format.received(new Date(moment), new Date(moment)) : "";
  const changes = after ? planChange(before, after, without) : [];
  return (
    <section className={screen.card} aria-label={t("change.title", { name })}>
      <h3 className={screen.text}>{t("change.title", { name })}</h3>
      {error && (
        <p className={screen.text} role="alert">
          {error instanceof ApiError ? error.message : t("failed.text")}
        </p>
      )}
      {!after && !error && <Spinner size="tiny" label={t("ask.planning")} />}
      {after && (
        <>
          <p className={screen.text}>
            {t("change.way", { before: before.travel_min, after: after.travel_min })}
          </p>
          <ul className={screen.list}>
            {changes.map((one) => (
              <li key={one.accountId} className={screen.text}>
                {t(`change.${one.kind}`, { name: one.name, before: at(one.before), after: at(one.after) })}
              </li>
            ))}
          </ul>
          {changes.length === 1 && <p className={screen.quiet}>{t("change.same")}</p>}
        </>
      )}
      <div className={screen.foot}>
        <Button
          appearance="primary"
          className={screen.button}
          disabled={!after}
          onClick={() => after && take(after)}
        >
          {t("change.take")}
        </Button>
        <Button className={screen.button} onClick={keep}>
          {t("change.keep")}
        </Button>
      </div>
    </section>
  );
}
