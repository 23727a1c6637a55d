/** The catalogue of own fields, bound to the reader's language. */
import { fieldsEn } from "../../i18n/fields-en";
import { fieldsEs } from "../../i18n/fields-es";
import { catalogueHook } from "../../i18n/locale-context";

export const useFieldsText = catalogueHook<typeof fieldsEn>({ en: fieldsEn, es: fieldsEs });
