/** Threads with customers that belong to no opportunity: each may be the beginning of one. */
import { Button, Input, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useState } from "react";
import { type UnlinkedThread, useBeginFromThread, useUnlinkedThreads } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { Said } from "../said";
import { useReviewText } from "./texts";

const MOST = 5;

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
  words: { ...typographyStyles.body1, flexGrow: 1, flexBasis: "240px", margin: 0, overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  input: { flexGrow: 1, minWidth: "160px" },
});

export function UnlinkedThreads() {
  const styles = useStyles();
  const t = useReviewText();
  const found = useUnlinkedThreads().data?.items ?? [];
  const begin = useBeginFromThread();
  const [isWhole, setWhole] = useState(false);
  if (found.length === 0 && !begin.isSuccess) return null;
  return (
    <section aria-label={t("unlinked.title")}>
      <h2 className={styles.heading}>{t("unlinked.title")}</h2>
      <Said
        words={
          begin.error
            ? t("review.failed", { reason: begin.error.message })
            : begin.data && t("unlinked.begun", { name: begin.data.name })
        }
        intent={begin.error ? "error" : "success"}
        dismiss={() => begin.reset()}
      />
      <ul className={styles.list}>
        {(isWhole ? found : found.slice(0, MOST)).map((thread) => (
          <Thread
            key={thread.thread_id}
            thread={thread}
            isBusy={begin.isPending}
            begin={(name) => begin.mutate({ thread, name })}
          />
        ))}
      </ul>
      {!isWhole && found.length > MOST && (
        <Button appearance="subtle" onClick={() => setWhole(true)}>
          {t("unlinked.more", { count: found.length - MOST })}
        </Button>
      )}
    </section>
  );
}

interface ThreadProps {
  readonly thread: UnlinkedThread;
  readonly isBusy: boolean;
  readonly begin: (name: string) => void;
}

function Thread({ thread, isBusy, begin }: ThreadProps) {
  const styles = useStyles();
  const t = useReviewText();
  const { format } = useLocale();
  const now = useNow();
  const [name, setName] = useState<string>();
  const about = [
    thread.account.name,
    ...thread.contacts.map((one) => one.name),
    t("unlinked.mails", { count: thread.mails }),
    format.distance(new Date(thread.last_at), now),
  ];
  if (name === undefined) {
    return (
      <li className={styles.one}>
        <p className={styles.words}>
          {thread.subject}
          <span className={styles.quiet}>{about.join(" · ")}</span>
        </p>
        <Button
          size="small"
          aria-label={t("unlinked.about", { subject: thread.subject })}
          onClick={() => setName(thread.subject.slice(0, 200))}
        >
          {t("unlinked.begin")}
        </Button>
      </li>
    );
  }
  return (
    <li>
      <form
        className={styles.one}
        onSubmit={(event) => {
          event.preventDefault();
          begin(name.trim());
        }}
      >
        <Input
          className={styles.input}
          value={name}
          maxLength={200}
          autoFocus
          aria-label={t("unlinked.name")}
          onChange={(_, { value }) => setName(value)}
        />
        <Button type="submit" appearance="primary" disabled={name.trim() === "" || isBusy}>
          {t("unlinked.make")}
        </Button>
        <Button onClick={() => setName(undefined)}>{t("unlinked.cancel")}</Button>
      </form>
    </li>
  );
}
