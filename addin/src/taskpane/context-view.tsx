/** What Trato knows about the open item, laid out by the state the server names. */
import { Button, makeStyles } from "@fluentui/react-components";
import { BotSparkle24Regular } from "@fluentui/react-icons/svg/bot-sparkle";
import { BuildingRegular } from "@fluentui/react-icons/svg/building";
import { People28Regular } from "@fluentui/react-icons/svg/people";
import { PersonAdd28Regular } from "@fluentui/react-icons/svg/person-add";
import { Prohibited28Regular } from "@fluentui/react-icons/svg/prohibited";
import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { LinkTarget, MailContext } from "../api/types";
import type { OpenItem } from "../outlook/open-item";
import { lazily, Part } from "../ui/lazily";
import { PageMessage } from "../ui/page-message";
import { AccountHeader } from "./account-header";
import { AccountSection } from "./account-section";
import { ActivitySection } from "./activity-section";
import { DraftWarnings } from "./draft-warnings-bars";
import { draftOf, forgetDraft } from "./drafts";
import { chosenOpportunity, linkTarget } from "./link-state";
import { LogBar } from "./log-bar";
import { NextAppointment } from "./next-appointment";
import { OpenPoints } from "./open-points";
import { OpportunitySection } from "./opportunity-section";
import { type Begin, type PaneAction, PaneActionsContext } from "./pane-actions";
import { PaneSkeleton } from "./pane-skeleton";
import { PartMissing } from "./part-missing";
import { PeopleSection } from "./people-section";
import { type PaneText, usePaneText } from "./texts";
import { useUndoableExclusion } from "./use-link-changes";

// What opens by a click, or stands beside a draft only, is no part of the first paint.
const MailMeetings = lazily(() => import("../meetings/mail-meetings"));
const PhoneSection = lazily(() => import("./phones/phone-section"));
const LinkPicker = lazily(() => import("./link-picker"));
const ContactPanel = lazily(() => import("./contact-panel"));
const OpportunityPanel = lazily(() => import("./opportunity-panel"));
const MeetingSections = lazily(() => import("./meeting-sections"));
const ComposeSections = lazily(() => import("./compose-sections"));
const BookingPanel = lazily(() => import("./booking/booking-panel"));
const ApprovalPanel = lazily(() => import("./booking/approval-panel"));
const PrivacyPanel = lazily(() => import("./privacy/privacy-panel"));

const useStyles = makeStyles({
  scroll: { flexGrow: 1, minHeight: 0, overflowY: "auto", scrollbarGutter: "stable", scrollbarWidth: "thin" },
});

export function ContextView({ item, context }: { item: OpenItem; context: MailContext }) {
  const styles = useStyles();
  const draft = draftOf(item.key);
  const [logging, setLogging] = useState<Logging | null>(draft ? { kind: draft.kind } : null);
  const [step, setStep] = useState<Stepping | null>(null);
  const leave = useCallback(() => setStep(null), []);
  const target = linkTarget(context);
  const isPainted = usePainted();
  const isMeeting = context.automated?.kind === "calendar" && item.kind === "message";
  const meetingsOf = isMeeting ? item.internetMessageId : undefined;
  const begin = useReturningFocus(step !== null, setStep, setLogging);
  const pick = target ? () => begin({ kind: "link" }) : undefined;
  const close = useCallback(() => {
    forgetDraft(item.key);
    setLogging(null);
  }, [item.key]);

  return (
    <PaneActionsContext value={begin}>
      {step && (
        <Part waiting={<PaneSkeleton />} failure={(retry) => <PartMissing retry={retry} leave={leave} />}>
          <Step action={step} item={item} context={context} target={target} close={leave} />
        </Part>
      )}
      {/* What a step covers stays as it was: scrolled, opened, half-typed. */}
      <div className={styles.scroll} hidden={step !== null}>
        <Body {...{ item, context, target, pick, isPainted }} />
        {isPainted && meetingsOf && (
          <Part>
            <MailMeetings internetMessageId={meetingsOf} />
          </Part>
        )}
        {isPainted && (
          <Part>
            <PhoneSection people={context.people} />
          </Part>
        )}
      </div>
      {context.account && (
        <div hidden={step !== null}>
          <LogBar itemKey={item.key} context={context} action={logging} close={close} />
        </div>
      )}
    </PaneActionsContext>
  );
}

