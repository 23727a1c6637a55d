/** What an entry is called: short in the grid, whole for a title and for who cannot see the grid. */
import { useMemo } from "react";
import type { CalendarPerson, Entry } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import { type CalendarText, useCalendarText } from "./texts";
import { instantOf } from "./wall-time";

const SHOWN = { tentative: 1, oof: 1, workingElsewhere: 1, free: 1 } as const;

export interface EntryWords {
  readonly name: (entry: Entry) => string;
  readonly label: (entry: Entry) => string;
  readonly when: (entry: Pick<Entry, "start" | "end" | "is_all_day">) => string;
  readonly status: (entry: Entry) => string;
  readonly person: (userId: string) => string;
}

export function useEntryWords(people: readonly CalendarPerson[], zone: string): EntryWords {
  const t = useCalendarText();
  const { format, locale } = useLocale();
  return useMemo(() => {
    const names = new Map(people.map((person) => [person.id, person.name]));
    const day = new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
    });
    const person = (userId: string) => names.get(userId) ?? "";
    const when: EntryWords["when"] = (entry) => {
      const start = new Date(entry.start);
      if (entry.is_all_day) return t("entry.whole", { day: day.format(start) });
      const span = t("entry.until", { from: format.time(start), to: format.time(new Date(entry.end)) });
      return `${day.format(start)}, ${span}`;
    };
    const name = (entry: Entry) => nameOf(entry, t);
    const status = (entry: Entry) => {
      const shown = entry.shown_as as keyof typeof SHOWN;
      return shown in SHOWN ? t(`shown.${shown}`) : "";
    };
    const label = (entry: Entry) => {
      const kind = t(`kind.${entry.kind}`);
      const called = name(entry);
      const parts = [called === kind ? "" : kind, person(entry.user_id), when(entry), status(entry)];
      return parts.filter(Boolean).join(", ");
    };
    return { name, label, when, status, person };
  }, [people, zone, t, format, locale]);
}

function nameOf(entry: Entry, t: CalendarText): string {
  const [customer, ...others] = entry.accounts;
  if (customer && others.length > 0) {
    return [customer.name, t("entry.more", { count: others.length })].join(" ");
  }
  return customer?.name || entry.title || t(`kind.${entry.kind}`);
}

/** The middle of a day in a zone, as formats want it: no change of clocks makes it another day. */
export function noonOf(day: string, zone: string): Date {
  return instantOf(`${day}T12:00:00`, zone);
}
