/** How an opportunity ended, or how it may end: won at once, lost and cancelled with a reason. */
import { Button, Field, makeStyles, Textarea, tokens } from "@fluentui/react-components";
import { useState } from "react";
import type { PipelineRow, RowDeed } from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { useListText } from "../texts";

const useStyles = makeStyles({
  ending: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalM,
  },
  reason: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    marginTop: tokens.spacingVerticalM,
  },
});

export function Ending({ row, act }: { row: PipelineRow; act: (deed: RowDeed) => void }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const [outcome, setOutcome] = useState<"lost" | "cancelled">();
  if (row.closure) {
    const at = format.day(row.closure.closed_at, now);
    const words = {
      won: t("card.isWon", { at }),
      lost: t("card.isLost", { at, reason: row.closure.reason }),
      cancelled: t("card.isCancelled", { at, reason: row.closure.reason }),
    };
    return (
      <div className={styles.ending}>
        <span>{words[row.closure.outcome]}</span>
        <Button size="small" onClick={() => act({ do: "reopen" })}>
          {t("card.reopen")}
        </Button>
      </div>
    );
  }
  if (outcome) {
    return (
      <ClosingReason
        outcome={outcome}
        close={(reason) => {
          act({ do: "close", closure: { outcome, reason } });
          setOutcome(undefined);
        }}
        back={() => setOutcome(undefined)}
      />
    );
  }
  return (
    <div className={styles.ending}>
      <Button appearance="primary" onClick={() => act({ do: "close", closure: { outcome: "won" } })}>
        {t("card.won")}
      </Button>
      <Button onClick={() => setOutcome("lost")}>{t("card.lost")}</Button>
      <Button onClick={() => setOutcome("cancelled")}>{t("card.cancelled")}</Button>
    </div>
  );
}

interface ClosingReasonProps {
  readonly outcome: "lost" | "cancelled";
  readonly close: (reason: string) => void;
  readonly back: () => void;
}

/** Asks why; nothing is closed as lost or cancelled without. */
export function ClosingReason({ outcome, close, back }: ClosingReasonProps) {
  const styles = useStyles();
  const t = useListText();
  const [reason, setReason] = useState("");
  return (
    <form
      className={styles.reason}
      onSubmit={(event) => {
        event.preventDefault();
        close(reason);
      }}
    >
      <Field label={t("card.reason")} hint={t("card.reasonHint")} required>
        <Textarea
          value={reason}
          maxLength={1000}
          autoFocus
          onChange={(_, { value }) => setReason(value)}
          onKeyDown={(event) => {
            // A reason is a line; whoever wants a second one holds Shift.
            if (event.key === "Escape") back();
            else if (event.key === "Enter" && !event.shiftKey && reason.trim() !== "") close(reason);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </Field>
      <div className={styles.ending}>
        <Button type="submit" appearance="primary" disabled={reason.trim() === ""}>
          {outcome === "lost" ? t("card.lost") : t("card.cancelled")}
        </Button>
        <Button onClick={back}>{t("card.back")}</Button>
      </div>
    </form>
  );
}
