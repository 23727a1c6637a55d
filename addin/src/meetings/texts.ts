/** The catalogue of notices and of meetings by mail, bound to the reader's language. */
import { catalogueHook } from "../i18n/locale-context";
import { meetingsEn } from "../i18n/meetings-en";
import { meetingsEs } from "../i18n/meetings-es";

export const useMeetingsText = catalogueHook<typeof meetingsEn>({ en: meetingsEn, es: meetingsEs });
