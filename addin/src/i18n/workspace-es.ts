/** The workspace's texts in Spanish, neutral between Spain and America. */
import type { Translation } from "./translate";
import type { workspaceEn } from "./workspace-en";

export const workspaceEs: Translation<typeof workspaceEn> = {
  "app.name": "Trato",
  "app.starting": "Abriendo Trato",

  "nav.label": "Espacio de trabajo",
  "nav.open": "Abrir el menú",
  "nav.close": "Cerrar el menú",
  "nav.settings": "Configuración",
  "nav.work": "Trabajo",
  "nav.opportunities": "Oportunidades",
  "nav.day": "Día",
  "nav.calendar": "Calendario del equipo",
  "nav.routes": "Rutas",
  "nav.phones": "Lista de teléfonos",
  "nav.mailboxes": "Buzones",
  "nav.rules": "Reglas",
  "nav.plans": "Planes",
  "nav.groups": "Grupos",
  "nav.privacy": "Privacidad",
  "nav.feeds": "Calendarios y resumen",

  "account.menu": "Cuenta de {name}",
  "account.language": "Idioma",
  "account.colours": "Colores",
  "account.signOut": "Cerrar sesión",
  "colours.device": "Como en este dispositivo",
  "colours.light": "Claros",
  "colours.dark": "Oscuros",
  "role.rep": "Comercial",
  "role.assistant": "Asistente",
  "role.manager": "Dirección",
  "role.admin": "Administración",

  "action.retry": "Reintentar",
  "action.signIn": "Iniciar sesión",
  "action.readNow": "Leer ahora",
  "action.reading": "Leyendo",

  "failure.signedOut.title": "Iniciar sesión en Trato",
  "failure.signedOut.text": "Con la misma cuenta que en Outlook.",
  "failure.signedOut.failed": "No se pudo iniciar sesión: {reason}",
  "failure.notYours.title": "Sin acceso",
  "failure.notYours.text": "Esta cuenta no tiene acceso a este Trato. Administración puede añadirla.",
  "failure.offline.title": "Sin conexión",
  "failure.offline.text": "Lo que hay aquí se pondrá al día en cuanto vuelva la conexión.",
  "failure.down.title": "Trato no responde",
  "failure.down.text": "Se vuelve a intentar cada pocos segundos.",
  "failure.noScreen.title": "Aquí no hay nada",
  "failure.noScreen.text": "Esta dirección no lleva a ninguna pantalla de Trato.",

  "mailboxes.title": "Buzones",
  "mailboxes.lead": "Qué lee Trato y hasta dónde ha llegado. Leer no cambia nada en un buzón ni envía nada.",
  "mailboxes.own": "Buzón propio",
  "mailboxes.team": "Buzones del equipo",
  "mailboxes.more": "Mostrar más",
  "mailboxes.loading": "Consultando los buzones",
  "mailboxes.none.title": "Buzón propio sin conectar",
  "mailboxes.none.text": "Cuando Administración lo conecte, esta página mostrará hasta dónde se ha leído.",

  "tally.current": { one: "{count} al día", other: "{count} al día" },
  "tally.reading": { one: "{count} en lectura", other: "{count} en lectura" },
  "tally.retrying": { one: "{count} por reintentar", other: "{count} por reintentar" },
  "tally.stopped": { one: "{count} requiere atención", other: "{count} requieren atención" },

  "status.waiting": "En espera",
  "status.reading": "Leyendo",
  "status.current": "Al día",
  "status.retrying": "Reintentando",
  "status.stopped": "Requiere atención",
  "status.disconnected": "Desconectado",

  "state.waiting": "La primera lectura está a punto de empezar.",
  "state.caughtUp": "Última lectura: {when}",
  "state.reading": "{done} de {total} correos",
  "state.newestFirst": "Primero entran los correos más recientes.",
  "state.pace": "{rate} correos por segundo, faltan unos {left}",
  "state.minutes": { one: "{count} minuto", other: "{count} minutos" },
  "state.disconnected": "Desconexión: {when}. Se conservan el historial, los vínculos y las decisiones.",

  "changes.notifications": "Los cambios llegan en el momento.",
  "changes.rounds_until_subscribed":
    "Los cambios se buscan cada pocos minutos, hasta que Microsoft 365 los anuncie.",
  "changes.rounds_only": "Los cambios se buscan cada pocos minutos.",

  "fault.retry": "Próximo intento: {when}.",
  "fault.detail": "Detalle técnico: {code}, {detail}",
  "fault.graph_unavailable.title": "Microsoft 365 no responde",
  "fault.graph_unavailable.remedy": "No se pierde nada, y se vuelve a intentar automáticamente.",
  "fault.graph_throttled.title": "Microsoft 365 pide una pausa",
  "fault.graph_throttled.remedy": "No se pierde nada, y la lectura sigue después de la pausa.",
  "fault.graph_consent_missing.title": "Falta el permiso de lectura",
  "fault.graph_consent_missing.remedy":
    "Administración lo concede en Entra; la orden «trato doctor» muestra qué falta y el enlace.",
  "fault.graph_not_found.title": "El buzón o una carpeta no está",
  "fault.graph_not_found.remedy":
    "Comprobar que la persona sigue teniendo un buzón con licencia y volver a leer.",
  "fault.graph_refused.title": "Microsoft 365 rechazó una petición",
  "fault.graph_refused.remedy":
    "Se vuelve a intentar. Si sigue así, quien lleva Trato necesita el detalle técnico.",
  "fault.mass_removal.title": "Se quitaría mucho",
  "fault.mass_removal.remedy":
    "El buzón tiene de pronto mucho menos, así que no se ha quitado nada. Si es correcto, Administración lo permite con «trato connect --allow-removal».",
  "fault.other.title": "La lectura está interrumpida",
  "fault.other.remedy": "Si sigue así, quien lleva Trato necesita el detalle técnico.",

  "overdue.title": "Hace un rato que no se lee nada",
  "overdue.text":
    "Puede que el servicio en segundo plano esté parado; quien lleva Trato lo inicia con «trato work».",

  "folders.toggle": "Carpetas",
  "folders.label": "Carpetas",
  "folders.withSetAside": {
    one: "Carpetas · {count} apartado",
    other: "Carpetas · {count} apartados",
  },
  "folders.private": "Las carpetas de cada uno las ven su titular y Administración.",
  "folders.privateSetAside": {
    one: "{count} elemento no se pudo entender; solo su titular y Administración ven cuál.",
    other: "{count} elementos no se pudieron entender; solo su titular y Administración ven cuáles.",
  },
  "folders.none": "Las carpetas aparecerán aquí cuando empiece la primera lectura.",
  "folders.loading": "Consultando las carpetas",
  "folders.failed": "No se pudieron consultar las carpetas.",
  "choices.contacts": "Carpetas de contactos que se leen",
  "choices.contactsText": "Solo las que elijas; las demás siguen siendo privadas y no se consultan nunca.",
  "choices.tasks": "Listas de To Do que se leen",
  "choices.tasksText": "Solo las que elijas; nada de lo que contienen se cambia.",
  "choices.open": "Mostrar lo que se puede elegir",
  "choices.asked": "Solicitado. Los nombres aparecerán en un momento.",
  "choices.failed": "No se pudo guardar la elección; queda como estaba.",
  "feed.folders": "Lista de carpetas",
  "feed.calendar": "Calendario",
  "feed.contactFolders": "Carpetas de contactos",
  "feed.contacts": "Contactos",
  "feed.taskLists": "Listas de tareas",
  "feed.mails": { one: "{number} correo", other: "{number} correos" },
  "feed.gone": "Una carpeta que ya no está",

  "setAside.title": "Apartados",
  "setAside.text":
    "Estos elementos no se pudieron entender. Todo lo demás sigue, y se vuelven a leer cuando cambian.",

  "readNow.asked": "Pedido. Los cambios aparecerán en un momento.",
  "readNow.failed": "No funcionó. Reintentar en un momento.",
};
