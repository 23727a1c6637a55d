/** The catalogue of quotas, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { quotasEn } from "../../i18n/quotas-en";
import { quotasEs } from "../../i18n/quotas-es";

export const useQuotasText = catalogueHook<typeof quotasEn>({ en: quotasEn, es: quotasEs });
