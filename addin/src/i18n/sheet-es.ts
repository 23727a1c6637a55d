/** Importar y exportar hojas de oportunidades, en español. */
import type { sheetEn } from "./sheet-en";
import type { Translation } from "./translate";

export const sheetEs: Translation<typeof sheetEn> = {
  "file.title": "Hoja de oportunidades",
  "file.lead":
    "Traer la lista que ya existe: columnas en cualquier orden, títulos en español o en inglés. Antes se ve qué pasaría; no se escribe nada hasta confirmarlo.",
  "file.choose": "Elegir un archivo",
  "file.kinds": "Excel (.xlsx) o texto (.csv, .tsv), hasta 5 MB. También se puede soltar aquí.",
  "file.tooLarge": "El archivo pasa de 5 MB. Conviene guardar una parte más pequeña e intentarlo otra vez.",
  "file.reading": "Leyendo el archivo",
  "file.other": "Elegir otro archivo",
  failed: "Sin hacer: {reason}",

  "preview.title": "Qué haría {name}",
  "preview.new": "nuevas",
  "preview.changed": "con cambios",
  "preview.unchanged": "sin cambios",
  "preview.faulty": "se quedan fuera",
  "preview.sample": "Entre las nuevas: {names}.",
  "preview.makeAccounts": "Añadir las cuentas que falten",
  "preview.newAccounts": {
    one: "Se añadiría {count} cuenta: {names}.",
    other: "Se añadirían {count} cuentas, entre ellas {names}.",
  },
  "preview.bringIn": { one: "Traer {count} oportunidad", other: "Traer {count} oportunidades" },
  "preview.nothing": "Nada que traer",

  "column.title": "Columnas",
  "column.lead": "Corregir lo que se entendió mal; el próximo archivo con estos títulos se entenderá igual.",
  "column.heading": "En el archivo",
  "column.field": "Se toma por",
  "column.samples": "Primeros valores",
  "column.take": "Qué es {heading}",
  "column.leftOut": "No se trae",

  "fault.title": { one: "{count} fila se queda fuera", other: "{count} filas se quedan fuera" },
  "fault.lead":
    "Las demás entran de todos modos. Se pueden corregir en el archivo y elegirlo otra vez: nada entra dos veces.",
  "fault.label": "Filas que se quedan fuera",
  "fault.line": "Fila",
  "fault.column": "Columna",
  "fault.value": "Qué pone",
  "fault.reason": "Por qué, y cómo se arregla",
  "fault.more": { one: "Y {count} fallo más.", other: "Y {count} fallos más." },

  "done.words":
    "Traídas: {new} nuevas, {changed} con cambios, {faulty} filas fuera. Todo se puede deshacer más abajo.",
  "done.review": "Revisarlas ahora",
  "done.list": "Mostrar la lista",

  "past.title": "Importaciones anteriores",
  "past.one": {
    one: "{name}: {count} oportunidad, {when}",
    other: "{name}: {count} oportunidades, {when}",
  },
  "past.undo": "Deshacer",
  "past.undoOf": "Deshacer la importación de {name}",
  "past.takenBack": "Deshecha",
  "past.undone":
    "Deshecho: {removed} quitadas, {back} como antes, {kept} se quedan porque alguien las tocó después.",

  "export.title": "Guardar como hoja",
  "export.lead": "Lo que muestran los filtros, en su orden. El archivo se puede cambiar y traer de nuevo.",
  "export.xlsx": "Excel",
  "export.csv": "CSV",
};
