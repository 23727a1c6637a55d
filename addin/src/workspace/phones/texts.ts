/** The phone list screen's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { phonesEn } from "../../i18n/phones-en";
import { phonesEs } from "../../i18n/phones-es";
import type { Translate } from "../../i18n/translate";

export type PhonesText = Translate<typeof phonesEn>;

export const usePhonesText = catalogueHook<typeof phonesEn>({ en: phonesEn, es: phonesEs });
