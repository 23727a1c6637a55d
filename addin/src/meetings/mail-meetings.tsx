/** Meetings of people without Outlook, found in mail: when, who asks, and an answer that becomes a draft. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import {
  type MailMeeting,
  type ToSend,
  useAnswerMeeting,
  useMailMeetings,
  useSettleProposal,
} from "../api/meetings";
import { useLocale } from "../i18n/locale-context";
import { useMeetingsText } from "./texts";

const ANSWERS = [
  ["accepted", "meeting.accept"],
  ["tentative", "meeting.tentative"],
  ["declined", "meeting.decline"],
] as const;

const useStyles = makeStyles({
  section: {
    margin: `0 ${tokens.spacingHorizontalL}`,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  heading: { ...typographyStyles.caption1Strong, color: tokens.colorNeutralForeground3, margin: 0 },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  row: {
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: "anywhere",
  },
  name: { ...typographyStyles.body1Strong, margin: 0 },
  buttons: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalXS,
  },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface MailMeetingsProps {
  /** Those of one mail; without it, all of one's own. */
  readonly internetMessageId?: string | undefined;
  readonly className?: string;
}

export default function MailMeetings({ internetMessageId, className }: MailMeetingsProps) {
  const styles = useStyles();
  const t = useMeetingsText();
  const items = useMailMeetings(internetMessageId).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={className ?? styles.section} aria-label={t("meeting.title")}>
      {/* In the pane it is one section among others; on a page of its own, a card. */}
      <h2 className={className ? styles.title : styles.heading}>{t("meeting.title")}</h2>
      <p className={styles.quiet}>{t("meeting.lead")}</p>
      <ul className={styles.list}>
        {items.map((one) => (
          <Meeting key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Meeting({ one }: { one: MailMeeting }) {
  const styles = useStyles();
  const t = useMeetingsText();
  const { format } = useLocale();
  const answer = useAnswerMeeting();
  const settle = useSettleProposal();
  const done = answer.data ?? settle.data;
  const when = one.start ? format.stamp(new Date(one.start)) : "";
  const said = ANSWERS.find(([value]) => value === one.answer)?.[0];
  const facts = [
    when && one.end && !one.is_all_day ? `${when} – ${format.time(new Date(one.end))}` : when,
    one.place,
    one.recurrence && t("meeting.repeats"),
    said && !one.cancelled && t("meeting.said", { answer: t(`answer.${said}`) }),
  ];
  const open = one.cancelled ? [] : one.proposals.filter(({ decision }) => decision === "");
  return (
    <li className={styles.row}>
      <p className={styles.name}>{one.subject}</p>
      <p className={styles.quiet}>
        {one.is_ours
          ? t("meeting.own", { count: format.list(one.guests.map(({ name, address }) => name || address)) })
          : t("meeting.organizer", { organizer: one.organizer })}
      </p>
      <p className={styles.quiet}>{facts.filter(Boolean).join(" · ")}</p>
      {one.cancelled && <p className={styles.quiet}>{t("meeting.cancelled")}</p>}
      {!one.is_ours && !one.cancelled && (
        <div className={styles.buttons}>
          {ANSWERS.map(([value, word]) => (
            <Button
              key={value}
              size="small"
              className={styles.button}
              appearance={value === one.answer ? "primary" : "secondary"}
              aria-label={t("meeting.answerTo", { answer: t(word), subject: one.subject })}
              disabled={answer.isPending}
              onClick={() => answer.mutate({ id: one.id, answer: value })}
            >
              {t(word)}
            </Button>
          ))}
        </div>
      )}
      {open.map((other) => (
        <div key={other.id}>
          <p className={styles.quiet}>
            {t("meeting.other", { address: other.address, when: format.stamp(new Date(other.start)) })}
            {other.comment && ` · ${other.comment}`}
          </p>
          <div className={styles.buttons}>
            {(["accepted", "declined"] as const).map((decision) => (
              <Button
                key={decision}
                size="small"
                className={styles.button}
                disabled={settle.isPending}
                onClick={() => settle.mutate({ id: one.id, proposal: other.id, decision })}
              >
                {t(decision === "accepted" ? "meeting.take" : "meeting.keep")}
              </Button>
            ))}
          </div>
        </div>
      ))}
      {(answer.isError || settle.isError) && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{t("meeting.failed")}</MessageBarBody>
        </MessageBar>
      )}
      {done?.to_send && <Drafted done={done} />}
    </li>
  );
}

function Drafted({ done }: { done: ToSend }) {
  const t = useMeetingsText();
  if (done.in_drafts) {
    return (
      <MessageBar intent="success" layout="multiline">
        <MessageBarBody>{t("meeting.inDrafts")}</MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>{t("meeting.save")}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => save(done.to_send?.mail ?? "")}>{t("meeting.download")}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}

/** A mail that Outlook opens for writing (X-Unsent). */
function save(mail: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([mail], { type: "message/rfc822" }));
  link.download = "answer.eml";
  link.click();
  URL.revokeObjectURL(link.href);
}
