/** Calendar › Team: calendars beside each other by person, team or territory, how full the days are, and as a table. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons/svg/arrow-download";
import { Calendar28Regular } from "@fluentui/react-icons/svg/calendar";
import { CalendarArrowDown20Regular } from "@fluentui/react-icons/svg/calendar-arrow-down";
import { ChevronLeft20Regular } from "@fluentui/react-icons/svg/chevron-left";
import { ChevronRight20Regular } from "@fluentui/react-icons/svg/chevron-right";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import {
  type EntryKind,
  type TeamAsked,
  type TeamCalendar,
  useTeamCalendar,
  useTeamTable,
} from "../../api/team-calendar";
import type { Me } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { PageMessage } from "../../ui/page-message";
import { Failure } from "../failure";
import { useMedia } from "../preferences";
import { DaysTable } from "./days-table";
import { EntryList } from "./entry-list";
import { noonOf, useEntryWords } from "./entry-words";
import { chosenPeople, type Grouping, groupsOf } from "./grouping";
import { LoadTable } from "./load-table";
import { useMoving } from "./moving";
import { Choice, useScreenStyles, Waiting } from "./parts";
import { saveTable } from "./save-table";
import { useCalendarText } from "./texts";
import { useUrlState } from "./url-state";
import { addDays, dayOf, instantOf, mondayOf } from "./wall-time";

const Grid = lazy(() => import("./grid").then((found) => ({ default: found.Grid })));

const VIEWS = ["day", "week", "four", "list"] as const;
const KINDS = ["visit", "meeting", "own", "busy", "hold"] as const;
const DAYS = { day: 1, week: 7, four: 28, list: 7 } as const;
const NARROW = "(max-width: 640px)";

type View = (typeof VIEWS)[number];

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  steps: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  range: {
    ...typographyStyles.subtitle2,
    margin: 0,
    flexGrow: 1,
    ":first-letter": { textTransform: "uppercase" },
  },
  choices: {
    display: "grid",
    "&[hidden]": { display: "none" },
    gridTemplateColumns: "repeat(auto-fill, minmax(136px, 1fr))",
    gap: tokens.spacingHorizontalM,
  },
  grid: { maxHeight: "72vh", padding: 0, overflow: "auto" },
});

interface Shown {
  readonly view: string;
  readonly from: string;
  readonly group: string;
  readonly people: string;
  readonly kind: string;
  readonly account: string;
}

export default function CalendarScreen({ me }: { me: Me }) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const zone = me.timezone || "UTC";
  const today = dayOf(me.now, zone);
  const [shown, change] = useUrlState<keyof Shown>({
    view: "week",
    from: today,
    group: "person",
    people: "",
    kind: "",
    account: "",
  });
  const isNarrow = useMedia(NARROW);
  const view = VIEWS.find((one) => one === shown.view) ?? "week";
  const from = view === "day" ? shown.from : mondayOf(shown.from);
  const known = useRef<TeamCalendar>(undefined);
  const asked: TeamAsked = {
    from: instantOf(from, zone).toISOString(),
    to: instantOf(addDays(from, DAYS[view]), zone).toISOString(),
    users: chosenPeople(shown.people, known.current?.choosable ?? []),
    kinds: KINDS.filter((kind) => kind === shown.kind) as readonly EntryKind[],
    accountId: shown.account || undefined,
  };
  const found = useTeamCalendar(asked);
  if (found.data) known.current = found.data;
  return (
    <div className={screen.screen}>
      <div>
        <h1 className={screen.title}>{t("team.title")}</h1>
        <p className={screen.lead}>{t("team.lead")}</p>
      </div>
      <Bar
        shown={{ ...shown, view, from }}
        today={today}
        zone={zone}
        change={change}
        data={found.data}
        asked={asked}
      />
      {found.data ? (
        <Calendars
          data={found.data}
          view={isNarrow ? "list" : view}
          from={from}
          days={DAYS[view]}
          zone={zone}
          grouping={(shown.group as Grouping) || "person"}
          ownId={me.id}
          openDay={(day) => change({ view: "day", from: day })}
        />
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Waiting />
      )}
    </div>
  );
}

interface BarProps {
  readonly shown: Shown & { readonly view: View };
  readonly today: string;
  readonly zone: string;
  readonly change: (changes: Partial<Record<keyof Shown, string>>) => void;
  readonly data: TeamCalendar | undefined;
  readonly asked: TeamAsked;
}

function Bar({ shown, today, zone, change, data, asked }: BarProps) {
  const styles = useStyles();
  const screen = useScreenStyles();
  const t = useCalendarText();
  const { locale } = useLocale();
  const table = useTeamTable();
  const isNarrow = useMedia(NARROW);
  const [isOpen, setOpen] = useState(false);
  const days = DAYS[shown.view];
  const range = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const last = noonOf(addDays(shown.from, days - 1), zone);
  const step = (by: number) => change({ from: addDays(shown.from, by * days) });
  return (
    <section aria-label={t("bar.label")} className={screen.card}>
      <div className={styles.bar}>
        <div className={styles.steps}>
          <Button className={screen.button} onClick={() => change({ from: today })}>
            {t("bar.today")}
          </Button>
          <Button
            className={screen.button}
            appearance="subtle"
            icon={<ChevronLeft20Regular />}
            aria-label={t("bar.previous")}
            onClick={() => step(-1)}
          />
          <Button
            className={screen.button}
            appearance="subtle"
            icon={<ChevronRight20Regular />}
            aria-label={t("bar.next")}
            onClick={() => step(1)}
          />
        </div>
        <h2 className={styles.range}>
          {days === 1 ? range.format(last) : range.formatRange(noonOf(shown.from, zone), last)}
        </h2>
        <Button
          className={screen.button}
          icon={<ArrowDownload20Regular />}
          disabled={table.isPending}
          onClick={() => table.mutate({ asked, as: "table" }, { onSuccess: saveTable })}
        >
          {t("bar.export")}
        </Button>
        <Button
          className={screen.button}
          icon={<CalendarArrowDown20Regular />}
          disabled={table.isPending}
          onClick={() => table.mutate({ asked, as: "file" }, { onSuccess: saveTable })}
        >
          {t("bar.file")}
        </Button>
        {isNarrow && (
          <Button className={screen.button} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t("bar.filters")}
          </Button>
        )}
      </div>
      <div className={styles.choices} hidden={isNarrow && !isOpen}>
        <Choice label={t("bar.view")} value={shown.view} change={(value) => change({ view: value })}>
          {VIEWS.map((view) => (
            <option key={view} value={view}>
              {t(`view.${view}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t("bar.group")} value={shown.group} change={(value) => change({ group: value })}>
          {(["person", "team", "territory"] as const).map((one) => (
            <option key={one} value={one}>
              {t(`group.${one}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t("bar.people")} value={shown.people} change={(value) => change({ people: value })}>
          <option value="">{t("bar.all")}</option>
          <PeopleOptions people={data?.choosable ?? []} />
        </Choice>
        <Choice label={t("bar.kind")} value={shown.kind} change={(value) => change({ kind: value })}>
          <option value="">{t("bar.all")}</option>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </Choice>
        <AccountChoice data={data} value={shown.account} change={(value) => change({ account: value })} />
      </div>
    </section>
  );
}

function PeopleOptions({ people }: { people: TeamCalendar["choosable"] }) {
  const t = useCalendarText();
  const bosses = new Map(
    people.flatMap(({ manager }) => (manager ? [[manager.id, manager.name] as const] : [])),
  );
  const held = new Map(
    people.flatMap(({ territories }) => territories.map(({ id, name }) => [id, name] as const)),
  );
  return (
    <>
      <optgroup label={t("people.one")}>
        {people.map((person) => (
          <option key={person.id} value={`person:${person.id}`}>
            {person.name}
          </option>
        ))}
      </optgroup>
      <optgroup label={t("group.team")}>
        {[...bosses].map(([id, name]) => (
          <option key={id} value={`team:${id}`}>
            {t("people.team", { name })}
          </option>
        ))}
      </optgroup>
      <optgroup label={t("group.territory")}>
        {[...held].map(([id, name]) => (
          <option key={id} value={`territory:${id}`}>
            {t("people.territory", { name })}
          </option>
        ))}
      </optgroup>
    </>
  );
}

/** The customers of what was shown before one of them was chosen: choosing one must not end the choice. */
function AccountChoice(props: {
  data: TeamCalendar | undefined;
  value: string;
  change: (value: string) => void;
}) {
  const t = useCalendarText();
  const seen = useRef(new Map<string, string>());
  for (const entry of props.data?.entries ?? []) {
    for (const account of entry.accounts) seen.current.set(account.id, account.name);
  }
  const options = [...seen.current].sort(([, one], [, other]) => one.localeCompare(other));
  return (
    <Choice label={t("bar.account")} value={props.value} change={props.change}>
      <option value="">{t("bar.all")}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Choice>
  );
}

