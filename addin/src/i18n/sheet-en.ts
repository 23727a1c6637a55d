/** Importing and exporting spreadsheets of opportunities, in English; the other languages follow its keys. */

export const sheetEn = {
  "file.title": "Spreadsheet of opportunities",
  "file.lead":
    "Bring the list you have today: any order of columns, Spanish or English headings. First you see what would happen; nothing is written before you say so.",
  "file.choose": "Choose a file",
  "file.kinds": "Excel (.xlsx) or text (.csv, .tsv), up to 5 MB. Or drop it here.",
  "file.tooLarge": "The file has more than 5 MB. Save a smaller part of it and try again.",
  "file.reading": "Reading the file",
  "file.other": "Choose another file",
  failed: "Not done: {reason}",

  "preview.title": "What {name} would do",
  "preview.new": "new",
  "preview.changed": "changed",
  "preview.unchanged": "as they are",
  "preview.faulty": "left out",
  "preview.sample": "Among the new ones: {names}.",
  "preview.makeAccounts": "Add accounts that are missing",
  "preview.newAccounts": {
    one: "{count} account would be added: {names}.",
    other: "{count} accounts would be added, among them {names}.",
  },
  "preview.bringIn": { one: "Bring {count} opportunity in", other: "Bring {count} opportunities in" },
  "preview.nothing": "Nothing to bring in",

  "column.title": "Columns",
  "column.lead":
    "Correct what was taken wrongly; the next file with these headings is understood the same way.",
  "column.heading": "In the file",
  "column.field": "Taken for",
  "column.samples": "First values",
  "column.take": "What {heading} is",
  "column.leftOut": "Left out",

  "fault.title": { one: "{count} row stays out", other: "{count} rows stay out" },
  "fault.lead":
    "The others come in all the same. Mend these in the file and choose it again: nothing comes in twice.",
  "fault.label": "Rows that stay out",
  "fault.line": "Row",
  "fault.column": "Column",
  "fault.value": "What stands there",
  "fault.reason": "Why, and what would mend it",
  "fault.more": { one: "And {count} more fault.", other: "And {count} more faults." },

  "done.words":
    "Brought in: {new} new, {changed} changed, {faulty} rows left out. All of it can be taken back below.",
  "done.review": "Review them now",
  "done.list": "Show the list",

  "past.title": "Earlier imports",
  "past.one": {
    one: "{name}: {count} opportunity, {when}",
    other: "{name}: {count} opportunities, {when}",
  },
  "past.undo": "Take back",
  "past.undoOf": "Take back the import of {name}",
  "past.takenBack": "Taken back",
  "past.undone":
    "Taken back: {removed} removed, {back} as before, {kept} kept because somebody touched them since.",

  "export.title": "Save as a spreadsheet",
  "export.lead": "What your filters show, in its order. The file can be changed and brought in again.",
  "export.xlsx": "Excel",
  "export.csv": "CSV",
} as const;
