/** What the screens of plans and groups are built of. */
import { MessageBar, MessageBarBody, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";
import { ApiError } from "../../api/client";
import type { PlanAction } from "../../api/plans";
import { type PlansText, usePlansText } from "./texts";

export const KINDS = [
  "visit",
  "meeting",
  "call",
  "mail",
  "other",
] as const satisfies readonly PlanAction["kind"][];

/** The criteria that Trato knows by itself; all others are fields of the tenant's own. */
export const CRITERIA = [
  "purchases_12m",
  "orders_12m",
  "open_amount",
  "months_since_order",
  "months_since_contact",
  "visits_12m",
  "products",
  "people",
  "industry",
  "country",
] as const;

type Criterion = (typeof CRITERIA)[number];
const TEXTS: ReadonlySet<string> = new Set(["industry", "country"]);
const AMOUNTS: ReadonlySet<string> = new Set(["purchases_12m", "open_amount"]);

export const isText = (criterion: string) => TEXTS.has(criterion);
export const isAmount = (criterion: string) => AMOUNTS.has(criterion);

/** What a criterion is called; a field of the tenant's own by its own name. */
export function criterionName(criterion: string, t: PlansText): string {
  const known = CRITERIA.find((one): one is Criterion => one === criterion);
  return known ? t(`criterion.${known}`) : criterion.replace(/^own:/, "");
}

export const usePlanStyles = makeStyles({
  screen: {
    maxWidth: "960px",
    margin: "0 auto",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXXL}`,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    "@media (max-width: 480px)": {
      paddingLeft: tokens.spacingHorizontalM,
      paddingRight: tokens.spacingHorizontalM,
    },
  },
  title: { ...typographyStyles.title3, margin: 0, overflowWrap: "anywhere" },
  lead: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: "4px 0 0",
    maxWidth: "68ch",
  },
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    "@media (max-width: 480px)": { padding: tokens.spacingHorizontalM },
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  small: { ...typographyStyles.body1Strong, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  row: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  grow: { flexGrow: 1, minWidth: "min(100%, 220px)", flexBasis: "0" },
  fields: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 180px), 1fr))",
    gap: tokens.spacingHorizontalM,
    alignItems: "end",
    // An input brings a width of its own, by which it would stand out of a narrow column.
    "& .fui-Input": { minWidth: 0, width: "100%" },
    "& input": { minWidth: 0, width: "100%" },
  },
  action: { flexWrap: "nowrap", alignItems: "flex-start" },
  inner: { flexGrow: 1, minWidth: 0 },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
  text: { margin: 0, overflowWrap: "anywhere" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    overflowWrap: "anywhere",
  },
  late: { ...typographyStyles.caption1Strong, color: tokens.colorPaletteRedForeground1, margin: 0 },
  figures: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(150px, 1fr))",
    gap: tokens.spacingVerticalM,
    margin: 0,
  },
  figure: {
    ...typographyStyles.body1Strong,
    margin: 0,
    fontVariantNumeric: "tabular-nums",
    overflowWrap: "anywhere",
  },
  button: { "@media (pointer: coarse)": { minHeight: "44px", minWidth: "44px" } },
});

export function Card(props: { heading: string; lead?: string; children: ReactNode }) {
  const styles = usePlanStyles();
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.heading}>
          {props.heading}
        </h2>
        {props.lead && <p className={styles.lead}>{props.lead}</p>}
      </div>
      {props.children}
    </section>
  );
}

export function Failed({ error }: { error: Error }) {
  const t = usePlansText();
  const isRefused = error instanceof ApiError && error.failure === "refused";
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {t("plan.failed")}: {isRefused ? error.message : t("plan.failedText")}
      </MessageBarBody>
    </MessageBar>
  );
}
