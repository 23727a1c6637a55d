/** One account's plan for a year: what is known of it, what its group proposes, aims, and actions to tick off. */
import {
  Button,
  Checkbox,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  mergeClasses,
  Select,
  Spinner,
  Textarea,
} from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import {
  type AccountPlan,
  type NewPlanAction,
  type PlanDeed,
  type PlanWords,
  useAccountPlan,
  usePlanDeed,
} from "../../api/plans";
import { useLocale } from "../../i18n/locale-context";
import { Failure } from "../failure";
import { Card } from "../sections";
import { CRITERIA, Failed, isAmount, KINDS, usePlanStyles } from "./parts";
import { usePlansText } from "./texts";

interface AccountPlanProps {
  readonly accountId: string;
  readonly year: number;
  readonly back: () => void;
}

export function AccountPlanView({ accountId, year, back }: AccountPlanProps) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const found = useAccountPlan(accountId, year);
  const deed = usePlanDeed(accountId, year);
  const top = useRef<HTMLDivElement>(null);
  // What was chosen is gone from the screen: whoever came by keyboard goes on from here.
  useEffect(() => top.current?.querySelector("button")?.focus(), []);
  return (
    <div className={styles.screen}>
      <div ref={top}>
        <Button appearance="subtle" icon={<ArrowLeft20Regular />} className={styles.button} onClick={back}>
          {t("plan.back")}
        </Button>
      </div>
      {found.data ? (
        <Shown found={found.data} deed={deed} />
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Spinner label={t("plan.loading")} />
      )}
    </div>
  );
}

type Deed = ReturnType<typeof usePlanDeed>;

function Shown({ found, deed }: { found: AccountPlan; deed: Deed }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const isStale = deed.error instanceof ApiError && deed.error.failure === "stale";
  const act = (what: PlanDeed, done?: () => void) => deed.mutate(what, { onSuccess: () => done?.() });
  return (
    <>
      <div>
        <h1 className={styles.title}>{found.account.name}</h1>
        <p className={styles.lead}>
          {[found.year, found.group ? t("plans.group", { group: found.group }) : t("plans.noGroup")].join(
            " · ",
          )}
        </p>
      </div>
      {isStale && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t("plan.stale")}</MessageBarBody>
        </MessageBar>
      )}
      {deed.error && !isStale && <Failed error={deed.error} />}
      {deed.isSuccess && deed.variables.do === "write" && (
        <MessageBar intent="success">
          <MessageBarBody>{t("plan.saved")}</MessageBarBody>
        </MessageBar>
      )}
      {found.plan ? (
        <>
          <Aims key={found.plan.etag} found={found} plan={found.plan} isBusy={deed.isPending} act={act} />
          <Actions found={found} plan={found.plan} isBusy={deed.isPending} act={act} />
        </>
      ) : (
        <Proposal found={found} isBusy={deed.isPending} act={act} />
      )}
      <Figures found={found} />
    </>
  );
}

interface PartProps {
  readonly found: AccountPlan;
  readonly isBusy: boolean;
  readonly act: (deed: PlanDeed, done?: () => void) => void;
}

