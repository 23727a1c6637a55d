/** While the mailbox opens, or when it does not. */
import { Button, makeStyles, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  screen: {
    flexGrow: 1,
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    justifyContent: "center",
    gap: tokens.spacingVerticalM,
  },
  reason: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, maxWidth: "480px" },
});

export function StartScreen({ failure, retry }: { failure: Error | null; retry: () => Promise<unknown> }) {
  const styles = useStyles();
  const t = useOutlookText();
  if (!failure) {
    return (
      <div className={styles.screen}>
        <Spinner label={t("app.starting")} />
      </div>
    );
  }
  return (
    <div className={styles.screen} role="alert">
      {t("app.failed")}
      <span className={styles.reason}>{failure.message}</span>
      <Button onClick={retry}>{t("app.retry")}</Button>
    </div>
  );
}
