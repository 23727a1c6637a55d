/** Who calls: a number typed or pasted, and whose it is, at which account, with what is open there. */
import {
  Button,
  Input,
  Link,
  makeStyles,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useState } from "react";
import { useWhoCalls } from "../../api/phone-people";
import type { WhoCalls } from "../../api/types";
import { Section } from "../../ui/section";
import { DIALLING, dialled } from "../phone-number";
import { useRingingText } from "./texts";

const useStyles = makeStyles({
  form: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap" },
  input: { flexGrow: 1, minWidth: "120px" },
  list: {
    listStyleType: "none",
    margin: `${tokens.spacingVerticalS} 0 0`,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
  },
  name: { ...typographyStyles.body1Strong, display: "block" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  said: { ...typographyStyles.body1, margin: `${tokens.spacingVerticalS} 0 0` },
});

export function CallerSection() {
  const styles = useStyles();
  const t = useRingingText();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const found = useWhoCalls(asked);
  return (
    <Section heading={t("caller.heading")}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <Input
          className={styles.input}
          type="tel"
          aria-label={t("caller.number")}
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
        />
        <Button type="submit" disabled={typed.trim() === ""}>
          {t("caller.ask")}
        </Button>
      </form>
      <div aria-live="polite">
        {found.isFetching && <Spinner size="tiny" label={t("caller.asking")} />}
        {found.isError && !found.isFetching && <p className={styles.said}>{t("caller.failed")}</p>}
        {found.data && !found.isFetching && <Found found={found.data} />}
      </div>
    </Section>
  );
}

function Found({ found }: { found: WhoCalls }) {
  const styles = useStyles();
  const t = useRingingText();
  const { number, people, accounts } = found;
  const shown = number.extension ? `${number.shown} · ${number.extension}` : number.shown;
  if (people.length + accounts.length === 0) {
    return <p className={styles.said}>{t("caller.nobody", { number: shown })}</p>;
  }
  return (
    <ul className={styles.list}>
      {people.map((one) => (
        <li key={one.id}>
          <span className={styles.name}>{one.name}</span>
          <span className={styles.about}>{[one.title, one.account?.name].filter(Boolean).join(" · ")}</span>
          <Link className={styles.about} href={dialled(number.e164 ?? number.number)} {...DIALLING}>
            {shown}
          </Link>
          <Open of={one.opportunities} />
        </li>
      ))}
      {accounts.map((one) => (
        <li key={`account ${one.id}`}>
          <span className={styles.name}>{one.name}</span>
          <span className={styles.about}>{t("caller.account", { account: one.name })}</span>
          <Open of={one.opportunities} />
        </li>
      ))}
    </ul>
  );
}

function Open({ of }: { of: readonly { readonly name: string }[] }) {
  const styles = useStyles();
  const t = useRingingText();
  if (of.length === 0) return null;
  return (
    <span className={styles.about}>
      {t("caller.open", { opportunities: of.map(({ name }) => name).join(", ") })}
    </span>
  );
}
