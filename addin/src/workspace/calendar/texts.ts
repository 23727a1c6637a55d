/** The calendar's catalogue, bound to the reader's language. */
import { calendarEn } from "../../i18n/calendar-en";
import { calendarEs } from "../../i18n/calendar-es";
import { catalogueHook } from "../../i18n/locale-context";
import type { Translate } from "../../i18n/translate";

export type CalendarText = Translate<typeof calendarEn>;

export const useCalendarText = catalogueHook<typeof calendarEn>({ en: calendarEn, es: calendarEs });
