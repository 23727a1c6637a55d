/** A month of close dates: what closes on which day; one carries an opportunity to another day. */
import {
  Button,
  Link,
  makeStyles,
  mergeClasses,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { ChevronLeft20Regular } from "@fluentui/react-icons/svg/chevron-left";
import { ChevronRight20Regular } from "@fluentui/react-icons/svg/chevron-right";
import { useState } from "react";
import type { PipelineRow } from "../../../api/pipeline";
import { useClosing } from "../../../api/pipeline-parts";
import { useLocale } from "../../../i18n/locale-context";
import { BoardCard } from "../board/board-card";
import { type Step, useCarry } from "../carry";
import { FIELDS } from "../fields";
import type { LookProps } from "../look";
import { useNow } from "../now";
import { useListText } from "../texts";
import { dayBeside, monthBeside, monthOf, weeksOf } from "./month";

/** As a sentence begins: in Spanish months and weekdays are small, and so is what stands between them. */
const BEGUN = { "::first-letter": { textTransform: "uppercase" } } as const;

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  month: { ...typographyStyles.subtitle1, margin: 0, minWidth: "180px", ...BEGUN },
  sum: { ...typographyStyles.body1, margin: 0, fontVariantNumeric: "tabular-nums" },
  table: { width: "100%", tableLayout: "fixed", borderCollapse: "collapse" },
  head: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground2,
    padding: tokens.spacingVerticalXS,
  },
  day: {
    height: "104px",
    padding: tokens.spacingHorizontalXS,
    verticalAlign: "top",
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  beside: { backgroundColor: tokens.colorNeutralBackground3 },
  over: { outline: `2px dashed ${tokens.colorBrandStroke1}`, outlineOffset: "-2px" },
  number: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
  today: {
    ...typographyStyles.caption1Strong,
    padding: "0 6px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
  },
  cards: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    margin: `${tokens.spacingVerticalXXS} 0 0`,
    padding: 0,
    listStyleType: "none",
  },
  agenda: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalL },
  agendaDay: { ...typographyStyles.body1Strong, margin: 0, ...BEGUN },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
});

/** What fits in a day without making its week tall. */
const MOST_A_DAY = 3;

