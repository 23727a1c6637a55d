/** The mailbox's folders with what is unread in each. */
import { CounterBadge, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { Archive20Regular } from "@fluentui/react-icons/svg/archive";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { Drafts20Regular } from "@fluentui/react-icons/svg/drafts";
import { Folder20Regular } from "@fluentui/react-icons/svg/folder";
import { FolderProhibited20Regular } from "@fluentui/react-icons/svg/folder-prohibited";
import { MailInbox20Regular } from "@fluentui/react-icons/svg/mail-inbox";
import { Send20Regular } from "@fluentui/react-icons/svg/send";
import type { ReactElement } from "react";
import type { MailFolder } from "./mailbox";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const icons: Readonly<Record<string, ReactElement>> = {
  inbox: <MailInbox20Regular />,
  sentitems: <Send20Regular />,
  drafts: <Drafts20Regular />,
  deleteditems: <Delete20Regular />,
  archive: <Archive20Regular />,
  junkemail: <FolderProhibited20Regular />,
};

const useStyles = makeStyles({
  mailbox: { ...typographyStyles.body1Strong, margin: 0, padding: "8px 12px", overflowWrap: "anywhere" },
  list: { listStyleType: "none", margin: 0, padding: "0 4px" },
  folder: {
    ...typographyStyles.body1,
    display: "flex",
    alignItems: "center",
    gap: "8px",
    width: "100%",
    minHeight: "36px",
    padding: "0 8px",
    border: "none",
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: "transparent",
    color: tokens.colorNeutralForeground1,
    textAlign: "start",
    cursor: "pointer",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
  },
  current: { backgroundColor: tokens.colorNeutralBackground1Selected, fontWeight: tokens.fontWeightSemibold },
  name: { flexGrow: 1, minWidth: 0, overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
});

interface FolderListProps {
  readonly folders: readonly MailFolder[];
  readonly current: string | undefined;
  readonly choose: (id: string) => void;
}

export function FolderList({ folders, current, choose }: FolderListProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const { user } = useOutlook();
  const nameIn = useFolderName();
  const depths = depthsOf(folders);
  return (
    <>
      <h2 className={styles.mailbox}>{user.name}</h2>
      <ul className={styles.list} aria-label={t("folders.heading")}>
        {inOutlooksOrder(folders).map((folder) => {
          const unread = folder.unreadItemCount;
          return (
            <li key={folder.id}>
              <button
                type="button"
                className={mergeClasses(styles.folder, folder.id === current && styles.current)}
                style={{ paddingInlineStart: 8 + 16 * (depths.get(folder.id) ?? 0) }}
                aria-current={folder.id === current}
                onClick={() => choose(folder.id)}
              >
                {icons[wellKnown(folder) ?? ""] ?? <Folder20Regular />}
                <span className={styles.name}>{nameIn(folder)}</span>
                {unread > 0 && (
                  <CounterBadge
                    count={unread}
                    overflowCount={999}
                    appearance="ghost"
                    color="informative"
                    aria-label={t("folders.unread", { count: unread })}
                  />
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

const WELL_KNOWN = [
  "inbox",
  "drafts",
  "sentitems",
  "archive",
  "deleteditems",
  "junkemail",
  "outbox",
  "conversationhistory",
] as const;
type WellKnown = (typeof WELL_KNOWN)[number];

/** By Graph's own name for it where it is told, else by the display name in English. */
function wellKnown(folder: MailFolder): WellKnown | undefined {
  const name = folder.wellKnownName ?? folder.displayName.toLowerCase().replaceAll(" ", "");
  return WELL_KNOWN.find((known) => known === name);
}

function useFolderName(): (folder: MailFolder) => string {
  const t = useOutlookText();
  return (folder) => {
    const known = wellKnown(folder);
    return known ? t(`folders.${known}`) : folder.displayName;
  };
}

/** Known folders first, as Outlook has them; the others keep the order in which they came, children after parents. */
function inOutlooksOrder(folders: readonly MailFolder[]): readonly MailFolder[] {
  const rank = (folder: MailFolder) => {
    const known = wellKnown(folder);
    return known ? WELL_KNOWN.indexOf(known) : WELL_KNOWN.length;
  };
  const ids = new Set(folders.map(({ id }) => id));
  const isRoot = (folder: MailFolder) => !folder.parentFolderId || !ids.has(folder.parentFolderId);
  const family = (folder: MailFolder): readonly MailFolder[] => [
    folder,
    ...folders.filter(({ parentFolderId }) => parentFolderId === folder.id).flatMap(family),
  ];
  return folders
    .filter(isRoot)
    .sort((one, other) => rank(one) - rank(other))
    .flatMap(family);
}

function depthsOf(folders: readonly MailFolder[]): ReadonlyMap<string, number> {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const depth = (folder: MailFolder): number => {
    const parent = folder.parentFolderId ? byId.get(folder.parentFolderId) : undefined;
    return parent ? depth(parent) + 1 : 0;
  };
  return new Map(folders.map((folder) => [folder.id, depth(folder)]));
}
