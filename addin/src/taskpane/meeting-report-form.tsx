/** What came out of a meeting: how it went, three short texts, and the next step of the opportunity it was about. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Textarea,
  tokens,
} from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/client";
import { useChangeOpportunity } from "../api/opportunities";
import { useWriteReport } from "../api/reports";
import type { MailContext, MeetingReport, MeetingResult, NewMeetingReport, Opportunity } from "../api/types";
import type { OpenAppointment } from "../outlook/open-item";
import { forgetReport, keepReport, type ReportDraft, reportOf } from "./drafts";
import { isHalfStep } from "./half-step";
import { chosenOpportunity } from "./link-state";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

const RESULTS: readonly MeetingResult[] = ["went_well", "undecided", "went_badly", "did_not_happen"];
const TEXTS = ["discussed", "promised", "concerns"] as const;

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  results: { display: "grid", gridTemplateColumns: "1fr 1fr" },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS, justifyContent: "flex-end" },
  next: { display: "grid", gridTemplateColumns: "1fr 1fr", gap: tokens.spacingHorizontalS },
  input: { minWidth: 0, width: "100%" },
});

interface MeetingReportFormProps {
  readonly item: OpenAppointment;
  readonly context: MailContext;
  readonly eventId: string;
  readonly report: MeetingReport | undefined;
  readonly close: () => void;
}

export function MeetingReportForm({ item, context, eventId, report, close }: MeetingReportFormProps) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const write = useWriteReport(eventId, item.start);
  const opportunity = chosenOpportunity(context);
  const next = useNextStep(opportunity);
  const [values, setValues] = useState<ReportDraft>(() => reportOf(item.key) ?? valuesOf(report));
  const isHalf = isHalfStep(values);
  const change = (part: Partial<ReportDraft>) => {
    const now = { ...values, ...part };
    setValues(now);
    keepReport(item.key, now);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await write.mutateAsync({ report: reportIn(values), etag: report?.etag });
      forgetReport(item.key);
      const stepped = await next(values);
      notices.show({ text: t(stepped ? "meeting.saved" : "meeting.savedWithoutStep") });
      close();
    } catch (error) {
      const stale = error instanceof ApiError && error.failure === "stale";
      notices.show({ text: t(stale ? "meeting.stale" : "log.failed") });
    }
  };
  return (
    <form className={styles.form} onSubmit={save} aria-label={t("meeting.outcome")}>
      <Field label={t("meeting.how")}>
        <RadioGroup
          className={styles.results}
          value={values.result}
          onChange={(_, data) => change({ result: data.value as MeetingResult })}
        >
          {RESULTS.map((result) => (
            <Radio key={result} value={result} label={t(`meeting.result.${result}`)} />
          ))}
        </RadioGroup>
      </Field>
      {TEXTS.map((name) => (
        <Field key={name} label={t(`meeting.${name}`)}>
          <Textarea rows={2} value={values[name]} onChange={(_, data) => change({ [name]: data.value })} />
        </Field>
      ))}
      {opportunity && (
        <div className={styles.next}>
          <Field label={t("opportunity.nextStep")} required={isHalf}>
            <Input
              className={styles.input}
              input={{ className: styles.input }}
              value={values.objective}
              onChange={(_, data) => change({ objective: data.value })}
            />
          </Field>
          <Field label={t("opportunity.nextDate")} required={isHalf}>
            <Input
              className={styles.input}
              input={{ className: styles.input }}
              type="date"
              value={values.nextDate}
              onChange={(_, data) => change({ nextDate: data.value })}
            />
          </Field>
        </div>
      )}
      <div className={styles.buttons}>
        {report && <Button onClick={close}>{t("log.cancel")}</Button>}
        <Button type="submit" appearance="primary" disabled={write.isPending || isHalf}>
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}

/** Writes the next step where one was typed; tells whether nothing was left undone. */
function useNextStep(opportunity: Opportunity | null) {
  const change = useChangeOpportunity(opportunity ?? NO_OPPORTUNITY);
  return async ({ objective, nextDate }: ReportDraft): Promise<boolean> => {
    if (!opportunity || !objective.trim() || !nextDate) return true;
    return change.mutateAsync({ next_step: { objective: objective.trim(), date: nextDate } }).then(
      () => true,
      () => false,
    );
  };
}

/** Never written to: without an opportunity there is no next step. */
const NO_OPPORTUNITY = { id: "0", etag: "0" } as Opportunity;

function valuesOf(report: MeetingReport | undefined): ReportDraft {
  const { result = "went_well", discussed = "", promised = "", concerns = "" } = report ?? {};
  return { result, discussed, promised, concerns, objective: "", nextDate: "" };
}

function reportIn({ result, discussed, promised, concerns }: ReportDraft): NewMeetingReport {
  return { result, discussed, promised, concerns };
}
