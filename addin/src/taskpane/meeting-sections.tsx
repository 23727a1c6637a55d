/** Beside an appointment: what to know before it, and afterwards what came out of it. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Edit20Regular } from "@fluentui/react-icons/svg/edit";
import { useState } from "react";
import { useRelations } from "../api/relations";
import { useMeetingReport } from "../api/reports";
import type { MailContext, MeetingReport } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import type { OpenAppointment } from "../outlook/open-item";
import { Section } from "../ui/section";
import { MeetingReportForm } from "./meeting-report-form";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
  text: { ...typographyStyles.body1, display: "block", whiteSpace: "pre-line" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  nothing: { ...typographyStyles.body1, color: tokens.colorNeutralForeground3, margin: 0 },
  pairs: { margin: 0, display: "grid", rowGap: tokens.spacingVerticalXS },
  label: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
  value: { ...typographyStyles.body1, margin: 0, whiteSpace: "pre-line" },
  result: { ...typographyStyles.body1Strong },
});

interface MeetingProps {
  readonly item: OpenAppointment;
  readonly context: MailContext;
}

export default function MeetingSections({ item, context }: MeetingProps) {
  const begun = item.start !== undefined && new Date(item.start) <= new Date(context.now);
  return begun && context.event_id ? (
    <Outcome item={item} context={context} eventId={context.event_id} />
  ) : (
    <Brief context={context} />
  );
}

/** What we promised and what stood in the way, from the last meetings with this customer. */
function Brief({ context }: { context: MailContext }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const relations = useRelations(context.account?.id);
  const now = new Date(context.now);
  const said = (relations.data?.reports ?? []).flatMap((report) => [
    ...(report.promised ? [{ report, kind: "promised" as const, text: report.promised }] : []),
    ...(report.concerns ? [{ report, kind: "concerns" as const, text: report.concerns }] : []),
  ]);
  return (
    <Section heading={t("meeting.brief")}>
      {said.length === 0 && relations.data && (
        <p className={styles.nothing}>{t("meeting.nothingPromised")}</p>
      )}
      <ul className={styles.list}>
        {said.map(({ report, kind, text }) => (
          <li key={`${report.event_id} ${report.held_at} ${kind}`}>
            <span className={styles.text}>{text}</span>
            <span className={styles.about}>
              {[
                t(`meeting.${kind}`),
                report.author?.name,
                report.held_at && format.distance(new Date(report.held_at), now),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Outcome({ item, context, eventId }: MeetingProps & { eventId: string }) {
  const t = usePaneText();
  const [editing, setEditing] = useState(false);
  const found = useMeetingReport(eventId, item.start);
  const report = found.data?.report ?? undefined;
  if (!found.data) return <Section heading={t("meeting.outcome")}>{null}</Section>;
  const edit = (
    <Button
      size="small"
      appearance="subtle"
      icon={<Edit20Regular />}
      aria-label={t("meeting.edit")}
      title={t("meeting.edit")}
      onClick={() => setEditing(true)}
    />
  );
  return (
    <Section heading={t("meeting.outcome")} action={report && !editing ? edit : undefined}>
      {report && !editing ? (
        <Written report={report} now={context.now} />
      ) : (
        <MeetingReportForm
          key={report?.etag ?? "new"}
          item={item}
          context={context}
          eventId={eventId}
          report={report}
          close={() => setEditing(false)}
        />
      )}
    </Section>
  );
}

function Written({ report, now }: { report: MeetingReport; now: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const texts = (["discussed", "promised", "concerns"] as const).filter((name) => report[name] !== "");
  const when = format.distance(new Date(report.written_at), new Date(now));
  return (
    <>
      <span className={styles.result}>{t(`meeting.result.${report.result}`)}</span>
      <dl className={styles.pairs}>
        {texts.map((name) => (
          <div key={name}>
            <dt className={styles.label}>{t(`meeting.${name}`)}</dt>
            <dd className={styles.value}>{report[name]}</dd>
          </div>
        ))}
      </dl>
      <span className={styles.about}>
        {report.author ? t("meeting.writtenBy", { name: report.author.name, when }) : when}
      </span>
    </>
  );
}