export default function CalendarLook({ question, ask, choices: _, deeds, open, isWide }: LookProps) {
  const styles = useStyles();
  const t = useListText();
  const { locale, format } = useLocale();
  const now = useNow();
  const today = now.toISOString().slice(0, 10);
  const [wanted, setWanted] = useState<string>();
  const month = wanted ?? monthOf(today);
  const weeks = weeksOf(month);
  const [first = today, last = today] = [weeks[0]?.[0], weeks.at(-1)?.at(-1)];
  const found = useClosing(question.asked, first, last).data?.pages[0];
  const [dropped, setDropped] = useState<{ readonly id: string; readonly day: string }>();
  const rows = found?.items ?? [];
  const dayOf = ({ opportunity: { id, close_date: day } }: PipelineRow) =>
    dropped?.id === id && deeds.isPending ? dropped.day : (day ?? "");
  const carry = useCarry({
    beside: besides,
    drop: (id, day) => {
      const row = rows.find(({ opportunity }) => opportunity.id === id);
      if (!row) return;
      setDropped({ id, day });
      deeds.save(row, FIELDS.close_date, day);
    },
  });
  const name = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
  const inMonth = rows.filter((row) => monthOf(dayOf(row)) === month);
  const held = rows.find(({ opportunity }) => opportunity.id === carry.carried?.id);
  const day = { rows, dayOf, carry, open, today, isIn: (one: string) => monthOf(one) === month };
  const showDay = (one: string) =>
    ask({ ...question, look: "list", asked: { ...question.asked, closes: { first: one, last: one } } });
  return (
    <>
      <div className={styles.bar}>
        <Button
          appearance="subtle"
          icon={<ChevronLeft20Regular />}
          aria-label={t("month.before")}
          onClick={() => setWanted(monthBeside(month, -1))}
        />
        <h2 className={styles.month} aria-live="polite">
          {name}
        </h2>
        <Button
          appearance="subtle"
          icon={<ChevronRight20Regular />}
          aria-label={t("month.after")}
          onClick={() => setWanted(monthBeside(month, 1))}
        />
        <Button onClick={() => setWanted(undefined)}>{t("month.today")}</Button>
        {found && (
          <p className={styles.sum}>
            {inMonth.length === 0
              ? t("month.none", { month: name })
              : t("month.closes", { amount: format.list(sums(inMonth).map(format.money)), month: name })}
          </p>
        )}
      </div>
      {!found && <Spinner label={t("list.loading")} />}
      {found?.next_cursor && <p className={styles.quiet}>{t("month.many", { count: rows.length })}</p>}
      {found &&
        (isWide ? (
          <table className={styles.table} aria-label={name}>
            <Weekdays week={weeks[0] ?? []} />
            <tbody>
              {weeks.map((week) => (
                <tr key={week[0]}>
                  {week.map((one) => (
                    <Day key={one} {...day} day={one} showAll={() => showDay(one)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <Agenda {...day} days={weeks.flat().filter(day.isIn)} />
        ))}
      <div aria-live="assertive" className={styles.quiet}>
        {carry.carried?.by === "keys" && held
          ? t("board.carrying", {
              name: held.opportunity.name,
              stage: format.dueDay(carry.carried.over, now),
            })
          : ""}
      </div>
    </>
  );
}

interface DayProps {
  readonly rows: readonly PipelineRow[];
  readonly dayOf: (row: PipelineRow) => string;
  readonly carry: ReturnType<typeof useCarry>;
  readonly open: (row: PipelineRow) => void;
  readonly today: string;
  readonly isIn: (day: string) => boolean;
}

function Day(props: DayProps & { readonly day: string; readonly showAll: () => void }) {
  const { day, rows, dayOf, carry, open, today, isIn, showAll } = props;
  const styles = useStyles();
  const t = useListText();
  const here = rows.filter((row) => dayOf(row) === day);
  return (
    <td
      className={mergeClasses(
        styles.day,
        !isIn(day) && styles.beside,
        carry.carried?.over === day && styles.over,
      )}
      data-place={day}
    >
      <time dateTime={day} className={mergeClasses(styles.number, day === today && styles.today)}>
        {Number(day.slice(8))}
      </time>
      {here.length > 0 && (
        <ul className={styles.cards}>
          {here.slice(0, MOST_A_DAY).map((row) => (
            <BoardCard key={row.opportunity.id} row={row} place={day} carry={carry} open={open} isDated />
          ))}
        </ul>
      )}
      {here.length > MOST_A_DAY && (
        <Link as="button" onClick={showAll}>
          {t("month.more", { count: here.length - MOST_A_DAY })}
        </Link>
      )}
    </td>
  );
}

function Weekdays({ week }: { week: readonly string[] }) {
  const styles = useStyles();
  const { locale } = useLocale();
  const words = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return (
    <thead>
      <tr>
        {week.map((day) => (
          <th key={day} scope="col" className={styles.head}>
            {words.format(new Date(`${day}T00:00:00Z`))}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** On a phone: the days on which something closes. */
function Agenda({ days, rows, dayOf, carry, open }: DayProps & { readonly days: readonly string[] }) {
  const styles = useStyles();
  const { format } = useLocale();
  const now = useNow();
  const used = days.filter((day) => rows.some((row) => dayOf(row) === day));
  return (
    <div className={styles.agenda}>
      {used.map((day) => (
        <section key={day} data-place={day}>
          <h3 className={styles.agendaDay}>{format.dueDay(day, now)}</h3>
          <ul className={styles.cards}>
            {rows
              .filter((row) => dayOf(row) === day)
              .map((row) => (
                <BoardCard key={row.opportunity.id} row={row} place={day} carry={carry} open={open} isDated />
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function besides(day: string, step: Step): string {
  return dayBeside(day, { left: -1, right: 1, up: -7, down: 7 }[step]);
}

function sums(rows: readonly PipelineRow[]): readonly { value: string; currency: string }[] {
  const found = new Map<string, number>();
  for (const { opportunity } of rows) {
    if (!opportunity.amount) continue;
    const { currency, value } = opportunity.amount;
    found.set(currency, (found.get(currency) ?? 0) + Number(value));
  }
  return [...found].map(([currency, value]) => ({ value: value.toFixed(2), currency }));
}
