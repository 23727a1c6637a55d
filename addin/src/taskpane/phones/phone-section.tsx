/** Which of these people are on one's phone, a button to put them on it or off it, and what of them is to be decided. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { usePhonePeople } from "../../api/phone-people";
import { type PhoneDeed, usePhoneDeed } from "../../api/phones";
import type { Person, PhonePerson } from "../../api/types";
import { Difference } from "../../phones/difference";
import { Section } from "../../ui/section";
import { CallerSection } from "./caller-section";
import { useRingingText } from "./texts";

const useStyles = makeStyles({
  list: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
  },
  row: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM },
  words: { flexGrow: 1, minWidth: 0 },
  name: { ...typographyStyles.body1Strong, display: "block" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  button: { flexShrink: 0, "@media (pointer: coarse)": { minHeight: "44px" } },
  waits: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    paddingTop: tokens.spacingVerticalXS,
  },
});

export default function PhoneSection({ people }: { people: readonly Person[] }) {
  return (
    <>
      <OnMyPhone people={people} />
      <CallerSection />
    </>
  );
}

function OnMyPhone({ people }: { people: readonly Person[] }) {
  const styles = useStyles();
  const t = useRingingText();
  const ids = people.flatMap(({ contact }) => (contact ? [contact.id] : []));
  const found = usePhonePeople([...new Set(ids)]);
  const deed = usePhoneDeed();
  const told = found.data?.items.filter((one) => one.lists.length > 0 || one.conflicts.length > 0) ?? [];
  if (told.length === 0) return null;
  return (
    <Section heading={t("phone.heading")}>
      <ul className={styles.list}>
        {told.map((one) => (
          <Listed key={one.contact.id} person={one} isBusy={deed.isPending} act={deed.mutate} />
        ))}
      </ul>
      {deed.isError && (
        <p className={styles.about} role="alert">
          {t("phone.failed")}
        </p>
      )}
    </Section>
  );
}

interface ListedProps {
  readonly person: PhonePerson;
  readonly isBusy: boolean;
  readonly act: (deed: PhoneDeed) => void;
}

function Listed({ person, isBusy, act }: ListedProps) {
  const styles = useStyles();
  const t = useRingingText();
  const { id, name } = person.contact;
  const count = person.conflicts.length;
  return (
    <li>
      {person.lists.map((list) => (
        <div key={list.id} className={styles.row}>
          <div className={styles.words}>
            <span className={styles.name}>{name}</span>
            <span className={styles.about}>
              {t(list.is_on ? "phone.on" : "phone.off", { list: list.name })}
            </span>
          </div>
          <Button
            size="small"
            className={styles.button}
            disabled={isBusy}
            onClick={() => act({ do: list.is_on ? "take-off" : "put-on", listId: list.id, contactId: id })}
          >
            {t(list.is_on ? "phone.take" : "phone.put", { name })}
          </Button>
        </div>
      ))}
      {count > 0 && <p className={styles.about}>{t("phone.waits", { count, number: count, name })}</p>}
      {person.conflicts.map((conflict) => (
        <div key={conflict.id} className={styles.waits}>
          <Difference
            conflict={conflict}
            isBusy={isBusy}
            settle={(choice) => act({ do: "settle", conflictId: conflict.id, choice })}
          />
        </div>
      ))}
    </li>
  );
}
