/** What fields are called and how differences are settled, bound to the reader's language; for workspace and pane. */
import { differencesEn } from "../i18n/differences-en";
import { differencesEs } from "../i18n/differences-es";
import { catalogueHook } from "../i18n/locale-context";
import type { Translate } from "../i18n/translate";

export type DifferencesText = Translate<typeof differencesEn>;

export const useDifferencesText = catalogueHook<typeof differencesEn>({
  en: differencesEn,
  es: differencesEs,
});
