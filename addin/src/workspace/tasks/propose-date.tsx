/** When a step that is due may be: free times to take, another day, or the mail that offers them. Nothing is sent here. */
import {
  Button,
  Field,
  Input,
  Link,
  makeStyles,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useState } from "react";
import { useDecideNextStep, useNextStep } from "../../api/next-step";
import type { NextStepDecision, StepProposal } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { usePresent } from "../opportunities/now";
import { useTasksText } from "./texts";

const SLOTS = 3;
const DAY_MS = 86_400_000;

const useStyles = makeStyles({
  place: {
    width: "100%",
    boxSizing: "border-box",
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  slots: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    margin: 0,
    padding: 0,
    listStyleType: "none",
  },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  foot: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  touch: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface ProposeDateProps {
  readonly opportunity: { readonly id: string; readonly name: string };
  readonly decided: (words: string) => void;
}

export function ProposeDate({ opportunity, decided }: ProposeDateProps) {
  const styles = useStyles();
  const t = useTasksText();
  const next = useNextStep(opportunity.id);
  const proposal = next.data?.proposal;
  if (next.isError) return <p className={styles.place}>{t("due.unknown")}</p>;
  if (!next.data) return <Spinner className={styles.place} size="tiny" label={t("due.asking")} />;
  if (!proposal) return <p className={styles.place}>{t("due.nothing")}</p>;
  return <Proposed opportunity={opportunity} proposal={proposal} decided={decided} />;
}

function Proposed({ opportunity, proposal, decided }: ProposeDateProps & { proposal: StepProposal }) {
  const styles = useStyles();
  const t = useTasksText();
  const { format } = useLocale();
  const now = usePresent();
  const { mutateAsync, isPending, error } = useDecideNextStep(opportunity.id);
  const [day, setDay] = useState("");
  const { need, objective, draft } = proposal;
  // Once it is decided the step is gone from here, and what was done is told where it was.
  const decide = (decision: NextStepDecision, words: string) =>
    mutateAsync(decision).then(
      () => decided(words),
      () => undefined,
    );
  const take = (on: string) =>
    decide(
      { need, decision: "change", on_date: on, objective, reason: "" },
      t("due.taken", { name: opportunity.name, day: format.dueDay(on, now) }),
    );
  const later = () => {
    const until = new Date(now.getTime() + DAY_MS).toISOString();
    const words = t("due.postponed", { name: opportunity.name });
    return decide({ need, decision: "postpone", until, reason: "" }, words);
  };
  const offered = proposal.slots
    .slice(0, SLOTS)
    .sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
  return (
    <div className={styles.place}>
      {offered.length > 0 ? (
        <ul className={styles.slots} aria-label={t("due.slots")}>
          {offered.map(({ start }) => {
            const when = format.appointment(new Date(start), now);
            return (
              <li key={start}>
                <Button
                  className={styles.touch}
                  disabled={isPending}
                  aria-label={t("due.take", { when })}
                  onClick={() => take(start.slice(0, 10))}
                >
                  {when}
                </Button>
              </li>
            );
          })}
        </ul>
      ) : (
        proposal.why_none && <p className={styles.quiet}>{proposal.why_none.text}</p>
      )}
      <div className={styles.foot}>
        <Field label={t("due.another")}>
          <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
        </Field>
        <Button className={styles.touch} disabled={isPending || day === ""} onClick={() => take(day)}>
          {t("due.set")}
        </Button>
        {draft && <Link href={mailOf(draft)}>{t("due.write")}</Link>}
        <Button appearance="subtle" className={styles.touch} disabled={isPending} onClick={later}>
          {t("due.later")}
        </Button>
      </div>
      {error && <p role="alert">{t("said.refused", { reason: error.message })}</p>}
    </div>
  );
}

/** The draft as a mail program opens it (RFC 6068). */
function mailOf({ to, subject, text }: NonNullable<StepProposal["draft"]>): string {
  const told = [
    `subject=${encodeURIComponent(subject)}`,
    `body=${encodeURIComponent(text.replaceAll("\n", "\r\n"))}`,
  ];
  return `mailto:${to.map(encodeURIComponent).join(",")}?${told.join("&")}`;
}
