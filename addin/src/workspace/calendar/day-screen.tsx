/** Calendar › Day: whom one looks after side by side, what waits there, what runs out, and what was moved. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { ChevronLeft20Regular } from "@fluentui/react-icons/svg/chevron-left";
import { ChevronRight20Regular } from "@fluentui/react-icons/svg/chevron-right";
import { lazy, Suspense, useMemo, useState } from "react";
import { ApiError } from "../../api/client";
import {
  type CalendarDay,
  type Entry,
  useCalendarDay,
  useHolds,
  useTeamCalendar,
} from "../../api/team-calendar";
import type { Me } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import MailMeetings from "../../meetings/mail-meetings";
import { NewsList } from "../../meetings/news-list";
import { Failure } from "../failure";
import { useMedia } from "../preferences";
import { EntryList } from "./entry-list";
import { type EntryWords, noonOf, useEntryWords } from "./entry-words";
import { useMoving } from "./moving";
import { useScreenStyles, Waiting } from "./parts";
import { Requests } from "./requests";
import { useCalendarText } from "./texts";
import { useUrlState } from "./url-state";
import { addDays, dayOf, instantOf } from "./wall-time";

const Grid = lazy(() => import("./grid").then((found) => ({ default: found.Grid })));

const NARROW = "(max-width: 640px)";

const useStyles = makeStyles({
  two: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr) minmax(260px, 340px)",
    gap: tokens.spacingHorizontalM,
    alignItems: "start",
    "@media (max-width: 1100px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  grid: { maxHeight: "76vh", overflow: "auto" },
  bar: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalXS },
  day: { ...typographyStyles.subtitle2, margin: 0, ":first-letter": { textTransform: "uppercase" } },
  beside: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, minWidth: 0 },
});

export default function DayScreen({ me }: { me: Me }) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const found = useCalendarDay();
  const delegated = found.data?.people.filter((person) => person.access === "delegated") ?? [];
  return (
    <div className={screen.screen}>
      <div>
        <h1 className={screen.title}>{delegated.length > 0 ? t("day.title") : t("day.own")}</h1>
        <p className={screen.lead}>{t("day.lead")}</p>
      </div>
      {found.data ? (
        <Day me={me} day={found.data} />
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Waiting />
      )}
    </div>
  );
}

function Day({ me, day }: { me: Me; day: CalendarDay }) {
  const styles = useStyles();
  const screen = useScreenStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const zone = me.timezone || "UTC";
  const delegated = day.people.filter((person) => person.access === "delegated");
  const people = delegated.length > 0 ? delegated : day.people;
  const words = useEntryWords(people, zone);
  const holds = useHolds();
  const [released, setReleased] = useState<Entry>();
  const release = (entry: Entry) =>
    entry.hold_id && holds.release.mutate(entry.hold_id, { onSuccess: () => setReleased(entry) });
  const moving = useMoving(words, zone, me.id, release);
  const again = (entry: Entry) => {
    const minutes = Math.round((Date.parse(entry.end) - Date.parse(entry.start)) / 60_000);
    const wish = {
      user_id: entry.user_id,
      start: entry.start,
      duration_min: minutes,
      reason: entry.title,
      expires_at: entry.expires_at ?? entry.start,
    };
    holds.keep.mutate(wish, { onSuccess: () => setReleased(undefined) });
  };
  return (
    <>
      <p className={screen.text}>
        {delegated.length > 0
          ? t("day.actsFor", { names: format.list(delegated.map((person) => person.name)) })
          : t("day.nobody")}
      </p>
      <NewsList />
      {moving.message}
      {released && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>{t("day.released")}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => again(released)}>{t("day.keepAgain")}</Button>
          </MessageBarActions>
        </MessageBar>
      )}
      <div className={styles.two}>
        <Calendars people={people} zone={zone} now={me.now} words={words} moving={moving} />
        <div className={styles.beside}>
          <Requests day={day} words={words} />
          <MailMeetings className={screen.card} />
          <HoldList day={day} words={words} release={release} />
          <MoveList day={day} words={words} />
        </div>
      </div>
      {moving.dialogs}
    </>
  );
}

interface CalendarsProps {
  readonly people: CalendarDay["people"];
  readonly zone: string;
  readonly now: string;
  readonly words: EntryWords;
  readonly moving: ReturnType<typeof useMoving>;
}

function Calendars({ people, zone, now, words, moving }: CalendarsProps) {
  const styles = useStyles();
  const screen = useScreenStyles();
  const t = useCalendarText();
  const { locale } = useLocale();
  const isNarrow = useMedia(NARROW);
  const today = dayOf(now, zone);
  const [{ date }, change] = useUrlState<"date">({ date: today });
  const found = useTeamCalendar({
    from: instantOf(date, zone).toISOString(),
    to: instantOf(addDays(date, 1), zone).toISOString(),
    users: people.map((person) => person.id),
  });
  const groups = useMemo(() => [{ key: "all", name: "", people }], [people]);
  const heading = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  const entries = found.data?.entries ?? [];
  return (
    <section className={screen.card} aria-label={t("day.calendars")}>
      <div className={styles.bar}>
        <Button className={screen.button} onClick={() => change({ date: today })}>
          {t("bar.today")}
        </Button>
        <Button
          className={screen.button}
          appearance="subtle"
          icon={<ChevronLeft20Regular />}
          aria-label={t("bar.previous")}
          onClick={() => change({ date: addDays(date, -1) })}
        />
        <Button
          className={screen.button}
          appearance="subtle"
          icon={<ChevronRight20Regular />}
          aria-label={t("bar.next")}
          onClick={() => change({ date: addDays(date, 1) })}
        />
        <h2 className={styles.day}>{heading.format(noonOf(date, zone))}</h2>
      </div>
      {isNarrow ? (
        <>
          {entries.length === 0 && <p className={screen.quiet}>{t("team.none.title")}</p>}
          <EntryList entries={entries} words={words} zone={zone} open={moving.open} />
        </>
      ) : (
        <div className={styles.grid}>
          <Suspense fallback={<Waiting />}>
            <Grid
              view="columns"
              from={date}
              zone={zone}
              groups={groups}
              entries={entries}
              allDay={t("bar.allDay")}
              label={words.label}
              name={words.name}
              open={moving.open}
              drop={moving.drop}
            />
          </Suspense>
        </div>
      )}
    </section>
  );
}

function HoldList(props: { day: CalendarDay; words: EntryWords; release: (entry: Entry) => void }) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const { day, words } = props;
  return (
    <section className={screen.card} aria-label={t("day.holds")}>
      <h2 className={screen.heading}>{t("day.holds")}</h2>
      {day.holds.length === 0 && <p className={screen.quiet}>{t("day.holds.none")}</p>}
      <ul className={screen.list}>
        {day.holds.map((entry) => (
          <li key={entry.id} className={screen.row}>
            <div>
              <p className={screen.text}>{words.when(entry)}</p>
              <p className={screen.quiet}>
                {[
                  words.person(entry.user_id),
                  entry.title,
                  entry.expires_at &&
                    t("entry.runsOut", {
                      when: format.distance(new Date(entry.expires_at), new Date(day.now)),
                    }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            <Button
              className={screen.button}
              size="small"
              aria-label={t("day.releaseNamed", {
                name: words.person(entry.user_id),
                when: words.when(entry),
              })}
              onClick={() => props.release(entry)}
            >
              {t("day.release")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function MoveList({ day, words }: { day: CalendarDay; words: EntryWords }) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const at = (start: string) =>
    words.when({ start, end: start, is_all_day: false }).split(/ (?:to|a) /)[0] ?? "";
  return (
    <section className={screen.card} aria-label={t("day.moved")}>
      <h2 className={screen.heading}>{t("day.moved")}</h2>
      {day.moves.length === 0 && <p className={screen.quiet}>{t("day.moved.none")}</p>}
      <ul className={screen.list}>
        {day.moves.map((move) => (
          <li key={move.id} className={screen.row}>
            <div>
              <p className={screen.text}>{move.subject || move.user.name}</p>
              <p className={screen.quiet}>
                {t("day.movedLine", { from: at(move.before.start), to: at(move.after.start) })}
              </p>
              <p className={screen.quiet}>
                {[
                  move.subject ? move.user.name : "",
                  move.told > 0
                    ? t("day.movedBy", { name: move.by?.name ?? "", count: move.told })
                    : t("day.movedQuietly", { name: move.by?.name ?? "" }),
                  move.written ? "" : t("day.waiting"),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
