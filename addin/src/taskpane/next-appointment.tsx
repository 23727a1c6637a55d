/** The next appointment: why it is due, when all of us are free, one click to book; its place is kept from the start. */
import {
  Button,
  Link,
  makeStyles,
  Skeleton,
  SkeletonItem,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { CalendarCheckmark20Regular } from "@fluentui/react-icons/svg/calendar-checkmark";
import { type ReactNode, useState } from "react";
import { useBooked, useFreeTimes } from "../api/bookings";
import { useDecideNextStep, useNextStep } from "../api/next-step";
import type { Interaction, Opportunity, Reason, StepProposal, StepSlot } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { Section } from "../ui/section";
import { useNotices } from "./notice";
import { useBegin } from "./pane-actions";
import { usePaneServices } from "./pane-services";
import { usePaneText } from "./texts";

const SLOTS = 3;
const USUAL_MIN = 45;
const REASONS = [
  "meeting_asked",
  "question_unanswered",
  "meeting_without_follow_up",
  "next_date_passed",
  "no_next_date",
  "playbook_step",
  "cadence_overdue",
  "unchanged",
  "inactive",
  "without_order",
] as const;

const useStyles = makeStyles({
  // What is proposed comes a moment later than the rest: it must not push away what is being read.
  place: { minHeight: "136px", display: "flex", flexDirection: "column" },
  waiting: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  objective: { ...typographyStyles.body1Strong, margin: 0 },
  why: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0, minHeight: "16px" },
  planned: { display: "flex", gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalS },
  icon: { flexShrink: 0, color: tokens.colorBrandForeground1 },
  slots: {
    listStyleType: "none",
    margin: `${tokens.spacingVerticalS} 0`,
    padding: 0,
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalXS,
    minHeight: "24px",
  },
  slot: { fontWeight: tokens.fontWeightRegular, minWidth: 0 },
  buttons: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "center", marginTop: "auto" },
  grow: { flexGrow: 1 },
  quiet: { ...typographyStyles.caption1 },
});

export function NextAppointment({ opportunity, now }: { opportunity: Opportunity; now: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const next = useNextStep(opportunity.id);
  const booked = useBooked(opportunity.id);
  return (
    <Section heading={t("next.heading")}>
      <div className={styles.place}>{content()}</div>
    </Section>
  );

  function content(): ReactNode {
    if (!next.data) return next.isError ? <Unknown retry={() => next.refetch()} /> : <Waiting />;
    const shared = { opportunity, now: new Date(now) };
    const proposal = booked ? null : next.data.proposal;
    const planned = sooner(next.data.planned, booked);
    if (proposal) return <Proposed key={proposal.need} {...shared} proposal={proposal} />;
    return planned ? <Planned {...shared} planned={planned} /> : <NothingDue {...shared} />;
  }
}

function sooner(one: Interaction | null, other: Interaction | undefined): Interaction | null {
  if (!one || !other) return one ?? other ?? null;
  return Date.parse(one.at) < Date.parse(other.at) ? one : other;
}

function Waiting() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.waiting} aria-hidden>
      <SkeletonItem size={16} style={{ width: "70%" }} />
      <SkeletonItem size={12} style={{ width: "50%" }} />
      <SkeletonItem size={24} />
      <SkeletonItem size={32} />
    </Skeleton>
  );
}

function Unknown({ retry }: { retry: () => Promise<unknown> }) {
  const styles = useStyles();
  const t = usePaneText();
  return (
    <>
      <p className={styles.why}>{t("next.unknown")}</p>
      <div className={styles.buttons}>
        <Button onClick={retry}>{t("action.retry")}</Button>
      </div>
    </>
  );
}

interface ShownProps {
  readonly opportunity: Opportunity;
  readonly now: Date;
}

