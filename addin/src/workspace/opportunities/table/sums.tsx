/** How many, and how much: in all, a month, and by probability; each currency by itself. */
import { Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { Grouping, PipelineGroup } from "../../../api/pipeline";
import type { Format } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale-context";
import { type Question, within } from "../question";
import { type ListText, useListText } from "../texts";

const useStyles = makeStyles({
  totals: {
    ...typographyStyles.body1,
    display: "flex",
    flexWrap: "wrap",
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    margin: 0,
    fontVariantNumeric: "tabular-nums",
  },
  strong: { ...typographyStyles.body1Strong },
  groups: { display: "flex", flexDirection: "column", margin: 0, padding: 0, listStyleType: "none" },
  group: {
    display: "grid",
    gridTemplateColumns: "minmax(120px, 1fr) minmax(80px, 2fr) auto",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 480px)": { gridTemplateColumns: "1fr auto" },
  },
  bar: {
    height: "12px",
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorNeutralBackground5,
    "@media (max-width: 480px)": { gridColumn: "1 / -1", order: 1 },
  },
  fill: {
    height: "100%",
    minWidth: "2px",
    borderRadius: "inherit",
    backgroundColor: tokens.colorBrandBackground,
  },
  amount: {
    ...typographyStyles.body1,
    textAlign: "end",
    fontVariantNumeric: "tabular-nums",
    "& > span": { display: "block" },
  },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
});

export function Totals({ totals }: { totals: PipelineGroup }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  return (
    <p className={styles.totals} aria-live="polite">
      <span className={styles.strong}>{t("list.count", { count: totals.count })}</span>
      {totals.sums.map((sum) => (
        <span key={sum.currency}>
          {t("list.total", {
            amount: format.money({ value: sum.amount, currency: sum.currency }),
            weighted: format.money({ value: sum.weighted, currency: sum.currency }),
          })}
          {Number(sum.monthly) > 0 &&
            ` · ${t("list.monthly", { amount: format.money({ value: sum.monthly, currency: sum.currency }) })}`}
        </span>
      ))}
    </p>
  );
}

interface GroupsProps {
  readonly groups: readonly PipelineGroup[];
  readonly by: Grouping;
  readonly question: Question;
  readonly ask: (question: Question) => void;
}

/** The groups with a bar each for the amount in the currency that most of it is in. */
export function Groups({ groups, by, question, ask }: GroupsProps) {
  const styles = useStyles();
  const t = useListText();
  const { format, locale } = useLocale();
  const main = mainCurrency(groups);
  const amountOf = (group: PipelineGroup) =>
    Number(group.sums.find(({ currency }) => currency === main)?.amount ?? 0);
  const most = Math.max(1, ...groups.map(amountOf));
  return (
    <ul className={styles.groups}>
      {groups.map((group) => {
        const name = nameOf(group, by, t, locale);
        const narrowed = within(question, by, group.key);
        return (
          <li key={group.key ?? ""} className={styles.group}>
            <span>
              {narrowed ? (
                <Link as="button" aria-label={t("by.open", { name })} onClick={() => ask(narrowed)}>
                  {name}
                </Link>
              ) : (
                name
              )}{" "}
              <span className={styles.quiet}>{t("list.count", { count: group.count })}</span>
            </span>
            <span className={styles.bar} aria-hidden="true">
              <span
                className={styles.fill}
                style={{ display: "block", width: `${(100 * amountOf(group)) / most}%` }}
              />
            </span>
            <span className={styles.amount}>{amounts(group, format)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function amounts(group: PipelineGroup, format: Format) {
  return group.sums.map(({ amount, currency }) => (
    <span key={currency}>{format.money({ value: amount, currency })}</span>
  ));
}

function mainCurrency(groups: readonly PipelineGroup[]): string | undefined {
  const sums = new Map<string, number>();
  for (const { currency, amount } of groups.flatMap((group) => group.sums)) {
    sums.set(currency, (sums.get(currency) ?? 0) + Number(amount));
  }
  return [...sums].sort((one, other) => other[1] - one[1])[0]?.[0];
}

function nameOf(group: PipelineGroup, by: Grouping, t: ListText, locale: string): string {
  if (group.key === null) return by === "outcome" ? t("filter.open") : t("by.none");
  if (by === "outcome") return t(`filter.${group.key as "won" | "lost" | "cancelled"}`);
  if (by === "month") {
    const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
    return month.format(new Date(`${group.key}T00:00:00Z`));
  }
  if (by === "quarter") {
    const [year = "", month = "1"] = group.key.split("-");
    return t("by.quarterName", { number: Math.ceil(Number(month) / 3), year });
  }
  return group.name || group.key;
}