function Proposal({ found, isBusy, act }: PartProps) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const { proposal } = found;
  const actions = proposal?.actions ?? [];
  const words = {
    objective: proposal?.objective ?? "",
    expected_amount: proposal?.expected_amount ?? null,
    growth_percent: proposal?.growth_percent ?? null,
    resources: "",
  };
  const begin = (wanted: readonly NewPlanAction[]) => act({ do: "begin", words, actions: wanted });
  if (actions.length === 0) {
    return (
      <Card heading={t("plan.proposal")} lead={proposal?.objective || t("plan.noProposal")}>
        <div className={styles.foot}>
          <Button appearance="primary" className={styles.button} disabled={isBusy} onClick={() => begin([])}>
            {t("plan.beginEmpty")}
          </Button>
        </div>
      </Card>
    );
  }
  const dated = actions.map((one) => ({ ...one, assignee_id: null, resources: "", expected_result: "" }));
  return (
    <Card
      heading={t("plan.proposal")}
      lead={proposal?.objective || t("plan.proposalLead", { count: actions.length })}
    >
      <ul className={styles.list}>
        {actions.map((one) => (
          <li key={`${one.due_on} ${one.kind} ${one.title}`} className={styles.row}>
            <p className={styles.text}>{one.title}</p>
            <p className={styles.quiet}>
              {t(`kind.${one.kind}`)} · {format.day(one.due_on, new Date(found.year, 0))}
            </p>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Button appearance="primary" className={styles.button} disabled={isBusy} onClick={() => begin(dated)}>
          {t("plan.begin")}
        </Button>
        <Button className={styles.button} disabled={isBusy} onClick={() => begin([])}>
          {t("plan.beginEmpty")}
        </Button>
      </div>
    </Card>
  );
}

type Plan = NonNullable<AccountPlan["plan"]>;

function Aims({ found, plan, isBusy, act }: PartProps & { plan: Plan }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const [words, setWords] = useState<PlanWords>({
    objective: plan.objective,
    expected_amount: plan.expected_amount,
    growth_percent: plan.growth_percent,
    resources: plan.resources,
  });
  const change = (part: Partial<PlanWords>) => setWords({ ...words, ...part });
  const amount = (text: string) => (text.trim() === "" ? null : text.trim().replace(",", "."));
  return (
    <Card heading={t("plan.aims")}>
      <Field label={t("plan.objective")}>
        <Textarea
          value={words.objective ?? ""}
          maxLength={4000}
          onChange={(_, data) => change({ objective: data.value })}
        />
      </Field>
      <div className={styles.fields}>
        <Field label={t("plan.expected", { currency: found.currency })}>
          <Input
            inputMode="decimal"
            value={String(words.expected_amount ?? "")}
            onChange={(_, data) => change({ expected_amount: amount(data.value) })}
          />
        </Field>
        <Field label={t("plan.growth")}>
          <Input
            inputMode="decimal"
            value={String(words.growth_percent ?? "")}
            onChange={(_, data) => change({ growth_percent: amount(data.value) })}
          />
        </Field>
        <Field label={t("plan.resources")}>
          <Input
            value={words.resources ?? ""}
            maxLength={4000}
            onChange={(_, data) => change({ resources: data.value })}
          />
        </Field>
      </div>
      <div className={styles.foot}>
        <Button
          className={styles.button}
          disabled={isBusy}
          onClick={() => act({ do: "write", words, etag: plan.etag })}
        >
          {t("plan.save")}
        </Button>
      </div>
    </Card>
  );
}

function Actions({ found, plan, isBusy, act }: PartProps & { plan: Plan }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const told = (one: Plan["actions"][number]) =>
    [
      t(`kind.${one.kind}`),
      one.due_on && format.day(one.due_on, new Date(found.year, 0)),
      one.assignee.name,
      one.expected_result && t("plan.expects", { result: one.expected_result }),
      one.resources && t("plan.needs", { resources: one.resources }),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <Card heading={t("plan.actions")}>
      {plan.actions.length === 0 && <p className={styles.quiet}>{t("plan.noActions")}</p>}
      <ul className={styles.list}>
        {plan.actions.map((one) => (
          <li key={one.task_id} className={mergeClasses(styles.row, styles.action)}>
            <Checkbox
              aria-label={t("plan.tick", { title: one.title })}
              checked={one.done_at !== null}
              disabled={isBusy}
              onChange={(_, data) => act({ do: "tick", action: one, isDone: data.checked === true })}
            />
            <div className={styles.inner}>
              <p className={styles.text}>{one.title}</p>
              <p className={styles.quiet}>{told(one)}</p>
            </div>
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              className={styles.button}
              aria-label={t("plan.drop", { title: one.title })}
              disabled={isBusy}
              onClick={() => act({ do: "drop", taskId: one.task_id })}
            />
          </li>
        ))}
      </ul>
      <NewAction year={found.year} isBusy={isBusy} act={act} />
    </Card>
  );
}

function NewAction({ year, isBusy, act }: Omit<PartProps, "found"> & { year: number }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const empty: NewPlanAction = {
    kind: "visit",
    title: "",
    due_on: "",
    assignee_id: null,
    resources: "",
    expected_result: "",
  };
  const [action, setAction] = useState(empty);
  const change = (part: Partial<NewPlanAction>) => setAction({ ...action, ...part });
  const isReady = action.title.trim() !== "" && action.due_on !== "";
  return (
    <form
      aria-label={t("plan.add")}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) act({ do: "add", action }, () => setAction(empty));
      }}
    >
      <div className={styles.fields}>
        <Field label={t("plan.kind")}>
          <Select
            value={action.kind}
            onChange={(_, data) => change({ kind: KINDS.find((kind) => kind === data.value) ?? "other" })}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("plan.what")}>
          <Input value={action.title} maxLength={200} onChange={(_, data) => change({ title: data.value })} />
        </Field>
        <Field label={t("plan.by")}>
          <Input
            type="date"
            min={`${year}-01-01`}
            max={`${year}-12-31`}
            value={action.due_on}
            onChange={(_, data) => change({ due_on: data.value })}
          />
        </Field>
        <Field label={t("plan.result")}>
          <Input
            value={action.expected_result ?? ""}
            maxLength={200}
            onChange={(_, data) => change({ expected_result: data.value })}
          />
        </Field>
        <Button type="submit" className={styles.button} disabled={isBusy || !isReady}>
          {t("plan.add")}
        </Button>
      </div>
    </form>
  );
}

function Figures({ found }: { found: AccountPlan }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const told = (criterion: string, value: string) => {
    if (isAmount(criterion)) return format.money({ value, currency: found.currency });
    const number = Number(value);
    return Number.isFinite(number) ? format.number(number) : value;
  };
  const own = Object.keys(found.figures).filter((one) => one.startsWith("own:"));
  return (
    <Card heading={t("plan.figures")}>
      <dl className={styles.figures}>
        {CRITERIA.map((criterion) => (
          <div key={criterion}>
            <dt className={styles.quiet}>{t(`criterion.${criterion}`)}</dt>
            <dd className={styles.figure}>{told(criterion, found.figures[criterion] ?? "") || "—"}</dd>
          </div>
        ))}
        {own.map((name) => (
          <div key={name}>
            <dt className={styles.quiet}>{name.slice("own:".length)}</dt>
            <dd className={styles.figure}>{found.figures[name]}</dd>
          </div>
        ))}
      </dl>
      {found.orders_elsewhere > 0 && (
        <p className={styles.quiet}>{t("plan.elsewhere", { count: found.orders_elsewhere })}</p>
      )}
    </Card>
  );
}
