/** Writes an appointment, so that the pane can be seen beside one; the stand-in has no way to send it. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { useCallback, useRef } from "react";
import type { Ask } from "./office-standin/protocol";
import type { Meeting } from "./open-items";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  editor: {
    display: "flex",
    flexDirection: "column",
    gap: "8px",
    padding: "12px 16px",
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  top: { display: "flex", justifyContent: "space-between", alignItems: "center" },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  row: { display: "grid", gridTemplateColumns: "1fr 1fr", gap: "8px" },
});

interface MeetingEditorProps {
  readonly meeting: Meeting;
  readonly change: (meeting: Meeting) => void;
  readonly discard: () => void;
}

export function MeetingEditor({ meeting, change, discard }: MeetingEditorProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const time = (name: "start" | "end", label: string) => (
    <Field label={label}>
      <Input
        type="datetime-local"
        value={localTime(meeting[name])}
        onChange={(_, { value }) => value && change({ ...meeting, [name]: new Date(value) })}
      />
    </Field>
  );
  return (
    <section className={styles.editor} aria-label={t("calendar.new")}>
      <div className={styles.top}>
        <h3 className={styles.title}>{t("calendar.new")}</h3>
        <Button appearance="subtle" icon={<Delete20Regular />} onClick={discard}>
          {t("draft.discard")}
        </Button>
      </div>
      <Field label={t("draft.subject")} orientation="horizontal">
        <Input value={meeting.subject} onChange={(_, data) => change({ ...meeting, subject: data.value })} />
      </Field>
      <Field label={t("calendar.guests")} orientation="horizontal">
        <Input value={meeting.guests} onChange={(_, data) => change({ ...meeting, guests: data.value })} />
      </Field>
      <div className={styles.row}>
        {time("start", t("calendar.starts"))}
        {time("end", t("calendar.ends"))}
      </div>
      <Textarea
        aria-label={t("draft.body")}
        value={meeting.body}
        onChange={(_, data) => change({ ...meeting, body: data.value })}
      />
    </section>
  );
}

/** What the add-in may do with the appointment that is being written. */
export function useMeetingAnswers(
  meeting: Meeting | null,
  change: (meeting: Meeting) => void,
): (ask: Ask) => Promise<string> {
  const latest = useRef(meeting);
  latest.current = meeting;
  return useCallback(
    async (ask: Ask) => {
      const present = latest.current;
      if (!present) throw new Error("The appointment was closed.");
      if (ask.kind === "text") return present.body;
      if (ask.kind === "insert") change({ ...present, body: present.body + ask.text });
      if (ask.kind === "subject") change({ ...present, subject: ask.text });
      return "";
    },
    [change],
  );
}

/** As the input wants it: local, to the minute, without zone. */
function localTime(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
