/** Plans: how those of a year go, one account's plan, and who is seen more often than needed. */
import { Button, Field, Input, Link, ProgressBar, Select, Spinner } from "@fluentui/react-components";
import { useDeferredValue, useState } from "react";
import { ApiError } from "../../api/client";
import { type Plans, usePlans } from "../../api/plans";
import { useAccountsFound } from "../../api/search";
import type { Me } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { Failure } from "../failure";
import { Card } from "../sections";
import { AccountPlanView } from "./account-plan";
import { usePlanStyles } from "./parts";
import { usePlansText } from "./texts";

const YEARS_AHEAD = 1;
const YEARS_BACK = 2;

export default function PlansScreen({ me }: { me: Me }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const now = new Date(me.now).getFullYear();
  const [year, setYear] = useState<number>();
  const [account, setAccount] = useState<string>();
  const shown = year ?? now;
  const found = usePlans(shown);
  if (account !== undefined)
    return (
      <AccountPlanView key={account} accountId={account} year={shown} back={() => setAccount(undefined)} />
    );
  const years = Array.from({ length: YEARS_AHEAD + YEARS_BACK + 1 }, (_, place) => now + YEARS_AHEAD - place);
  return (
    <div className={styles.screen}>
      <div className={styles.foot}>
        <div className={styles.grow}>
          <h1 className={styles.title}>{t("plans.title")}</h1>
          <p className={styles.lead}>{t("plans.lead")}</p>
        </div>
        <Field label={t("plans.year")}>
          <Select value={String(shown)} onChange={(_, data) => setYear(Number(data.value))}>
            {years.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <Finder open={setAccount} />
      {found.data ? (
        <>
          <ProgressCard plans={found.data} open={setAccount} />
          {found.data.fewer_visits.length > 0 && <FewerCard plans={found.data} open={setAccount} />}
        </>
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Spinner label={t("plans.loading")} />
      )}
    </div>
  );
}

interface Opens {
  readonly open: (accountId: string) => void;
}

function Finder({ open }: Opens) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const [typed, setTyped] = useState("");
  const found = useAccountsFound(useDeferredValue(typed.trim()));
  const items = typed.trim() ? (found.data?.items ?? []) : [];
  return (
    <Card heading={t("plans.open")}>
      <Field label={t("plans.find")}>
        <Input value={typed} maxLength={100} onChange={(_, data) => setTyped(data.value)} />
      </Field>
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t("plans.found")}>
          {items.map((one) => (
            <li key={one.id} className={styles.row}>
              <Link as="button" className={styles.button} onClick={() => open(one.id)}>
                {one.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function ProgressCard({ plans, open }: { plans: Plans } & Opens) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const money = (value: string) => format.money({ value, currency: plans.currency });
  return (
    <Card heading={t("plans.progress", { year: plans.year })}>
      {plans.items.length === 0 && <p className={styles.quiet}>{t("plans.none")}</p>}
      <ul className={styles.list}>
        {plans.items.map((one) => (
          <li key={one.account.id} className={styles.row}>
            <div className={styles.grow}>
              <Link as="button" className={styles.button} onClick={() => open(one.account.id)}>
                {one.account.name}
              </Link>
              <p className={styles.quiet}>
                {[one.group ? t("plans.group", { group: one.group }) : t("plans.noGroup"), one.owner?.name]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            <div className={styles.grow}>
              <ProgressBar
                aria-label={one.account.name}
                value={one.actions === 0 ? 0 : one.done / one.actions}
                thickness="large"
              />
              <p className={styles.quiet}>{t("plans.actions", { done: one.done, all: one.actions })}</p>
              {one.late > 0 && <p className={styles.late}>{t("plans.late", { count: one.late })}</p>}
            </div>
            <p className={styles.quiet}>
              {one.expected_amount === null
                ? t("plans.won", { won: money(one.won) })
                : t("plans.wonOf", { won: money(one.won), expected: money(one.expected_amount) })}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function FewerCard({ plans, open }: { plans: Plans } & Opens) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  return (
    <Card heading={t("plans.fewer")} lead={t("plans.fewerLead")}>
      <ul className={styles.list}>
        {plans.fewer_visits.map((one) => (
          <li key={one.account.id} className={styles.row}>
            <div className={styles.grow}>
              <Button appearance="transparent" className={styles.button} onClick={() => open(one.account.id)}>
                {one.account.name}
              </Button>
              <p className={styles.quiet}>
                {t("plans.visits", {
                  visits: one.visits,
                  asked: one.asked,
                  purchases: format.money({ value: one.purchases, currency: plans.currency }),
                })}
              </p>
            </div>
            <p className={styles.quiet}>{one.owner?.name}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
