/** A field and its value in words: numbers and addresses one after another, a postal address in its parts. */
import { differencesEn } from "../i18n/differences-en";
import type { DifferencesText } from "./texts";

type FieldKey = Extract<keyof typeof differencesEn, `field.${string}`>;

export function fieldName(field: string, t: DifferencesText): string {
  const key = `field.${field}`;
  return t(isFieldKey(key) ? key : "field.other");
}

export function inWords(value: unknown, t: DifferencesText): string {
  if (isPicture(value)) return t("difference.picture", { size: `${Math.ceil(value.bytes / 1000)} kB` });
  const text = plain(value).trim();
  return text === "" ? t("change.empty") : text;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(", ");
  if (typeof value === "object") {
    const { number, address } = value as { number?: unknown; address?: unknown };
    if (typeof number === "string") return number;
    if (typeof address === "string") return address;
    return Object.values(value).map(plain).filter(Boolean).join(", ");
  }
  return String(value);
}

function isFieldKey(key: string): key is FieldKey {
  return key in differencesEn;
}

/** Pictures are told by what kind they are and how large. */
function isPicture(value: unknown): value is { readonly bytes: number } {
  return typeof value === "object" && value !== null && "digest" in value && "bytes" in value;
}
