/** The commands above the mail: write, reply, step through the list, and the add-in's button. */
import { makeStyles, Toolbar, ToolbarButton, ToolbarDivider, tokens } from "@fluentui/react-components";
import { ArrowDown20Regular } from "@fluentui/react-icons/svg/arrow-down";
import { ArrowReplyAll20Regular } from "@fluentui/react-icons/svg/arrow-reply-all";
import { ArrowUp20Regular } from "@fluentui/react-icons/svg/arrow-up";
import { MailAdd20Regular } from "@fluentui/react-icons/svg/mail-add";
import type { Message } from "./mailbox";
import { useOutlookText } from "./texts";
import { TratoButton } from "./trato-button";

const useStyles = makeStyles({
  ribbon: {
    display: "flex",
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  spread: { flexGrow: 1 },
});

interface RibbonProps {
  readonly open: Message | null;
  readonly messages: readonly Message[];
  readonly select: (message: Message) => void;
  readonly compose: () => void;
  readonly reply: (message: Message) => void;
}

export function Ribbon({ open, messages, select, compose, reply }: RibbonProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const at = messages.findIndex(({ id }) => id === open?.id);
  const previous = at > 0 ? messages[at - 1] : undefined;
  const next = messages[at + 1];
  return (
    <Toolbar className={styles.ribbon} aria-label={t("ribbon.label")}>
      <ToolbarButton appearance="primary" icon={<MailAdd20Regular />} onClick={compose}>
        {t("ribbon.new")}
      </ToolbarButton>
      <ToolbarDivider />
      <ToolbarButton icon={<ArrowReplyAll20Regular />} disabled={!open} onClick={() => open && reply(open)}>
        {t("ribbon.reply")}
      </ToolbarButton>
      <ToolbarButton
        icon={<ArrowUp20Regular />}
        aria-label={t("ribbon.previous")}
        title={t("ribbon.previous")}
        disabled={!previous}
        onClick={() => previous && select(previous)}
      />
      <ToolbarButton
        icon={<ArrowDown20Regular />}
        aria-label={t("ribbon.next")}
        title={t("ribbon.next")}
        disabled={!next}
        onClick={() => next && select(next)}
      />
      <div className={styles.spread} />
      <TratoButton />
    </Toolbar>
  );
}
