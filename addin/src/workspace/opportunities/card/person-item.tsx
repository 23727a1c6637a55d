/** Somebody at the customer: role, influence, how to reach them, what we remark; changed in place, with its undo. */
import {
  Button,
  Field,
  Input,
  Link,
  makeStyles,
  Select,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Edit20Regular } from "@fluentui/react-icons/svg/edit";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "../../../api/client";
import { type ContactChange, type KnownContact, useChangeContact } from "../../../api/relations";
import { useLocale } from "../../../i18n/locale-context";
import { InfluenceBar } from "../../../ui/influence-bar";
import { useNow } from "../now";
import { useListText } from "../texts";

const ROLES = ["decision_maker", "buyer", "influencer", "evaluator", "user", "gatekeeper"] as const;
const LONGEST = 2000;

const useStyles = makeStyles({
  person: {
    padding: `${tokens.spacingVerticalXS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  top: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS },
  name: { ...typographyStyles.body1Strong, minWidth: 0, overflowWrap: "anywhere" },
  end: { marginInlineStart: "auto", flexShrink: 0 },
  touch: { "@media (pointer: coarse)": { minHeight: "44px", minWidth: "44px" } },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    overflowWrap: "anywhere",
    margin: 0,
  },
  remarks: {
    ...typographyStyles.body1,
    margin: `${tokens.spacingVerticalXXS} 0`,
    overflowWrap: "anywhere",
    whiteSpace: "pre-line",
  },
  reach: {
    ...typographyStyles.caption1,
    display: "flex",
    flexWrap: "wrap",
    columnGap: tokens.spacingHorizontalM,
    // Room for a finger (WCAG 2.2, 2.5.8), on phones more.
    "& a": { display: "inline-flex", alignItems: "center", minHeight: "24px" },
    "@media (pointer: coarse)": { "& a": { minHeight: "44px" } },
  },
  form: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr) 112px",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} 0 ${tokens.spacingVerticalS}`,
    "& .fui-Input, & .fui-Select, & select": { minWidth: 0 },
    "& input": { minWidth: 0, width: "100%" },
  },
  whole: { gridColumn: "1 / -1" },
  foot: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
});

interface PersonItemProps {
  readonly contact: KnownContact;
  readonly accountId: string | undefined;
}

export function PersonItem({ contact, accountId }: PersonItemProps) {
  const styles = useStyles();
  const t = useListText();
  const { mutate, error, isPending } = useChangeContact(accountId);
  const [isOpen, setOpen] = useState(false);
  const [before, setBefore] = useState<ContactChange>();
  const place = useRef<HTMLSpanElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) place.current?.querySelector("button")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const write = (change: ContactChange, after: ContactChange | undefined) =>
    mutate(
      { contact, change },
      {
        onSuccess: () => {
          setOpen(false);
          setBefore(after);
        },
      },
    );
  const isStale = error instanceof ApiError && error.failure === "stale";
  const refused = error && (isStale ? t("people.stale") : t("edit.refused", { reason: error.message }));
  return (
    <li className={styles.person}>
      <div className={styles.top}>
        <span className={styles.name}>{contact.name}</span>
        {contact.influence !== null && (
          <InfluenceBar
            value={contact.influence}
            label={t("people.influence", { number: contact.influence })}
          />
        )}
        <span ref={place} className={styles.end}>
          {!isOpen && (
            <Button
              size="small"
              appearance="subtle"
              className={styles.touch}
              icon={<Edit20Regular />}
              aria-label={t("people.change", { name: contact.name })}
              title={t("people.change", { name: contact.name })}
              onClick={() => setOpen(true)}
            />
          )}
        </span>
      </div>
      {isOpen ? (
        <PersonForm
          contact={contact}
          isBusy={isPending}
          save={(change) => write(change, kept(contact, change))}
          close={() => setOpen(false)}
        />
      ) : (
        <PersonFacts contact={contact} />
      )}
      <div role="status">
        {refused ? (
          <p className={styles.quiet}>{refused}</p>
        ) : (
          before &&
          !isOpen && (
            <p className={styles.quiet}>
              {t("people.changed", { name: contact.name })}{" "}
              <Button size="small" disabled={isPending} onClick={() => write(before, undefined)}>
                {t("edit.undo")}
              </Button>
            </p>
          )
        )}
      </div>
    </li>
  );
}

