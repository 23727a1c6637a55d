/** Mail: folders, the list of one folder, and what is open, under a ribbon. */
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { DraftEditor } from "./draft-editor";
import { FolderList } from "./folder-list";
import { type Message, useFolders } from "./mailbox";
import { MessageList } from "./message-list";
import type { HostItem } from "./office-standin/protocol";
import { type Draft, draftItem, mailItem, newDraft, replyTo } from "./open-items";
import { useOutlook } from "./outlook-context";
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

export function MailView({ onOpen }: { onOpen: (item: HostItem | null) => void }) {
  const styles = useStyles();
  const { user } = useOutlook();
  const folders = useFolders();
  const [folderId, setFolderId] = useState<string>();
  const [shown, setShown] = useState<readonly Message[]>([]);
  const [open, setOpen] = useState<Message | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const inbox = folders.data?.find(isInbox) ?? folders.data?.[0];
  const currentFolder = folderId ?? inbox?.id;

  useEffect(() => {
    onOpen(draft ? draftItem(draft) : open ? mailItem(open) : null);
  }, [draft, open, onOpen]);

  const select = (message: Message | null) => {
    setDraft(null);
    setOpen(message);
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
            openId={open?.id}
            select={select}
            onShown={setShown}
          />
        </div>
        <div className={mergeClasses(styles.card, styles.reading)}>
          {draft ? (
            <DraftEditor draft={draft} change={setDraft} discard={() => setDraft(null)} />
          ) : (
            <ReadingPane message={open} />
          )}
        </div>
      </div>
    </div>
  );
}

const INBOX_NAMES = ["inbox", "bandeja de entrada"];

function isInbox(folder: { displayName: string; wellKnownName?: string }): boolean {
  return folder.wellKnownName === "inbox" || INBOX_NAMES.includes(folder.displayName.toLowerCase());
}
