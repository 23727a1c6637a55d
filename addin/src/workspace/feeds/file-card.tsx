/** A calendar file into one's own calendar: each date with what becomes of it, the chosen ones by a click, and back. */
import {
  Button,
  Checkbox,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useRef, useState } from "react";
import {
  type CalendarForecast,
  type CalendarImport,
  type FileDate,
  useCalendarImports,
  useImportCalendarFile,
  usePreviewCalendarFile,
  useUndoCalendarImport,
} from "../../api/calendar-files";
import { useMe } from "../../api/me";
import { useLocale } from "../../i18n/locale-context";
import { useFeedsText } from "./texts";

/** What the server reads at most (schemas_calendar_out.MOST_CHARACTERS). */
const MOST_BYTES = 900_000;

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: "none", maxHeight: "50vh", overflowY: "auto" },
  item: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  what: { flexGrow: 1, minWidth: 0, overflowWrap: "anywhere" },
  out: { flexGrow: 1, minWidth: 0, padding: `6px 0 6px 32px`, overflowWrap: "anywhere" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    display: "block",
    fontVariantNumeric: "tabular-nums",
  },
  foot: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  touch: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface Opened {
  readonly name: string;
  readonly content: string;
}

export function FileCard() {
  const styles = useStyles();
  const t = useFeedsText();
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<Opened>();
  const [isTooLarge, setTooLarge] = useState(false);
  const preview = usePreviewCalendarFile();
  const bringIn = useImportCalendarFile();
  const choose = async (chosen: File | undefined) => {
    preview.reset();
    bringIn.reset();
    setFile(undefined);
    setTooLarge((chosen?.size ?? 0) > MOST_BYTES);
    if (!chosen || chosen.size > MOST_BYTES) return;
    const opened = { name: chosen.name, content: await chosen.text() };
    setFile(opened);
    preview.mutate(opened.content);
  };
  return (
    <>
      <div className={styles.foot}>
        <input
          ref={picker}
          type="file"
          accept=".ics,text/calendar"
          hidden
          aria-label={t("file.choose")}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button className={styles.touch} onClick={() => picker.current?.click()}>
          {t("file.choose")}
        </Button>
        {preview.isPending && <Spinner size="tiny" label={t("file.reading")} />}
      </div>
      {isTooLarge && <Said intent="error">{t("file.tooLarge")}</Said>}
      {preview.isError && <Said intent="error">{t("file.noCalendar")}</Said>}
      {bringIn.isError && <Said intent="error">{t("file.failed")}</Said>}
      {bringIn.data && <Said intent="success">{t("file.done", { count: bringIn.data.dates })}</Said>}
      {file && preview.data && !bringIn.data && (
        <Dates
          key={file.content}
          told={preview.data}
          isBusy={bringIn.isPending}
          cancel={() => void choose(undefined)}
          bringIn={(places) => bringIn.mutate({ ...file, places })}
        />
      )}
      <PastImports />
    </>
  );
}

function Said({ intent, children }: { intent: "error" | "success"; children: string }) {
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>{children}</MessageBarBody>
    </MessageBar>
  );
}

interface DatesProps {
  readonly told: CalendarForecast;
  readonly isBusy: boolean;
  readonly cancel: () => void;
  readonly bringIn: (places: readonly number[]) => void;
}

