/** A field and its value in words: numbers and addresses one after another, a postal address in its parts. */
import { phonesEn } from "../../i18n/phones-en";
import type { PhonesText } from "./texts";

type FieldKey = Extract<keyof typeof phonesEn, `field.${string}`>;

export function fieldName(field: string, t: PhonesText): string {
  const key = `field.${field}`;
  return t(isFieldKey(key) ? key : "field.other");
}

export function inWords(value: unknown, t: PhonesText): string {
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
  return key in phonesEn;
}
