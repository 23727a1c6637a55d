/** The fields that plans and groups share. */
import { Field, Input, Select } from "@fluentui/react-components";
import type { PlanAction } from "../../api/plans";
import { KINDS } from "./parts";
import { usePlansText } from "./texts";

type Amount = string | number | null;

interface AmountFieldProps {
  readonly label: string;
  readonly value: Amount | undefined;
  readonly change: (value: string | null) => void;
}

/** An amount or none; a decimal comma is one, whatever the language of the screen. */
export function AmountField({ label, value, change }: AmountFieldProps) {
  return (
    <Field label={label}>
      <Input
        inputMode="decimal"
        value={String(value ?? "")}
        onChange={(_, data) => change(data.value.trim().replace(",", ".") || null)}
      />
    </Field>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly most: number;
  readonly change: (value: string) => void;
  readonly className?: string;
}

export function TextField({ label, value, most, change, className = "" }: TextFieldProps) {
  return (
    <Field label={label} className={className}>
      <Input value={value ?? ""} maxLength={most} onChange={(_, data) => change(data.value)} />
    </Field>
  );
}

interface KindFieldProps {
  readonly value: PlanAction["kind"];
  readonly change: (kind: PlanAction["kind"]) => void;
}

export function KindField({ value, change }: KindFieldProps) {
  const t = usePlansText();
  return (
    <Field label={t("plan.kind")}>
      <Select
        value={value}
        onChange={(_, data) => change(KINDS.find((kind) => kind === data.value) ?? "other")}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
