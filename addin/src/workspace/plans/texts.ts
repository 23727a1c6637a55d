/** The catalogue of plans and groups, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { plansEn } from "../../i18n/plans-en";
import { plansEs } from "../../i18n/plans-es";
import type { Translate } from "../../i18n/translate";

export type PlansText = Translate<typeof plansEn>;

export const usePlansText = catalogueHook<typeof plansEn>({ en: plansEn, es: plansEs });
