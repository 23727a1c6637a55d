/** One field in place: a button that shows it, an input while one changes it. Enter or leaving keeps it, Esc does not. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { PipelineChoices, PipelineRow } from "../../api/pipeline";
import { useLocale } from "../../i18n/locale-context";
import type { Field } from "./fields";
import { useNow } from "./now";
import { useListText } from "./texts";

const useStyles = makeStyles({
  shown: {
    ...typographyStyles.body1,
    position: "relative",
    width: "100%",
    minHeight: "32px",
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalXS}`,
    border: "1px solid transparent",
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: "transparent",
    color: "inherit",
    textAlign: "inherit",
    fontVariantNumeric: "tabular-nums",
    cursor: "text",
    overflowWrap: "break-word",
    ":hover": {
      backgroundColor: tokens.colorSubtleBackgroundHover,
      border: `1px solid ${tokens.colorNeutralStroke1}`,
    },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
    "@media (pointer: coarse)": { minHeight: "44px" },
  },
  empty: { color: tokens.colorNeutralForeground3 },
  unseen: {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
    whiteSpace: "nowrap",
  },
  whole: { whiteSpace: "nowrap" },
  late: { ...typographyStyles.caption1Strong, color: tokens.colorPaletteRedForeground1, display: "block" },
  input: {
    ...typographyStyles.body1,
    width: "100%",
    boxSizing: "border-box",
    minHeight: "32px",
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalXS}`,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    textAlign: "inherit",
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-1px" },
    "@media (pointer: coarse)": { minHeight: "44px" },
  },
  wrong: { border: `1px solid ${tokens.colorPaletteRedBorderActive}` },
});

interface EditableProps {
  readonly field: Field;
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly label: string;
  readonly save: (field: Field, typed: string) => void;
  /** Opens it from elsewhere: for a key that leads here. */
  readonly isEditing?: boolean;
  readonly done?: () => void;
}

export function Editable({ field, row, choices, label, save, isEditing = false, done }: EditableProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isEditing) setOpen(true);
  }, [isEditing]);
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const now = useNow();
  const shown = field.shown(row, format, now);
  const isLate = row.closure === null && (field.isLate?.(row, now) ?? false);
  const name = t("edit.field", { field: label, name: row.opportunity.name });
  if (!isOpen) {
    return (
      <button
        ref={button}
        type="button"
        className={mergeClasses(
          styles.shown,
          shown === "" && styles.empty,
          (field.kind === "money" || field.kind === "date") && styles.whole,
        )}
        onClick={() => setOpen(true)}
      >
        <span className={styles.unseen}>
          {name}: {shown === "" && t("edit.empty")}{" "}
        </span>
        {shown || "–"}
        {isLate && <span className={styles.late}> {t("field.late")}</span>}
      </button>
    );
  }
  const close = () => {
    setOpen(false);
    done?.();
  };
  return (
    <Input
      field={field}
      row={row}
      choices={choices}
      name={name}
      keep={(typed) => {
        close();
        if (typed !== field.typed(row)) save(field, typed);
      }}
      leave={close}
    />
  );
}

interface InputProps {
  readonly field: Field;
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly name: string;
  readonly keep: (typed: string) => void;
  readonly leave: () => void;
}

function Input({ field, row, choices, name, keep, leave }: InputProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState(() => field.typed(row));
  const isWrong = field.change(typed, row) === undefined;
  const finished = useRef(false);
  const finish = (how: () => void) => {
    if (finished.current) return;
    finished.current = true;
    how();
  };
  const keyDown = (event: KeyboardEvent) => {
    // The list's own keys have no business in an input.
    event.stopPropagation();
    const isKept = event.key === "Enter" && (field.kind !== "lines" || event.ctrlKey);
    if (event.key !== "Escape" && !isKept) return;
    // The focus goes back to the button, which the rest of this key would press.
    event.preventDefault();
    if (!isKept) finish(leave);
    else if (!isWrong) finish(() => keep(typed));
  };
  const common = {
    "aria-label": name,
    "aria-invalid": isWrong,
    className: mergeClasses(styles.input, isWrong && styles.wrong),
    autoFocus: true,
    onKeyDown: keyDown,
    onBlur: () => finish(isWrong ? leave : () => keep(typed)),
  };
  if (field.kind === "choice") {
    const options = choices ? (field.options?.(choices) ?? []) : [];
    return (
      <select {...common} value={typed} onChange={(event) => finish(() => keep(event.target.value))}>
        {!options.some(([value]) => value === typed) && <option value={typed}>–</option>}
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    );
  }
  if (field.kind === "lines") {
    return <textarea {...common} rows={3} value={typed} onChange={(event) => setTyped(event.target.value)} />;
  }
  return (
    <input
      {...common}
      type={field.kind === "date" ? "date" : "text"}
      inputMode={field.kind === "money" || field.kind === "percent" ? "decimal" : undefined}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
