/** The pane: what is open decides what is shown. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { MailInbox28Regular } from "@fluentui/react-icons/svg/mail-inbox";
import { MailMultiple28Regular } from "@fluentui/react-icons/svg/mail-multiple";
import { useEffect } from "react";
import { PageMessage } from "../ui/page-message";
import { ItemPane } from "./item-pane";
import { NoticeStrip, useNotices } from "./notice";
import { usePaneServices } from "./pane-services";
import { PaneSkeleton } from "./pane-skeleton";
import { usePaneText } from "./texts";
import { useSelection } from "./use-selection";

const useStyles = makeStyles({
  pane: {
    display: "flex",
    flexDirection: "column",
    height: "100%",
    backgroundColor: tokens.colorNeutralBackground1,
    overflowWrap: "break-word",
  },
  body: { flexGrow: 1, minHeight: 0, display: "flex", flexDirection: "column" },
});

export function Pane() {
  const styles = useStyles();
  return (
    <main className={styles.pane}>
      <div className={styles.body}>
        <Selected />
      </div>
      <NoticeStrip />
    </main>
  );
}

function Selected() {
  const t = usePaneText();
  const selection = useSelection(usePaneServices().outlook);
  const { clear } = useNotices();
  const key = selection?.count === 1 ? selection.item.key : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a notice belongs to the item it was about
  useEffect(clear, [key, clear]);

  if (!selection) return <PaneSkeleton />;
  switch (selection.count) {
    case 0:
      return (
        <PageMessage
          icon={<MailInbox28Regular />}
          title={t("state.noItem.title")}
          text={t("state.noItem.text")}
        />
      );
    case 1:
      return <ItemPane key={selection.item.key} item={selection.item} />;
    case 2:
      return (
        <PageMessage
          icon={<MailMultiple28Regular />}
          title={t("state.severalItems.title")}
          text={t("state.severalItems.text")}
        />
      );
  }
}
