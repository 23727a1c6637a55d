/** Who changed what of an opportunity and when, each with its undo. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { ArrowUndo20Regular } from "@fluentui/react-icons/svg/arrow-undo";
import {
  type FieldChange,
  type PipelineChoices,
  type PipelineRow,
  type RowDeed,
  useFieldHistory,
} from "../../../api/pipeline";
import type { Format } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale-context";
import { opportunitiesEn } from "../../../i18n/opportunities-en";
import { useNow } from "../now";
import { type ListText, useListText } from "../texts";

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: "none" },
  change: {
    display: "grid",
    gridTemplateColumns: "1fr auto",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  what: { ...typographyStyles.body1, overflowWrap: "anywhere", fontVariantNumeric: "tabular-nums" },
  who: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
});

interface HistoryProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly act: (deed: RowDeed) => void;
}

export function History({ row, choices, act }: HistoryProps) {
  const styles = useStyles();
  const t = useListText();
  const { data } = useFieldHistory(row.opportunity.id);
  if (data?.items.length === 0) return <p className={styles.who}>{t("card.noHistory")}</p>;
  return (
    <ul className={styles.list}>
      {data?.items.map((change) => (
        <li key={change.id} className={styles.change}>
          <Change change={change} choices={choices} />
          {!change.is_undone && (
            <Button
              size="small"
              appearance="subtle"
              icon={<ArrowUndo20Regular />}
              aria-label={`${t("card.undo")}: ${fieldName(change.field, choices, t)}`}
              title={t("card.undo")}
              onClick={() => act({ do: "undo", changeId: change.id })}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

interface ChangeProps {
  readonly change: FieldChange;
  readonly choices: PipelineChoices | undefined;
}

/** One change in words: which field, from what to what, by whom and when. */
export function Change({ change, choices }: ChangeProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  return (
    <span className={styles.what}>
      <strong>{fieldName(change.field, choices, t)}</strong>{" "}
      {t("card.fromTo", {
        before: wordsFor(named(change.field, change.before, choices), t, format, now),
        after: wordsFor(named(change.field, change.after, choices), t, format, now),
      })}
      <span className={styles.who}>
        {t("card.changed", {
          actor: change.actor?.name ?? t("card.byTrato"),
          at: format.stamp(new Date(change.at)),
        })}
        {change.is_undone && ` · ${t("card.undone")}`}
      </span>
    </span>
  );
}

type FieldText = keyof typeof opportunitiesEn & `field.${string}`;

function fieldName(field: string, choices: PipelineChoices | undefined, t: ListText): string {
  const key = `field.${field}`;
  if (key in opportunitiesEn) return t(key as Exclude<FieldText, never>);
  const own = field.replace(/^custom\./, "");
  return choices?.fields.find((one) => one.key === own)?.name ?? own;
}

/** What a stage or an owner is called, of those there are. */
function named(
  field: string,
  value: FieldChange["before"],
  choices: PipelineChoices | undefined,
): FieldChange["before"] {
  if (field === "stage") return choices?.stages.find(({ key }) => key === value)?.name ?? value;
  if (field === "owner_id") return choices?.owners.find(({ id }) => id === String(value))?.name ?? value;
  return value;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function wordsFor(value: FieldChange["before"], t: ListText, format: Format, now: Date): string {
  if (value === null || value === undefined || value === "") return t("edit.empty");
  if (Array.isArray(value)) return value.length === 0 ? t("edit.empty") : format.list(value.map(String));
  if (typeof value === "object") {
    const closure = value as { readonly outcome?: string; readonly reason?: string };
    const outcome = closure.outcome as "won" | "lost" | "cancelled";
    return closure.reason ? `${t(`filter.${outcome}`)} (${closure.reason})` : t(`filter.${outcome}`);
  }
  const text = String(value);
  return DAY.test(text) ? format.day(text, now) : text;
}
