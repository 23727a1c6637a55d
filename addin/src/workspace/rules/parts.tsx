/** What the sections of the rules screen are built of. */
import { makeStyles, Select, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";
import type { StepKind } from "../../api/rules";
import { useRulesText } from "./texts";

export const KINDS = ["visit", "meeting", "call", "mail"] as const;

export const useRuleStyles = makeStyles({
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
  title: { ...typographyStyles.title3, margin: 0 },
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
  stage: { ...typographyStyles.body1Strong, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  rule: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr) 120px 104px 88px auto",
    gap: tokens.spacingHorizontalM,
    alignItems: "end",
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 720px)": { gridTemplateColumns: "repeat(2, minmax(0, 1fr))" },
  },
  wide: { "@media (max-width: 720px)": { gridColumn: "1 / -1" } },
  atEnd: { "@media (max-width: 720px)": { gridRow: 1, gridColumn: 2, justifySelf: "end" } },
  name: { "@media (max-width: 720px)": { gridRow: 1, gridColumn: 1 } },
  words: { display: "grid", gap: tokens.spacingVerticalXS },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    overflowWrap: "anywhere",
  },
  text: { margin: 0, overflowWrap: "anywhere" },
  row: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  button: { "@media (pointer: coarse)": { minHeight: "44px", minWidth: "44px" } },
});

export function Card(props: { heading: string; lead: string; children: ReactNode }) {
  const styles = useRuleStyles();
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.heading}>
          {props.heading}
        </h2>
        <p className={styles.lead}>{props.lead}</p>
      </div>
      {props.children}
    </section>
  );
}

interface KindChoiceProps {
  readonly label: string;
  readonly value: StepKind;
  readonly change: (kind: StepKind) => void;
}

export function KindChoice({ label, value, change }: KindChoiceProps) {
  const t = useRulesText();
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={(_, data) => change(KINDS.find((kind) => kind === data.value) ?? value)}
    >
      {KINDS.map((kind) => (
        <option key={kind} value={kind}>
          {t(`kind.${kind}`)}
        </option>
      ))}
    </Select>
  );
}

/** A whole number as typed; what is none leaves the rule as it was. */
export function whole(text: string, least: number, most: number): number | undefined {
  if (!/^\d+$/.test(text.trim())) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
