/** The review's catalogue, bound to the reader's language. */
import { catalogueHook } from "../../../i18n/locale-context";
import { reviewEn } from "../../../i18n/review-en";
import { reviewEs } from "../../../i18n/review-es";

export const useReviewText = catalogueHook<typeof reviewEn>({ en: reviewEn, es: reviewEs });
