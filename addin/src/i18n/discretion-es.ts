/** Los textos de lo que se puede reservar u olvidar junto a un correo, en español. */
import type { discretionEn } from "./discretion-en";
import type { Translation } from "./translate";

export const discretionEs: Translation<typeof discretionEn> = {
  "open.menu": "Privacidad y deshacer",
  "open.about": "Quién puede leerlo, deshacer vínculos, olvidar a alguien",
  "panel.title": "Privacidad y deshacer",

  "level.title": "Quién puede leer esta conversación",
  "level.default": "Como el resto de mi correo: {level}",
  "level.metadata": "Los colegas ven quién, cuándo y qué cliente",
  "level.subject": "Los colegas leen además el asunto",
  "level.full": "Los colegas leen asunto y resumen",
  "level.least": "Si varios la tienen, cuenta la elección más reservada.",
  "level.done": "Cambiado. Vale al momento, también para lo que ya está.",

  "sender.title": "Vínculos de los correos de {name}",
  "sender.none": "Nadie ha decidido nada sobre correos que empezó {name}.",
  "sender.count": {
    one: "{number} decisión sobre conversaciones que empezó {name}.",
    other: "{number} decisiones sobre conversaciones que empezó {name}.",
  },
  "sender.undo": "Deshacerlas todas",
  "sender.sure": "Se vincularán como digan las reglas. No se puede revertir en un solo paso.",
  "sender.confirm": { one: "Deshacer {number} decisión", other: "Deshacer {number} decisiones" },
  "sender.done": { one: "{number} decisión deshecha", other: "{number} decisiones deshechas" },

  "forget.title": "Olvidar a {name}",
  "forget.about": "Los correos y reuniones con {addresses} se retiran, y los nuevos quedan fuera.",
  "forget.mailbox": "De mi buzón",
  "forget.organisation": "De todos los buzones, y fuera de los contactos",
  "forget.where": "Dónde",
  "forget.look": "Ver qué se retiraría",
  "forget.mails": { one: "{number} correo", other: "{number} correos" },
  "forget.events": { one: "{number} reunión", other: "{number} reuniones" },
  "forget.interactions": {
    one: "{number} entrada del historial del cliente",
    other: "{number} entradas del historial del cliente",
  },
  "forget.confirm": "Olvidar a {name}",
  "forget.done": "{name} queda en el olvido",
  "forget.undone": "{name} ya no está en el olvido. Los buzones se están leyendo de nuevo.",
  "action.cancel": "Cancelar",
  failed: "No ha funcionado. No se cambió nada.",
};
