/** The texts of Calendar › Routes in Spanish. */
import type { routesEn } from "./routes-en";
import type { Translation } from "./translate";

export const routesEs: Translation<typeof routesEn> = {
  "routes.title": "Rutas de visitas",
  "routes.lead":
    "Clientes a los que toca visitar según la frecuencia de su grupo y que están cerca unos de otros, en el orden con menos camino y alrededor de lo que hay en el calendario. Nada se escribe ni se envía sin un clic.",
  "routes.loading": "Consultando a quién toca visitar",
  "ask.label": "Qué planificar",
  "ask.who": "Visitas de",
  "ask.from": "Primer día",
  "ask.days": "Días",
  "ask.most": "Visitas como máximo",
  "ask.length": "Minutos por visita",
  "ask.within": "Minutos entre ellas como máximo",
  "ask.plan": "Planificar la ruta",
  "ask.planning": "Planificando",
  "ask.chosen": { one: "{count} cliente elegido", other: "{count} clientes elegidos" },
  "ask.noneChosen": "Nadie elegido: se toman los que tocan y están cerca unos de otros.",

  "due.title": "Toca visitar",
  "due.none.title": "No toca visitar a nadie",
  "due.none.text":
    "Los clientes aparecen aquí cuando su grupo tiene una frecuencia de visita y ellos una dirección en el mapa.",
  "due.never": "nunca visitado",
  "due.overdue": { one: "vencida hace {count} día", other: "vencida hace {count} días" },
  "due.ahead": { one: "toca en {count} día", other: "toca en {count} días" },
  "due.group": "grupo {group}, cada {days} días",

  "plan.title": "La ruta",
  "plan.way": "{minutes} min de camino",
  "plan.day": "{day}: {minutes} min de camino",
  "plan.unknown": "Este calendario no se puede leer; no se planifica nada.",
  "plan.off": "Sin horario de trabajo.",
  "plan.empty": "Nada cabe este día.",
  "plan.held": "Ya en el calendario",
  "plan.stop": "{from} a {to}",
  "plan.arrives": "llegada a las {time}",
  "plan.leftOut": "Fuera, porque no caben",
  "plan.hold": "Reservar las horas",
  "plan.note": "Poner en el calendario",
  "plan.noteHint": "Sin invitados: no se avisa a nadie.",
  "plan.held.done": {
    one: "{count} hora reservada durante una semana.",
    other: "{count} horas reservadas durante una semana.",
  },
  "plan.noted.done": {
    one: "{count} visita está en el calendario.",
    other: "{count} visitas están en el calendario.",
  },
  "plan.some": {
    one: "{count} no pudo ser: la hora está ocupada.",
    other: "{count} no pudieron ser: las horas están ocupadas.",
  },
  "plan.falls": "Se cae",
  "plan.fallsNamed": "Se cae: {name}",

  "change.title": "La ruta sin {name}",
  "change.way": "{before} min de camino pasan a {after}.",
  "change.gone": "{name}: se cae",
  "change.moved": "{name}: {before} → {after}",
  "change.new": "{name}: nueva, {after}",
  "change.left": "{name}: ya no cabe",
  "change.same": "Las demás visitas quedan como están.",
  "change.take": "Tomar la ruta cambiada",
  "change.keep": "Dejarla como está",

  "map.label": { one: "Mapa con {count} visita", other: "Mapa con {count} visitas" },
  "map.base": "Salida y regreso",
  "map.scale": "{km} km",
  "map.plain": "Dibujado sin servidor de mapas; líneas rectas.",
  "failed.title": "No ha funcionado",
  "failed.text": "Intentarlo de nuevo en un momento.",
};
