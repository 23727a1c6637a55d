/** What stands beside a draft: templates and free times, both in the language of whoever it is for. */
import { makeStyles, ToggleButton } from "@fluentui/react-components";
import { useState } from "react";
import { useRelations } from "../api/relations";
import type { MailContext } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { type Language, languageOf } from "../i18n/translate";
import { TimesSection } from "./booking/times-section";
import { TemplateSection } from "./template-section";
import { usePaneText } from "./texts";

const LANGUAGES = ["es", "en"] as const;

const useStyles = makeStyles({ languages: { display: "flex" } });

export default function ComposeSections({ context }: { context: MailContext }) {
  const theirs = useTheirLanguage(context);
  const [chosen, choose] = useState<Language>();
  const language = chosen ?? theirs;
  return (
    <>
      <TemplateSection
        context={context}
        language={language}
        action={<Languages language={language} choose={choose} />}
      />
      <TimesSection context={context} language={language} />
    </>
  );
}

function Languages(props: { language: Language; choose: (language: Language) => void }) {
  const styles = useStyles();
  const t = usePaneText();
  return (
    <div className={styles.languages}>
      {LANGUAGES.map((one) => (
        <ToggleButton
          key={one}
          size="small"
          appearance="subtle"
          checked={one === props.language}
          aria-label={t(`template.in.${one}`)}
          onClick={() => props.choose(one)}
        >
          {one.toUpperCase()}
        </ToggleButton>
      ))}
    </div>
  );
}

/** The language of whoever the draft is for, as their contact has it; the reader's own where that is not known. */
function useTheirLanguage(context: MailContext): Language {
  const { language } = useLocale();
  const relations = useRelations(context.account?.id);
  const first = context.people.find(({ contact }) => contact)?.contact?.id;
  const theirs = relations.data?.contacts.find(({ id }) => id === first)?.language;
  return theirs ? languageOf(theirs) : language;
}
