/** One click before an appointment is made: when, for how long, who is invited, and exactly what they will get. */
import {
  Checkbox,
  Field,
  Input,
  Link,
  makeStyles,
  Select,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useState } from "react";
import { useBook, useFreeTimes } from "../../api/bookings";
import { ApiError, type PermissionStep } from "../../api/client";
import { useMe } from "../../api/me";
import { useDecideNextStep } from "../../api/next-step";
import { useRelations } from "../../api/relations";
import type { MailContext, Opportunity, StepProposal, StepSlot } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { languageOf } from "../../i18n/translate";
import { PermissionMessage } from "../../ui/permission-step";
import { useNotices } from "../notice";
import { usePaneServices } from "../pane-services";
import { Panel } from "../panel";
import { type Guest, guestsFor, ours } from "./guests";
import { periodText } from "./offer-text";
import { useBookingText } from "./texts";

const TIMES = 12;
const DURATIONS = [15, 30, 45, 60, 90, 120] as const;
const USUAL_MIN = 45;
const LONGEST = 200;

const useStyles = makeStyles({
  row: { display: "grid", gridTemplateColumns: "minmax(0, 1fr) 108px", gap: tokens.spacingHorizontalS },
  input: { minWidth: 0, width: "100%" },
  guests: { border: "none", margin: 0, padding: 0, minWidth: 0 },
  legend: { ...typographyStyles.body1, padding: 0 },
  guest: { display: "flex", marginLeft: "-8px" },
  address: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, margin: 0 },
  preview: {
    ...typographyStyles.body1,
    display: "flex",
    flexDirection: "column",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    whiteSpace: "pre-line",
  },
  previewHead: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
  previewSubject: { ...typographyStyles.body1Strong },
  refusal: { ...typographyStyles.body1, color: tokens.colorStatusDangerForeground1, margin: 0 },
});

interface BookingPanelProps {
  readonly context: MailContext;
  readonly opportunity: Opportunity | null;
  readonly proposal: StepProposal | null;
  readonly slot: StepSlot | undefined;
  readonly close: () => void;
}

