/** Going through a review: one opportunity at a time, all of it by keys, each decision taken back with one. */
import { Button, makeStyles, ProgressBar, tokens, typographyStyles } from "@fluentui/react-components";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { PipelineChoices, PipelineRow } from "../../../api/pipeline";
import { type Review, type ReviewDecision, useDecide, useReviewItemsAhead } from "../../../api/reviews";
import { Said } from "../said";
import { ReviewItemPanel } from "./item-panel";
import { KEYS, KeyList } from "./key-list";
import { nextOpen } from "./order";
import { Summary } from "./summary";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  session: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, outlineStyle: "none" },
  top: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  place: { ...typographyStyles.body1Strong, fontVariantNumeric: "tabular-nums" },
  grow: { flexGrow: 1, minWidth: "80px" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
});

interface SessionProps {
  readonly found: Review;
  readonly choices: PipelineChoices | undefined;
  readonly open: (row: PipelineRow) => void;
  readonly leave: () => void;
}

export function Session({ found, choices, open, leave }: SessionProps) {
  const styles = useStyles();
  const t = useReviewText();
  const { review, items, streak } = found;
  const decide = useDecide(review.id);
  const ahead = useRef<(opportunityId: string) => void>(() => {});
  ahead.current = useReviewItemsAhead(review.id);
  const [current, setCurrent] = useState(() => nextOpen(items, undefined));
  const [done, setDone] = useState<readonly PipelineRow[]>([]);
  const frame = useRef<HTMLDivElement>(null);
  const place = items.findIndex(({ opportunity }) => opportunity.id === current);
  const following = nextOpen(items, current);
  useEffect(() => {
    frame.current?.focus();
  }, []);
  useEffect(() => {
    if (following !== undefined) ahead.current(following);
  }, [following]);
  const go = (by: number) => {
    const other = items[Math.min(items.length - 1, Math.max(0, place < 0 ? 0 : place + by))];
    if (other) setCurrent(other.opportunity.id);
    frame.current?.focus();
  };
  const put = (row: PipelineRow, decision: ReviewDecision) =>
    decide.mutate(
      { row, decision },
      {
        onSuccess: (decided) => {
          setDone((before) => [...before, decided.row]);
          setCurrent(nextOpen(items, row.opportunity.id));
          frame.current?.focus();
        },
      },
    );
  const takeBack = () => {
    const row = done.at(-1);
    if (!row || decide.isPending) return;
    decide.mutate(
      { row, decision: "take_back" },
      {
        onSuccess: () => {
          setDone((before) => before.slice(0, -1));
          setCurrent(row.opportunity.id);
        },
      },
    );
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const on = event.target as HTMLElement;
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      on.closest("input, select, textarea, [role=dialog]")
    )
      return;
    // On a button Enter presses that one; otherwise it saves what the keys before have chosen.
    if (event.key === "Enter" && on !== frame.current) return;
    const deed = { j: () => go(1), k: () => go(-1), z: takeBack }[event.key];
    // The buttons are there for whoever looks; their keys press them.
    const button = frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!deed && !button) return;
    event.preventDefault();
    if (deed) deed();
    else if (button instanceof HTMLButtonElement) button.click();
    else button?.focus();
  };
  const count = items.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the review, written beside the buttons they press
    <div ref={frame} tabIndex={-1} className={styles.session} onKeyDown={press}>
      <div className={styles.top}>
        <Button onClick={leave}>{t("review.leave")}</Button>
        <span className={styles.place}>
          {current === undefined
            ? t("review.allSeen", { count })
            : t("review.place", { number: place + 1, count })}
        </span>
        <ProgressBar
          className={styles.grow}
          value={items.filter(({ verdict }) => verdict !== null).length}
          max={Math.max(1, count)}
          aria-label={t("review.progress")}
        />
        {streak > 0 && <span className={styles.quiet}>{t("review.streak", { count: streak })}</span>}
      </div>
      <Said
        words={decide.error ? t("review.failed", { reason: decide.error.message }) : undefined}
        intent="error"
        dismiss={() => decide.reset()}
      />
      {current === undefined ? (
        <Summary found={found} goBack={() => setCurrent(items.find((one) => one.must_act)?.opportunity.id)} />
      ) : (
        <ReviewItemPanel
          key={current}
          reviewId={review.id}
          opportunityId={current}
          choices={choices}
          isBusy={decide.isPending}
          put={put}
          open={open}
          back={() => frame.current?.focus()}
        />
      )}
      <KeyList keys={KEYS} />
    </div>
  );
}
