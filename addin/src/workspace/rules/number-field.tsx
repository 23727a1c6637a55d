/** A whole number that is taken when it fits; what is typed meanwhile stays as it is typed. */
import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { whole } from "./parts";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly change: (value: number) => void;
}

export function NumberField({ label, value, least, most, change }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const take = (text: string) => {
    setTyped(text);
    const taken = whole(text, least, most);
    if (taken !== undefined) change(taken);
  };
  const isRight = typed === undefined || whole(typed, least, most) !== undefined;
  return (
    <Field
      label={label}
      {...(!isRight && { validationState: "error" as const, validationMessage: `${least}–${most}` })}
    >
      <Input
        inputMode="numeric"
        value={typed ?? String(value)}
        onChange={(_, data) => take(data.value)}
        onBlur={() => setTyped(undefined)}
        input={{
          style: { textAlign: "end", width: "100%", minWidth: 0, fontVariantNumeric: "tabular-nums" },
        }}
        style={{ minWidth: 0, width: "100%" }}
      />
    </Field>
  );
}