function Dates({ told, isBusy, cancel, bringIn }: DatesProps) {
  const styles = useStyles();
  const t = useFeedsText();
  const fit = told.dates.filter(({ verdict }) => verdict === "new");
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const chosen = fit.filter(({ place }) => !left.has(place)).map(({ place }) => place);
  const turn = (place: number) => {
    const next = new Set(left);
    if (!next.delete(place)) next.add(place);
    setLeft(next);
  };
  return (
    <section aria-label={t("file.preview")}>
      <p className={styles.quiet} role="status">
        {t("file.found", { fit: fit.length, all: told.dates.length })}
      </p>
      <ul className={styles.list}>
        {told.dates.map((one) => (
          <DateRow key={one.place} one={one} isChosen={!left.has(one.place)} turn={() => turn(one.place)} />
        ))}
        {told.problems.map((one) => (
          <li key={`${one.line} ${one.reason}`} className={styles.item}>
            <span className={styles.out}>
              {t("file.line", { line: one.line })}
              <span className={styles.quiet} lang="en">
                {one.reason}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Button
          appearance="primary"
          className={styles.touch}
          disabled={isBusy || chosen.length === 0}
          onClick={() => bringIn(chosen)}
        >
          {t("file.bringIn", { count: chosen.length })}
        </Button>
        <Button className={styles.touch} disabled={isBusy} onClick={cancel}>
          {t("file.cancel")}
        </Button>
        <span className={styles.quiet}>{t("file.nobody")}</span>
      </div>
    </section>
  );
}

function DateRow({ one, isChosen, turn }: { one: FileDate; isChosen: boolean; turn: () => void }) {
  const styles = useStyles();
  const t = useFeedsText();
  const when = useWhen();
  const name = one.subject || t("file.noName");
  const details = [when(one), one.where, one.repeats && t("file.repeats")].filter(Boolean).join(" · ");
  if (one.verdict !== "new") {
    return (
      <li className={styles.item}>
        <span className={styles.out}>
          {name}
          <span className={styles.quiet}>
            {[details, t(`verdict.${one.verdict}`)].filter(Boolean).join(" · ")}
          </span>
        </span>
      </li>
    );
  }
  return (
    <li className={styles.item}>
      <Checkbox
        className={styles.what}
        checked={isChosen}
        onChange={turn}
        label={
          <>
            {name}
            <span className={styles.quiet}>{details}</span>
          </>
        }
      />
    </li>
  );
}

function useWhen() {
  const { format, locale } = useLocale();
  const zone = useMe().data?.timezone || "UTC";
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return ({ start, end, is_all_day: isAllDay }: FileDate) => {
    if (!start || !end) return "";
    const last = new Date(Date.parse(end) - 1);
    if (!isAllDay) return `${format.stamp(new Date(start))} – ${format.time(new Date(end))}`;
    return day.formatRange(new Date(start), last);
  };
}

function PastImports() {
  const styles = useStyles();
  const t = useFeedsText();
  const found = useCalendarImports();
  const undo = useUndoCalendarImport();
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <>
      {undo.isError && <Said intent="error">{t("file.failed")}</Said>}
      <ul className={styles.list} aria-label={t("file.past")}>
        {items.map((one) => (
          <PastImport key={one.id} one={one} isBusy={undo.isPending} undo={() => undo.mutate(one.id)} />
        ))}
      </ul>
    </>
  );
}

function PastImport({ one, isBusy, undo }: { one: CalendarImport; isBusy: boolean; undo: () => void }) {
  const styles = useStyles();
  const t = useFeedsText();
  const { format } = useLocale();
  const name = one.name || t("file.noName");
  const counts = [
    format.stamp(new Date(one.made_at)),
    one.undone_at === null ? t("file.written", { count: one.written }) : t("file.undone"),
    one.waiting > 0 && one.undone_at === null && t("file.waiting", { count: one.waiting }),
    one.refused > 0 && t("file.refused", { count: one.refused }),
    one.left > 0 && t("file.left", { count: one.left }),
  ];
  return (
    <li className={styles.item}>
      <span className={styles.what}>
        {name}
        <span className={styles.quiet}>{counts.filter(Boolean).join(" · ")}</span>
      </span>
      {one.undone_at === null && (
        <Button
          size="small"
          className={styles.touch}
          disabled={isBusy}
          aria-label={t("file.undoOf", { name })}
          onClick={undo}
        >
          {t("file.undo")}
        </Button>
      )}
    </li>
  );
}
