/** What the screens of plans and groups are built of. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { PlanAction } from "../../api/plans";
import { Refusal, useSectionStyles } from "../sections";
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

const useOwnStyles = makeStyles({
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
});

export const usePlanStyles = () => ({ ...useSectionStyles(), ...useOwnStyles() });

export function Failed({ error }: { error: Error }) {
  const t = usePlansText();
  return <Refusal error={error} title={t("plan.failed")} text={t("plan.failedText")} />;
}
