/** The pane in its surroundings: theme, locale, API, notices. */
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ApiProvider } from "../api/api-context";
import type { ApiRequest } from "../api/client";
import { useMe } from "../api/me";
import { LocaleProvider } from "../i18n/locale-context";
import { Themed } from "../ui/themed";
import { tratoThemes } from "../ui/themes";
import { NoticeProvider } from "./notice";
import { Pane } from "./pane";
import { PaneServicesContext, usePaneServices } from "./pane-services";
import { useScheme } from "./use-selection";

interface AppProps {
  readonly api: ApiRequest;
  readonly queryClient: QueryClient;
  readonly services: ReturnType<typeof usePaneServices>;
}

export function App({ api, queryClient, services }: AppProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <ApiProvider api={api}>
        <PaneServicesContext value={services}>
          <Localised />
        </PaneServicesContext>
      </ApiProvider>
    </QueryClientProvider>
  );
}

function Localised() {
  const { outlook } = usePaneServices();
  const me = useMe();
  return (
    <LocaleProvider locale={outlook.locale} timeZone={me.data?.timezone}>
      <Themed theme={tratoThemes[useScheme(outlook)]}>
        <NoticeProvider>
          <Pane />
        </NoticeProvider>
      </Themed>
    </LocaleProvider>
  );
}
