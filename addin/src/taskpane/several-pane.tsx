/** Several mails selected at once: what each concerns, and one decision for all of them. */
import {
  Button,
  makeStyles,
  SearchBox,
  Skeleton,
  SkeletonItem,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { LinkEdit20Regular } from "@fluentui/react-icons/svg/link-edit";
import { Prohibited20Regular } from "@fluentui/react-icons/svg/prohibited";
import { useDeferredValue, useMemo, useState } from "react";
import { useOpportunitiesFound } from "../api/search";
import { useDecideThreads, useSelectedMails } from "../api/selections";
import type { Opportunity, Selected, ThreadDecisions } from "../api/types";
import type { SelectedMail } from "../outlook/open-item";
import { LinkMark } from "../ui/link-mark";
import { useNotices } from "./notice";
import { OpportunityChoice } from "./opportunity-choice";
import { usePaneText } from "./texts";

const MOST = 100;

const useStyles = makeStyles({
  head: { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}` },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, margin: 0 },
  list: {
    listStyleType: "none",
    margin: 0,
    padding: `0 ${tokens.spacingHorizontalL}`,
    flexGrow: 1,
    minHeight: 0,
    overflowY: "auto",
  },
  row: {
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  subject: {
    ...typographyStyles.body1,
    display: "block",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
  },
  concerns: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    minHeight: "20px",
  },
  foot: {
    display: "flex",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  grow: { flexGrow: 1, minWidth: 0, whiteSpace: "nowrap", paddingInline: tokens.spacingHorizontalS },
  search: { maxWidth: "none", width: "100%" },
  found: {
    listStyleType: "none",
    margin: 0,
    padding: tokens.spacingHorizontalS,
    maxHeight: "40vh",
    overflowY: "auto",
  },
});

export default function SeveralPane({ mails }: { mails: readonly SelectedMail[] }) {
  const styles = useStyles();
  const t = usePaneText();
  const asked = useMemo(() => mails.slice(0, MOST).map(idsOf), [mails]);
  const selection = useSelectedMails(asked);
  const found = selection.data?.items ?? [];
  const threads = [...new Set(found.flatMap(({ thread_id: id }) => (id ? [id] : [])))];
  const [choosing, setChoosing] = useState(false);
  const decide = useUndoableDecision(threads);
  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.title}>{t("several.title", { count: mails.length })}</h1>
        <p className={styles.about}>{t("several.about", { count: threads.length })}</p>
      </header>
      <ul className={styles.list}>
        {mails.slice(0, MOST).map((mail, place) => (
          <li key={mail.itemId} className={styles.row}>
            <span className={styles.subject}>{mail.subject}</span>
            <Concerns found={found[place]} />
          </li>
        ))}
      </ul>
      {choosing && (
        <Choices
          disabled={decide.busy}
          choose={(opportunity) => {
            setChoosing(false);
            void decide.run(
              { kind: "link", opportunity_id: opportunity.id },
              t("several.linked", { name: opportunity.name }),
            );
          }}
        />
      )}
      <footer className={styles.foot}>
        <Button
          className={styles.grow}
          appearance="primary"
          icon={<LinkEdit20Regular />}
          aria-expanded={choosing}
          disabled={threads.length === 0}
          onClick={() => setChoosing(!choosing)}
        >
          {t("several.link")}
        </Button>
        <Button
          className={styles.grow}
          icon={<Prohibited20Regular />}
          disabled={threads.length === 0 || decide.busy}
          onClick={() => void decide.run({ kind: "not_business" }, t("state.excluded.title"))}
        >
          {t("link.notBusiness")}
        </Button>
      </footer>
    </>
  );
}

function Concerns({ found }: { found: Selected | undefined }) {
  const styles = useStyles();
  const t = usePaneText();
  if (!found) {
    return (
      <Skeleton>
        <SkeletonItem size={12} style={{ width: "60%", margin: "4px 0" }} />
      </Skeleton>
    );
  }
  const about = found.opportunity?.name ?? found.account?.name;
  const sureness = found.state === "rejected" || !about ? "none" : found.state;
  return (
    <span className={styles.concerns}>
      <LinkMark sureness={sureness} />
      {found.state === "rejected"
        ? t("state.excluded.title")
        : (about ?? t(found.thread_id ? "link.none" : "several.notKept"))}
    </span>
  );
}

function Choices(props: { disabled: boolean; choose: (opportunity: Opportunity) => void }) {
  const styles = useStyles();
  const t = usePaneText();
  const [typed, setTyped] = useState("");
  const found = useOpportunitiesFound(useDeferredValue(typed.trim()));
  return (
    <>
      <div className={styles.foot}>
        <SearchBox
          className={styles.search}
          autoFocus
          aria-label={t("several.search")}
          placeholder={t("several.search")}
          {...(typed === "" && { dismiss: null })}
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
        />
      </div>
      <ul className={styles.found} aria-label={t("picker.found")}>
        {(found.data?.items ?? []).map((opportunity) => (
          <li key={opportunity.id}>
            <OpportunityChoice
              opportunity={opportunity}
              account=""
              disabled={props.disabled}
              choose={() => props.choose(opportunity)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function useUndoableDecision(threads: readonly string[]) {
  const t = usePaneText();
  const notices = useNotices();
  const decide = useDecideThreads();
  const run = (choice: Omit<ThreadDecisions, "thread_ids">, text: string) => {
    const undo = () =>
      void decide
        .mutateAsync({ kind: "undo", thread_ids: threads })
        .then(() => notices.show({ text: t("link.undone") }), failed);
    return decide.mutateAsync({ ...choice, thread_ids: threads }).then(({ items }) => {
      const left = items.filter(({ code }) => code !== null).length;
      notices.show({ text: left > 0 ? t("several.partly", { count: left }) : text, undo });
    }, failed);
  };
  const failed = () => notices.show({ text: t("link.failed") });
  return { run, busy: decide.isPending };
}

function idsOf(mail: SelectedMail) {
  return {
    item_id: mail.itemId,
    ...(mail.internetMessageId && { internet_message_id: mail.internetMessageId }),
    ...(mail.conversationId && { conversation_id: mail.conversationId }),
  };
}
