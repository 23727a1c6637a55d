/** The catalogue of calendars and digest, bound to the reader's language. */
import { feedsEn } from "../../i18n/feeds-en";
import { feedsEs } from "../../i18n/feeds-es";
import { catalogueHook } from "../../i18n/locale-context";

export const useFeedsText = catalogueHook<typeof feedsEn>({ en: feedsEn, es: feedsEs });
