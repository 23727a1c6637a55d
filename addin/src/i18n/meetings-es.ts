/** The texts of what one is told and of meetings that go by mail, in Spanish. */
import type { meetingsEn } from "./meetings-en";
import type { Translation } from "./translate";

export const meetingsEs: Translation<typeof meetingsEn> = {
  "told.booked": "{by} ha reservado «{subject}» con usted: {to}.",
  "told.moved": "{by} ha movido «{subject}» de {from} a {to}.",
  "told.cancelled": "{by} ha anulado «{subject}» del {to}.",
  "told.held": "{by} guarda una hora suya: {to} {subject}",
  "told.not_in_outlook": "«{subject}» del {to} ya no está en Outlook y queda anulada.",
  "told.proposed": "{by} prefiere otra hora para «{subject}»: {to}.",
  "told.digest": "Su día: {steps} pendientes, {visits} citas, {holds} horas reservadas que caducan.",
  "told.seen": "Visto",
  "news.count": { one: "{count} novedad", other: "{count} novedades" },
  "news.title": "Novedades",
  "news.close": "Cerrar las novedades",
  "meeting.title": "Reuniones por correo",
  "meeting.lead": "De personas sin Outlook. La respuesta queda como borrador; nada sale antes de enviarlo.",
  "meeting.organizer": "{organizer} invita a esta reunión",
  "meeting.own": "Reunión propia con {count}",
  "meeting.repeats": "se repite",
  "meeting.cancelled": "Anulada",
  "meeting.said": "Respuesta: {answer}",
  "meeting.accept": "Aceptar",
  "meeting.tentative": "Quizá",
  "meeting.decline": "Rechazar",
  "meeting.answerTo": "{answer}: {subject}",
  "meeting.other": "{address} prefiere {when}",
  "meeting.take": "Aceptar esa hora",
  "meeting.keep": "Mantener la hora",
  "meeting.inDrafts": "La respuesta está en los borradores. Falta mirarla y enviarla.",
  "meeting.save":
    "Outlook no ha guardado el borrador. Se puede guardar la respuesta y abrirla: está lista para enviar.",
  "meeting.download": "Guardar la respuesta",
  "meeting.failed": "No ha sido posible. No se ha enviado nada; se puede volver a probar en un momento.",
  "answer.accepted": "aceptada",
  "answer.tentative": "quizá",
  "answer.declined": "rechazada",
};
