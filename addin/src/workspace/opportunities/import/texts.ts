/** The import's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../../i18n/locale-context";
import { sheetEn } from "../../../i18n/sheet-en";
import { sheetEs } from "../../../i18n/sheet-es";

export const useSheetText = catalogueHook<typeof sheetEn>({ en: sheetEn, es: sheetEs });
