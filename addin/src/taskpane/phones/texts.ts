/** The catalogue of what the pane says about the telephone, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { ringingEn } from "../../i18n/ringing-en";
import { ringingEs } from "../../i18n/ringing-es";

export const useRingingText = catalogueHook<typeof ringingEn>({ en: ringingEn, es: ringingEs });
