/** The open appointment, at the foot of the calendar. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { useLocale } from "../i18n/locale-context";
import { type CalendarEvent, instant, nameOf } from "./mailbox";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  details: {
    flexShrink: 0,
    maxHeight: "40%",
    overflowY: "auto",
    padding: "12px 16px",
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    display: "flex",
    gap: "8px",
    alignItems: "flex-start",
  },
  words: { flexGrow: 1, minWidth: 0 },
  subject: { ...typographyStyles.subtitle2, margin: 0 },
  line: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: "2px 0 0" },
});

export function EventDetails({ event, close }: { event: CalendarEvent; close: () => void }) {
  const styles = useStyles();
  const t = useOutlookText();
  const { format } = useLocale();
  const organizer = nameOf(event.organizer);
  const attendees = (event.attendees ?? []).map(nameOf).join("; ");
  const place = event.location?.displayName;
  return (
    <section className={styles.details} aria-label={event.subject}>
      <div className={styles.words}>
        <h3 className={styles.subject}>{event.subject || t("list.noSubject")}</h3>
        <p className={styles.line}>
          {format.exact(instant(event.start))} – {format.time(instant(event.end))}
        </p>
        {place && <p className={styles.line}>{t("calendar.where", { place })}</p>}
        {organizer && <p className={styles.line}>{t("calendar.organizer", { name: organizer })}</p>}
        {attendees && <p className={styles.line}>{t("calendar.attendees", { names: attendees })}</p>}
        {event.bodyPreview && <p className={styles.line}>{event.bodyPreview}</p>}
      </div>
      <Button appearance="subtle" icon={<Dismiss20Regular />} aria-label={t("pane.close")} onClick={close} />
    </section>
  );
}
