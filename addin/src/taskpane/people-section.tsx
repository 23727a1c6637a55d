/** The people of the mail: customers first, with what they have to say in the purchase. */
import { Link, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useMe } from "../api/me";
import type { Person } from "../api/types";
import { Section } from "../ui/section";
import { PersonRow } from "./person-row";
import { usePaneText } from "./texts";

const SHOWN = 3;
const ORDER = { contact: 0, unknown: 1, colleague: 2 } as const;

const useStyles = makeStyles({
  list: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
  },
  more: { marginTop: tokens.spacingVerticalS },
});

interface PeopleSectionProps {
  readonly people: readonly Person[];
  readonly canAdd: boolean;
}

export function PeopleSection(props: PeopleSectionProps) {
  const styles = useStyles();
  const t = usePaneText();
  const [all, setAll] = useState(false);
  const me = useMe();
  if (props.people.length === 0) return null;
  // Nobody needs to be told that they take part themselves.
  const others = props.people.filter(({ user }) => !user || user.id !== me.data?.id);
  const people = [...(others.length > 0 ? others : props.people)].sort(
    (one, other) => ORDER[one.kind] - ORDER[other.kind],
  );
  const hidden = people.length - SHOWN;
  // One hidden row would take the place of the link that shows it.
  const shown = all || hidden <= 1 ? people : people.slice(0, SHOWN);
  return (
    <Section heading={t("people.heading")}>
      <ul className={styles.list}>
        {shown.map((person) => (
          <PersonRow key={`${person.role} ${person.address}`} person={person} canAdd={props.canAdd} />
        ))}
      </ul>
      {hidden > 1 && (
        <Link as="button" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("people.fewer") : t("people.more", { count: hidden })}
        </Link>
      )}
    </Section>
  );
}
