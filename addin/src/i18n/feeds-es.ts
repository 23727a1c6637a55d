/** The texts of Settings › Calendars and digest in Spanish. */
import type { feedsEn } from "./feeds-en";

export const feedsEs: Record<keyof typeof feedsEn, string> = {
  "feeds.title": "Calendarios y resumen",
  "feeds.lead": "Otros programas pueden leer el calendario, y aquí se elige cuándo llega el resumen del día.",
  "feeds.loading": "Preguntando por los calendarios",
  "feeds.heading": "Calendarios para otros programas",
  "feeds.about":
    "Quien tiene la dirección lee el calendario: hay que guardarla como una contraseña. Lo privado aparece como ocupado.",
  "feeds.mine": "Mi calendario",
  "feeds.team": "El calendario de mi equipo",
  "feeds.make": "Crear una dirección",
  "feeds.whose": "De quién",
  "feeds.none": "Ningún programa lee un calendario suyo.",
  "feeds.list": "Direcciones",
  "feeds.made": "Creada {when}",
  "feeds.read": "Leída por última vez {when}",
  "feeds.unread": "Sin leer todavía",
  "feeds.end": "Terminar",
  "feeds.endOf": "Terminar la dirección de {name}",
  "feeds.ended": "La dirección ha terminado. Ya nadie lee ese calendario con ella.",
  "feeds.once": "Copie esta dirección ahora: solo se muestra esta vez.",
  "feeds.address": "Dirección",
  "feeds.copy": "Copiar",
  "feeds.copied": "Copiada",
  "digest.heading": "Resumen del día",
  "digest.about":
    "Los días laborables, a partir de esta hora: lo que toca y por qué, a quién se ve y qué horas reservadas caducan. Solo lo recibe usted, aquí.",
  "digest.on": "Avisarme de mi día",
  "digest.hour": "A partir de las",
  "failed.title": "No ha sido posible",
  "failed.text": "Trato no responde. Se puede volver a probar en un momento.",
};
