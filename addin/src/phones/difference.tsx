/** One thing that waits for a word: the field with both values, and a button for each way to settle it. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { PhoneConflict } from "../api/types";
import { useDifferencesText } from "./texts";
import { fieldName, inWords } from "./value";

const useStyles = makeStyles({
  text: {
    ...typographyStyles.body1,
    margin: 0,
    overflowWrap: "anywhere",
    fontVariantNumeric: "tabular-nums",
  },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface DifferenceProps {
  readonly conflict: PhoneConflict;
  readonly isBusy: boolean;
  readonly settle: (choice: string) => void;
}

export function Difference({ conflict, isBusy, settle }: DifferenceProps) {
  const styles = useStyles();
  const t = useDifferencesText();
  const { field } = conflict;
  const isWhole = field === "gone" || field === "changed_after_removal";
  return (
    <>
      <p className={styles.quiet}>{isWhole ? t(`conflict.${field}`) : fieldName(field, t)}</p>
      {!isWhole && (
        <>
          <p className={styles.text}>
            <span className={styles.quiet}>{t("conflict.ours")}:</span> {inWords(conflict.ours, t)}
          </p>
          <p className={styles.text}>
            <span className={styles.quiet}>{t("conflict.theirs")}:</span> {inWords(conflict.theirs, t)}
          </p>
        </>
      )}
      <div className={styles.foot}>
        {conflict.choices.map((choice) => (
          <Button
            key={choice}
            size="small"
            className={styles.button}
            disabled={isBusy}
            onClick={() => settle(choice)}
          >
            {t(`choice.${choice}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
