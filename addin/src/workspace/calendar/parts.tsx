/** What the calendar screens are built of: the page, a labelled choice, and how a screen says that it waits. */
import {
  Field,
  makeStyles,
  Select,
  Skeleton,
  SkeletonItem,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useCalendarText } from "./texts";

export const useScreenStyles = makeStyles({
  screen: {
    minHeight: "100%",
    boxSizing: "border-box",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXL}`,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
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
    maxWidth: "72ch",
  },
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    minWidth: 0,
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  row: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  text: { margin: 0, overflowWrap: "anywhere", fontVariantNumeric: "tabular-nums" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    overflowWrap: "anywhere",
    fontVariantNumeric: "tabular-nums",
  },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly children: ReactNode;
}

export function Choice({ label, value, change, children }: ChoiceProps) {
  return (
    <Field label={label} size="small" style={{ minWidth: 0 }}>
      <Select
        value={value}
        style={{ minWidth: 0 }}
        select={{ style: { minWidth: 0, width: "100%", textOverflow: "ellipsis" } }}
        onChange={(_, data) => change(data.value)}
      >
        {children}
      </Select>
    </Field>
  );
}

export function Waiting() {
  const styles = useScreenStyles();
  const t = useCalendarText();
  return (
    <div role="status" aria-busy="true">
      <Skeleton aria-label={t("team.loading")} className={styles.card}>
        <SkeletonItem size={32} style={{ width: "40%" }} />
        <SkeletonItem size={128} />
      </Skeleton>
    </div>
  );
}
