/** Reviews there were: one's own, and those of the people below. */
import { Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReviewHead } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  review: {
    display: "flex",
    flexWrap: "wrap",
    gap: `0 ${tokens.spacingHorizontalM}`,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  quiet: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2 },
});

export function ReviewList(props: { reviews: readonly ReviewHead[]; show: (review: ReviewHead) => void }) {
  const t = useReviewText();
  const own = props.reviews.filter((one) => one.is_own);
  const team = props.reviews.filter((one) => !one.is_own);
  return (
    <>
      {own.length > 0 && <Part heading={t("review.own")} reviews={own} show={props.show} />}
      {team.length > 0 && <Part heading={t("review.team")} reviews={team} show={props.show} />}
    </>
  );
}

interface PartProps {
  readonly heading: string;
  readonly reviews: readonly ReviewHead[];
  readonly show: (review: ReviewHead) => void;
}

function Part({ heading, reviews, show }: PartProps) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  const now = useNow();
  return (
    <section aria-label={heading}>
      <h2 className={styles.heading}>{heading}</h2>
      <ul className={styles.list}>
        {reviews.map((one) => {
          const week = t("review.week", { day: format.day(one.week_on, now) });
          return (
            <li key={one.id} className={styles.review}>
              <Link as="button" onClick={() => show(one)}>
                {one.is_own ? week : t("review.ofWhom", { name: one.owner.name, week })}
              </Link>
              <span className={styles.quiet}>
                {one.finished_at
                  ? t("review.finished", { when: format.distance(new Date(one.finished_at), now) })
                  : t("review.underWay")}
                {one.shared_at &&
                  ` · ${t("review.shared", { when: format.distance(new Date(one.shared_at), now) })}`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
