/** How much colleagues may read: of all of a mailbox, and otherwise for some domains and conversations. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Select,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../api/client";
import { useChooseVisibility } from "../../api/privacy";
import type { Visibility, VisibilityLevel } from "../../api/types";
import { usePrivacyText } from "./texts";

const LEVELS = ["metadata", "subject", "full"] as const;

const useStyles = makeStyles({
  group: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  heading: { ...typographyStyles.body1Strong, margin: 0 },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  about: { ...typographyStyles.caption1, display: "block", color: tokens.colorNeutralForeground2 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  row: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} 0`,
  },
  what: { flexGrow: 1, overflowWrap: "anywhere" },
  form: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr) auto",
    gap: tokens.spacingHorizontalM,
    alignItems: "end",
    "@media (max-width: 560px)": { gridTemplateColumns: "minmax(0, 1fr)", justifyItems: "start" },
  },
  field: { width: "100%" },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

type Scope = "mailbox" | "organisation";

export function LevelSection({ found }: { found: Visibility }) {
  const styles = useStyles();
  const t = usePrivacyText();
  return (
    <>
      {found.has_mailbox && <Level scope="mailbox" level={found.mailbox_level} />}
      {found.can_decide_for_all && <Level scope="organisation" level={found.organisation_level} />}
      <p className={styles.quiet}>{t("level.least")}</p>
      <Domains found={found} />
      <Threads found={found} />
    </>
  );
}

function Level({ scope, level }: { scope: Scope; level: VisibilityLevel }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const choose = useChooseVisibility();
  return (
    <Field
      label={scope === "mailbox" ? t("level.mine") : t("level.everybody")}
      {...(choose.isError && { validationState: "error" as const, validationMessage: t("failed.text") })}
    >
      <RadioGroup
        value={choose.isPending ? (choose.variables.level ?? level) : level}
        onChange={(_, { value }) => choose.mutate({ scope, level: value as VisibilityLevel })}
      >
        {LEVELS.map((one) => (
          <Radio
            key={one}
            value={one}
            label={
              <>
                {t(`level.${one}`)}
                <span className={styles.about}>{t(`level.${one}.about`)}</span>
              </>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}

function Domains({ found }: { found: Visibility }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const choose = useChooseVisibility();
  const domains = found.items.filter((one) => one.kind === "domain");
  return (
    <div className={styles.group}>
      <h3 className={styles.heading}>{t("domain.title")}</h3>
      {domains.length === 0 && <p className={styles.quiet}>{t("domain.none")}</p>}
      <ul className={styles.list}>
        {domains.map((one) => (
          <li key={`${one.scope} ${one.domain}`} className={styles.row}>
            <span className={styles.what}>
              {one.domain} · {t(`level.${one.level}`)}
              {one.scope === "organisation" && ` · ${t("domain.ofAll")}`}
            </span>
            {(one.scope === "mailbox" || found.can_decide_for_all) && (
              <Button
                size="small"
                appearance="subtle"
                className={styles.button}
                aria-label={t("domain.remove", { domain: one.domain })}
                onClick={() => choose.mutate({ scope: one.scope, domain: one.domain, level: null })}
              >
                {t("rule.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <NewDomain found={found} />
    </div>
  );
}

function NewDomain({ found }: { found: Visibility }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const choose = useChooseVisibility();
  const [domain, setDomain] = useState("");
  const [level, setLevel] = useState<VisibilityLevel>("metadata");
  const scope: Scope = found.has_mailbox ? "mailbox" : "organisation";
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!domain.trim()) return;
    choose.mutate({ scope, domain: domain.trim(), level }, { onSuccess: () => setDomain("") });
  };
  const refusal = choose.error instanceof ApiError ? choose.error : undefined;
  return (
    <form className={styles.form} onSubmit={add}>
      <Field
        className={styles.field}
        label={t("domain.new")}
        {...(refusal && {
          validationState: "error" as const,
          validationMessage: refusal.failure === "refused" ? refusal.message : t("failed.text"),
        })}
      >
        <Input
          value={domain}
          maxLength={320}
          placeholder={t("hint.domain")}
          autoComplete="off"
          onChange={(_, data) => setDomain(data.value)}
        />
      </Field>
      <Field className={styles.field} label={t("domain.level")}>
        <Select value={level} onChange={(_, data) => setLevel(data.value as VisibilityLevel)}>
          {LEVELS.map((one) => (
            <option key={one} value={one}>
              {t(`level.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit" className={styles.button} disabled={!domain.trim() || choose.isPending}>
        {t("domain.add")}
      </Button>
    </form>
  );
}

function Threads({ found }: { found: Visibility }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const choose = useChooseVisibility();
  const threads = found.items.filter((one) => one.kind === "thread" && one.thread_id !== null);
  if (threads.length === 0) return null;
  return (
    <div className={styles.group}>
      <h3 className={styles.heading}>{t("thread.title")}</h3>
      <ul className={styles.list}>
        {threads.map(({ thread_id: id, level }) => (
          <li key={id} className={styles.row}>
            <span className={styles.what}>
              {t("thread.one", { id: id ?? "" })} · {t(`level.${level}`)}
            </span>
            <Button
              size="small"
              appearance="subtle"
              className={styles.button}
              aria-label={t("thread.remove", { id: id ?? "" })}
              onClick={() => choose.mutate({ scope: "mailbox", thread_id: id, level: null })}
            >
              {t("rule.remove")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
