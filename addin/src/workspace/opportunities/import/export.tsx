/** The list as a spreadsheet, as it is filtered and sorted now; it can come in again. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useExportOpportunities } from "../../../api/spreadsheets";
import type { Question } from "../question";
import { Said } from "../said";
import { useSheetText } from "./texts";

const useStyles = makeStyles({
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  text: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: `0 0 ${tokens.spacingVerticalS}`,
  },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS },
});

const FORMATS = ["xlsx", "csv"] as const;

export function Export({ question }: { question: Question }) {
  const styles = useStyles();
  const t = useSheetText();
  const save = useExportOpportunities();
  const { asked, order, isDescending } = question;
  return (
    <section aria-label={t("export.title")}>
      <h2 className={styles.heading}>{t("export.title")}</h2>
      <p className={styles.text}>{t("export.lead")}</p>
      <div className={styles.buttons}>
        {FORMATS.map((format) => (
          <Button
            key={format}
            disabled={save.isPending}
            onClick={() => save.mutate({ asked, order, isDescending, format })}
          >
            {t(`export.${format}`)}
          </Button>
        ))}
      </div>
      <Said
        words={save.error ? t("failed", { reason: save.error.message }) : undefined}
        intent="error"
        dismiss={() => save.reset()}
      />
    </section>
  );
}
