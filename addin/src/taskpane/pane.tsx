/** The pane: what is open decides what is shown. */
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { MailInbox28Regular } from "@fluentui/react-icons/svg/mail-inbox";
import { PlugDisconnected28Regular } from "@fluentui/react-icons/svg/plug-disconnected";
import { useEffect, useState } from "react";
import type { Selection } from "../outlook/outlook";
import { lazily, Part } from "../ui/lazily";
import { PageMessage } from "../ui/page-message";
import { ItemPane } from "./item-pane";
import { NoticeStrip, useNotices } from "./notice";
import { usePaneServices } from "./pane-services";
import { PaneSkeleton } from "./pane-skeleton";
import { PartMissing } from "./part-missing";
import { usePaneText } from "./texts";
import { useSelection } from "./use-selection";
import { isWelcomed, noteWelcomed } from "./welcomed";

const Welcome = lazily(() => import("./welcome"));
const PhoneSection = lazily(() => import("./phones/phone-section"));
const NewsStrip = lazily(() => import("./news/news-strip"));
const SeveralPane = lazily(() => import("./several-pane"));

const NEWS_AFTER_MS = 3_000;

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
  const { outlook } = usePaneServices();
  const { mailbox } = outlook;
  const { selection, again } = useSelection(outlook);
  const about = selection && keyOf(selection);
  const [isNew, setNew] = useState(() => !isWelcomed(mailbox));
  const start = () => {
    noteWelcomed(mailbox);
    setNew(false);
  };
  return (
    <main className={styles.pane}>
      <div className={styles.body}>
        {isNew ? (
          <Part failure={(retry) => <PartMissing retry={retry} leave={start} />}>
            <Welcome start={start} />
          </Part>
        ) : (
          <Selected selection={selection} about={about} again={again} />
        )}
      </div>
      <NoticeStrip />
      {!isNew && <News about={about} />}
    </main>
  );
}

/** Asked for once the open mail has had its turn: nobody waits for news. */
function News({ about }: { about: string | undefined }) {
  const [isTime, setTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setTime(true), NEWS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isTime ? (
    <Part>
      <NewsStrip about={about} />
    </Part>
  ) : null;
}

interface SelectedProps {
  readonly selection: Selection | undefined;
  readonly about: string | undefined;
  readonly again: () => void;
}

function Selected({ selection, about, again }: SelectedProps) {
  const t = usePaneText();
  const { clear } = useNotices();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a notice belongs to the item it was about
  useEffect(clear, [about, clear]);

  switch (selection?.kind) {
    case undefined:
      return <PaneSkeleton />;
    case "nothing":
      return (
        <>
          <PageMessage
            icon={<MailInbox28Regular />}
            title={t("state.noItem.title")}
            text={t("state.noItem.text")}
          />
          <Part>
            <PhoneSection people={[]} />
          </Part>
        </>
      );
    case "untold":
      return (
        <PageMessage
          icon={<PlugDisconnected28Regular />}
          title={t("state.untold.title")}
          text={t("state.untold.text")}
        >
          <Button appearance="primary" onClick={again}>
            {t("action.retry")}
          </Button>
        </PageMessage>
      );
    case "item":
      return <ItemPane key={selection.item.key} item={selection.item} />;
    case "several":
      return (
        <Part waiting={<PaneSkeleton />} failure={(retry) => <PartMissing retry={retry} />}>
          <SeveralPane mails={selection.mails} />
        </Part>
      );
  }
}

/** What a notice is about: it goes when this changes. */
function keyOf(selection: Selection): string {
  switch (selection.kind) {
    case "item":
      return selection.item.key;
    case "several":
      return selection.mails.map(({ itemId }) => itemId).join(" ");
    default:
      return selection.kind;
  }
}
