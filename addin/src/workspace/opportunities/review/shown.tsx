/** A review as it stands, for whoever looks at it: what was made of each opportunity, and what is said of it. */
import { Button, makeStyles, Textarea, tokens, typographyStyles } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { type Review, type ReviewComment, type ReviewStand, useCommentReview } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { Said } from "../said";
import { Summary } from "./summary";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  heading: { ...typographyStyles.subtitle1, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  one: { padding: `${tokens.spacingVerticalS} 0`, borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  top: { display: "flex", flexWrap: "wrap", gap: `0 ${tokens.spacingHorizontalM}`, alignItems: "baseline" },
  name: { ...typographyStyles.body1Strong, margin: 0 },
  quiet: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0 },
  grow: { flexGrow: 1 },
  comment: {
    ...typographyStyles.body1,
    margin: `${tokens.spacingVerticalXS} 0 0`,
    paddingLeft: tokens.spacingHorizontalM,
    borderLeft: `3px solid ${tokens.colorBrandStroke1}`,
    overflowWrap: "anywhere",
  },
  words: { width: "100%", maxWidth: "60ch" },
  form: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalS,
    marginTop: tokens.spacingVerticalS,
  },
});

export function Shown({ found, leave }: { found: Review; leave: () => void }) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  const now = useNow();
  const { review, items, comments } = found;
  const comment = useCommentReview(review.id);
  const [about, setAbout] = useState<string | null>();
  const say = (words: string, opportunityId: string | null) =>
    comment.mutate({ words, opportunity_id: opportunityId }, { onSuccess: () => setAbout(undefined) });
  const said = (opportunityId: string | null) =>
    comments.filter((one) => one.opportunity_id === opportunityId);
  const week = t("review.week", { day: format.day(review.week_on, now) });
  return (
    <>
      <div className={styles.top}>
        <Button onClick={leave}>{t("review.back")}</Button>
        <h2 className={styles.heading}>{t("review.ofWhom", { name: review.owner.name, week })}</h2>
      </div>
      <Summary found={found} />
      <Comments comments={said(null)} />
      {about === null ? (
        <CommentForm isBusy={comment.isPending} say={(words) => say(words, null)} />
      ) : (
        <div>
          <Button onClick={() => setAbout(null)}>{t("comment.begin")}</Button>
        </div>
      )}
      <Said
        words={comment.error ? t("review.failed", { reason: comment.error.message }) : undefined}
        intent="error"
        dismiss={() => comment.reset()}
      />
      <ul className={styles.list} aria-label={week}>
        {items.map((stand) => (
          <li key={stand.opportunity.id} className={styles.one}>
            <Stand stand={stand} comment={() => setAbout(stand.opportunity.id)} />
            <Comments comments={said(stand.opportunity.id)} />
            {about === stand.opportunity.id && (
              <CommentForm isBusy={comment.isPending} say={(words) => say(words, stand.opportunity.id)} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Stand({ stand, comment }: { stand: ReviewStand; comment: () => void }) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  const now = useNow();
  const { opportunity, verdict, why, close_date: closes, next_date: next } = stand;
  const { amount, currency } = opportunity;
  const facts = [
    opportunity.account,
    opportunity.stage,
    amount === null ? undefined : format.money({ value: amount, currency }),
    closes && t("shown.closes", { day: format.day(closes, now) }),
    next && t("shown.next", { day: format.day(next, now) }),
    ...(verdict === null ? why.map((one) => t(`why.${one}`)) : []),
  ];
  return (
    <div className={styles.top}>
      <div className={styles.grow}>
        <p className={styles.name}>{opportunity.name}</p>
        <p className={styles.quiet}>{facts.filter(Boolean).join(" · ")}</p>
      </div>
      <span className={styles.quiet}>{verdict ? t(`verdict.${verdict}`) : t("shown.open")}</span>
      <Button
        size="small"
        appearance="subtle"
        aria-label={t("comment.about", { name: opportunity.name })}
        onClick={comment}
      >
        {t("comment.short")}
      </Button>
    </div>
  );
}

function Comments({ comments }: { comments: readonly ReviewComment[] }) {
  const styles = useStyles();
  const { format } = useLocale();
  const now = useNow();
  return comments.map((one) => (
    <blockquote key={one.id} className={styles.comment}>
      {one.words}
      <footer className={styles.quiet}>
        {one.author.name} · {format.distance(new Date(one.at), now)}
      </footer>
    </blockquote>
  ));
}

function CommentForm({ isBusy, say }: { isBusy: boolean; say: (words: string) => void }) {
  const styles = useStyles();
  const t = useReviewText();
  const [words, setWords] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    say(words.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Textarea
        className={styles.words}
        aria-label={t("comment.words")}
        value={words}
        maxLength={2000}
        autoFocus
        onChange={(_, { value }) => setWords(value)}
      />
      <Button type="submit" appearance="primary" disabled={words.trim() === "" || isBusy}>
        {t("comment.say")}
      </Button>
    </form>
  );
}