interface CalendarsProps {
  readonly data: TeamCalendar;
  readonly view: View;
  readonly from: string;
  readonly days: number;
  readonly zone: string;
  readonly grouping: Grouping;
  readonly ownId: string;
  readonly openDay: (day: string) => void;
}

function Calendars({ data, view, from, days, zone, grouping, ownId, openDay }: CalendarsProps) {
  const styles = useStyles();
  const screen = useScreenStyles();
  const t = useCalendarText();
  const words = useEntryWords(data.choosable, zone);
  const moving = useMoving(words, zone, ownId);
  const groups = useMemo(
    () =>
      groupsOf(data.people, grouping, {
        team: (name) => t("people.team", { name }),
        alone: t("group.alone"),
        none: t("group.none"),
      }),
    [data.people, grouping, t],
  );
  const everyDay = useMemo(
    () => Array.from({ length: days }, (_, place) => addDays(from, place)),
    [days, from],
  );
  return (
    <>
      {moving.message}
      <p className={screen.quiet} role="status">
        {t("team.entries", { count: data.entries.length })}
      </p>
      {view === "list" ? (
        <section className={screen.card} aria-label={t("day.calendars")}>
          {data.entries.length === 0 ? (
            <PageMessage
              icon={<Calendar28Regular />}
              title={t("team.none.title")}
              text={t("team.none.text")}
            />
          ) : (
            <EntryList entries={data.entries} words={words} zone={zone} open={moving.open} />
          )}
        </section>
      ) : (
        <section className={`${screen.card} ${styles.grid}`} aria-label={t("day.calendars")}>
          {view === "day" ? (
            <Suspense fallback={<Waiting />}>
              <Grid
                view="day"
                from={from}
                zone={zone}
                groups={groups}
                entries={data.entries}
                allDay={t("bar.allDay")}
                label={words.label}
                name={words.name}
                open={moving.open}
                drop={moving.drop}
              />
            </Suspense>
          ) : (
            <DaysTable
              days={everyDay}
              today={dayOf(data.now, zone)}
              zone={zone}
              groups={groups}
              entries={data.entries}
              words={words}
              open={moving.open}
              openDay={openDay}
            />
          )}
        </section>
      )}
      <LoadTable people={data.people} loads={data.loads} days={everyDay} zone={zone} openDay={openDay} />
      {moving.dialogs}
    </>
  );
}
