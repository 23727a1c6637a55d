/** The open draft for Outlook's own events, read when one comes: classic Outlook knows nothing before. */
import { fromOffice } from "./from-office";
import { readOpenItem } from "./open-item";

const NOTICE = "trato";

export function eventDraft() {
  const mailbox = () => Office.context.mailbox;
  return {
    mailbox: () => mailbox().userProfile.emailAddress,
    locale: () => Office.context.displayLanguage,
    item: () => readOpenItem(mailbox()),
    notify: async (text: string | null) => {
      const item: Office.MessageCompose | undefined = mailbox().item;
      const { notificationMessages: notices } = item ?? {};
      if (!notices) return;
      if (text === null) {
        // Outlook fails where there is none to take away.
        await fromOffice<void>((done) => notices.removeAsync(NOTICE, done)).catch(() => undefined);
        return;
      }
      const message = {
        type: Office.MailboxEnums.ItemNotificationMessageType.InformationalMessage,
        message: text,
        icon: "icon.16",
        persistent: false,
      };
      await fromOffice<void>((done) => notices.replaceAsync(NOTICE, message, done));
    },
  };
}
