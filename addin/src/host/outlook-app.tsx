/** The stand-in as a whole: who uses it, in which language and colours. */
import { webDarkTheme, webLightTheme } from "@fluentui/react-components";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { LocaleProvider } from "../i18n/locale-context";
import { Themed } from "../ui/themed";
import { fontFamilyBase } from "../ui/themes";
import { connectGraph } from "./graph";
import type { HostConfig } from "./host-config";
import { OutlookContext } from "./outlook-context";
import { addressOf, localeOf, type Settings } from "./settings";
import { Window } from "./window";

const themes = {
  light: { ...webLightTheme, fontFamilyBase },
  dark: { ...webDarkTheme, fontFamilyBase },
};

const queryClient = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, staleTime: 60_000, retry: 1 } },
});

export function OutlookApp({
  config,
  initial,
}: {
  config: HostConfig;
  initial: Settings & { user: string };
}) {
  const [settings, setSettings] = useState<Settings>(initial);
  const upn = settings.user ?? initial.user;
  const user = config.users.find((candidate) => candidate.upn === upn) ?? unknownUser(upn);
  const graph = useMemo(() => connectGraph(config, upn), [config, upn]);
  const locale = localeOf(settings.language ?? (user.language.startsWith("es") ? "es" : "en"));
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const value = useMemo(
    () => ({
      config,
      user,
      graph,
      now: new Date(config.now),
      timeZone,
      settings,
      change: (part: Partial<Settings>) => setSettings((before) => ({ ...before, ...part })),
    }),
    [config, user, graph, timeZone, settings],
  );
  useEffect(() => history.replaceState(null, "", addressOf(settings)), [settings]);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.style.colorScheme = settings.theme;
  }, [locale, settings.theme]);
  return (
    <QueryClientProvider client={queryClient}>
      <LocaleProvider locale={locale} timeZone={timeZone}>
        <Themed theme={themes[settings.theme]}>
          <OutlookContext value={value}>
            <Window key={upn} />
          </OutlookContext>
        </Themed>
      </LocaleProvider>
    </QueryClientProvider>
  );
}

/** Somebody the account picker knows and the list of the demo does not. */
function unknownUser(upn: string) {
  return { upn, name: upn, roles: [], language: "en" };
}
