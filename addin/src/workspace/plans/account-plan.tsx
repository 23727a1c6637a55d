/** One account's plan for a year: what is known of it, what its group proposes, aims, and actions to tick off. */
import { Button, Field, MessageBar, MessageBarBody, Spinner, Textarea } from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
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
import { AmountField, TextField } from "./fields";
import { CRITERIA, Failed, isAmount, usePlanStyles } from "./parts";
import { Actions, type PartProps, type Plan } from "./plan-actions";
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
        <AmountField
          label={t("plan.expected", { currency: found.currency })}
          value={words.expected_amount}
          change={(expected_amount) => change({ expected_amount })}
        />
        <AmountField
          label={t("plan.growth")}
          value={words.growth_percent}
          change={(growth_percent) => change({ growth_percent })}
        />
        <TextField
          label={t("plan.resources")}
          value={words.resources}
          most={4000}
          change={(resources) => change({ resources })}
        />
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
