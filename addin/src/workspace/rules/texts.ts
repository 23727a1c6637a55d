/** The rules screen's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { rulesEn } from "../../i18n/rules-en";
import { rulesEs } from "../../i18n/rules-es";
import type { Translate } from "../../i18n/translate";

export type RulesText = Translate<typeof rulesEn>;

export const useRulesText = catalogueHook<typeof rulesEn>({ en: rulesEn, es: rulesEs });
