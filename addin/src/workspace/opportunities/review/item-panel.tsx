/** One opportunity of a review: why now, what happened since, and the decision: confirm, change, close, or later. */
import {
  Button,
  Link,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useState } from "react";
import type { PipelineChoices, PipelineRow } from "../../../api/pipeline";
import { type ReviewDecision, type ReviewItem, useReviewItem } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { ClosingReason } from "../card/ending";
import { ChangeForm } from "./change-form";
import { Happened } from "./happened";
import { Key } from "./key-list";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  panel: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 3fr) minmax(0, 2fr)",
    gap: tokens.spacingHorizontalXXL,
    minHeight: "420px",
    alignContent: "start",
    padding: tokens.spacingHorizontalXL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    "@media (max-width: 900px)": {
      gridTemplateColumns: "minmax(0, 1fr)",
      padding: tokens.spacingHorizontalM,
    },
  },
  side: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  name: { ...typographyStyles.title3, margin: 0, overflowWrap: "anywhere" },
  link: { ...typographyStyles.subtitle1, textAlign: "start" },
  about: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0 },
  why: { ...typographyStyles.body1Strong, margin: 0 },
  buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface ReviewItemPanelProps {
  readonly reviewId: string;
  readonly opportunityId: string;
  readonly choices: PipelineChoices | undefined;
  readonly isBusy: boolean;
  readonly put: (row: PipelineRow, decision: ReviewDecision) => void;
  readonly open: (row: PipelineRow) => void;
  /** Gives the keys back to the review. */
  readonly back: () => void;
}

export function ReviewItemPanel({ reviewId, opportunityId, ...rest }: ReviewItemPanelProps) {
  const styles = useStyles();
  const t = useReviewText();
  const found = useReviewItem(reviewId, opportunityId);
  return (
    <div className={styles.panel}>
      {found.data ? (
        <Item found={found.data} {...rest} />
      ) : (
        <Spinner
          label={found.error ? t("review.failed", { reason: found.error.message }) : t("review.loading")}
        />
      )}
    </div>
  );
}

type ItemProps = Omit<ReviewItemPanelProps, "reviewId" | "opportunityId"> & { readonly found: ReviewItem };

function Item({ found, choices, isBusy, put, open, back }: ItemProps) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  // What was typed is saved or left, never lost by confirming what stood there before.
  const [isChanged, setChanged] = useState(false);
  const [closing, setClosing] = useState<"lost" | "cancelled">();
  const { row, stand } = found;
  const { name, amount, stage } = row.opportunity;
  const decide = (decision: ReviewDecision) => {
    if (!isBusy) put(row, decision);
  };
  const about = [row.account?.name, stage.name, amount && format.money(amount), row.group];
  return (
    <>
      <div className={styles.side}>
        <div>
          <h2 className={styles.name} aria-live="polite">
            <Link as="button" className={styles.link} onClick={() => open(row)}>
              {name}
            </Link>
          </h2>
          <p className={styles.about}>{about.filter(Boolean).join(" · ")}</p>
        </div>
        {stand.why.length > 0 && (
          <p className={styles.why}>{format.list(stand.why.map((why) => t(`why.${why}`)))}</p>
        )}
        {stand.verdict && <p className={styles.about}>{t(`verdict.${stand.verdict}`)}</p>}
        {stand.must_act && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t("review.mustAct", { count: stand.reviews_without_change })}</MessageBarBody>
          </MessageBar>
        )}
        {closing ? (
          <ClosingReason
            outcome={closing}
            close={(reason) => decide({ closure: { outcome: closing, reason } })}
            back={() => {
              setClosing(undefined);
              back();
            }}
          />
        ) : (
          <>
            <ChangeForm
              key={row.opportunity.etag}
              row={row}
              choices={choices}
              isBusy={isBusy}
              changed={setChanged}
              save={(fields) => decide({ fields })}
              back={back}
            />
            <div className={styles.buttons}>
              {!stand.must_act && (
                <Button
                  appearance={isChanged ? "secondary" : "primary"}
                  data-key="c"
                  disabled={isBusy || isChanged}
                  onClick={() => decide({})}
                  iconPosition="after"
                  icon={<Key>c</Key>}
                >
                  {t("deed.confirm")}
                </Button>
              )}
              {!stand.must_act && (
                <Deed
                  letter="s"
                  words={t("deed.skip")}
                  isBusy={isBusy}
                  act={() => decide({ is_skipped: true })}
                />
              )}
              <Deed
                letter="g"
                words={t("deed.won")}
                isBusy={isBusy}
                act={() => decide({ closure: { outcome: "won", reason: "" } })}
              />
              <Deed letter="l" words={t("deed.lost")} isBusy={isBusy} act={() => setClosing("lost")} />
              <Deed
                letter="x"
                words={t("deed.cancelled")}
                isBusy={isBusy}
                act={() => setClosing("cancelled")}
              />
            </div>
          </>
        )}
      </div>
      <Happened found={found} choices={choices} />
    </>
  );
}

interface DeedProps {
  readonly letter: string;
  readonly words: string;
  readonly isBusy: boolean;
  readonly act: () => void;
}

function Deed({ letter, words, isBusy, act }: DeedProps) {
  return (
    <Button data-key={letter} disabled={isBusy} onClick={act} iconPosition="after" icon={<Key>{letter}</Key>}>
      {words}
    </Button>
  );
}
