/** The list's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { opportunitiesEn } from "../../i18n/opportunities-en";
import { opportunitiesEs } from "../../i18n/opportunities-es";
import type { Translate } from "../../i18n/translate";

export type ListText = Translate<typeof opportunitiesEn>;

export const useListText = catalogueHook<typeof opportunitiesEn>({
  en: opportunitiesEn,
  es: opportunitiesEs,
});
