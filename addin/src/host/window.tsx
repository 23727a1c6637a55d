/** The window: suite bar, rail, ribbon, then mail or calendar with the pane beside it. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { useMemo, useState } from "react";
import { useLocale } from "../i18n/locale-context";
import { AppRail } from "./app-rail";
import { CalendarView } from "./calendar-view";
import { MailView } from "./mail-view";
import type { HostItem, HostState } from "./office-standin/protocol";
import { useOutlook } from "./outlook-context";
import { PaneFrame } from "./pane-frame";
import { SuiteBar } from "./suite-bar";

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
  const outlook = useOutlook();
  const [item, setItem] = useState<HostItem | null>(null);
  const paneState = usePaneState(item);
  const View = outlook.settings.view === "mail" ? MailView : CalendarView;
  return (
    <div className={styles.window}>
      <div className={styles.bar}>
        <SuiteBar />
      </div>
      <AppRail onSwitch={() => setItem(null)} />
      <main className={styles.main}>
        <View onOpen={setItem} />
        {outlook.settings.pane === "open" && <PaneFrame state={paneState} />}
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
function usePaneState(item: HostItem | null): HostState {
  const { user, settings, timeZone } = useOutlook();
  const { locale } = useLocale();
  return useMemo(
    () => ({
      item,
      theme: THEMES[settings.theme],
      displayLanguage: locale,
      user: { address: user.upn, name: user.name },
      timeZone,
    }),
    [item, settings.theme, locale, user, timeZone],
  );
}
