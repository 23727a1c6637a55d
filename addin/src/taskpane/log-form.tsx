/** Writes down a call or a note; it goes to the linked opportunity, or to the account where there is none. */
import {
  Button,
  Field,
  makeStyles,
  Select,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { useLogInteraction } from "../api/interactions";
import { useRelations } from "../api/relations";
import type { Contact, MailContext, NewInteraction } from "../api/types";
import { draftOf, keepDraft } from "./drafts";
import { chosenOpportunity } from "./link-state";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  heading: { ...typographyStyles.body1Strong, margin: 0 },
  outcomes: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalXS,
    border: "none",
    margin: 0,
    padding: 0,
  },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "center" },
  about: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    flexGrow: 1,
    minWidth: 0,
  },
});

interface LogFormProps {
  readonly kind: NewInteraction["kind"];
  readonly itemKey: string;
  readonly context: MailContext;
  /** Whom the call is with, when that is known. */
  readonly contactId: string | undefined;
  readonly close: () => void;
}

/** How a call ended, each one click. */
const OUTCOMES = ["talked", "voicemail", "noAnswer"] as const;

export function LogForm({ kind, itemKey, context, contactId: given, close }: LogFormProps) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const log = useLogInteraction();
  const contacts = useContacts(context, given);
  const [text, setText] = useState(draftOf(itemKey)?.text ?? "");
  const [contactId, setContactId] = useState(given ?? contacts[0]?.id);
  const type = (value: string) => {
    setText(value);
    keepDraft(itemKey, { kind, text: value });
  };
  const write = (summary: string) =>
    log.mutate(interactionOf(kind, summary, contactId, context), {
      onSuccess: () => {
        notices.show({ text: t(`log.saved.${kind}`) });
        close();
      },
      onError: () => notices.show({ text: t("log.failed") }),
    });
  const save = (event: FormEvent) => {
    event.preventDefault();
    write(text);
  };
  const about = chosenOpportunity(context)?.name ?? context.account?.name ?? "";
  return (
    <form className={styles.form} onSubmit={save} aria-label={t(`log.${kind}Title`)}>
      <h2 className={styles.heading}>{t(`log.${kind}Title`)}</h2>
      {contacts.length > 1 && (
        <Field label={t("log.with")} orientation="horizontal">
          <Select size="small" value={contactId} onChange={(_, data) => setContactId(data.value)}>
            {contacts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {kind === "call" && (
        <fieldset className={styles.outcomes} aria-label={t("log.outcome")}>
          {OUTCOMES.map((outcome) => (
            <Button
              key={outcome}
              size="small"
              shape="circular"
              disabled={log.isPending}
              onClick={() => write([t(`log.outcome.${outcome}`), text.trim()].filter(Boolean).join(". "))}
            >
              {t(`log.outcome.${outcome}`)}
            </Button>
          ))}
        </fieldset>
      )}
      <Textarea
        autoFocus
        aria-label={t(`log.${kind}Text`)}
        placeholder={t(`log.${kind}Text`)}
        rows={4}
        value={text}
        onChange={(_, data) => type(data.value)}
      />
      <div className={styles.buttons}>
        <span className={styles.about}>{t("log.about", { name: about })}</span>
        <Button size="small" onClick={close}>
          {t("log.cancel")}
        </Button>
        <Button
          size="small"
          type="submit"
          appearance="primary"
          disabled={text.trim() === "" || log.isPending}
        >
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}

/** The people of the mail, and whoever of their company was asked to be called. */
function useContacts(
  context: MailContext,
  given: string | undefined,
): readonly Pick<Contact, "id" | "name">[] {
  const relations = useRelations(context.account?.id);
  const present = context.people.flatMap(({ contact }) => (contact ? [contact] : []));
  const beside = (relations.data?.contacts ?? []).filter(({ id }) => id === given);
  return [...present, ...beside.filter(({ id }) => !present.some((one) => one.id === id))];
}

function interactionOf(
  kind: NewInteraction["kind"],
  text: string,
  contactId: string | undefined,
  context: MailContext,
): NewInteraction {
  const opportunity = chosenOpportunity(context);
  return {
    kind,
    summary: text.trim(),
    contact_ids: contactId ? [contactId] : [],
    ...(opportunity && { opportunity_id: opportunity.id }),
    ...(context.account && { account_id: context.account.id }),
  };
}
