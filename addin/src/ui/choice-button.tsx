/** A full-width row to choose from a list: an icon, a name, and what tells it from the others. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  choice: {
    ...typographyStyles.body1,
    display: "flex",
    gap: tokens.spacingHorizontalS,
    width: "100%",
    minHeight: "32px",
    padding: `${tokens.spacingVerticalSNudge} ${tokens.spacingHorizontalS}`,
    border: "none",
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: "transparent",
    color: tokens.colorNeutralForeground1,
    textAlign: "start",
    cursor: "pointer",
    ":hover": { backgroundColor: tokens.colorSubtleBackgroundHover },
    ":active": { backgroundColor: tokens.colorSubtleBackgroundPressed },
    ":disabled": { color: tokens.colorNeutralForegroundDisabled, cursor: "default" },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
  },
  icon: { display: "flex", flexShrink: 0, marginTop: "2px", color: tokens.colorBrandForeground1 },
  words: { minWidth: 0, flexGrow: 1 },
  name: { ...typographyStyles.body1Strong },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
});

interface ChoiceButtonProps {
  readonly icon: ReactNode;
  readonly name: string;
  readonly disabled: boolean;
  readonly choose: () => void;
  /** What tells this one from the others. */
  readonly children: ReactNode;
}

export function ChoiceButton({ icon, name, disabled, choose, children }: ChoiceButtonProps) {
  const styles = useStyles();
  return (
    <button type="button" className={styles.choice} disabled={disabled} onClick={choose}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        {children && <span className={styles.about}>{children}</span>}
      </span>
    </button>
  );
}
