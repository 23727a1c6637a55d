/** The pane's catalogues, bound to the reader's language. */
import { catalogueHook } from "../i18n/locale-context";
import { paneEn } from "../i18n/pane-en";
import { paneEs } from "../i18n/pane-es";
import { reasonsEn } from "../i18n/reasons-en";
import { reasonsEs } from "../i18n/reasons-es";
import type { Translate } from "../i18n/translate";
import { warningsEn } from "../i18n/warnings-en";
import { warningsEs } from "../i18n/warnings-es";

export type PaneText = Translate<typeof paneEn>;

export const usePaneText = catalogueHook<typeof paneEn>({ en: paneEn, es: paneEs });
export const useReasonText = catalogueHook<typeof reasonsEn>({ en: reasonsEn, es: reasonsEs });
export const useWarningText = catalogueHook<typeof warningsEn>({ en: warningsEn, es: warningsEs });
