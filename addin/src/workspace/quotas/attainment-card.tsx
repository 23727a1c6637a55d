/** How each stands: attained of the quota, pace, what to expect; and the sales behind one's figure. */
import { Badge, Button, Link, ProgressBar, Spinner } from "@fluentui/react-components";
import { useEffect, useRef } from "react";
import { type Attainment, type AttainmentAsked, type AttainmentRow, useCredits } from "../../api/quotas";
import { useLocale } from "../../i18n/locale-context";
import { Card } from "../sections";
import { Failed, useFigure, useQuotaStyles } from "./parts";
import { useQuotasText } from "./texts";

interface AttainmentCardProps {
  readonly found: Attainment;
  readonly asked: AttainmentAsked;
  readonly open: (person: { id: string; name: string }) => void;
}

export function AttainmentCard({ found, asked, open }: AttainmentCardProps) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const days = t("attained.days", { begun: found.working_days_begun, total: found.working_days });
  const lead = `${days} ${t("attained.reached", { count: found.reached })}`;
  return (
    <Card heading={t("attained.title")} lead={lead}>
      {found.unconverted > 0 && (
        <p className={styles.quiet}>{t("attained.unconverted", { count: found.unconverted })}</p>
      )}
      {found.items.length === 0 && <p className={styles.quiet}>{t("attained.none")}</p>}
      <ul className={styles.list}>
        {found.items.map((one) => (
          <li key={one.subject.id} className={styles.row}>
            <Standing row={one} found={found} asked={asked} open={open} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Standing({ row, found, asked, open }: { row: AttainmentRow } & AttainmentCardProps) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const { format } = useLocale();
  const figure = useFigure(asked.measure, found.currency);
  const { subject, standing } = row;
  const number = (value: string) => format.number(Number(value));
  return (
    <>
      <div className={styles.grow}>
        {asked.by === "user" ? (
          <Link
            as="button"
            className={styles.button}
            aria-label={t("attained.sales", { name: subject.name })}
            onClick={() => open(subject)}
          >
            {subject.name}
          </Link>
        ) : (
          <p className={styles.text}>{subject.name}</p>
        )}
        {row.objectives_percent !== null && (
          <p className={styles.quiet}>
            {t("attained.objectives", { percent: number(row.objectives_percent) })}
          </p>
        )}
      </div>
      <div className={styles.grow}>
        <p className={styles.amount}>
          {standing.quota === null || standing.percent === null
            ? t("attained.noQuota", { attained: figure(standing.attained) })
            : t("attained.of", {
                attained: figure(standing.attained),
                quota: figure(standing.quota),
                percent: number(standing.percent),
              })}
        </p>
        {standing.percent !== null && (
          <ProgressBar
            aria-label={subject.name}
            value={Math.max(0, Math.min(1, Number(standing.percent) / 100))}
            thickness="large"
          />
        )}
      </div>
      <div className={styles.grow}>
        {standing.pace_percent !== null && standing.expected_by_now !== null && (
          <p className={styles.quiet}>
            {t("attained.pace", {
              percent: number(standing.pace_percent),
              expected: figure(standing.expected_by_now),
            })}
          </p>
        )}
        <p className={styles.quiet}>
          {t("attained.forecast", {
            total: figure(standing.forecast),
            won: figure(standing.won),
            open: figure(standing.open),
            pace: figure(standing.pace),
          })}
        </p>
      </div>
      <State standing={standing} />
    </>
  );
}

function State({ standing }: { standing: AttainmentRow["standing"] }) {
  const t = useQuotasText();
  if (standing.quota === null) return null;
  if (standing.is_reached) return <Badge appearance="filled">{t("attained.isReached")}</Badge>;
  const isBehind = standing.pace_percent !== null && Number(standing.pace_percent) < 100;
  return <Badge appearance="outline">{t(isBehind ? "attained.isBehind" : "attained.onPace")}</Badge>;
}

interface SalesCardProps {
  readonly person: { readonly id: string; readonly name: string };
  readonly period: string;
  readonly currency: string;
  readonly close: () => void;
}

export function SalesCard({ person, period, currency, close }: SalesCardProps) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const { format } = useLocale();
  const found = useCredits(period, person.id);
  const figure = useFigure("revenue", currency);
  const top = useRef<HTMLDivElement>(null);
  // What was asked for stands below the list: whoever came by keyboard goes on from here.
  useEffect(() => top.current?.querySelector("button")?.focus(), []);
  return (
    <div ref={top}>
      <Card heading={t("sales.title", { name: person.name })}>
        <div className={styles.foot}>
          <Button className={styles.button} onClick={close}>
            {t("sales.close")}
          </Button>
        </div>
        {found.error && <Failed error={found.error} />}
        {found.isPending && <Spinner label={t("quotas.loading")} />}
        {found.data?.items.length === 0 && <p className={styles.quiet}>{t("sales.none")}</p>}
        <ul className={styles.list}>
          {found.data?.items.map((one, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: credits have no name of their own and are never moved
            <li key={place} className={styles.row}>
              <div className={styles.grow}>
                <p className={styles.text}>{one.opportunity?.name ?? t("sales.hidden")}</p>
                <p className={styles.quiet}>
                  {[
                    format.day(one.day, new Date()),
                    t(`origin.${one.origin}`),
                    one.product?.name,
                    one.currency !== currency &&
                      t("sales.rate", { currency: one.currency, rate: one.rate, source: one.rate_source }),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              </div>
              <p className={styles.money}>{figure(one.revenue)}</p>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