export default function BookingPanel({ context, opportunity, proposal, slot, close }: BookingPanelProps) {
  const styles = useStyles();
  const t = useBookingText();
  const { format } = useLocale();
  const { outlook, signIn } = usePaneServices();
  const notices = useNotices();
  const me = useMe();
  const book = useBook(opportunity?.id);
  const decide = useDecideNextStep(opportunity?.id ?? "");
  const [wish] = useState(() => crypto.randomUUID());
  const [start, setStart] = useState(slot?.start);
  const [durationMin, setDuration] = useState(proposal?.duration_min ?? USUAL_MIN);
  const [subject, setSubject] = useState(opportunity?.name ?? context.account?.name ?? "");
  const [place, setPlace] = useState("");
  const [isOnline, setOnline] = useState(false);
  const [text, setText] = useState("");
  const candidates = guestsFor(context, proposal);
  const [invited, setInvited] = useState<readonly string[]>(() =>
    candidates.filter(({ isExpected }) => isExpected).map(({ address }) => address),
  );
  const [refusal, setRefusal] = useState<string>();
  const [step, setStep] = useState<PermissionStep>();
  const with_ = ours(proposal, me.data?.id);
  const free = useFreeTimes({ userIds: with_, durationMin, limit: TIMES }, me.data !== undefined);
  const now = new Date(context.now);
  const times = timesOf(free.data?.slots, start);
  const chosen = start ?? times[0];
  const guests = candidates.filter(({ address }) => invited.includes(address));
  const names = format.list(guests.map(({ name }) => name));

  const inOutlook = () => {
    const at = new Date(chosen ?? now);
    const end = new Date(at.getTime() + durationMin * 60_000).toISOString();
    const appointment = {
      start: at.toISOString(),
      end,
      subject,
      guests: guests.map(({ address }) => address),
    };
    return outlook.newAppointment(appointment).then(close, () => setRefusal(t("book.failed")));
  };
  const save = async () => {
    if (!chosen) return;
    setRefusal(undefined);
    try {
      const booking = await book.mutateAsync({
        key: `${wish}-${Date.parse(chosen)}`,
        start: chosen,
        duration_min: durationMin,
        subject: subject.trim(),
        text: text.trim(),
        place: place.trim(),
        is_online: isOnline,
        guests: guests.map(({ name, address }) => ({ name, address })),
        user_ids: with_.filter((id) => id !== me.data?.id),
        ...(opportunity && { opportunity_id: opportunity.id }),
      });
      if (proposal) {
        const objective = names ? t("book.objective", { names }) : booking.subject;
        await decide.mutateAsync(agreed(proposal, booking.start, objective)).catch(() => undefined);
      }
      const when = format.appointment(new Date(booking.start), now);
      notices.show({ text: names ? t("book.done", { when, names }) : t("book.doneAlone", { when }) });
      close();
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      if (error instanceof ApiError && error.step) return setStep(error.step);
      if (code === "time_taken") setStart(undefined);
      setRefusal(
        t(
          code === "time_taken"
            ? "book.taken"
            : code === "outlook_not_connected"
              ? "book.notConnected"
              : "book.failed",
        ),
      );
    }
  };
  if (step) {
    // What was chosen stays: with the permission, the same click books.
    const back = async () => setStep(undefined);
    return <PermissionMessage step={step} signIn={signIn.interactively} retry={back} />;
  }
  return (
    <Panel
      title={t("book.title")}
      close={close}
      save={save}
      ready={chosen !== undefined && subject.trim() !== ""}
      saving={book.isPending}
      saveLabel={t(guests.length > 0 ? "book.invite" : "book.keep")}
    >
      <div className={styles.row}>
        <Field className={styles.input} label={t("book.when")}>
          <Select
            className={styles.input}
            select={{ className: styles.input }}
            value={chosen ?? ""}
            disabled={times.length === 0}
            onChange={(_, data) => setStart(data.value)}
          >
            {times.length === 0 && <option value="">{free.isFetching ? t("book.looking") : "–"}</option>}
            {times.map((time) => (
              <option key={time} value={time}>
                {format.appointment(new Date(time), now)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("book.duration")}>
          <Select value={String(durationMin)} onChange={(_, data) => setDuration(Number(data.value))}>
            {[...new Set([...DURATIONS, durationMin])]
              .sort((one, other) => one - other)
              .map((minutes) => (
                <option key={minutes} value={minutes}>
                  {t("book.minutes", { count: minutes })}
                </option>
              ))}
          </Select>
        </Field>
      </div>
      {times.length === 0 && free.data && <p className={styles.about}>{t("book.noTimes")}</p>}
      <Guests candidates={candidates} invited={invited} change={setInvited} />
      <Field label={t("book.subject")}>
        <Input className={styles.input} value={subject} onChange={(_, data) => setSubject(data.value)} />
      </Field>
      <Field label={t("book.place")}>
        <Input className={styles.input} value={place} onChange={(_, data) => setPlace(data.value)} />
      </Field>
      <Checkbox
        className={styles.guest}
        label={t("book.online")}
        checked={isOnline}
        onChange={(_, data) => setOnline(data.checked === true)}
      />
      <Field label={t("book.message")}>
        <Textarea rows={2} value={text} onChange={(_, data) => setText(data.value)} />
      </Field>
      {chosen && (
        <Preview
          context={context}
          guests={guests}
          start={chosen}
          durationMin={durationMin}
          subject={subject}
          about={[place.trim(), isOnline ? t("book.online") : "", text.trim()]}
        />
      )}
      {refusal && (
        <p className={styles.refusal} role="alert">
          {refusal}
        </p>
      )}
      <Link as="button" type="button" onClick={inOutlook}>
        {t("book.outlook")}
      </Link>
    </Panel>
  );
}

interface GuestsProps {
  readonly candidates: readonly Guest[];
  readonly invited: readonly string[];
  readonly change: (addresses: readonly string[]) => void;
}

function Guests({ candidates, invited, change }: GuestsProps) {
  const styles = useStyles();
  const t = useBookingText();
  return (
    <fieldset className={styles.guests}>
      <legend className={styles.legend}>{t("book.guests")}</legend>
      {candidates.length === 0 && <p className={styles.about}>{t("book.noGuests")}</p>}
      {candidates.map(({ name, address }) => (
        <Checkbox
          key={address}
          className={styles.guest}
          label={
            <>
              {name}
              {name !== address && <span className={styles.address}>{address}</span>}
            </>
          }
          checked={invited.includes(address)}
          onChange={(_, data) =>
            change(data.checked === true ? [...invited, address] : invited.filter((one) => one !== address))
          }
        />
      ))}
    </fieldset>
  );
}

interface PreviewProps {
  readonly context: MailContext;
  readonly guests: readonly Guest[];
  readonly start: string;
  readonly durationMin: number;
  readonly subject: string;
  readonly about: readonly string[];
}

/** The invitation as its first guest reads it. */
function Preview({ context, guests, start, durationMin, subject, about }: PreviewProps) {
  const styles = useStyles();
  const t = useBookingText();
  const { language } = useLocale();
  const me = useMe();
  const relations = useRelations(context.account?.id);
  const theirs = relations.data?.contacts.find(({ id }) => id === guests[0]?.contactId)?.language;
  const end = new Date(Date.parse(start) + durationMin * 60_000).toISOString();
  const spoken = theirs ? languageOf(theirs) : language;
  const zone = me.data?.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className={styles.preview}>
      <span className={styles.previewHead}>
        {t(guests.length > 0 ? "book.preview" : "book.previewNobody")}
      </span>
      <span className={styles.previewSubject}>{subject}</span>
      <span>{periodText({ start, end }, spoken, zone)}</span>
      {about.filter(Boolean).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

/** The free times in order; one that was chosen stays choosable, whatever was found since. */
function timesOf(slots: readonly StepSlot[] | undefined, chosen: string | undefined): readonly string[] {
  const starts = new Map((slots ?? []).map(({ start }) => [Date.parse(start), start]));
  if (chosen) starts.set(Date.parse(chosen), chosen);
  return [...starts].sort(([one], [other]) => one - other).map(([, start]) => start);
}

/** What was proposed has become this appointment, on its day: that is the opportunity's next step now. */
function agreed({ need }: StepProposal, start: string, objective: string) {
  const on = start.slice(0, 10);
  return {
    need,
    decision: "change",
    on_date: on,
    objective: objective.slice(0, LONGEST),
    reason: "",
  } as const;
}
