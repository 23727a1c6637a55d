/** Has the browser save a file that came as an answer: a link could not carry the sign-in. */

export function saveTable(file: {
  readonly name: string;
  readonly content_type: string;
  readonly text: string;
}) {
  // The mark tells spreadsheets that it is UTF-8; a calendar begins with its first word (RFC 5545 §3.4).
  const mark = file.content_type === "text/csv" ? "\uFEFF" : "";
  const blob = new Blob([mark, file.text], { type: `${file.content_type};charset=utf-8` });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
