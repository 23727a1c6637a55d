/** Mails that are written often, filled from the opportunity in the draft's language, one click to insert. */
import { Button, Dropdown, makeStyles, Option, tokens } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useMe } from "../api/me";
import type { MailContext } from "../api/types";
import { createFormat } from "../i18n/format";
import { filledTemplate, TEMPLATE_NAMES, type TemplateName, templateTitle } from "../i18n/templates";
import type { Language } from "../i18n/translate";
import { Section } from "../ui/section";
import { chosenOpportunity } from "./link-state";
import { useNotices } from "./notice";
import { usePaneServices } from "./pane-services";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
  choice: { flexGrow: 1, minWidth: 0 },
});

interface TemplateSectionProps {
  readonly context: MailContext;
  readonly language: Language;
  /** Where the language is chosen. */
  readonly action: ReactNode;
}

export function TemplateSection({ context, language, action }: TemplateSectionProps) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const { outlook } = usePaneServices();
  const [name, setName] = useState<TemplateName>("follow_up");
  const gaps = useGaps(context, language);
  const insert = () => {
    const { subject, body } = filledTemplate(name, language, gaps);
    return outlook.insert(body, subject).then(
      () => notices.show({ text: t("template.inserted") }),
      () => notices.show({ text: t("template.failed") }),
    );
  };
  return (
    <Section heading={t("template.heading")} action={action}>
      <div className={styles.row}>
        <Dropdown
          className={styles.choice}
          aria-label={t("template.choose")}
          value={templateTitle(name, language)}
          selectedOptions={[name]}
          onOptionSelect={(_, data) => setName((data.optionValue as TemplateName | undefined) ?? name)}
        >
          {TEMPLATE_NAMES.map((one) => (
            <Option key={one} value={one}>
              {templateTitle(one, language)}
            </Option>
          ))}
        </Dropdown>
        <Button appearance="primary" onClick={insert}>
          {t("template.insert")}
        </Button>
      </div>
    </Section>
  );
}

function useGaps(context: MailContext, language: Language) {
  const me = useMe();
  const opportunity = chosenOpportunity(context) ?? onlyOpen(context);
  const format = createFormat(language);
  const now = new Date(context.now);
  return {
    name: context.people.find(({ contact }) => contact)?.contact?.name.split(" ")[0],
    opportunity: opportunity?.name,
    amount: opportunity?.amount ? format.money(opportunity.amount) : undefined,
    closes: opportunity?.close_date ? format.day(opportunity.close_date, now) : undefined,
    next: opportunity?.next_step?.objective,
    me: me.data?.name,
  };
}

function onlyOpen(context: MailContext) {
  const open = context.opportunities.filter(({ is_open: isOpen }) => isOpen);
  return open.length === 1 ? open[0] : null;
}
