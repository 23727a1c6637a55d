/** The catalogue of booking, bound to the reader's language. */
import { bookingEn } from "../../i18n/booking-en";
import { bookingEs } from "../../i18n/booking-es";
import { catalogueHook } from "../../i18n/locale-context";

export const useBookingText = catalogueHook<typeof bookingEn>({ en: bookingEn, es: bookingEs });
