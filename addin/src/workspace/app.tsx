/** The workspace in its surroundings: who is signed in, language, colours; then the shell with the screen one is at. */
import { Spinner } from "@fluentui/react-components";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiProvider } from "../api/api-context";
import { ApiError, type ApiRequest } from "../api/client";
import { useMe } from "../api/me";
import { LocaleProvider } from "../i18n/locale-context";
import { Themed } from "../ui/themed";
import { tratoThemes } from "../ui/themes";
import { Failure } from "./failure";
import { usePreferences, useScheme } from "./preferences";
import { Shell } from "./shell";
import type { SignIn } from "./sign-in";
import { SignInContext } from "./sign-in-context";
import { useWorkspaceText } from "./texts";

interface AppProps {
  readonly api: ApiRequest;
  readonly queryClient: QueryClient;
  readonly signIn: SignIn;
}

export function App({ api, queryClient, signIn }: AppProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <ApiProvider api={api}>
        <SignInContext value={signIn}>
          <Surroundings />
        </SignInContext>
      </ApiProvider>
    </QueryClientProvider>
  );
}

const LOCALES = { en: "en-US", es: "es-ES" } as const;

function Surroundings() {
  const me = useMe();
  const [{ language, colours }] = usePreferences();
  const scheme = useScheme(colours);
  const own = me.data?.language ?? navigator.language;
  const locale = language ? LOCALES[language] : own.includes("-") ? own : localeOf(own);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.style.colorScheme = scheme === "dark" ? "dark" : "light";
  }, [locale, scheme]);
  return (
    <LocaleProvider locale={locale} timeZone={me.data?.timezone}>
      <Themed theme={tratoThemes[scheme]}>
        <SignedIn me={me} />
      </Themed>
    </LocaleProvider>
  );
}

function SignedIn({ me }: { me: ReturnType<typeof useMe> }) {
  const t = useWorkspaceText();
  if (me.data) return <Shell me={me.data} />;
  return (
    <main style={{ height: "100%" }}>
      {me.error instanceof ApiError ? (
        <Failure error={me.error} retry={() => me.refetch()} />
      ) : (
        <Spinner style={{ height: "100%" }} label={t("app.starting")} />
      )}
    </main>
  );
}

function localeOf(language: string): string {
  return language.startsWith("es") ? LOCALES.es : LOCALES.en;
}
