/** A field of the organisation's own while one writes it down: names, kind, what can be chosen. */
import { Button, Field, Input, makeStyles, Select, Textarea, tokens } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import type { FieldKind, NewField } from "../../api/own-fields";
import { useSectionStyles } from "../sections";
import { useFieldsText } from "./texts";

const KINDS = ["text", "number", "money", "date", "yes_no", "choice"] as const;

const useStyles = makeStyles({
  form: {
    display: "grid",
    gridTemplateColumns: "repeat(2, minmax(0, 1fr))",
    gap: tokens.spacingHorizontalM,
    "& .fui-Input": { minWidth: 0 },
    "& input": { minWidth: 0, width: "100%" },
    "@media (max-width: 560px)": { gridTemplateColumns: "minmax(0, 1fr)" },
  },
  whole: { gridColumn: "1 / -1" },
});

interface FieldFormProps {
  readonly label: string;
  readonly field: NewField | undefined;
  readonly isBusy: boolean;
  readonly save: (field: NewField) => void;
  readonly close: () => void;
}

export function FieldForm({ label, field, isBusy, save, close }: FieldFormProps) {
  const styles = useStyles();
  const section = useSectionStyles();
  const t = useFieldsText();
  const [nameEs, setNameEs] = useState(field?.name_es ?? "");
  const [nameEn, setNameEn] = useState(field?.name_en ?? "");
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? "text");
  const [typed, setTyped] = useState((field?.choices ?? []).join("\n"));
  const lines = typed.split("\n").map((one) => one.trim());
  const choices = kind === "choice" ? [...new Set(lines.filter((one) => one !== ""))] : [];
  const isReady =
    nameEs.trim() !== "" && nameEn.trim() !== "" && (kind === "choice") === choices.length > 0 && !isBusy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) save({ name_es: nameEs.trim(), name_en: nameEn.trim(), kind, choices });
  };
  return (
    <form
      className={styles.form}
      aria-label={label}
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <Field label={t("fields.nameEs")} required>
        <Input autoFocus value={nameEs} maxLength={100} onChange={(_, { value }) => setNameEs(value)} />
      </Field>
      <Field label={t("fields.nameEn")} required>
        <Input value={nameEn} maxLength={100} onChange={(_, { value }) => setNameEn(value)} />
      </Field>
      <Field label={t("fields.kind")} {...(field && { hint: t("fields.kindStays") })}>
        <Select
          value={kind}
          disabled={field !== undefined}
          onChange={(_, { value }) => setKind(KINDS.find((one) => one === value) ?? kind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`kind.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      {kind === "choice" && (
        <Field className={styles.whole} label={t("fields.choices")} hint={t("fields.choicesHint")} required>
          <Textarea rows={5} value={typed} onChange={(_, { value }) => setTyped(value)} />
        </Field>
      )}
      <div className={`${section.foot} ${styles.whole}`}>
        <Button type="submit" appearance="primary" className={section.button} disabled={!isReady}>
          {t("fields.save")}
        </Button>
        <Button className={section.button} onClick={close}>
          {t("fields.cancel")}
        </Button>
      </div>
    </form>
  );
}
