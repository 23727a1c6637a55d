/** What Trato knows about the open item, laid out by the state the server names. */
import { Button, makeStyles } from "@fluentui/react-components";
import { BotSparkle24Regular } from "@fluentui/react-icons/svg/bot-sparkle";
import { BuildingRegular } from "@fluentui/react-icons/svg/building";
import { People28Regular } from "@fluentui/react-icons/svg/people";
import { PersonAdd28Regular } from "@fluentui/react-icons/svg/person-add";
import { Prohibited28Regular } from "@fluentui/react-icons/svg/prohibited";
import { useState } from "react";
import type { LinkTarget, MailContext } from "../api/types";
import type { OpenItem } from "../outlook/open-item";
import { PageMessage } from "../ui/page-message";
import { AccountHeader } from "./account-header";
import { ActivitySection } from "./activity-section";
import { LinkPicker } from "./link-picker";
import { LogBar } from "./log-bar";
import { OpportunitySection } from "./opportunity-section";
import { PeopleSection } from "./people-section";
import { type PaneText, usePaneText } from "./texts";
import { useUndoableExclusion } from "./use-link-changes";

const useStyles = makeStyles({
  scroll: { flexGrow: 1, minHeight: 0, overflowY: "auto", scrollbarGutter: "stable", scrollbarWidth: "thin" },
});

export function ContextView({ item, context }: { item: OpenItem; context: MailContext }) {
  const styles = useStyles();
  const [picking, setPicking] = useState(false);
  const target = linkTarget(context);
  const pick = target ? () => setPicking(true) : undefined;

  if (picking && target)
    return <LinkPicker context={context} target={target} close={() => setPicking(false)} />;
  return (
    <>
      <div className={styles.scroll}>
        <Body context={context} target={target} pick={pick} />
      </div>
      {context.account && <LogBar itemKey={item.key} context={context} />}
    </>
  );
}

interface BodyProps {
  readonly context: MailContext;
  readonly target: LinkTarget | null;
  readonly pick: (() => void) | undefined;
}

function Body({ context, target, pick }: BodyProps) {
  switch (context.state) {
    case "known":
    case "unknown_person":
    case "several_accounts":
      return <Known context={context} target={target} pick={pick} />;
    case "excluded":
      return <Excluded target={target} />;
    default:
      return context.link?.account || context.link?.opportunity ? (
        <Known context={context} target={target} pick={pick} />
      ) : (
        <NoCustomer context={context} pick={pick} />
      );
  }
}

function Known({ context, target, pick }: BodyProps) {
  return (
    <>
      <AccountHeader context={context} target={target} pick={pick} />
      <PeopleSection people={context.people} />
      <OpportunitySection context={context} />
      <ActivitySection context={context} />
    </>
  );
}

const icons = {
  unknown_company: <BuildingRegular />,
  internal: <People28Regular />,
  automated: <BotSparkle24Regular />,
  empty: <PersonAdd28Regular />,
};

function NoCustomer({ context, pick }: { context: MailContext; pick: (() => void) | undefined }) {
  const t = usePaneText();
  const state = context.state as keyof typeof icons;
  const { title, text } = noCustomerTexts(context, t);
  return (
    <>
      <PageMessage icon={icons[state]} title={title} text={text}>
        {pick && state !== "empty" && (
          <Button appearance={state === "unknown_company" ? "primary" : "secondary"} onClick={pick}>
            {t(state === "unknown_company" ? "state.unknownCompany.link" : "action.linkAnyway")}
          </Button>
        )}
      </PageMessage>
      {state !== "automated" && <PeopleSection people={context.people} />}
    </>
  );
}

function noCustomerTexts(context: MailContext, t: PaneText): { title: string; text: string } {
  switch (context.state) {
    case "internal":
      return { title: t("state.internal.title"), text: t("state.internal.text") };
    case "automated":
      return { title: t("state.automated.title"), text: automatedText(context.automated?.kind, t) };
    case "empty":
      return { title: t("state.empty.title"), text: t("state.empty.text") };
    default:
      return { title: t("state.unknownCompany.title"), text: t("state.unknownCompany.text") };
  }
}

function automatedText(kind: string | undefined, t: PaneText): string {
  switch (kind) {
    case "bounce":
    case "auto_reply":
    case "list":
    case "bulk":
    case "calendar":
      return t(`state.automated.${kind}`);
    default:
      return t("state.automated.system");
  }
}

function Excluded({ target }: { target: LinkTarget | null }) {
  const t = usePaneText();
  return (
    <PageMessage
      icon={<Prohibited28Regular />}
      title={t("state.excluded.title")}
      text={t("state.excluded.text")}
    >
      {target && <CountAgain target={target} />}
    </PageMessage>
  );
}

function CountAgain({ target }: { target: LinkTarget }) {
  const t = usePaneText();
  const { include } = useUndoableExclusion(target);
  return <Button onClick={include}>{t("action.undo")}</Button>;
}

function linkTarget(context: MailContext): LinkTarget | null {
  if (context.thread_id) return { kind: "threads", id: context.thread_id };
  if (context.event_id) return { kind: "events", id: context.event_id };
  return null;
}
