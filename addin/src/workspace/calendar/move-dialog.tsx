/** What a move would do, shown before it is done: from when to when, whom Outlook tells, whether the time is free. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { ApiError } from "../../api/client";
import { type Move, type MoveShown, type MoveWish, useMove, useMovePreview } from "../../api/team-calendar";
import type { EntryWords } from "./entry-words";
import { useCalendarText } from "./texts";

const useStyles = makeStyles({
  content: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  times: {
    display: "grid",
    gridTemplateColumns: "auto minmax(0, 1fr)",
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    margin: 0,
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, fontVariantNumeric: "tabular-nums" },
  after: { ...typographyStyles.body1Strong, margin: 0, fontVariantNumeric: "tabular-nums" },
  told: { margin: "4px 0 0", paddingLeft: tokens.spacingHorizontalXL },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  text: { margin: 0 },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface MoveDialogProps {
  readonly wish: MoveWish;
  readonly words: EntryWords;
  readonly isOwn: boolean;
  readonly close: () => void;
  readonly done: (move: Move, wish: MoveWish) => void;
}

export function MoveDialog({ wish, words, isOwn, close, done }: MoveDialogProps) {
  const styles = useStyles();
  const t = useCalendarText();
  const shown = useMovePreview(wish);
  const move = useMove();
  const error = shown.error ?? move.error;
  const make = (found: MoveShown) =>
    move.mutate({ ...wish, token: found.token }, { onSuccess: (made) => done(made, wish) });
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("move.title")}</DialogTitle>
          <DialogContent className={styles.content}>
            {shown.data && <Shown found={shown.data} words={words} isOwn={isOwn} />}
            {shown.isPending && <Spinner size="small" label={t("move.looking")} />}
            {error && (
              <MessageBar intent="error" layout="multiline">
                <MessageBarBody>
                  {t("failed.title")}: {error instanceof ApiError ? error.message : t("failed.text")}
                </MessageBarBody>
              </MessageBar>
            )}
          </DialogContent>
          <DialogActions fluid>
            <Button
              appearance="primary"
              className={styles.button}
              disabled={!shown.data || shown.data.cover === "busy" || move.isPending}
              onClick={() => shown.data && make(shown.data)}
            >
              {shown.data && shown.data.told.length > 0
                ? t("move.do", { count: shown.data.told.length })
                : t("move.doQuietly")}
            </Button>
            <Button className={styles.button} onClick={close}>
              {t("move.cancel")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Shown({ found, words, isOwn }: { found: MoveShown; words: EntryWords; isOwn: boolean }) {
  const styles = useStyles();
  const t = useCalendarText();
  const at = (period: MoveShown["before"]) => words.when({ ...period, is_all_day: false });
  return (
    <>
      <p className={styles.text}>
        <strong>{found.subject || t("kind.visit")}</strong>, {words.person(found.user_id)}
      </p>
      <dl className={styles.times}>
        <dt className={styles.term}>{t("move.from")}</dt>
        <dd className={styles.value}>{at(found.before)}</dd>
        <dt className={styles.term}>{t("move.to")}</dt>
        <dd className={styles.after}>{at(found.after)}</dd>
      </dl>
      {found.cover !== "free" && (
        <MessageBar intent={found.cover === "busy" ? "error" : "warning"} layout="multiline">
          <MessageBarBody>{t(`move.${found.cover}`)}</MessageBarBody>
        </MessageBar>
      )}
      <div>
        {found.told.length === 0 ? t("move.nobody") : t("move.told", { count: found.told.length })}
        <ul className={styles.told}>
          {found.told.map((one) => (
            <li key={one.address}>
              {one.name}{" "}
              <span className={styles.quiet}>
                {one.name === one.address ? "" : `${one.address}, `}
                {one.is_ours ? t("move.ours") : t("move.customer")}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {!isOwn && <p className={styles.quiet}>{t("move.rep", { name: words.person(found.user_id) })}</p>}
    </>
  );
}
