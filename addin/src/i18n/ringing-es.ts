/** The texts of the pane about the telephone: who is on it, and who calls, in Spanish. */
import type { ringingEn } from "./ringing-en";
import type { Translation } from "./translate";

export const ringingEs: Translation<typeof ringingEn> = {
  "phone.heading": "En mi teléfono",
  "phone.on": "En la lista {list}",
  "phone.off": "Fuera de la lista {list}",
  "phone.put": "Poner a {name} en la lista",
  "phone.take": "Quitar a {name} de la lista",
  "phone.failed": "No se ha podido hacer. Vale la pena probar de nuevo en un momento.",
  "phone.waits": {
    one: "{number} cosa por decidir sobre {name}",
    other: "{number} cosas por decidir sobre {name}",
  },

  "caller.heading": "¿Quién llama?",
  "caller.number": "Número",
  "caller.ask": "Buscar",
  "caller.asking": "Buscando",
  "caller.nobody": "No se conoce a nadie con {number}.",
  "caller.account": "Número propio de {account}",
  "caller.open": "Abierto: {opportunities}",
  "caller.failed": "No se ha podido buscar el número. Vale la pena probar de nuevo en un momento.",
};
