/** The open mail: subject, who to whom, when, and the text. */
import { Avatar, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { MailRead48Regular } from "@fluentui/react-icons/svg/mail-read";
import { useLocale } from "../i18n/locale-context";
import { MailBody } from "./mail-body";
import { type Message, nameOf, type Recipient } from "./mailbox";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  nothing: {
    flexGrow: 1,
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    justifyContent: "center",
    color: tokens.colorNeutralForeground3,
  },
  nothingTitle: {
    ...typographyStyles.body1Strong,
    color: tokens.colorNeutralForeground1,
    margin: "12px 0 0",
  },
  subject: { ...typographyStyles.subtitle2, margin: 0, padding: "12px 20px", overflowWrap: "anywhere" },
  head: {
    display: "flex",
    flexWrap: "wrap",
    gap: "12px",
    padding: "8px 20px 12px",
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  people: { flex: "1 1 240px", minWidth: 0, overflowWrap: "anywhere" },
  from: { ...typographyStyles.body1Strong, display: "block" },
  address: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  to: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  when: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, flexShrink: 0 },
});

export function ReadingPane({ message, marked }: { message: Message | null; marked: number }) {
  const styles = useStyles();
  const t = useOutlookText();
  const { format } = useLocale();
  if (!message) {
    return (
      <div className={styles.nothing}>
        <MailRead48Regular aria-hidden />
        <p className={styles.nothingTitle}>
          {marked > 1 ? t("reading.several", { count: marked }) : t("reading.nothing")}
        </p>
        {marked < 2 && <span>{t("reading.nothingText")}</span>}
      </div>
    );
  }
  const from = nameOf(message.from);
  const address = message.from?.emailAddress?.address;
  const names = (recipients: readonly Recipient[] | undefined) => (recipients ?? []).map(nameOf).join("; ");
  return (
    <>
      <h2 className={styles.subject}>{message.subject || t("list.noSubject")}</h2>
      <div className={styles.head}>
        <Avatar name={from} size={40} color="colorful" aria-hidden />
        <div className={styles.people}>
          <span className={styles.from}>{from}</span>
          {address && address !== from && <span className={styles.address}>{address}</span>}
          <span className={styles.to}>{t("reading.to", { names: names(message.toRecipients) })}</span>
          {(message.ccRecipients?.length ?? 0) > 0 && (
            <span className={styles.to}>{t("reading.cc", { names: names(message.ccRecipients) })}</span>
          )}
        </div>
        <time className={styles.when} dateTime={message.receivedDateTime}>
          {format.stamp(new Date(message.receivedDateTime))}
        </time>
      </div>
      <MailBody key={message.id} id={message.id} />
    </>
  );
}
