/** One entry: what may be known of it, another time for it by keyboard, and who could be there instead. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { type Candidate, type Entry, type MoveWish, useCover } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import type { EntryWords } from "./entry-words";
import { useCalendarText } from "./texts";
import { instantOf, wallOf } from "./wall-time";

const useStyles = makeStyles({
  content: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  facts: {
    display: "grid",
    gridTemplateColumns: "auto minmax(0, 1fr)",
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    margin: 0,
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: "anywhere" },
  form: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  heading: { ...typographyStyles.body1Strong, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  row: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  free: { ...typographyStyles.body1Strong, color: tokens.colorStatusSuccessForeground1 },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface EntryDialogProps {
  readonly entry: Entry;
  readonly words: EntryWords;
  readonly zone: string;
  readonly close: () => void;
  readonly move: (wish: MoveWish) => void;
  readonly release?: ((entry: Entry) => void) | undefined;
}

export function EntryDialog({ entry, words, zone, close, move, release }: EntryDialogProps) {
  const styles = useStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const [isCoverAsked, setCoverAsked] = useState(false);
  const facts = [
    [t("entry.when"), words.when(entry)],
    [t("entry.who"), words.person(entry.user_id)],
    [t("entry.customer"), format.list(entry.accounts.map((account) => account.name))],
    [t("entry.where"), entry.place],
  ] as const;
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{entry.title || words.name(entry)}</DialogTitle>
          <DialogContent className={styles.content}>
            <dl className={styles.facts}>
              {facts
                .filter(([, value]) => value)
                .map(([term, value]) => (
                  <Fact key={term} term={term} value={value} />
                ))}
            </dl>
            <p className={styles.quiet}>
              {[
                t(`kind.${entry.kind}`),
                words.status(entry),
                entry.made_by && t("entry.madeBy", { name: entry.made_by.name }),
                entry.expires_at && t("entry.runsOut", { when: format.stamp(new Date(entry.expires_at)) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            {entry.kind === "busy" && <p className={styles.quiet}>{t("entry.private")}</p>}
            {entry.event_id !== null ? (
              <NewTime entry={entry} eventId={entry.event_id} zone={zone} move={move} />
            ) : (
              (entry.kind === "visit" || entry.kind === "meeting") && (
                <p className={styles.quiet}>{t("entry.notMovable")}</p>
              )
            )}
            {isCoverAsked && <Cover entry={entry} />}
          </DialogContent>
          <DialogActions fluid>
            {!isCoverAsked && (
              <Button className={styles.button} onClick={() => setCoverAsked(true)}>
                {t("cover.ask")}
              </Button>
            )}
            {entry.hold_id !== null && release && (
              <Button className={styles.button} onClick={() => release(entry)}>
                {t("day.release")}
              </Button>
            )}
            <Button className={styles.button} onClick={close}>
              {t("entry.close")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Fact({ term, value }: { term: string; value: string }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.term}>{term}</dt>
      <dd className={styles.value}>{value}</dd>
    </>
  );
}

interface NewTimeProps {
  readonly entry: Entry;
  readonly eventId: string;
  readonly zone: string;
  readonly move: (wish: MoveWish) => void;
}

/** The keyboard's way of dragging: another day and time, then the same look at who is told. */
function NewTime({ entry, eventId, zone, move }: NewTimeProps) {
  const styles = useStyles();
  const t = useCalendarText();
  const wall = wallOf(entry.start, zone);
  const [day, setDay] = useState(wall.slice(0, 10));
  const [time, setTime] = useState(wall.slice(11, 16));
  const isNew = day !== "" && time !== "" && `${day}T${time}` !== wall.slice(0, 16);
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (!isNew) return;
    const start = instantOf(`${day}T${time}:00`, zone).toISOString();
    move({ user_id: entry.user_id, event_id: eventId, start });
  };
  return (
    <form className={styles.form} onSubmit={look} aria-label={t("move.new")}>
      <Field label={t("move.date")}>
        <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
      </Field>
      <Field label={t("move.time")}>
        <Input type="time" step={300} value={time} onChange={(_, { value }) => setTime(value)} />
      </Field>
      <Button type="submit" appearance="primary" className={styles.button} disabled={!isNew}>
        {t("move.look")}
      </Button>
    </form>
  );
}

function Cover({ entry }: { entry: Entry }) {
  const styles = useStyles();
  const t = useCalendarText();
  const found = useCover(entry, true);
  return (
    <section aria-label={t("cover.title")}>
      <h3 className={styles.heading}>{t("cover.title")}</h3>
      {found.isPending && <Spinner size="tiny" label={t("team.loading")} />}
      {found.isError && <p className={styles.quiet}>{t("failed.text")}</p>}
      {found.data?.items.length === 0 && <p className={styles.quiet}>{t("cover.none")}</p>}
      <ul className={styles.list}>
        {found.data?.items.map((one) => (
          <CoverRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function CoverRow({ one }: { one: Candidate }) {
  const styles = useStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const hours = (minutes: number) => t("load.hours", { hours: format.number(Math.round(minutes / 6) / 10) });
  const details = [
    one.is_in_territory && t("cover.territory"),
    one.travel_min !== null && t("cover.way", { minutes: one.travel_min }),
    one.cover !== "unknown" &&
      one.work_min > 0 &&
      t("cover.detail", { busy: hours(one.busy_min), work: hours(one.work_min) }),
  ];
  return (
    <li className={styles.row}>
      <span>
        {one.name}
        <span className={styles.quiet}> {details.filter(Boolean).join(" · ")}</span>
      </span>
      <span className={one.cover === "free" ? styles.free : styles.quiet}>{t(`cover.${one.cover}`)}</span>
    </li>
  );
}