function PersonFacts({ contact }: { contact: KnownContact }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const about = [
    contact.buying_role && t(`role.${contact.buying_role}`),
    contact.title,
    contact.department,
    contact.last_at && t("people.last", { when: format.distance(new Date(contact.last_at), now) }),
  ];
  return (
    <>
      <p className={styles.quiet}>{about.filter(Boolean).join(" · ")}</p>
      {contact.remarks !== "" && <p className={styles.remarks}>{contact.remarks}</p>}
      <span className={styles.reach}>
        {contact.emails.slice(0, 1).map((address) => (
          <Link key={address} href={`mailto:${address}`}>
            {address}
          </Link>
        ))}
        {contact.phones.slice(0, 2).map((phone) => (
          <Link key={phone.number} href={`tel:${phone.number.replace(/[^+\d]/g, "")}`}>
            {phone.number}
          </Link>
        ))}
      </span>
    </>
  );
}

interface PersonFormProps {
  readonly contact: KnownContact;
  readonly isBusy: boolean;
  readonly save: (change: ContactChange) => void;
  readonly close: () => void;
}

function PersonForm({ contact, isBusy, save, close }: PersonFormProps) {
  const styles = useStyles();
  const t = useListText();
  const [role, setRole] = useState(contact.buying_role ?? "");
  const [influence, setInfluence] = useState(contact.influence === null ? "" : String(contact.influence));
  const [remarks, setRemarks] = useState(contact.remarks);
  const number = influence.trim() === "" ? null : Number(influence);
  const isNumber = number === null || (Number.isInteger(number) && number >= 0 && number <= 100);
  const change = changed(contact, {
    buying_role: ROLES.find((one) => one === role) ?? null,
    influence: number,
    remarks: remarks.trim(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || !isNumber) return;
    if (Object.keys(change).length === 0) close();
    else save(change);
  };
  const leave = (event: KeyboardEvent) => {
    // The card's own keys have no business in a form, and Escape leaves the form only.
    event.stopPropagation();
    if (event.key === "Escape") close();
  };
  return (
    <form
      className={styles.form}
      aria-label={t("people.change", { name: contact.name })}
      onSubmit={submit}
      onKeyDown={leave}
    >
      <Field label={t("people.role")}>
        <Select value={role} onChange={(_, { value }) => setRole(value)}>
          <option value="">–</option>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label={t("people.influenceField")}
        {...(!isNumber && { validationMessage: t("people.influenceRange") })}
      >
        <Input
          autoFocus
          inputMode="numeric"
          value={influence}
          maxLength={3}
          onChange={(_, { value }) => setInfluence(value)}
        />
      </Field>
      <Field className={styles.whole} label={t("people.remarks")} hint={t("people.remarksHint")}>
        <Textarea
          rows={3}
          value={remarks}
          maxLength={LONGEST}
          resize="vertical"
          onChange={(_, { value }) => setRemarks(value)}
        />
      </Field>
      <div className={`${styles.foot} ${styles.whole}`}>
        <Button type="submit" appearance="primary" className={styles.touch} disabled={isBusy || !isNumber}>
          {t("card.save")}
        </Button>
        <Button className={styles.touch} onClick={close}>
          {t("card.back")}
        </Button>
      </div>
    </form>
  );
}

/** Only what is not as it was. */
function changed(contact: KnownContact, wanted: Required<ContactChange>): ContactChange {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => contact[name as keyof ContactChange] !== value),
  );
}

/** What takes a change back. */
function kept(contact: KnownContact, change: ContactChange): ContactChange {
  return Object.fromEntries(Object.keys(change).map((name) => [name, contact[name as keyof ContactChange]]));
}
