/** Name what is to stay out, see what that covers, then keep it out or only observe it. */
import { Button, Field, Input, makeStyles, Select, tokens } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../api/client";
import { usePreview } from "../../api/privacy";
import type { ExclusionChoice, ExclusionKind } from "../../api/types";
import { PreviewPanel } from "./preview-panel";
import { SENSITIVITIES } from "./rule-name";
import { usePrivacyText } from "./texts";

const KINDS = ["participant", "domain", "category", "folder", "keyword", "sensitivity"] as const;
const OBSERVED_DAYS = 14;

const useStyles = makeStyles({
  form: {
    display: "grid",
    gridTemplateColumns: "minmax(140px, 1fr) minmax(160px, 2fr)",
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`,
    alignItems: "start",
    "@media (max-width: 560px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  look: { gridColumn: "1 / -1", display: "flex" },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

type Kind = Exclude<ExclusionKind, "thread">;

export interface Wanted {
  readonly choice: ExclusionChoice;
  readonly observeDays?: number;
}

interface RuleFormProps {
  readonly canDecideForAll: boolean;
  readonly hasMailbox: boolean;
  readonly isBusy: boolean;
  readonly onWant: (wanted: Wanted) => Promise<unknown>;
}

export function RuleForm({ canDecideForAll, hasMailbox, isBusy, onWant }: RuleFormProps) {
  const styles = useStyles();
  const t = usePrivacyText();
  const preview = usePreview();
  const [kind, setKind] = useState<Kind>("participant");
  const [value, setValue] = useState("");
  const [scope, setScope] = useState<"mailbox" | "organisation">(hasMailbox ? "mailbox" : "organisation");
  const choice: ExclusionChoice = { kind, value: value.trim(), scope };
  // What was counted is of the words that were typed then.
  const change = (apply: () => void) => {
    apply();
    preview.reset();
  };
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (choice.value) preview.mutate(choice);
  };
  const want = (observeDays?: number) =>
    onWant(observeDays === undefined ? { choice } : { choice, observeDays }).then(() =>
      change(() => setValue("")),
    );
  const refusal = preview.error instanceof ApiError ? preview.error : undefined;
  return (
    <>
      <form className={styles.form} onSubmit={look}>
        <Field label={t("form.kind")}>
          <Select
            value={kind}
            onChange={(_, { value: chosen }) =>
              change(() => {
                setKind(chosen as Kind);
                setValue(chosen === "sensitivity" ? "private" : "");
              })
            }
          >
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`kind.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label={t("form.value")}
          hint={t(`about.${kind}`)}
          {...(refusal && {
            validationState: "error" as const,
            validationMessage: refusal.failure === "refused" ? refusal.message : t("failed.text"),
          })}
        >
          {kind === "sensitivity" ? (
            <Select value={value} onChange={(_, data) => change(() => setValue(data.value))}>
              {SENSITIVITIES.map((one) => (
                <option key={one} value={one}>
                  {t(`sensitivity.${one}`)}
                </option>
              ))}
            </Select>
          ) : (
            <Input
              value={value}
              maxLength={320}
              placeholder={t(`hint.${kind}`)}
              autoComplete="off"
              onChange={(_, data) => change(() => setValue(data.value))}
            />
          )}
        </Field>
        {canDecideForAll && (
          <Field label={t("form.scope")}>
            <Select value={scope} onChange={(_, data) => change(() => setScope(data.value as typeof scope))}>
              {hasMailbox && <option value="mailbox">{t("scope.mailbox")}</option>}
              <option value="organisation">{t("scope.organisation")}</option>
            </Select>
          </Field>
        )}
        <div className={styles.look}>
          <Button
            type="submit"
            className={styles.button}
            appearance={preview.data ? "secondary" : "primary"}
            disabled={!choice.value || preview.isPending}
          >
            {preview.isPending ? t("form.looking") : t("form.look")}
          </Button>
        </div>
      </form>
      {preview.data && (
        <PreviewPanel found={preview.data}>
          <Button
            appearance="primary"
            className={styles.button}
            disabled={isBusy}
            onClick={() => void want()}
          >
            {t("preview.keepOut")}
          </Button>
          <Button className={styles.button} disabled={isBusy} onClick={() => void want(OBSERVED_DAYS)}>
            {t("preview.observe", { count: OBSERVED_DAYS })}
          </Button>
          <Button appearance="subtle" className={styles.button} onClick={() => preview.reset()}>
            {t("preview.cancel")}
          </Button>
        </PreviewPanel>
      )}
    </>
  );
}
