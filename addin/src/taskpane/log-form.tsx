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
import type { Contact, MailContext, NewInteraction, Opportunity } from "../api/types";
import { draftOf, keepDraft } from "./drafts";
import { offersChoice } from "./link-state";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  heading: { ...typographyStyles.body1Strong, margin: 0 },
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
  readonly close: () => void;
}

export function LogForm({ kind, itemKey, context, close }: LogFormProps) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const log = useLogInteraction();
  const contacts = contactsOf(context);
  const [text, setText] = useState(draftOf(itemKey)?.text ?? "");
  const [contactId, setContactId] = useState(contacts[0]?.id);
  const write = (value: string) => {
    setText(value);
    keepDraft(itemKey, { kind, text: value });
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    log.mutate(interactionOf(kind, text, contactId, context), {
      onSuccess: () => {
        notices.show({ text: t(`log.saved.${kind}`) });
        close();
      },
      onError: () => notices.show({ text: t("log.failed") }),
    });
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
      <Textarea
        autoFocus
        aria-label={t(`log.${kind}Text`)}
        placeholder={t(`log.${kind}Text`)}
        rows={4}
        value={text}
        onChange={(_, data) => write(data.value)}
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

/** The linked opportunity; while several come into question, none. */
function chosenOpportunity(context: MailContext): Opportunity | null {
  return offersChoice(context) ? null : (context.link?.opportunity ?? null);
}

function contactsOf(context: MailContext): readonly Contact[] {
  return context.people.flatMap(({ contact }) => (contact ? [contact] : []));
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
