/** One person: name, title, buying role, influence, and a phone to call. */
import {
  Avatar,
  Button,
  makeStyles,
  mergeClasses,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Call20Regular } from "@fluentui/react-icons/svg/call";
import { PersonAdd20Regular } from "@fluentui/react-icons/svg/person-add";
import { PersonQuestionMark20Regular } from "@fluentui/react-icons/svg/person-question-mark";
import type { Person } from "../api/types";
import { InfluenceBar } from "../ui/influence-bar";
import { useBegin } from "./pane-actions";
import { DIALLING, dialled, telephone } from "./phone-number";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  row: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, minHeight: "36px" },
  words: { flexGrow: 1, minWidth: 0 },
  name: { ...typographyStyles.body1Strong, display: "block" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  standing: {
    ...typographyStyles.caption1,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
  },
  // The icon, not its padding, ends where the text does.
  call: { marginRight: "-6px", flexShrink: 0 },
  add: { flexShrink: 0, whiteSpace: "nowrap" },
  quiet: { fontWeight: tokens.fontWeightRegular },
});

interface PersonRowProps {
  readonly person: Person;
  /** Set where somebody unknown can become a contact. */
  readonly canAdd: boolean;
}

export function PersonRow({ person, canAdd }: PersonRowProps) {
  const styles = useStyles();
  const name = person.contact?.name ?? person.user?.name ?? (person.name || person.address);
  return (
    <li className={styles.row}>
      {person.kind === "unknown" ? (
        <Avatar size={32} icon={<PersonQuestionMark20Regular />} aria-hidden />
      ) : (
        <Avatar size={32} name={name} color={person.kind === "contact" ? "brand" : "neutral"} aria-hidden />
      )}
      <div className={styles.words}>
        <span className={mergeClasses(styles.name, person.kind === "colleague" && styles.quiet)}>{name}</span>
        <About person={person} />
        <Standing person={person} />
      </div>
      {person.kind === "unknown" && canAdd ? (
        <AddButton person={person} name={name} />
      ) : (
        <CallButton person={person} name={name} />
      )}
    </li>
  );
}

function About({ person }: { person: Person }) {
  const styles = useStyles();
  const t = usePaneText();
  switch (person.kind) {
    case "contact": {
      const about = person.contact?.title ?? person.contact?.department ?? person.address;
      return <span className={styles.about}>{about}</span>;
    }
    case "colleague":
      return <span className={styles.about}>{t("people.colleague")}</span>;
    case "unknown":
      return (
        <span className={styles.about}>
          {person.name && person.name !== person.address ? `${person.address} · ` : ""}
          {t("people.unknown")}
        </span>
      );
  }
}

function Standing({ person }: { person: Person }) {
  const styles = useStyles();
  const t = usePaneText();
  const { buying_role: role, influence } = person.contact ?? {};
  if (!role && influence == null) return null;
  return (
    <span className={styles.standing}>
      {role && t(`role.${role}`)}
      {influence != null && (
        <InfluenceBar value={influence} label={t("people.influence", { value: influence })} />
      )}
    </span>
  );
}

function CallButton({ person, name }: { person: Person; name: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const begin = useBegin();
  const { contact } = person;
  const number = telephone(contact);
  if (!contact || !number) return null;
  return (
    <Button
      as="a"
      href={dialled(number)}
      {...DIALLING}
      // The telephone dials; what came of it is one more click here.
      onClick={() => begin({ kind: "call", contactId: contact.id })}
      appearance="subtle"
      icon={<Call20Regular />}
      aria-label={t("people.call", { name, number })}
      title={number}
      className={styles.call}
    />
  );
}

function AddButton({ person, name }: { person: Person; name: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const begin = useBegin();
  return (
    <Button
      className={styles.add}
      size="small"
      icon={<PersonAdd20Regular />}
      aria-label={t("people.addNamed", { name })}
      onClick={() => begin({ kind: "contact", person })}
    >
      {t("people.add")}
    </Button>
  );
}
