/** The stand-in's catalogue, bound to the reader's language. */
import { catalogueHook } from "../i18n/locale-context";
import { outlookEn } from "../i18n/outlook-en";
import { outlookEs } from "../i18n/outlook-es";

export const useOutlookText = catalogueHook<typeof outlookEn>({ en: outlookEn, es: outlookEs });
