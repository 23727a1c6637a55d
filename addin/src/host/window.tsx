/** The window: suite bar, rail, ribbon, then mail or calendar with the pane beside it. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { useCallback, useMemo, useRef, useState } from "react";
import { useLocale } from "../i18n/locale-context";
import { AppRail } from "./app-rail";
import { CalendarView } from "./calendar-view";
import { CommandsFrame } from "./commands-frame";
import { MailView } from "./mail-view";
import { readPlainText } from "./mailbox";
import type { Ask, Completion, HostState } from "./office-standin/protocol";
import { NOTHING_SHOWN, type Shown, useOutlook, type Wanted } from "./outlook-context";
import { PaneFrame } from "./pane-frame";
import { SuiteBar } from "./suite-bar";

/** Smart Alerts came with it. */
const FIRST_WITH_EVENTS = 12;

const useStyles = makeStyles({
  window: {
    display: "grid",
    gridTemplateColumns: "48px minmax(0, 1fr)",
    gridTemplateRows: "48px minmax(0, 1fr)",
    height: "100%",
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground1,
  },
  bar: { gridColumn: "1 / -1" },
  main: { display: "flex", minWidth: 0, minHeight: 0, gap: "4px", padding: "0 8px 8px 0" },
});

export function Window() {
  const styles = useStyles();
  const { settings, graph, change } = useOutlook();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const taken = useCallback(() => setWanted(null), []);
  const [shown, setShown] = useState<Shown>(NOTHING_SHOWN);
  const paneState = usePaneState(shown);
  const View = settings.view === "mail" ? MailView : CalendarView;
  const answer = useCallback(
    (ask: Ask) => {
      if (ask.kind === "newMail" || ask.kind === "newAppointment") {
        change({ view: ask.kind === "newMail" ? "mail" : "calendar" });
        setWanted(ask);
        return Promise.resolve("");
      }
      if (shown.answer) return shown.answer(ask);
      if (ask.kind === "text") return readPlainText(graph, settings.owner, settings.view, ask.id);
      return Promise.reject(new Error("Nothing is being written."));
    },
    [shown, graph, settings.owner, settings.view, change],
  );
  const runner = useRef<(name: string) => Promise<Completion>>(null);
  const setRunner = useCallback((run: (name: string) => Promise<Completion>) => {
    runner.current = run;
  }, []);
  const fire = useCallback((name: string) => runner.current?.(name) ?? Promise.resolve({}), []);
  return (
    <div className={styles.window}>
      <div className={styles.bar}>
        <SuiteBar />
      </div>
      <AppRail onSwitch={() => setShown(NOTHING_SHOWN)} />
      <main className={styles.main}>
        <View onShow={setShown} fire={fire} wanted={wanted} taken={taken} />
        {settings.pane === "open" && <PaneFrame state={paneState} answer={answer} />}
        {settings.mailboxSet >= FIRST_WITH_EVENTS && (
          <CommandsFrame state={paneState} answer={answer} onReady={setRunner} />
        )}
      </main>
    </div>
  );
}

const THEMES = {
  light: {
    bodyBackgroundColor: "#ffffff",
    bodyForegroundColor: "#242424",
    controlBackgroundColor: "#ffffff",
    controlForegroundColor: "#242424",
  },
  dark: {
    bodyBackgroundColor: "#292929",
    bodyForegroundColor: "#ffffff",
    controlBackgroundColor: "#1f1f1f",
    controlForegroundColor: "#ffffff",
  },
} as const;

/** What the add-in may know of this window. */
function usePaneState({ item, selected }: Shown): HostState {
  const { user, settings, timeZone } = useOutlook();
  const { locale } = useLocale();
  const { theme, owner, mailboxSet, nestedAuth } = settings;
  return useMemo(
    () => ({
      item,
      selected,
      ...(owner && { owner }),
      mailboxSet,
      nestedAuth,
      theme: THEMES[theme],
      displayLanguage: locale,
      user: { address: user.upn, name: user.name },
      timeZone,
    }),
    [item, selected, owner, mailboxSet, nestedAuth, theme, locale, user, timeZone],
  );
}
