/** Gives every component the texts and formats of one locale. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { createFormat, type Format } from "./format";
import { createTranslate, type Language, languageOf, type Translate, type Translation } from "./translate";

interface LocaleValue {
  readonly locale: string;
  readonly language: Language;
  readonly format: Format;
}

const LocaleContext = createContext<LocaleValue>({
  locale: "en",
  language: "en",
  format: createFormat("en"),
});

export function LocaleProvider(props: {
  locale: string;
  timeZone?: string | undefined;
  children: ReactNode;
}) {
  const { locale, timeZone, children } = props;
  const value = useMemo(
    () => ({ locale, language: languageOf(locale), format: createFormat(locale, timeZone) }),
    [locale, timeZone],
  );
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

export function useLocale(): LocaleValue {
  return useContext(LocaleContext);
}

/** A catalogue bound to the reader's language. Call it once a folder and share the hook it returns. */
export function catalogueHook<C extends Readonly<Record<string, string | { one: string; other: string }>>>(
  translations: Readonly<Record<Language, Translation<C>>>,
): () => Translate<C> {
  const bound = {
    en: createTranslate<C>(translations.en, "en"),
    es: createTranslate<C>(translations.es, "es"),
  };
  return () => bound[useLocale().language];
}