function Proposed({ opportunity, proposal, now }: ShownProps & { proposal: StepProposal }) {
  const styles = useStyles();
  const t = usePaneText();
  const { outlook } = usePaneServices();
  const notices = useNotices();
  const decide = useDecideNextStep(opportunity.id);
  const [tomorrow, setTomorrow] = useState(false);
  const failed = () => notices.show({ text: t("next.failed") });
  const write = () =>
    proposal.draft &&
    outlook
      .newMail({ to: proposal.draft.to, subject: proposal.draft.subject, text: proposal.draft.text })
      .catch(failed);
  const accept = () =>
    decide
      .mutateAsync({ need: proposal.need, decision: "accept", reason: "" })
      .then(() => notices.show({ text: t("next.accepted") }), failed);
  const later = () => {
    setTomorrow(true);
    const until = new Date(now.getTime() + DAY_MS).toISOString();
    return decide
      .mutateAsync({ need: proposal.need, decision: "postpone", until, reason: "" })
      .then(() => notices.show({ text: t("next.postponed") }), failed);
  };
  return (
    <>
      <p className={styles.objective}>{proposal.objective}</p>
      <Why reasons={proposal.reasons} />
      {proposal.slots.length > 0 ? (
        <Slots opportunity={opportunity} proposal={proposal} slots={proposal.slots} now={now} />
      ) : (
        <p className={styles.why}>{proposal.why_none?.text}</p>
      )}
      <div className={styles.buttons}>
        {proposal.draft ? (
          <Button className={styles.grow} appearance="primary" onClick={write}>
            {t("next.propose")}
          </Button>
        ) : (
          <Button className={styles.grow} appearance="primary" disabled={decide.isPending} onClick={accept}>
            {t("next.accept")}
          </Button>
        )}
        <Link as="button" className={styles.quiet} disabled={tomorrow} onClick={later}>
          {t("next.later")}
        </Link>
      </div>
    </>
  );
}

/** What is agreed on needs no proposal, only a way to agree on another. */
function Planned({ opportunity, planned, now }: ShownProps & { planned: Interaction }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const begin = useBegin();
  return (
    <>
      <div className={styles.planned}>
        <CalendarCheckmark20Regular className={styles.icon} aria-hidden />
        <div>
          <p className={styles.objective}>{format.appointment(new Date(planned.at), now)}</p>
          <p className={styles.why}>{planned.subject || t(`kind.${planned.kind}`)}</p>
        </div>
      </div>
      <div className={styles.buttons}>
        <Button className={styles.grow} onClick={() => begin({ kind: "book", opportunity, proposal: null })}>
          {t("next.another")}
        </Button>
      </div>
    </>
  );
}

/** Nothing calls for one, and one may want one all the same. */
function NothingDue({ opportunity, now }: ShownProps) {
  const styles = useStyles();
  const t = usePaneText();
  const begin = useBegin();
  const free = useFreeTimes({ userIds: [], durationMin: USUAL_MIN, limit: SLOTS });
  return (
    <>
      <p className={styles.why}>{t("next.nothingDue")}</p>
      <Slots opportunity={opportunity} proposal={null} slots={free.data?.slots ?? []} now={now} />
      <div className={styles.buttons}>
        <Button
          className={styles.grow}
          appearance="primary"
          onClick={() => begin({ kind: "book", opportunity, proposal: null })}
        >
          {t("next.find")}
        </Button>
      </div>
    </>
  );
}

interface SlotsProps extends ShownProps {
  readonly proposal: StepProposal | null;
  readonly slots: readonly StepSlot[];
}

/** Each leads to the invitation as it would go; nothing is booked before that was seen. */
function Slots({ opportunity, proposal, slots, now }: SlotsProps) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const begin = useBegin();
  // The best ones, told as a calendar has them.
  const offered = slots.slice(0, SLOTS).sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
  return (
    <ul className={styles.slots} aria-label={t("next.slots")}>
      {offered.map((slot) => {
        const when = format.appointment(new Date(slot.start), now);
        return (
          <li key={slot.start}>
            <Button
              size="small"
              className={styles.slot}
              aria-label={t("next.book", { when })}
              onClick={() => begin({ kind: "book", opportunity, proposal, slot })}
            >
              {when}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

const DAY_MS = 86_400_000;

/** The strongest reason that has words here. */
function Why({ reasons }: { reasons: readonly Reason[] }) {
  const styles = useStyles();
  const t = usePaneText();
  const codes = reasons.flatMap(({ code }) => REASONS.find((known) => known === code) ?? []);
  const [first] = codes;
  return <p className={styles.why}>{first ? t(`next.why.${first}`) : ""}</p>;
}
