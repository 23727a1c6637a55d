/** La revisión semanal en español. */
import type { reviewEn } from "./review-en";
import type { Translation } from "./translate";

export const reviewEs: Translation<typeof reviewEn> = {
  "review.title": "La semana, una oportunidad tras otra",
  "review.lead":
    "Primero lo que no tiene próxima fecha, está vencido o en silencio; después, por fecha de cierre. Confirmar lo que sigue en pie, cambiar lo que se movió, cerrar lo que terminó. Unos minutos, si se quiere solo con el teclado.",
  "review.begin": "Empezar la revisión de esta semana",
  "review.goOn": "Seguir con la semana del {week}",
  "review.loading": "Pidiendo la revisión",
  "review.failed": "Sin hacer: {reason}",
  "review.own": "Revisiones propias",
  "review.team": "Revisiones del equipo",
  "review.week": "semana del {day}",
  "review.ofWhom": "{name}: {week}",
  "review.finished": "terminada {when}",
  "review.underWay": "en curso",
  "review.shared": "compartida {when}",
  "review.leave": "Seguir después",
  "review.back": "Todas las revisiones",
  "review.place": "{number} de {count}",
  "review.allSeen": { one: "Vista la única oportunidad", other: "Vistas las {count}" },
  "review.progress": "Cuántas están decididas",
  "review.streak": { one: "{count} semana seguida", other: "{count} semanas seguidas" },
  "review.mustAct": {
    one: "Ha pasado {count} revisión sin cambios aquí. ¿Qué pequeño paso la movería? Una próxima fecha, otro cierre u otro importe; o dejarla ir.",
    other:
      "Han pasado {count} revisiones sin cambios aquí. ¿Qué pequeño paso la movería? Una próxima fecha, otro cierre u otro importe; o dejarla ir.",
  },
  "review.proposed": "Propuesta: {objective}, {when}",
  "review.notUnderstood": "No se puede leer.",

  "why.no_next_date": "Sin próxima fecha",
  "why.past_due": "Vencida",
  "why.silent": "Sin contacto en 30 días",

  "verdict.confirmed": "Confirmada",
  "verdict.changed": "Cambiada",
  "verdict.closed": "Cerrada",
  "verdict.skipped": "Para más tarde",

  "deed.confirm": "Confirmar",
  "deed.skip": "Más tarde",
  "deed.won": "Ganada",
  "deed.lost": "Perdida",
  "deed.cancelled": "Cancelada",
  "deed.save": "Guardar y seguir",
  "deed.takeProposal": "Aceptarla",
  "quick.days": { one: "En {count} día", other: "En {count} días" },

  "key.title": "Teclas de la revisión",
  "key.c": "confirmar",
  "key.n": "próxima fecha, objetivo, fecha de cierre, importe",
  "key.1": "próxima fecha cercana; Intro guarda",
  "key.p": "aceptar la propuesta",
  "key.l": "ganada, perdida, cancelada",
  "key.s": "más tarde",
  "key.j": "siguiente, anterior",
  "key.z": "deshacer la decisión",

  "happened.title": "Desde la última revisión",
  "happened.since": "Desde {when}",
  "happened.nothing": "No llegó, salió ni cambió nada.",

  "summary.title": "En qué quedó esta semana",
  "summary.finished": "Revisión terminada",
  "summary.changed": "cambiadas",
  "summary.confirmed": "confirmadas",
  "summary.closed": "cerradas",
  "summary.skipped": "para más tarde",
  "summary.left": "abiertas",
  "summary.waiting": {
    one: "{count} oportunidad todavía espera una acción.",
    other: "{count} oportunidades todavía esperan una acción.",
  },
  "summary.goBack": "Ir a lo que espera",
  "summary.finish": "Terminar la revisión",

  "share.text":
    "La dirección comercial ve esta revisión y puede comentarla; un borrador o una hoja, para quien lo prefiera.",
  "share.due": "Ha pasado un mes desde la última revisión compartida con la dirección.",
  "share.draft": "Preparar un correo para la dirección",
  "share.workbook": "Guardar como Excel",
  "share.document": "Guardar como PDF",
  "share.drafted": "El borrador para {to} está en el buzón. No se ha enviado nada.",
  "share.draftedToNobody": "El borrador está en el buzón, todavía sin destinatario. No se ha enviado nada.",

  "shown.closes": "cierra el {day}",
  "shown.next": "próxima el {day}",
  "shown.open": "Sin decidir",

  "comment.begin": "Comentar la revisión",
  "comment.short": "Comentar",
  "comment.about": "Comentar {name}",
  "comment.words": "Comentario",
  "comment.say": "Guardar el comentario",

  "unlinked.title": "¿Oportunidades nuevas de estos hilos?",
  "unlinked.mails": { one: "{count} correo", other: "{count} correos" },
  "unlinked.begin": "Empezar una oportunidad",
  "unlinked.about": "Empezar una oportunidad de {subject}",
  "unlinked.name": "Nombre de la oportunidad",
  "unlinked.make": "Empezarla",
  "unlinked.cancel": "Cancelar",
  "unlinked.begun": "{name} ha empezado, con su hilo vinculado.",
  "unlinked.more": { one: "Mostrar {count} más", other: "Mostrar {count} más" },
};
