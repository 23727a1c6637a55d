/** The catalogue of privacy beside a mail, bound to the reader's language. */
import { discretionEn } from "../../i18n/discretion-en";
import { discretionEs } from "../../i18n/discretion-es";
import { catalogueHook } from "../../i18n/locale-context";

export const useDiscretionText = catalogueHook<typeof discretionEn>({ en: discretionEn, es: discretionEs });
