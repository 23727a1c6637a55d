/** What a review came to: counts, what is open in all, what still waits; then it is finished and shared. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type Review, useFinishReview } from "../../../api/reviews";
import { Said } from "../said";
import { Totals } from "../table/sums";
import { Share } from "./share";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  summary: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  heading: { ...typographyStyles.subtitle1, margin: 0 },
  counts: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXXL, margin: 0 },
  count: { display: "flex", flexDirection: "column-reverse" },
  number: { ...typographyStyles.title2, margin: 0, fontVariantNumeric: "tabular-nums" },
  what: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2 },
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "60ch" },
  buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

const COUNTS = ["changed", "confirmed", "closed", "skipped", "left"] as const;

interface SummaryProps {
  readonly found: Review;
  /** Back to what waits for an action, where there is any. */
  readonly goBack?: () => void;
}

export function Summary({ found, goBack }: SummaryProps) {
  const styles = useStyles();
  const t = useReviewText();
  const { review, summary, streak } = found;
  const finish = useFinishReview(review.id);
  const isFinished = review.finished_at !== null;
  return (
    <section className={styles.summary} aria-label={t("summary.title")}>
      <h2 className={styles.heading}>{isFinished ? t("summary.finished") : t("summary.title")}</h2>
      <dl className={styles.counts}>
        {COUNTS.filter((one) => one !== "left" || summary.left > 0).map((one) => (
          <div key={one} className={styles.count}>
            <dt className={styles.what}>{t(`summary.${one}`)}</dt>
            <dd className={styles.number}>{summary[one]}</dd>
          </div>
        ))}
      </dl>
      <Totals totals={summary.total} />
      {streak > 1 && <p className={styles.text}>{t("review.streak", { count: streak })}</p>}
      {review.is_own && !isFinished && (
        <>
          {summary.waiting > 0 && (
            <p className={styles.text}>{t("summary.waiting", { count: summary.waiting })}</p>
          )}
          <div className={styles.buttons}>
            {summary.waiting > 0 && goBack ? (
              <Button appearance="primary" onClick={goBack}>
                {t("summary.goBack")}
              </Button>
            ) : (
              <Button
                appearance="primary"
                data-key="Enter"
                disabled={finish.isPending}
                onClick={() => finish.mutate()}
              >
                {t("summary.finish")}
              </Button>
            )}
          </div>
        </>
      )}
      <Said
        words={finish.error ? t("review.failed", { reason: finish.error.message }) : undefined}
        intent="error"
        dismiss={() => finish.reset()}
      />
      {isFinished && <Share found={found} />}
    </section>
  );
}
