/** The rail on the left: mail and calendar. */
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { CalendarLtr24Filled, CalendarLtr24Regular } from "@fluentui/react-icons/svg/calendar-ltr";
import { Mail24Filled, Mail24Regular } from "@fluentui/react-icons/svg/mail";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  rail: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    gap: tokens.spacingVerticalS,
    paddingTop: tokens.spacingVerticalXS,
  },
  current: { color: tokens.colorBrandForeground1 },
});

export function AppRail({ onSwitch }: { onSwitch: () => void }) {
  const styles = useStyles();
  const t = useOutlookText();
  const { settings, change } = useOutlook();
  const entry = (view: "mail" | "calendar", regular: React.ReactElement, filled: React.ReactElement) => {
    const current = settings.view === view;
    return (
      <Button
        size="large"
        appearance="subtle"
        icon={current ? filled : regular}
        {...(current && { className: styles.current, "aria-current": "page" as const })}
        aria-label={t(`app.${view}`)}
        title={t(`app.${view}`)}
        onClick={() => {
          onSwitch();
          change({ view });
        }}
      />
    );
  };
  return (
    <nav className={styles.rail} aria-label={t("app.apps")}>
      {entry("mail", <Mail24Regular />, <Mail24Filled />)}
      {entry("calendar", <CalendarLtr24Regular />, <CalendarLtr24Filled />)}
    </nav>
  );
}
