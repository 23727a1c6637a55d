/** What changes most in a review: the next date with its objective, the close date, the amount; Enter saves and goes on. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Select,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { type FormEvent, type KeyboardEvent, useEffect, useState } from "react";
import { useNextStep } from "../../../api/next-step";
import type { FieldChanges, PipelineChoices, PipelineRow } from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import { FIELDS, type FieldKey } from "../fields";
import { useNow } from "../now";
import { useListText } from "../texts";
import { Key } from "./key-list";
import { inDays } from "./quick-dates";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  fields: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(140px, 1fr))",
    gap: tokens.spacingHorizontalM,
    "& .fui-Input": { minWidth: 0 },
    "& input": { minWidth: 0, width: "100%" },
  },
  wide: { gridColumn: "1 / -1" },
  quick: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  proposal: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  words: { ...typographyStyles.body1, flexGrow: 1, minWidth: "160px" },
  label: { display: "inline-flex", gap: tokens.spacingHorizontalXS, alignItems: "center" },
});

const KEYS = ["next_date", "next_objective", "close_date", "amount", "stage"] as const;
type FormKey = (typeof KEYS)[number];
const LETTERS: Readonly<Partial<Record<FormKey, string>>> = {
  next_date: "n",
  next_objective: "h",
  close_date: "d",
  amount: "a",
};
/** In days from today, the key that chooses it before. */
const QUICK = [
  ["1", 2],
  ["2", 7],
  ["3", 14],
  ["4", 30],
] as const;

interface ChangeFormProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly isBusy: boolean;
  /** Told whether anything is typed that was not there. */
  readonly changed: (is: boolean) => void;
  readonly save: (fields: FieldChanges) => void;
  readonly back: () => void;
}

export function ChangeForm({ row, choices, isBusy, changed: tell, save, back }: ChangeFormProps) {
  const styles = useStyles();
  const t = useReviewText();
  const list = useListText();
  const { format } = useLocale();
  const now = useNow();
  const [typed, setTyped] = useState<Readonly<Partial<Record<FormKey, string>>>>({});
  const proposal = useNextStep(row.opportunity.id).data?.proposal;
  const current = (key: FormKey) => typed[key] ?? FIELDS[key].typed(row);
  const changed = KEYS.filter((key) => current(key) !== FIELDS[key].typed(row));
  const isChanged = changed.length > 0;
  useEffect(() => tell(isChanged), [isChanged, tell]);
  const wrong = changed.filter((key) => FIELDS[key].change(current(key), row) === undefined);
  const put = (change: Readonly<Partial<Record<FormKey, string>>>) => setTyped({ ...typed, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed.length === 0 || wrong.length > 0 || isBusy) return;
    save(Object.assign({}, ...changed.map((key) => FIELDS[key].change(current(key), row))) as FieldChanges);
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    back();
  };
  const input = (key: FieldKey & FormKey, type: "date" | "text") => (
    <Field
      className={key === "next_objective" ? styles.wide : undefined}
      label={
        <span className={styles.label}>
          {list(`field.${key}`)}
          {LETTERS[key] && <Key>{LETTERS[key]}</Key>}
        </span>
      }
      {...(wrong.includes(key) && { validationMessage: t("review.notUnderstood") })}
    >
      <Input
        type={type}
        value={current(key)}
        maxLength={200}
        input={{ "data-key": LETTERS[key] } as object}
        onChange={(_, { value }) => put({ [key]: value })}
      />
    </Field>
  );
  const start = proposal?.slots[0]?.start ?? proposal?.due.start;
  const day = start?.slice(0, 10);
  return (
    <form className={styles.form} onSubmit={submit} onKeyDown={leave}>
      {proposal && day && (
        <div className={styles.proposal}>
          <span className={styles.words}>
            {t("review.proposed", {
              objective: proposal.objective,
              when: format.dueDay(day, now),
            })}
          </span>
          <Button
            size="small"
            data-key="p"
            iconPosition="after"
            icon={<Key>p</Key>}
            onClick={() => put({ next_date: day, next_objective: proposal.objective.slice(0, 200) })}
          >
            {t("deed.takeProposal")}
          </Button>
        </div>
      )}
      <div className={styles.fields}>
        {input("next_date", "date")}
        {input("close_date", "date")}
        {input("amount", "text")}
        <Field label={list("field.stage")}>
          <Select value={current("stage")} onChange={(_, { value }) => put({ stage: value })}>
            {choices?.stages.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        {input("next_objective", "text")}
      </div>
      <div className={styles.quick}>
        {QUICK.map(([key, days]) => (
          <Button
            key={key}
            size="small"
            data-key={key}
            iconPosition="after"
            icon={<Key>{key}</Key>}
            onClick={() => put({ next_date: inDays(now, days) })}
          >
            {t("quick.days", { count: days })}
          </Button>
        ))}
        <Button
          type="submit"
          data-key="Enter"
          appearance={isChanged ? "primary" : "secondary"}
          disabled={!isChanged || wrong.length > 0 || isBusy}
        >
          {t("deed.save")}
        </Button>
      </div>
    </form>
  );
}
