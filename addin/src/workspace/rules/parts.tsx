/** What the sections of the rules screen are built of. */
import { makeStyles, Select, tokens } from "@fluentui/react-components";
import type { StepKind } from "../../api/rules";
import { useSectionStyles } from "../sections";
import { useRulesText } from "./texts";

export const KINDS = ["visit", "meeting", "call", "mail"] as const;

const useOwnStyles = makeStyles({
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
});

export const useRuleStyles = () => ({ ...useSectionStyles(), ...useOwnStyles() });

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
