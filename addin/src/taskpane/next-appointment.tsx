/** The next appointment that is due: why, when everybody of us is free, and one click to Outlook's own form for it. */
import { Button, Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useState } from "react";
import { useDecideNextStep, useNextStep } from "../api/next-step";
import type { Opportunity, Reason, StepProposal, StepSlot } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { Section } from "../ui/section";
import { useNotices } from "./notice";
import { usePaneServices } from "./pane-services";
import { usePaneText } from "./texts";

const SLOTS = 3;
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
] as const;

const useStyles = makeStyles({
  objective: { ...typographyStyles.body1Strong, margin: 0 },
  why: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0, minHeight: "16px" },
  slots: {
    listStyleType: "none",
    margin: `${tokens.spacingVerticalS} 0`,
    padding: 0,
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalXS,
  },
  slot: { fontWeight: tokens.fontWeightRegular, minWidth: 0 },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "center" },
  grow: { flexGrow: 1 },
  quiet: { ...typographyStyles.caption1 },
});

export function NextAppointment({ opportunity, now }: { opportunity: Opportunity; now: string }) {
  const next = useNextStep(opportunity.id);
  const proposal = next.data?.proposal;
  if (!proposal) return null;
  return <Proposed key={proposal.need} opportunity={opportunity} proposal={proposal} now={new Date(now)} />;
}

interface ProposedProps {
  readonly opportunity: Opportunity;
  readonly proposal: StepProposal;
  readonly now: Date;
}

function Proposed({ opportunity, proposal, now }: ProposedProps) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const { outlook } = usePaneServices();
  const notices = useNotices();
  const decide = useDecideNextStep(opportunity.id);
  const [tomorrow, setTomorrow] = useState(false);
  const guests = proposal.people.flatMap(({ address, contact_id: contact }) =>
    contact && address ? [address] : [],
  );
  const failed = () => notices.show({ text: t("next.failed") });
  const book = (slot: StepSlot) =>
    outlook
      .newAppointment({ start: slot.start, end: slot.end, subject: opportunity.name, guests })
      .catch(failed);
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
    <Section heading={t("next.heading")}>
      <p className={styles.objective}>{proposal.objective}</p>
      <Why reasons={proposal.reasons} />
      {proposal.slots.length > 0 ? (
        <ul className={styles.slots} aria-label={t("next.slots")}>
          {proposal.slots.slice(0, SLOTS).map((slot) => (
            <li key={slot.start}>
              <Button size="small" className={styles.slot} onClick={() => book(slot)}>
                {format.appointment(new Date(slot.start), now)}
              </Button>
            </li>
          ))}
        </ul>
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
    </Section>
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
