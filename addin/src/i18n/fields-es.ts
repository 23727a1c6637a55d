/** The texts of the organisation's own fields in Spanish. */
import type { fieldsEn } from "./fields-en";
import type { Translation } from "./translate";

export const fieldsEs: Translation<typeof fieldsEn> = {
  "fields.title": "Campos propios",
  "fields.lead":
    "Lo que la organización anota de una oportunidad además de lo común. Cada campo es una columna, un filtro, una línea de la ficha y una columna al importar y exportar, en este orden.",
  "fields.loading": "Consultando los campos",
  "fields.list": "Campos",
  "fields.none":
    "Todavía no hay campos. Aquí se añade lo que falte en la lista: una referencia, una semana de entrega, un canal.",
  "fields.used": {
    one: "relleno en {count} oportunidad",
    other: "relleno en {count} oportunidades",
  },
  "fields.add": "Añadir un campo",
  "fields.change": "Cambiar {name}",
  "fields.up": "Subir {name}",
  "fields.down": "Bajar {name}",
  "fields.end": "Retirar {name}",
  "fields.nameEn": "Nombre en inglés",
  "fields.nameEs": "Nombre en español",
  "fields.kind": "Tipo",
  "fields.kindStays": "El tipo no cambia, porque ya hay valores. Para otro tipo se añade otro campo.",
  "fields.choices": "Opciones",
  "fields.choicesHint": "Una por línea. Lo elegido antes se conserva, aunque ya no se pueda elegir.",
  "fields.save": "Guardar",
  "fields.cancel": "Cancelar",
  "fields.saved": "{name} está guardado.",
  "fields.moved": "El orden está guardado.",
  "fields.ended": {
    one: "{name} se ha retirado. Lo escrito en {count} oportunidad se conserva y se vuelve a ver si el campo vuelve.",
    other:
      "{name} se ha retirado. Lo escrito en {count} oportunidades se conserva y se vuelve a ver si el campo vuelve.",
  },
  "fields.isBack": "{name} ha vuelto.",
  "fields.undo": "Deshacer",
  "fields.dismiss": "Cerrar este mensaje",
  "fields.failed": "No se ha guardado: {reason}",
  "fields.left": "Valores sin campo",
  "fields.leftLead": "De campos retirados y de lo que trajo una importación. Se conservan.",
  "fields.bringBack": "Añadir su campo",
  "fields.bringBackOne": "Añadir su campo: {name}",
  "kind.text": "Texto",
  "kind.number": "Número",
  "kind.money": "Importe",
  "kind.date": "Fecha",
  "kind.yes_no": "Sí o no",
  "kind.choice": "Lista de opciones",
};
