/** Mail: folders, the list of one folder, and what is open, under a ribbon. */
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useCallback, useEffect, useRef, useState } from "react";
import { DraftEditor } from "./draft-editor";
import { FolderList } from "./folder-list";
import { type Message, useFolders } from "./mailbox";
import { MessageList } from "./message-list";
import type { Ask } from "./office-standin/protocol";
import { askedDraft, type Draft, draftItem, mailItem, newDraft, replyTo, withInserted } from "./open-items";
import { useOutlook, type ViewProps } from "./outlook-context";
import { ReadingPane } from "./reading-pane";
import { Ribbon } from "./ribbon";
import { StartScreen } from "./start-screen";

const useStyles = makeStyles({
  mail: { flexGrow: 1, minWidth: 0, display: "flex", flexDirection: "column", gap: "4px" },
  columns: { flexGrow: 1, minHeight: 0, display: "flex", gap: "4px" },
  card: {
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    overflow: "hidden",
    display: "flex",
    flexDirection: "column",
  },
  folders: { width: "208px", flexShrink: 0, overflowY: "auto" },
  list: { width: "312px", flexShrink: 0 },
  reading: { flexGrow: 1, minWidth: 0 },
});

export function MailView({ onShow, fire, wanted, taken }: ViewProps) {
  const styles = useStyles();
  const { user } = useOutlook();
  const folders = useFolders();
  const [folderId, setFolderId] = useState<string>();
  const [shown, setShown] = useState<readonly Message[]>([]);
  const [open, setOpen] = useState<Message | null>(null);
  const [marked, setMarked] = useState<readonly Message[]>([]);
  const [draft, setDraft] = useState<Draft | null>(null);
  // Outlook opens what an add-in asks for in a window of its own; here the other draft waits below it.
  const [below, setBelow] = useState<Draft | null>(null);
  const inbox = folders.data?.find(isInbox) ?? folders.data?.[0];
  const currentFolder = folderId ?? inbox?.id;

  const answer = useDraftAnswers(draft, setDraft);
  useEffect(() => {
    if (draft) onShow({ item: draftItem(draft), selected: [], answer });
    else if (marked.length > 1) onShow({ item: null, selected: marked.map(mailItem) });
    else onShow({ item: open ? mailItem(open) : null, selected: [] });
  }, [draft, open, marked, onShow, answer]);

  useEffect(() => {
    if (wanted?.kind !== "newMail") return;
    setBelow(draft);
    setDraft(askedDraft(wanted));
    taken();
  }, [wanted, taken, draft]);

  const discard = () => {
    setDraft(below);
    setBelow(null);
  };
  const select = (message: Message | null) => {
    setDraft(null);
    setBelow(null);
    setMarked(message ? [message] : []);
    setOpen(message);
  };
  const mark = (message: Message) => {
    setDraft(null);
    const others = marked.filter(({ id }) => id !== message.id);
    const now = others.length < marked.length ? others : [...marked, message];
    setMarked(now);
    setOpen(now.length === 1 ? (now[0] ?? null) : null);
  };
  if (!folders.data) return <StartScreen failure={folders.error} retry={() => folders.refetch()} />;
  return (
    <div className={styles.mail}>
      <Ribbon
        open={draft ? null : open}
        messages={shown}
        select={select}
        compose={() => setDraft(newDraft())}
        reply={(message) => setDraft(replyTo(message, user.upn))}
      />
      <div className={styles.columns}>
        <nav className={styles.folders}>
          <FolderList
            folders={folders.data}
            current={currentFolder}
            choose={(id) => {
              setFolderId(id);
              select(null);
            }}
          />
        </nav>
        <div className={mergeClasses(styles.card, styles.list)}>
          <MessageList
            key={currentFolder}
            folderId={currentFolder}
            openIds={marked.map(({ id }) => id)}
            select={select}
            mark={mark}
            onShown={setShown}
          />
        </div>
        <div className={mergeClasses(styles.card, styles.reading)}>
          {draft ? (
            <DraftEditor draft={draft} change={setDraft} discard={discard} fire={fire} />
          ) : (
            <ReadingPane message={open} marked={marked.length} />
          )}
        </div>
      </div>
    </div>
  );
}

/** What the add-in may do with the draft; the newest draft is written into, whenever it asks. */
function useDraftAnswers(draft: Draft | null, change: (draft: Draft) => void): (ask: Ask) => Promise<string> {
  const latest = useRef(draft);
  latest.current = draft;
  return useCallback(
    async (ask: Ask) => {
      const present = latest.current;
      if (!present) throw new Error("The draft was closed.");
      if (ask.kind === "text") return present.body;
      if (ask.kind === "insert") change(withInserted(present, ask.text));
      if (ask.kind === "subject") change({ ...present, subject: ask.text });
      if (ask.kind === "notify") change({ ...present, notice: ask.text });
      return "";
    },
    [change],
  );
}

const INBOX_NAMES = ["inbox", "bandeja de entrada"];

function isInbox(folder: { displayName: string; wellKnownName?: string }): boolean {
  return folder.wellKnownName === "inbox" || INBOX_NAMES.includes(folder.displayName.toLowerCase());
}