/** Begins something, and when a step over the pane is over puts the focus back to where it was begun. */
function useReturningFocus(
  isStepping: boolean,
  setStep: (action: Stepping) => void,
  setLogging: (action: Logging) => void,
): Begin {
  const begunAt = useRef<Element | null>(null);
  useEffect(() => {
    if (isStepping) return;
    if (begunAt.current instanceof HTMLElement) begunAt.current.focus();
    begunAt.current = null;
  }, [isStepping]);
  return useCallback(
    (action) => {
      begunAt.current = isStep(action) ? document.activeElement : null;
      if (isStep(action)) setStep(action);
      else setLogging(action);
    },
    [setStep, setLogging],
  );
}

/** These fit the foot of the pane; the others take all of it. */
type Logging = Extract<PaneAction, { kind: "call" | "note" | "task" }>;
type Stepping = Exclude<PaneAction, Logging>;

function isStep(action: PaneAction): action is Stepping {
  return action.kind !== "call" && action.kind !== "note" && action.kind !== "task";
}

interface StepProps {
  readonly action: Stepping;
  readonly item: OpenItem;
  readonly context: MailContext;
  readonly target: LinkTarget | null;
  readonly close: () => void;
}

function Step({ action, item, context, target, close }: StepProps) {
  const { account } = context;
  switch (action.kind) {
    case "link":
      return target && <LinkPicker context={context} target={target} close={close} />;
    case "contact":
      return account && <ContactPanel item={item} person={action.person} account={account} close={close} />;
    case "opportunity":
      return (
        account && (
          <OpportunityPanel
            context={context}
            account={account}
            subject={item.subject}
            target={target}
            close={close}
          />
        )
      );
    case "book": {
      const { opportunity, proposal, slot } = action;
      return <BookingPanel {...{ context, opportunity, proposal, slot, close }} />;
    }
    case "privacy":
      return <PrivacyPanel context={context} close={close} />;
    case "approval":
      return <ApprovalPanel context={context} opportunity={action.opportunity} close={close} />;
  }
}

interface BodyProps {
  readonly item: OpenItem;
  readonly context: MailContext;
  readonly target: LinkTarget | null;
  readonly pick: (() => void) | undefined;
  readonly isPainted: boolean;
}

function Body(props: BodyProps) {
  const { context, target, pick } = props;
  switch (context.state) {
    case "known":
    case "unknown_person":
    case "several_accounts":
      return <Known {...props} />;
    case "excluded":
      return <Excluded target={target} />;
    default:
      return context.link?.account || context.link?.opportunity ? (
        <Known {...props} />
      ) : (
        <NoCustomer context={context} pick={pick} />
      );
  }
}

/** What is known at once comes first; what streams in has its place kept, or stands at the end. */
function Known({ item, context, target, pick, isPainted }: BodyProps) {
  const opportunity = chosenOpportunity(context);
  return (
    <>
      {item.kind === "compose" && <DraftWarnings context={context} target={target} />}
      <AccountHeader context={context} target={target} pick={pick} />
      {item.kind === "compose" && (
        <Part>
          <ComposeSections context={context} />
        </Part>
      )}
      {item.kind === "appointment" && context.account && (
        <Part>
          <MeetingSections item={item} context={context} />
        </Part>
      )}
      <PeopleSection people={context.people} canAdd={context.account !== null} />
      <OpportunitySection context={context}>
        {opportunity?.is_open && item.kind !== "compose" && (
          <NextAppointment opportunity={opportunity} now={context.now} />
        )}
      </OpportunitySection>
      {isPainted && (
        <>
          {context.account && <OpenPoints item={item} context={context} />}
          <ActivitySection context={context} saysNext={item.kind !== "compose"} />
          {context.account && <AccountSection account={context.account} now={context.now} />}
        </>
      )}
    </>
  );
}

/** Whether who writes and what it concerns is on screen already: what stands below it must not delay it. */
function usePainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => startTransition(() => setPainted(true)), []);
  return isPainted;
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
      {state !== "automated" && <PeopleSection people={context.people} canAdd={false} />}
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
