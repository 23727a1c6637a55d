/** The weekly review: begin or go on, one opportunity after the other, then a summary to share; and those of one's people. */
import { Button, makeStyles, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import { ApiError } from "../../../api/client";
import { type ReviewHead, useReview, useReviews, useStartReview } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { Failure } from "../../failure";
import type { LookProps } from "../look";
import { Now } from "../now";
import { ReviewList } from "./review-list";
import { Session } from "./session";
import { Shown } from "./shown";
import { useReviewText } from "./texts";
import { UnlinkedThreads } from "./unlinked-threads";

const useStyles = makeStyles({
  start: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  heading: { ...typographyStyles.subtitle1, margin: 0 },
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "60ch" },
});

export default function ReviewLook({ question, ask, choices, open }: LookProps) {
  const show = (id: string | undefined) => ask({ ...question, review: id });
  return question.review === undefined ? (
    <Start show={show} />
  ) : (
    <One key={question.review} id={question.review} show={show} choices={choices} open={open} />
  );
}

function Start({ show }: { show: (id: string) => void }) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  const found = useReviews();
  const start = useStartReview();
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <Spinner label={t("review.loading")} />
    );
  }
  const begin = () => start.mutate(undefined, { onSuccess: ({ review }) => show(review.id) });
  const open = found.data.items.find((one) => one.is_own && one.finished_at === null);
  return (
    <>
      <section className={styles.start}>
        <h2 className={styles.heading}>{t("review.title")}</h2>
        <p className={styles.text}>{t("review.lead")}</p>
        <Button appearance="primary" disabled={start.isPending} onClick={begin}>
          {open ? t("review.goOn", { week: format.day(open.week_on, new Date()) }) : t("review.begin")}
        </Button>
        {start.error && <p className={styles.text}>{t("review.failed", { reason: start.error.message })}</p>}
      </section>
      <UnlinkedThreads />
      <ReviewList reviews={found.data.items} show={(one: ReviewHead) => show(one.id)} />
    </>
  );
}

interface OneProps extends Pick<LookProps, "choices" | "open"> {
  readonly id: string;
  readonly show: (id: string | undefined) => void;
}

function One({ id, show, choices, open }: OneProps) {
  const t = useReviewText();
  const found = useReview(id);
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <Spinner label={t("review.loading")} />
    );
  }
  const { review, now } = found.data;
  const isRunning = review.is_own && review.finished_at === null;
  return (
    <Now value={new Date(now)}>
      {isRunning ? (
        <Session found={found.data} choices={choices} open={open} leave={() => show(undefined)} />
      ) : (
        <Shown found={found.data} leave={() => show(undefined)} />
      )}
    </Now>
  );
}
