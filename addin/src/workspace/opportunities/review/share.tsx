/** A review for the manager: a draft in one's own mailbox, a file, or the review itself, where they comment. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type Review, useDraftReviewMail, useReviewFile } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { Said } from "../said";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "60ch" },
});

export function Share({ found }: { found: Review }) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  const { review } = found;
  const draft = useDraftReviewMail(review.id);
  const file = useReviewFile(review);
  const error = draft.error ?? file.error;
  const made =
    draft.data &&
    (draft.data.to.length > 0
      ? t("share.drafted", { to: format.list(draft.data.to) })
      : t("share.draftedToNobody"));
  return (
    <>
      {review.is_own && (
        <p className={styles.text}>{found.is_to_be_shared ? t("share.due") : t("share.text")}</p>
      )}
      <div className={styles.buttons}>
        {review.is_own && (
          <Button
            appearance={found.is_to_be_shared ? "primary" : "secondary"}
            disabled={draft.isPending}
            onClick={() => draft.mutate()}
          >
            {t("share.draft")}
          </Button>
        )}
        <Button disabled={file.isPending} onClick={() => file.mutate("workbook")}>
          {t("share.workbook")}
        </Button>
        <Button disabled={file.isPending} onClick={() => file.mutate("document")}>
          {t("share.document")}
        </Button>
      </div>
      <Said
        words={error ? t("review.failed", { reason: error.message }) : made}
        intent={error ? "error" : "success"}
        dismiss={() => {
          draft.reset();
          file.reset();
        }}
      />
    </>
  );
}
