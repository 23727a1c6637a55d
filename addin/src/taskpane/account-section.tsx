/** The customer behind the mail: its other people by whom they report to, and who of us is in touch. */
import { Button, Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Call20Regular } from "@fluentui/react-icons/svg/call";
import { useState } from "react";
import { useRelations } from "../api/relations";
import type { Account, InTouch, KnownContact } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { InfluenceBar } from "../ui/influence-bar";
import { Section } from "../ui/section";
import { organisation } from "./organisation";
import { useBegin } from "./pane-actions";
import { DIALLING, dialled, telephone } from "./phone-number";
import { usePaneText } from "./texts";

const SHOWN = 4;
const INDENT_PX = 14;

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0 },
  row: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minHeight: "40px",
    padding: `${tokens.spacingVerticalXS} 0`,
  },
  branch: { borderLeft: `1px solid ${tokens.colorNeutralStroke1}`, paddingLeft: tokens.spacingHorizontalS },
  words: { minWidth: 0, flexGrow: 1 },
  name: { ...typographyStyles.body1, display: "block" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  standing: {
    ...typographyStyles.caption1,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
  },
  call: { marginRight: "-6px", flexShrink: 0 },
  times: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, whiteSpace: "nowrap" },
});

export function AccountSection({ account, now }: { account: Account; now: string }) {
  const t = usePaneText();
  const relations = useRelations(account.id);
  const { contacts = [], colleagues = [] } = relations.data ?? {};
  return (
    <>
      {contacts.length > 0 && (
        <Section heading={t("organisation.heading", { account: account.name })}>
          <Contacts contacts={contacts} now={new Date(now)} />
        </Section>
      )}
      {colleagues.length > 0 && (
        <Section heading={t("colleagues.heading")}>
          <Colleagues colleagues={colleagues} now={new Date(now)} />
        </Section>
      )}
    </>
  );
}

function Contacts({ contacts, now }: { contacts: readonly KnownContact[]; now: Date }) {
  const styles = useStyles();
  const t = usePaneText();
  const [all, setAll] = useState(false);
  const places = organisation(contacts);
  const hidden = places.length - SHOWN;
  const shown = all || hidden <= 1 ? places : places.slice(0, SHOWN);
  return (
    <>
      <ul className={styles.list}>
        {shown.map(({ contact, depth, reportsTo }) => (
          <li key={contact.id} style={{ paddingLeft: depth * INDENT_PX }}>
            <div className={depth > 0 ? styles.branch : undefined}>
              <ContactRow contact={contact} reportsTo={reportsTo} now={now} />
            </div>
          </li>
        ))}
      </ul>
      {hidden > 1 && (
        <Link as="button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("people.fewer") : t("people.more", { count: hidden })}
        </Link>
      )}
    </>
  );
}

interface ContactRowProps {
  readonly contact: KnownContact;
  readonly reportsTo: string | undefined;
  readonly now: Date;
}

function ContactRow({ contact, reportsTo, now }: ContactRowProps) {
  const styles = useStyles();
  const t = usePaneText();
  const begin = useBegin();
  const { format } = useLocale();
  const number = telephone(contact);
  const about = [
    contact.title ?? contact.department,
    contact.last_at ? format.distance(new Date(contact.last_at), now) : t("organisation.never"),
  ];
  return (
    <div className={styles.row}>
      <span className={styles.words}>
        <span className={styles.name}>{contact.name}</span>
        <span className={styles.about}>{about.filter(Boolean).join(" · ")}</span>
        {reportsTo && <span hidden>{t("organisation.reportsTo", { name: reportsTo })}</span>}
        {(contact.buying_role || contact.influence != null) && (
          <span className={styles.standing}>
            {contact.buying_role && t(`role.${contact.buying_role}`)}
            {contact.influence != null && (
              <InfluenceBar
                value={contact.influence}
                label={t("people.influence", { value: contact.influence })}
              />
            )}
          </span>
        )}
      </span>
      {number && (
        <Button
          as="a"
          href={dialled(number)}
          {...DIALLING}
          appearance="subtle"
          icon={<Call20Regular />}
          aria-label={t("people.call", { name: contact.name, number })}
          title={number}
          className={styles.call}
          onClick={() => begin({ kind: "call", contactId: contact.id })}
        />
      )}
    </div>
  );
}

function Colleagues({ colleagues, now }: { colleagues: readonly InTouch[]; now: Date }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  return (
    <ul className={styles.list}>
      {colleagues.map(({ user, times, last_at }) => (
        <li key={user.id} className={styles.row}>
          <span className={styles.words}>
            <span className={styles.name}>{user.name}</span>
            <span className={styles.about}>
              {t("colleagues.last", { when: format.distance(new Date(last_at), now) })}
            </span>
          </span>
          <span className={styles.times}>{t("colleagues.times", { count: times })}</span>
        </li>
      ))}
    </ul>
  );
}
