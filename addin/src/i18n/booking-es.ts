/** The texts of booking, of free times in a draft and of asking for approval, in Spanish. */
import type { bookingEn } from "./booking-en";
import type { Translation } from "./translate";

export const bookingEs: Translation<typeof bookingEn> = {
  "book.title": "Reservar una cita",
  "book.when": "Cuándo",
  "book.looking": "Buscando huecos",
  "book.noTimes": "No hay huecos en las próximas dos semanas. La cita se puede escribir en Outlook.",
  "book.duration": "Duración",
  "book.minutes": "{count} min",
  "book.subject": "Asunto, como lo leerá el cliente",
  "book.guests": "A quién se invita",
  "book.noGuests": "Aquí no consta nadie del cliente. Se puede invitar desde Outlook.",
  "book.place": "Lugar",
  "book.online": "Reunión de Teams",
  "book.message": "Unas palabras para ellos",
  "book.preview": "Esto les llega al momento",
  "book.previewNobody": "No se invita a nadie; solo se escribe en el calendario propio.",
  "book.invite": "Reservar e invitar",
  "book.keep": "Reservar",
  "book.outlook": "Escribirla en Outlook",
  "book.done": "Reservada: {when}. {names} verá la invitación en su correo.",
  "book.doneAlone": "Reservada: {when}",
  "book.taken": "Esa hora se acaba de ocupar. Conviene elegir otra.",
  "book.notConnected":
    "Trato aún no puede escribir en este calendario. La cita se puede escribir en Outlook.",
  "book.failed": "No se pudo reservar la cita. No se invitó a nadie.",

  "times.heading": "Ofrecer una cita",
  "times.insert": "Insertar huecos",
  "times.page": "Insertar enlace de reserva",
  "times.duration": "Duración",
  "times.zone": "Su zona horaria",
  "times.theirs": "Donde están",
  "times.others": "Todas las zonas horarias",
  "times.inserted": "Los huecos están en el correo",
  "times.pageInserted": "El enlace de reserva está en el correo",
  "times.none": "No hay huecos en las próximas dos semanas",
  "times.failed": "No se pudo insertar. Colocar el cursor en el correo e intentarlo otra vez.",

  "approval.title": "Pedir aprobación",
  "approval.to": "Quién aprueba",
  "approval.asked": "Qué se pide",
  "approval.askedHint": "Un precio, un descuento, una fecha",
  "approval.reason": "Por qué",
  "approval.write": "Escribir el correo",
  "approval.opened": "El correo está abierto. Sale cuando se envíe.",
};
