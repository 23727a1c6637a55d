/** The key of a new field: it stays, whatever the field is called later. */

const LONGEST = 60;

/** Its name in small letters and digits; with a number where another has that key. */
export function keyFor(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, LONGEST - 3);
  const first = plain || "field";
  for (let number = 1; ; number++) {
    const key = number === 1 ? first : `${first}_${number}`;
    if (!taken.includes(key)) return key;
  }
}
