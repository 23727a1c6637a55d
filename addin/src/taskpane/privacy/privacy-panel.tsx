/** Who may read the open conversation, undoing all that was decided about its sender, and forgetting that person. */
import {
  Button,
  Field,
  makeStyles,
  Radio,
  RadioGroup,
  Select,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import { type ReactNode, useId, useState } from "react";
import {
  type ForgettingScope,
  useDecided,
  useForgetPerson,
  useUndoAllOf,
  useWouldGo,
} from "../../api/discretion";
import { useChooseVisibility, useVisibility } from "../../api/privacy";
import type { MailContext, Person, Visibility, VisibilityLevel } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { useNotices } from "../notice";
import { usePaneText } from "../texts";
import { useDiscretionText } from "./texts";

const LEVELS = ["metadata", "subject", "full"] as const;

const useStyles = makeStyles({
  panel: { display: "flex", flexDirection: "column", height: "100%", minHeight: 0 },
  top: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  title: { ...typographyStyles.body1Strong, margin: 0 },
  body: { flexGrow: 1, minHeight: 0, overflowY: "auto", padding: `0 ${tokens.spacingHorizontalL}` },
  section: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalL} 0`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  heading: { ...typographyStyles.body1Strong, margin: 0, overflowWrap: "anywhere" },
  text: { ...typographyStyles.body1, margin: 0, overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

interface PrivacyPanelProps {
  readonly context: MailContext;
  readonly close: () => void;
}

export default function PrivacyPanel({ context, close }: PrivacyPanelProps) {
  const styles = useStyles();
  const t = useDiscretionText();
  const pane = usePaneText();
  const sender = context.people.find(({ role }) => role === "from");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from anywhere inside, beside the Back button
    <div className={styles.panel} onKeyDown={(event) => event.key === "Escape" && close()}>
      <div className={styles.top}>
        <Button
          appearance="subtle"
          autoFocus
          icon={<ArrowLeft20Regular />}
          aria-label={pane("picker.back")}
          onClick={close}
        />
        <h1 className={styles.title}>{t("panel.title")}</h1>
      </div>
      <div className={styles.body}>
        {context.thread_id && <Readers threadId={context.thread_id} />}
        {sender && sender.kind !== "colleague" && <OfSender sender={sender} />}
        {sender?.contact && <Forget contactId={sender.contact.id} name={sender.contact.name} close={close} />}
      </div>
    </div>
  );
}

function Section({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {heading}
      </h2>
      {children}
    </section>
  );
}

function Readers({ threadId }: { readonly threadId: string }) {
  const visibility = useVisibility();
  // Whoever has no mailbox here holds no conversation of which they could decide.
  if (!visibility.data?.has_mailbox) return null;
  return <Levels threadId={threadId} found={visibility.data} />;
}

function Levels({ threadId, found }: { readonly threadId: string; readonly found: Visibility }) {
  const styles = useStyles();
  const t = useDiscretionText();
  const notices = useNotices();
  const choose = useChooseVisibility();
  const own = found.items.find((one) => one.kind === "thread" && one.thread_id === threadId)?.level ?? null;
  const shown = choose.isPending ? choose.variables.level : own;
  const change = (level: VisibilityLevel | null) =>
    choose.mutateAsync({ scope: "mailbox", thread_id: threadId, level });
  const pick = (level: VisibilityLevel | null) =>
    change(level).then(
      () => notices.show({ text: t("level.done"), undo: () => void change(own) }),
      () => notices.show({ text: t("failed") }),
    );
  return (
    <Section heading={t("level.title")}>
      <RadioGroup
        aria-label={t("level.title")}
        value={shown ?? "default"}
        onChange={(_, { value }) => void pick(value === "default" ? null : (value as VisibilityLevel))}
      >
        <Radio value="default" label={t("level.default", { level: t(`level.${found.mailbox_level}`) })} />
        {LEVELS.map((one) => (
          <Radio key={one} value={one} label={t(`level.${one}`)} />
        ))}
      </RadioGroup>
      <p className={styles.quiet}>{t("level.least")}</p>
    </Section>
  );
}

function OfSender({ sender }: { readonly sender: Person }) {
  const styles = useStyles();
  const t = useDiscretionText();
  const { format } = useLocale();
  const notices = useNotices();
  const decided = useDecided(sender.address);
  const undo = useUndoAllOf(sender.address);
  const [asking, setAsking] = useState(false);
  if (!decided.data) return null;
  const name = sender.contact?.name || sender.name || sender.address;
  const count = decided.data.decided;
  const number = format.number(count);
  const go = () =>
    undo.mutateAsync().then(
      ({ undone }) => {
        setAsking(false);
        notices.show({ text: t("sender.done", { count: undone, number: format.number(undone) }) });
      },
      () => notices.show({ text: t("failed") }),
    );
  return (
    <Section heading={t("sender.title", { name })}>
      <p className={styles.text}>
        {count === 0 ? t("sender.none", { name }) : t("sender.count", { count, number, name })}
      </p>
      {count > 0 && !asking && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t("sender.undo")}
        </Button>
      )}
      {asking && count > 0 && (
        <>
          <p className={styles.text}>{t("sender.sure")}</p>
          <div className={styles.buttons}>
            <Button size="small" appearance="primary" disabled={undo.isPending} onClick={() => void go()}>
              {t("sender.confirm", { count, number })}
            </Button>
            <Button size="small" appearance="subtle" onClick={() => setAsking(false)}>
              {t("action.cancel")}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}

interface ForgetProps {
  readonly contactId: string;
  readonly name: string;
  readonly close: () => void;
}

function Forget({ contactId, name, close }: ForgetProps) {
  const styles = useStyles();
  const t = useDiscretionText();
  const { format } = useLocale();
  const notices = useNotices();
  const visibility = useVisibility();
  const look = useWouldGo(contactId);
  const change = useForgetPerson(contactId);
  const [chosen, setScope] = useState<ForgettingScope>();
  const found = visibility.data;
  if (!found || !(found.has_mailbox || found.can_decide_for_all)) return null;
  const scope = chosen ?? (found.has_mailbox ? "mailbox" : "organisation");
  const failed = () => notices.show({ text: t("failed") });
  const back = () =>
    change
      .mutateAsync({ scope, back: true })
      .then(() => notices.show({ text: t("forget.undone", { name }) }), failed);
  const go = () =>
    change.mutateAsync({ scope, back: false }).then(() => {
      notices.show({ text: t("forget.done", { name }), undo: () => void back() });
      close();
    }, failed);
  const would = look.data;
  return (
    <Section heading={t("forget.title", { name })}>
      {found.has_mailbox && found.can_decide_for_all && (
        <Field label={t("forget.where")}>
          <Select
            value={scope}
            onChange={(_, { value }) => {
              setScope(value as ForgettingScope);
              look.reset();
            }}
          >
            <option value="mailbox">{t("forget.mailbox")}</option>
            <option value="organisation">{t("forget.organisation")}</option>
          </Select>
        </Field>
      )}
      {would ? (
        <>
          <p className={styles.text}>{t("forget.about", { addresses: format.list(would.addresses) })}</p>
          <ul className={styles.list}>
            {(["mails", "events", "interactions"] as const).map((what) => (
              <li key={what} className={styles.text}>
                {t(`forget.${what}`, { count: would[what], number: format.number(would[what]) })}
              </li>
            ))}
          </ul>
          <div className={styles.buttons}>
            <Button size="small" appearance="primary" disabled={change.isPending} onClick={() => void go()}>
              {t("forget.confirm", { name })}
            </Button>
            <Button size="small" appearance="subtle" onClick={() => look.reset()}>
              {t("action.cancel")}
            </Button>
          </div>
        </>
      ) : (
        <Button
          size="small"
          disabled={look.isPending}
          onClick={() => look.mutate(scope, { onError: failed })}
        >
          {t("forget.look")}
        </Button>
      )}
    </Section>
  );
}
