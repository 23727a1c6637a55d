/** Spreadsheets that came in, each taken back whole; what was touched since stays. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useSpreadsheetImports, useUndoSpreadsheet } from "../../../api/spreadsheets";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { Said } from "../said";
import { useSheetText } from "./texts";

const useStyles = makeStyles({
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  one: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  words: { ...typographyStyles.body1, flexGrow: 1, margin: 0, overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
});

export function PastImports() {
  const styles = useStyles();
  const t = useSheetText();
  const { format } = useLocale();
  const now = useNow();
  const items = useSpreadsheetImports().data?.items ?? [];
  const undo = useUndoSpreadsheet();
  if (items.length === 0) return null;
  const words =
    undo.data &&
    t("past.undone", {
      removed: undo.data.removed,
      back: undo.data.changed_back,
      kept: undo.data.kept,
    });
  return (
    <section aria-label={t("past.title")}>
      <h2 className={styles.heading}>{t("past.title")}</h2>
      <Said
        words={undo.error ? t("failed", { reason: undo.error.message }) : words}
        intent={undo.error ? "error" : "success"}
        dismiss={() => undo.reset()}
      />
      <ul className={styles.list}>
        {items.map((one) => (
          <li key={one.id} className={styles.one}>
            <p className={styles.words}>
              {t("past.one", {
                name: one.name,
                count: one.opportunities,
                when: format.distance(new Date(one.at), now),
              })}
            </p>
            {one.undone_at ? (
              <span className={styles.quiet}>{t("past.takenBack")}</span>
            ) : (
              <Button
                size="small"
                disabled={undo.isPending}
                aria-label={t("past.undoOf", { name: one.name })}
                onClick={() => undo.mutate(one.id)}
              >
                {t("past.undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
