/** Seven days beside each other, hours downwards; overlapping events share the width of their day. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { useEffect, useRef } from "react";
import { useLocale } from "../i18n/locale-context";
import { arrange } from "./day-columns";
import { type CalendarEvent, instant } from "./mailbox";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const HOUR_PX = 48;
const FIRST_SHOWN_HOUR = 7;

const useStyles = makeStyles({
  scroll: { flexGrow: 1, minHeight: 0, overflow: "auto" },
  grid: { display: "grid", gridTemplateColumns: "56px repeat(7, minmax(96px, 1fr))" },
  dayHead: {
    ...typographyStyles.caption1,
    position: "sticky",
    top: 0,
    zIndex: 2,
    boxSizing: "border-box",
    height: "54px",
    padding: "6px 8px",
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
  },
  today: { color: tokens.colorBrandForeground1, boxShadow: `inset 0 3px 0 ${tokens.colorBrandStroke1}` },
  dayNumber: { ...typographyStyles.subtitle2, display: "block" },
  allDay: {
    position: "sticky",
    top: "54px",
    zIndex: 2,
    minHeight: "4px",
    padding: "2px",
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  allDayLabel: { ...typographyStyles.caption2, textAlign: "end", color: tokens.colorNeutralForeground3 },
  hour: {
    ...typographyStyles.caption2,
    height: `${HOUR_PX}px`,
    textAlign: "end",
    paddingRight: "8px",
    color: tokens.colorNeutralForeground3,
  },
  column: {
    position: "relative",
    borderLeft: `1px solid ${tokens.colorNeutralStroke3}`,
    backgroundImage: `linear-gradient(${tokens.colorNeutralStroke3} 1px, transparent 1px)`,
    backgroundSize: `100% ${HOUR_PX}px`,
  },
  event: {
    ...typographyStyles.caption1,
    boxSizing: "border-box",
    display: "flex",
    flexDirection: "column",
    alignItems: "stretch",
    padding: "2px 6px",
    border: "none",
    borderLeft: `3px solid ${tokens.colorBrandStroke1}`,
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    textAlign: "start",
    cursor: "pointer",
    overflow: "hidden",
    ":hover": { backgroundColor: tokens.colorBrandBackground2Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  timed: { position: "absolute" },
  wholeDay: { width: "100%", marginBottom: "2px" },
  open: { backgroundColor: tokens.colorBrandBackground2Pressed, fontWeight: tokens.fontWeightSemibold },
  tentative: { borderLeftStyle: "dashed" },
  cancelled: { textDecorationLine: "line-through", color: tokens.colorNeutralForeground3 },
});

interface WeekGridProps {
  readonly days: readonly Date[];
  readonly events: readonly CalendarEvent[];
  readonly openId: string | undefined;
  readonly select: (event: CalendarEvent) => void;
}

export function WeekGrid({ days, events, openId, select }: WeekGridProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const { now } = useOutlook();
  const { format, locale } = useLocale();
  const scroll = useRef<HTMLDivElement>(null);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
  useEffect(() => scroll.current?.scrollTo({ top: FIRST_SHOWN_HOUR * HOUR_PX }), []);

  const button = (event: CalendarEvent, className: string, style?: React.CSSProperties) => (
    <button
      key={event.id}
      type="button"
      className={mergeClasses(
        styles.event,
        className,
        event.showAs === "tentative" && styles.tentative,
        event.isCancelled && styles.cancelled,
        event.id === openId && styles.open,
      )}
      style={style}
      aria-current={event.id === openId}
      aria-label={`${event.subject ?? ""}, ${format.exact(instant(event.start))}`}
      onClick={() => select(event)}
    >
      {event.sensitivity === "private" && !event.subject ? t("calendar.private") : event.subject}
      {event.location?.displayName && <div>{event.location.displayName}</div>}
    </button>
  );

  return (
    <div className={styles.scroll} ref={scroll}>
      <div className={styles.grid}>
        <div className={styles.dayHead} />
        {days.map((day) => (
          <div
            key={day.toISOString()}
            className={mergeClasses(
              styles.dayHead,
              day.toDateString() === now.toDateString() && styles.today,
            )}
          >
            <span className={styles.dayNumber}>{day.getDate()}</span>
            {weekday.format(day)}
          </div>
        ))}
        <div className={mergeClasses(styles.allDay, styles.allDayLabel)}>
          {events.some(({ isAllDay }) => isAllDay) && t("calendar.allDay")}
        </div>
        {days.map((day) => (
          <div key={day.toISOString()} className={styles.allDay}>
            {events
              .filter((event) => event.isAllDay && covers(event, day))
              .map((event) => button(event, styles.wholeDay))}
          </div>
        ))}
        <div>
          {Array.from({ length: 24 }, (_, hour) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the hour
            <div key={hour} className={styles.hour}>
              {hour > 0 && format.time(new Date(2000, 0, 1, hour))}
            </div>
          ))}
        </div>
        {days.map((day) => (
          <div key={day.toISOString()} className={styles.column} style={{ height: 24 * HOUR_PX }}>
            {arrange(
              events.filter((event) => !event.isAllDay && covers(event, day)),
              day,
            ).map((placed) =>
              button(placed.event, styles.timed, {
                top: placed.fromHour * HOUR_PX,
                height: Math.max(20, (placed.toHour - placed.fromHour) * HOUR_PX - 2),
                left: `${(placed.column / placed.columns) * 100}%`,
                width: `calc(${100 / placed.columns}% - 3px)`,
              }),
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function covers(event: CalendarEvent, day: Date): boolean {
  const next = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
  // An all-day event is a date, not an instant: Graph gives it at midnight without meaning a zone.
  const [start, end] = event.isAllDay
    ? [new Date(event.start.dateTime.slice(0, 19)), new Date(event.end.dateTime.slice(0, 19))]
    : [instant(event.start), instant(event.end)];
  return start < next && end > day;
}
