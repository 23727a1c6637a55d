/** The first thing somebody new sees: what the pane is for, what it never does, and one button. */
import { Button, Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { ArrowUndo20Regular } from "@fluentui/react-icons/svg/arrow-undo";
import { CalendarClock20Regular } from "@fluentui/react-icons/svg/calendar-clock";
import { PeopleCommunity20Regular } from "@fluentui/react-icons/svg/people-community";
import { ShieldCheckmark20Regular } from "@fluentui/react-icons/svg/shield-checkmark";
import { usePaneText } from "./texts";

const POINTS = [
  ["welcome.who", PeopleCommunity20Regular],
  ["welcome.next", CalendarClock20Regular],
  ["welcome.undo", ArrowUndo20Regular],
  ["welcome.safe", ShieldCheckmark20Regular],
] as const;

const useStyles = makeStyles({
  page: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXL,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXL}`,
    overflowY: "auto",
  },
  title: { ...typographyStyles.subtitle1, margin: 0 },
  points: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
  },
  point: { ...typographyStyles.body1, display: "flex", gap: tokens.spacingHorizontalM },
  icon: { flexShrink: 0, color: tokens.colorBrandForeground1 },
  actions: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalL },
});

export default function Welcome({ start }: { start: () => void }) {
  const styles = useStyles();
  const t = usePaneText();
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t("welcome.title")}</h1>
      <ul className={styles.points}>
        {POINTS.map(([text, Icon]) => (
          <li key={text} className={styles.point}>
            <Icon className={styles.icon} aria-hidden />
            {t(text)}
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button appearance="primary" onClick={start}>
          {t("welcome.start")}
        </Button>
        <Link href="/support" target="_blank" rel="noreferrer">
          {t("welcome.help")}
        </Link>
      </div>
    </div>
  );
}
