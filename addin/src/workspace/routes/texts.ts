/** The route screen's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { routesEn } from "../../i18n/routes-en";
import { routesEs } from "../../i18n/routes-es";

export const useRoutesText = catalogueHook<typeof routesEn>({ en: routesEn, es: routesEs });
