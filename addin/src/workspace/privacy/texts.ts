/** The privacy screen's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { privacyEn } from "../../i18n/privacy-en";
import { privacyEs } from "../../i18n/privacy-es";
import type { Translate } from "../../i18n/translate";

export type PrivacyText = Translate<typeof privacyEn>;

export const usePrivacyText = catalogueHook<typeof privacyEn>({ en: privacyEn, es: privacyEs });
