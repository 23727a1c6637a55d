/** The entries as a list by day: for a phone, for a screen reader, and for who would rather read. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import type { Entry } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import { type EntryWords, noonOf } from "./entry-words";
import { useCalendarText } from "./texts";
import { dayOf } from "./wall-time";

const useStyles = makeStyles({
  list: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  heading: {
    ...typographyStyles.body1Strong,
    position: "sticky",
    top: 0,
    zIndex: 1,
    margin: 0,
    padding: `${tokens.spacingVerticalXS} 0`,
    backgroundColor: tokens.colorNeutralBackground1,
    ":first-letter": { textTransform: "uppercase" },
  },
  rows: { margin: 0, padding: 0, listStyleType: "none" },
  row: {
    ...typographyStyles.body1,
    display: "grid",
    gridTemplateColumns: "7.5em minmax(0, 1fr)",
    gap: tokens.spacingHorizontalS,
    width: "100%",
    minHeight: "44px",
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    border: "none",
    borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorTransparentBackground,
    color: tokens.colorNeutralForeground1,
    textAlign: "start",
    cursor: "pointer",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
    "@media (max-width: 480px)": { gridTemplateColumns: "minmax(0, 1fr)", gap: 0 },
  },
  visit: { borderLeftColor: tokens.colorBrandStroke1 },
  hold: { borderLeftStyle: "dashed" },
  time: { fontVariantNumeric: "tabular-nums", color: tokens.colorNeutralForeground2 },
  name: { overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
});

interface EntryListProps {
  readonly entries: readonly Entry[];
  readonly words: EntryWords;
  readonly zone: string;
  readonly open: (entry: Entry) => void;
}

export function EntryList({ entries, words, zone, open }: EntryListProps) {
  const styles = useStyles();
  const { locale } = useLocale();
  const heading = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  const days = [...byDay(entries, zone)];
  return (
    <div className={styles.list}>
      {days.map(([day, ones]) => (
        <section key={day} aria-label={heading.format(noonOf(day, zone))}>
          <h2 className={styles.heading}>{heading.format(noonOf(day, zone))}</h2>
          <ul className={styles.rows}>
            {ones.map((entry) => (
              <Row key={entry.id} entry={entry} words={words} open={open} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function byDay(entries: readonly Entry[], zone: string): Map<string, Entry[]> {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.start, zone);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
}

function Row({ entry, words, open }: { entry: Entry; words: EntryWords; open: (entry: Entry) => void }) {
  const styles = useStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const span = t("entry.until", {
    from: format.time(new Date(entry.start)),
    to: format.time(new Date(entry.end)),
  });
  const kind = t(`kind.${entry.kind}`);
  const details = [words.person(entry.user_id), words.name(entry) === kind ? "" : kind, words.status(entry)];
  return (
    <li>
      <button
        type="button"
        className={mergeClasses(
          styles.row,
          entry.kind === "visit" && styles.visit,
          entry.kind === "hold" && styles.hold,
        )}
        onClick={() => open(entry)}
      >
        <span className={styles.time}>{entry.is_all_day ? words.when(entry) : span}</span>
        <span className={styles.name}>
          {words.name(entry)}
          <span className={styles.quiet}>{details.filter(Boolean).join(" · ")}</span>
        </span>
      </button>
    </li>
  );
}
