/** One thing that happened, or will: what, when, what it was about, who of us and of them. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Call20Regular } from "@fluentui/react-icons/svg/call";
import { Location20Regular } from "@fluentui/react-icons/svg/location";
import { MailArrowUp20Regular } from "@fluentui/react-icons/svg/mail-arrow-up";
import { MailInbox20Regular } from "@fluentui/react-icons/svg/mail-inbox";
import { Note20Regular } from "@fluentui/react-icons/svg/note";
import { PeopleTeam20Regular } from "@fluentui/react-icons/svg/people-team";
import type { Interaction } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { type PaneText, usePaneText } from "./texts";

const icons = {
  mail_in: MailInbox20Regular,
  mail_out: MailArrowUp20Regular,
  meeting: PeopleTeam20Regular,
  visit: Location20Regular,
  call: Call20Regular,
  note: Note20Regular,
};

const useStyles = makeStyles({
  row: { display: "flex", gap: tokens.spacingHorizontalM },
  icon: { flexShrink: 0, color: tokens.colorNeutralForeground3 },
  words: { minWidth: 0, flexGrow: 1 },
  what: {
    ...typographyStyles.body1,
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    columnGap: tokens.spacingHorizontalS,
  },
  kind: { fontWeight: tokens.fontWeightSemibold },
  when: { ...typographyStyles.caption1, lineHeight: "20px", color: tokens.colorNeutralForeground2 },
  summary: {
    ...typographyStyles.body1,
    display: "-webkit-box",
    WebkitLineClamp: 2,
    WebkitBoxOrient: "vertical",
    overflow: "hidden",
  },
  who: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
});

export function InteractionRow({ interaction, now }: { interaction: Interaction; now: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const Icon = icons[interaction.kind];
  const at = new Date(interaction.at);
  const today = new Date(now);
  // Either is empty for those who may not read it.
  const about = interaction.summary || interaction.subject;
  return (
    <li className={styles.row}>
      <Icon className={styles.icon} aria-hidden />
      <div className={styles.words}>
        <div className={styles.what}>
          <span className={styles.kind}>{t(`kind.${interaction.kind}`)}</span>
          <time className={styles.when} dateTime={interaction.at} title={format.exact(at)}>
            {at > today ? format.appointment(at, today) : format.distance(at, today)}
          </time>
        </div>
        {about && <div className={styles.summary}>{about}</div>}
        <Who interaction={interaction} />
      </div>
    </li>
  );
}

function Who({ interaction }: { interaction: Interaction }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const names = (people: Interaction["users"]) => format.list(people.slice(0, 3).map(({ name }) => name));
  const [ours, theirs] = [names(interaction.users), names(interaction.contacts)];
  const parts = isMail(interaction)
    ? [interaction.kind === "mail_in" ? mailBetween(theirs, ours, t) : mailBetween(ours, theirs, t)]
    : [ours && t("activity.by", { names: ours }), theirs && t("activity.with", { names: theirs })];
  const text = parts.filter(Boolean).join(" ");
  return text ? <div className={styles.who}>{text}</div> : null;
}

function isMail({ kind }: Interaction): boolean {
  return kind === "mail_in" || kind === "mail_out";
}

function mailBetween(from: string, to: string, t: PaneText): string {
  if (!from) return "";
  return to ? t("activity.fromTo", { from, to }) : t("activity.from", { from });
}
