/**
 * Weeks of several people as a table: a row a person, a column a day, in each cell as many entries as one can take in;
 * the others are a number that opens the day. One entry is reached by Tab, the others by the arrows.
 */
import "./calendar.css";
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { memo, useMemo, useState } from "react";
import type { CalendarPerson, Entry } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import { type Cell, cellsOf } from "./cells";
import { EntryList } from "./entry-list";
import { type EntryWords, noonOf } from "./entry-words";
import type { Group } from "./grouping";
import { useScreenStyles } from "./parts";
import { useCalendarText } from "./texts";
import { walk } from "./walking";
import { dayOf } from "./wall-time";

interface DaysTableProps {
  readonly days: readonly string[];
  readonly today: string;
  readonly zone: string;
  readonly groups: readonly Group[];
  readonly entries: readonly Entry[];
  readonly words: EntryWords;
  readonly open: (entry: Entry) => void;
  readonly openDay: (day: string) => void;
}

/** A week has room for a working day's appointments, four weeks for what stands out. */
const MOST = { week: 8, weeks: 3 } as const;

interface Chosen {
  readonly person: CalendarPerson;
  readonly day: string;
  readonly entries: readonly Entry[];
}

const NO_CELLS: readonly Cell[] = [];

export function DaysTable(props: DaysTableProps) {
  const { days, today, zone, groups, entries, words, open, openDay } = props;
  const t = useCalendarText();
  const [chosen, setChosen] = useState<Chosen>();
  const most = days.length > 7 ? MOST.weeks : MOST.week;
  const cells = useMemo(() => cellsOf(entries, days, zone, most), [entries, days, zone, most]);
  const first = useMemo(() => firstOf(groups, cells), [groups, cells]);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the entries inside */}
      <div className="trato-days" data-wide={days.length > 7} onKeyDown={walk}>
        <table>
          <Head days={days} today={today} zone={zone} person={t("load.person")} />
          {groups.map((group) => (
            <tbody key={group.key}>
              {groups.length > 1 && (
                <tr>
                  <th scope="rowgroup" colSpan={days.length + 1} className="group">
                    <span>{group.name}</span>
                  </th>
                </tr>
              )}
              {group.people.map((person) => (
                <Row
                  key={person.id}
                  person={person}
                  cells={cells.get(person.id) ?? NO_CELLS}
                  days={days}
                  today={today}
                  zone={zone}
                  first={first}
                  words={words}
                  open={open}
                  choose={setChosen}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {chosen && (
        <DayDialog
          chosen={chosen}
          zone={zone}
          words={words}
          close={() => setChosen(undefined)}
          open={open}
          openDay={openDay}
        />
      )}
    </>
  );
}

function firstOf(groups: readonly Group[], cells: ReadonlyMap<string, readonly Cell[]>): Entry | undefined {
  for (const { people } of groups) {
    for (const { id } of people) {
      const found = cells.get(id)?.find(({ shown }) => shown.length > 0);
      if (found) return found.shown[0];
    }
  }
  return undefined;
}

interface HeadProps {
  readonly days: readonly string[];
  readonly today: string;
  readonly zone: string;
  readonly person: string;
}

const Head = memo(({ days, today, zone, person }: HeadProps) => {
  const { locale } = useLocale();
  const name = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  return (
    <thead>
      <tr>
        <th scope="col" className="person">
          {person}
        </th>
        {days.map((day) => (
          <th key={day} scope="col" {...(day === today && { "aria-current": "date" as const })}>
            {name.format(noonOf(day, zone))}
          </th>
        ))}
      </tr>
    </thead>
  );
});

interface RowProps {
  readonly person: CalendarPerson;
  readonly cells: readonly Cell[];
  readonly days: readonly string[];
  readonly today: string;
  readonly zone: string;
  readonly first: Entry | undefined;
  readonly words: EntryWords;
  readonly open: (entry: Entry) => void;
  readonly choose: (chosen: Chosen) => void;
}

const Row = memo(({ person, cells, days, today, zone, first, words, open, choose }: RowProps) => {
  const t = useCalendarText();
  const { format } = useLocale();
  return (
    <tr>
      <th scope="row" className="person">
        {person.name}
      </th>
      {days.map((day, place) => {
        const cell = cells[place];
        return (
          <td key={day} className={day === today ? "today" : undefined}>
            {cell && cell.shown.length > 0 && (
              <ul>
                {cell.shown.map((entry) => (
                  <li key={entry.id}>
                    <EntryButton
                      entry={entry}
                      text={`${timeOf(entry, day, zone, format.time)}${words.name(entry)}`}
                      label={words.label(entry)}
                      isFirst={entry === first && day === dayOf(entry.start, zone)}
                      open={open}
                    />
                  </li>
                ))}
                {cell.more > 0 && (
                  <li>
                    <button
                      type="button"
                      className="trato-entry trato-more"
                      tabIndex={-1}
                      data-more={cell.more}
                      aria-label={t("cell.moreOf", { count: cell.more, name: person.name })}
                      onClick={() => choose({ person, day, entries: cell.all })}
                    >
                      {`+${format.number(cell.more)}`}
                    </button>
                  </li>
                )}
              </ul>
            )}
          </td>
        );
      })}
    </tr>
  );
});

/** The hour at which it begins, where it begins on this day. */
function timeOf(entry: Entry, day: string, zone: string, time: (at: Date) => string): string {
  if (entry.is_all_day || dayOf(entry.start, zone) !== day) return "";
  return `${time(new Date(entry.start))} `;
}

interface EntryButtonProps {
  readonly entry: Entry;
  readonly text: string;
  readonly label: string;
  readonly isFirst: boolean;
  readonly open: (entry: Entry) => void;
}

function EntryButton({ entry, text, label, isFirst, open }: EntryButtonProps) {
  const tentative = entry.shown_as === "tentative" ? " tentative" : "";
  // What one sees comes first, so that it can be said to be pressed (WCAG 2.5.3).
  const whole = `${text}, ${label}`;
  return (
    <button
      type="button"
      className={`trato-entry kind-${entry.kind}${tentative}`}
      tabIndex={isFirst ? 0 : -1}
      aria-label={whole}
      title={whole}
      onClick={() => open(entry)}
    >
      {text}
    </button>
  );
}

interface DayDialogProps {
  readonly chosen: Chosen;
  readonly zone: string;
  readonly words: EntryWords;
  readonly close: () => void;
  readonly open: (entry: Entry) => void;
  readonly openDay: (day: string) => void;
}

function DayDialog({ chosen, zone, words, close, open, openDay }: DayDialogProps) {
  const styles = useScreenStyles();
  const t = useCalendarText();
  return (
    <Dialog open onOpenChange={(_, { open: isOpen }) => !isOpen && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{chosen.person.name}</DialogTitle>
          <DialogContent>
            <EntryList
              entries={chosen.entries}
              words={words}
              zone={zone}
              open={(entry) => {
                close();
                open(entry);
              }}
            />
          </DialogContent>
          <DialogActions fluid>
            <Button className={styles.button} onClick={() => openDay(chosen.day)}>
              {t("cell.openDay")}
            </Button>
            <Button className={styles.button} onClick={close}>
              {t("entry.close")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
