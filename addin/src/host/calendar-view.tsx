/** The calendar: one working week, and the open appointment below its commands. */
import {
  Button,
  makeStyles,
  Toolbar,
  ToolbarButton,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { CalendarAdd20Regular } from "@fluentui/react-icons/svg/calendar-add";
import { ChevronLeft20Regular } from "@fluentui/react-icons/svg/chevron-left";
import { ChevronRight20Regular } from "@fluentui/react-icons/svg/chevron-right";
import { useEffect, useMemo, useState } from "react";
import { useLocale } from "../i18n/locale-context";
import { EventDetails } from "./event-details";
import { type CalendarEvent, useCalendarView } from "./mailbox";
import { MeetingEditor, useMeetingAnswers } from "./meeting-editor";
import { appointmentItem, askedMeeting, type Meeting, meetingItem, newMeeting } from "./open-items";
import { useOutlook, type ViewProps } from "./outlook-context";
import { StartScreen } from "./start-screen";
import { useOutlookText } from "./texts";
import { TratoButton } from "./trato-button";
import { WeekGrid } from "./week-grid";

const useStyles = makeStyles({
  calendar: { flexGrow: 1, minWidth: 0, display: "flex", flexDirection: "column", gap: "4px" },
  ribbon: {
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  title: { ...typographyStyles.subtitle2, margin: "0 0 0 8px", flexGrow: 1 },
  card: {
    flexGrow: 1,
    minHeight: 0,
    display: "flex",
    flexDirection: "column",
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    overflow: "hidden",
  },
});

export function CalendarView({ onShow, wanted, taken }: ViewProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const { now } = useOutlook();
  const { locale } = useLocale();
  const [week, setWeek] = useState(() => monday(now));
  const [open, setOpen] = useState<CalendarEvent | null>(null);
  const [meeting, setMeeting] = useState<Meeting | null>(null);
  const days = useMemo(() => Array.from({ length: 7 }, (_, day) => plusDays(week, day)), [week]);
  const events = useCalendarView(week, plusDays(week, 7));
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }).format(week);

  const answer = useMeetingAnswers(meeting, setMeeting);
  useEffect(() => {
    if (wanted?.kind !== "newAppointment") return;
    const asked = askedMeeting(wanted);
    setMeeting(asked);
    setWeek(monday(asked.start));
    taken();
  }, [wanted, taken]);
  useEffect(() => {
    if (meeting) onShow({ item: meetingItem(meeting), selected: [], answer });
    else onShow({ item: open ? appointmentItem(open) : null, selected: [] });
  }, [meeting, open, onShow, answer]);

  return (
    <div className={styles.calendar}>
      <Toolbar className={styles.ribbon} aria-label={t("ribbon.label")}>
        <ToolbarButton
          appearance="primary"
          icon={<CalendarAdd20Regular />}
          onClick={() => setMeeting(newMeeting(now))}
        >
          {t("calendar.new")}
        </ToolbarButton>
        <Button onClick={() => setWeek(monday(now))}>{t("calendar.today")}</Button>
        <ToolbarButton
          icon={<ChevronLeft20Regular />}
          aria-label={t("calendar.previous")}
          onClick={() => setWeek(plusDays(week, -7))}
        />
        <ToolbarButton
          icon={<ChevronRight20Regular />}
          aria-label={t("calendar.next")}
          onClick={() => setWeek(plusDays(week, 7))}
        />
        <h2 className={styles.title}>{month}</h2>
        <TratoButton />
      </Toolbar>
      <div className={styles.card}>
        {events.data ? (
          <WeekGrid days={days} events={events.data} openId={open?.id} select={setOpen} />
        ) : (
          <StartScreen failure={events.error} retry={() => events.refetch()} />
        )}
        {meeting ? (
          <MeetingEditor meeting={meeting} change={setMeeting} discard={() => setMeeting(null)} />
        ) : (
          open && <EventDetails event={open} close={() => setOpen(null)} />
        )}
      </div>
    </div>
  );
}

function monday(at: Date): Date {
  return plusDays(new Date(at.getFullYear(), at.getMonth(), at.getDate()), -((at.getDay() + 6) % 7));
}

function plusDays(at: Date, days: number): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
}
