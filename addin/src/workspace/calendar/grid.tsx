/**
 * A day of several calendars beside each other, drawn by EventCalendar (MIT). It knows wall times only, so everything goes in and comes
 * out as the clock of one zone. One entry is reached by Tab, the others by the arrows.
 */
import {
  type Calendar,
  createCalendar,
  destroyCalendar,
  Interaction,
  ResourceTimeGrid,
  ResourceTimeline,
} from "@event-calendar/core";
import "@event-calendar/core/index.css";
import "./calendar.css";
import { useEffect, useRef } from "react";
import type { CalendarPerson, Entry } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import type { Group } from "./grouping";
import { walk } from "./walking";
import { dayOf, shownOn, wallOf } from "./wall-time";

export type GridView = "day" | "columns";

interface GridProps {
  readonly view: GridView;
  readonly from: string;
  readonly zone: string;
  readonly groups: readonly Group[];
  readonly entries: readonly Entry[];
  readonly allDay: string;
  readonly label: (entry: Entry) => string;
  readonly name: (entry: Entry) => string;
  readonly open: (entry: Entry) => void;
  /** Given where entries may be dropped elsewhere; tells the wall time, and puts the entry back until it is done. */
  readonly drop?: ((entry: Entry, wall: string) => void) | undefined;
}

const VIEWS: Readonly<Record<GridView, string>> = {
  day: "resourceTimelineDay",
  columns: "resourceTimeGridDay",
};
const FIRST_HOUR = "07:00:00";
const LAST_HOUR = "21:00:00";

export function Grid(props: GridProps) {
  const { view, from, zone, groups, entries, label, name } = props;
  const { locale } = useLocale();
  const place = useRef<HTMLDivElement>(null);
  const calendar = useRef<Calendar>(undefined);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!place.current) return;
    const made = createCalendar(place.current, [ResourceTimeline, ResourceTimeGrid, Interaction], {
      ...STEADY,
      ...heard(latest),
    });
    calendar.current = made;
    const mended = withoutTable(place.current);
    return () => {
      mended.disconnect();
      void destroyCalendar(made);
    };
  }, []);
  useEffect(() => {
    const made = calendar.current;
    if (!made) return;
    made.setOption("locale", locale);
    made.setOption("date", from);
    made.setOption("view", VIEWS[view]);
  }, [locale, from, view]);
  useEffect(() => {
    calendar.current?.setOption("resources", resourcesOf(groups));
  }, [groups]);
  useEffect(() => {
    const canDrop = latest.current.drop !== undefined;
    const events = entries.map((entry, place) => ({
      ...eventOf(entry, zone, name(entry), canDrop),
      extendedProps: { entry, label: label(entry), isFirst: place === 0 },
    }));
    calendar.current?.setOption(
      "allDaySlot",
      entries.some((entry) => entry.is_all_day),
    );
    calendar.current?.setOption("events", events);
  }, [entries, zone, name, label]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the entries inside
    <div ref={place} className="trato-calendar" onKeyDown={walk} />
  );
}

const STEADY: Calendar.Options = {
  headerToolbar: { start: "", center: "", end: "" },
  height: "auto",
  firstDay: 1,
  slotMinTime: FIRST_HOUR,
  slotMaxTime: LAST_HOUR,
  flexibleSlotTimeLimits: false,
  eventDurationEditable: false,
  editable: false,
  nowIndicator: false,
  snapDuration: "00:15:00",
  displayEventEnd: false,
  views: {
    resourceTimelineDay: { slotDuration: "00:30:00", slotWidth: 44 },
    resourceTimeGridDay: { slotDuration: "00:30:00", columnWidth: "minmax(160px, 1fr)" },
  },
};

/** What the grid tells, in the words of whoever shows it now. */
function heard(latest: { readonly current: GridProps }): Calendar.Options {
  const entryOf = (event: Calendar.Event) => event.extendedProps.entry as Entry;
  return {
    allDayContent: () => latest.current.allDay,
    eventDrop: ({ event, revert, newResource }) => {
      // Nothing has moved before a person has seen who is told.
      revert();
      if (newResource === undefined) latest.current.drop?.(entryOf(event), shownOn(event.start));
    },
    eventContent: ({ event, timeText }) => {
      const time = event.allDay || latest.current.view === "day" ? "" : `${timeText} `;
      return { domNodes: [buttonOf(`${time}${String(event.title)}`, event, latest)] };
    },
  };
}

/** A button of its own in each entry: the grid would make one of an article, which is none to a screen reader. */
function buttonOf(text: string, event: Calendar.Event, latest: { readonly current: GridProps }): HTMLElement {
  const { entry, label, isFirst } = event.extendedProps as { entry: Entry; label: string; isFirst: boolean };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "trato-entry";
  button.textContent = text;
  // What one sees comes first, so that it can be said to be pressed (WCAG 2.5.3).
  button.setAttribute("aria-label", `${text}, ${label}`);
  button.title = `${text}, ${label}`;
  button.tabIndex = isFirst ? 0 : -1;
  button.addEventListener("click", () => latest.current.open(entry));
  return button;
}

/** Roles of a table that the grid gives to parts which form none; each entry says by itself whose and when it is. */
const ROLES = ["table", "rowgroup", "row", "columnheader", "rowheader", "cell"];
const PLACES = [
  "aria-colspan",
  "aria-colindex",
  "aria-colcount",
  "aria-rowspan",
  "aria-rowindex",
  "aria-rowcount",
];
const NO_TABLE = [...ROLES.map((role) => `[role=${role}]`), ...PLACES.map((name) => `[${name}]`)].join();

function withoutTable(place: HTMLElement): MutationObserver {
  const mend = () => {
    for (const part of place.querySelectorAll(NO_TABLE))
      for (const name of ["role", ...PLACES]) part.removeAttribute(name);
  };
  const observer = new MutationObserver(mend);
  observer.observe(place, { childList: true, subtree: true });
  mend();
  return observer;
}

function resourcesOf(groups: readonly Group[]): Calendar.ResourceInput[] {
  const of = (person: CalendarPerson) => ({ id: person.id, title: person.name });
  if (groups.length <= 1) return groups.flatMap((group) => group.people.map(of));
  return groups.map((group) => ({
    id: `group ${group.key}`,
    title: group.name,
    children: group.people.map(of),
  }));
}

function eventOf(entry: Entry, zone: string, title: string, canDrop: boolean): Calendar.EventInput {
  const isWhole = entry.is_all_day;
  const isMovable = canDrop && entry.event_id !== null;
  return {
    id: entry.id,
    resourceId: entry.user_id,
    start: isWhole ? dayOf(entry.start, zone) : wallOf(entry.start, zone),
    end: isWhole ? dayOf(entry.end, zone) : wallOf(entry.end, zone),
    allDay: isWhole,
    title,
    startEditable: isMovable,
    durationEditable: false,
    classNames: [
      `kind-${entry.kind}`,
      ...(entry.shown_as === "tentative" ? ["tentative"] : []),
      ...(isMovable ? ["movable"] : []),
    ],
  };
}
