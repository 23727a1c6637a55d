/** Typed message catalogues: a key or a placeholder that does not exist is a compile error. Plurals by Intl.PluralRules. */

interface PluralMessage {
  readonly one: string;
  readonly other: string;
}

type Message = string | PluralMessage;

type Slots<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;
type SlotsOf<M> = M extends string
  ? Slots<M>
  : M extends PluralMessage
    ? Slots<M["one"]> | Slots<M["other"]> | "count"
    : never;
type Values<M> = [SlotsOf<M>] extends [never] ? [] : [values: Record<SlotsOf<M>, string | number>];

/** What a translation of the catalogue `C` must hold: the same keys, each of the same shape. */
export type Translation<C> = { readonly [K in keyof C]: C[K] extends string ? string : PluralMessage };

export type Translate<C> = <K extends keyof C>(key: K, ...values: Values<C[K]>) => string;

export type Language = "en" | "es";

/** The language of ours that serves a locale such as "es-MX"; English serves every other. */
export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith("es") ? "es" : "en";
}

export function createTranslate<C extends Readonly<Record<string, Message>>>(
  messages: Translation<C>,
  language: Language,
): Translate<C> {
  const plurals = new Intl.PluralRules(language);
  return (key, ...[values]) => {
    const message: Message = messages[key];
    const slots: Readonly<Record<string, string | number>> = values ?? {};
    const text = typeof message === "string" ? message : pluralForm(message, plurals, Number(slots.count));
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(slots[name] ?? ""));
  };
}

function pluralForm(message: PluralMessage, plurals: Intl.PluralRules, count: number): string {
  return plurals.select(count) === "one" ? message.one : message.other;
}
