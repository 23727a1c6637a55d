/** The catalogue of search and answers, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { searchEn } from "../../i18n/search-en";
import { searchEs } from "../../i18n/search-es";

export const useSearchText = catalogueHook<typeof searchEn>({ en: searchEn, es: searchEs });
