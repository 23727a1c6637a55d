/** How full each day of each person is, as bars with their hours; a day opens by a click. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { memo, useId } from "react";
import type { CalendarPerson, DayLoad } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import { noonOf } from "./entry-words";
import { useCalendarText } from "./texts";

const useStyles = makeStyles({
  card: {
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  lead: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: "2px 0 8px" },
  scroll: { overflowX: "auto" },
  table: { borderCollapse: "collapse", fontVariantNumeric: "tabular-nums" },
  name: {
    ...typographyStyles.body1,
    position: "sticky",
    left: 0,
    zIndex: 1,
    textAlign: "start",
    fontWeight: tokens.fontWeightRegular,
    paddingRight: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    whiteSpace: "nowrap",
    maxWidth: "40vw",
    overflow: "hidden",
    textOverflow: "ellipsis",
  },
  day: { ...typographyStyles.caption2, color: tokens.colorNeutralForeground2, padding: "0 2px" },
  cell: { padding: "1px" },
  button: {
    ...typographyStyles.caption1,
    position: "relative",
    width: "44px",
    height: "32px",
    padding: 0,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    cursor: "pointer",
    overflow: "hidden",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    "@media (pointer: coarse)": { height: "44px" },
  },
  bar: { position: "absolute", left: 0, right: 0, bottom: 0, backgroundColor: tokens.colorBrandStroke2 },
  full: { backgroundColor: tokens.colorStatusWarningBackground2 },
  number: { position: "relative" },
  off: { color: tokens.colorNeutralForeground3 },
});

interface LoadTableProps {
  readonly people: readonly CalendarPerson[];
  readonly loads: readonly DayLoad[];
  readonly days: readonly string[];
  readonly zone: string;
  readonly openDay: (day: string) => void;
}

export const LoadTable = memo(({ people, loads, days, zone, openDay }: LoadTableProps) => {
  const styles = useStyles();
  const t = useCalendarText();
  const { locale } = useLocale();
  const id = useId();
  const head = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "narrow", day: "numeric" });
  const date = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  const named = new Map(days.map((day) => [day, date.format(noonOf(day, zone))]));
  const found = new Map(loads.map((load) => [`${load.user_id} ${load.day}`, load]));
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {t("load.title")}
      </h2>
      <p className={styles.lead}>{t("load.lead")}</p>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={mergeClasses(styles.name, styles.day)}>
                {t("load.person")}
              </th>
              {days.map((day) => (
                <th key={day} scope="col" className={styles.day}>
                  {head.format(noonOf(day, zone))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id}>
                <th scope="row" className={styles.name}>
                  {person.name}
                </th>
                {days.map((day) => (
                  <td key={day} className={styles.cell}>
                    <Cell
                      name={person.name}
                      day={named.get(day) ?? day}
                      load={found.get(`${person.id} ${day}`)}
                      open={() => openDay(day)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
});

interface CellProps {
  readonly name: string;
  readonly day: string;
  readonly load: DayLoad | undefined;
  readonly open: () => void;
}

function Cell({ name, day, load, open }: CellProps) {
  const styles = useStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const named = { name, day };
  const hours = (minutes: number) => t("load.hours", { hours: format.number(Math.round(minutes / 6) / 10) });
  const share = load && load.work_min > 0 ? Math.min(1, load.busy_min / load.work_min) : 0;
  const label =
    !load || load.is_unknown
      ? t("load.unknown", named)
      : load.work_min === 0 && load.busy_min === 0
        ? t("load.off", named)
        : t("load.cell", {
            ...named,
            busy: hours(load.busy_min),
            work: hours(load.work_min),
            visits: format.number(load.visits),
          });
  const isOff = !load || load.is_unknown || (load.work_min === 0 && load.busy_min === 0);
  return (
    <button
      type="button"
      className={mergeClasses(styles.button, isOff && styles.off)}
      aria-label={label}
      title={label}
      onClick={open}
    >
      {share > 0 && !isOff && (
        <span
          className={mergeClasses(styles.bar, share >= 1 && styles.full)}
          style={{ height: `${Math.round(share * 100)}%` }}
        />
      )}
      <span className={styles.number}>
        {!load || load.is_unknown ? "?" : isOff ? "–" : format.number(Math.round(load.busy_min / 6) / 10)}
      </span>
    </button>
  );
}
