/** Which opportunities: a word, and one choice each of state, stage, owner, what is wrong, and how they stand together. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Select,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";
import type { Asked, OwnField, PipelineChoices } from "../../../api/pipeline";
import { GROUPINGS, isNarrowed, OPEN_BY_CLOSE_DATE, type Question } from "../question";
import { useListText } from "../texts";

const useStyles = makeStyles({
  bar: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(144px, 1fr))",
    gap: tokens.spacingHorizontalM,
    alignItems: "end",
  },
  // Fluent's select asks for more room than a column has.
  choice: { minWidth: 0, "& > span": { minWidth: 0 }, "& select": { minWidth: 0, width: "100%" } },
  folded: { gridColumn: "1 / -1" },
  summary: { ...typographyStyles.body1Strong, minHeight: "44px", lineHeight: "44px", cursor: "pointer" },
  query: { gridColumn: "span 2", "@media (max-width: 480px)": { gridColumn: "1 / -1" } },
});

const WHICH = ["open", "won", "lost", "cancelled", "closed", "all"] as const;
const ATTENTION = ["no_next_date", "past_due", "silent"] as const;
const PAUSE_MS = 250;

interface FilterBarProps {
  readonly question: Question;
  readonly choices: PipelineChoices | undefined;
  readonly ask: (question: Question) => void;
  /** On a phone the choices are folded away: the list is what one came for. */
  readonly isWide: boolean;
  /** Where groups stand by themselves, one does not choose them. */
  readonly canGroup: boolean;
}

export function FilterBar({ question, choices, ask, isWide, canGroup }: FilterBarProps) {
  const styles = useStyles();
  const t = useListText();
  const narrow = (change: { readonly [K in keyof Asked]: Asked[K] | undefined }) => {
    const asked = Object.fromEntries(
      Object.entries({ ...question.asked, ...change }).filter(([, value]) => value !== undefined),
    );
    ask({ ...question, asked: asked as Asked });
  };
  const one = <T extends string>(value: string): T[] | undefined => (value === "" ? undefined : [value as T]);
  const choose = (
    <>
      <Field className={styles.choice} label={t("filter.which")}>
        <Select
          value={question.asked.which ?? "open"}
          onChange={(_, { value }) =>
            narrow({ which: value === "open" ? undefined : (value as Asked["which"]) })
          }
        >
          {WHICH.map((which) => (
            <option key={which} value={which}>
              {t(`filter.${which}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field className={styles.choice} label={t("filter.stage")}>
        <Select
          value={question.asked.stages?.[0] ?? ""}
          onChange={(_, { value }) => narrow({ stages: one(value) })}
        >
          <option value="">{t("filter.any")}</option>
          {choices?.stages.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field className={styles.choice} label={t("filter.owner")}>
        <Select
          value={question.asked.owner_ids?.[0] ?? ""}
          onChange={(_, { value }) => narrow({ owner_ids: one(value) })}
        >
          <option value="">{t("filter.any")}</option>
          {choices?.owners.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field className={styles.choice} label={t("filter.attention")}>
        <Select
          value={question.asked.attention?.[0] ?? ""}
          onChange={(_, { value }) => narrow({ attention: one(value) })}
        >
          <option value="">{t("filter.any")}</option>
          {ATTENTION.map((attention) => (
            <option key={attention} value={attention}>
              {t(`filter.${attention}`)}
            </option>
          ))}
        </Select>
      </Field>
      {canGroup && (
        <Field className={styles.choice} label={t("filter.by")}>
          <Select
            value={question.by ?? ""}
            onChange={(_, { value }) => ask({ ...question, by: GROUPINGS.find((by) => by === value) })}
          >
            <option value="">{t("filter.notGrouped")}</option>
            {GROUPINGS.map((by) => (
              <option key={by} value={by}>
                {t(`by.${by}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {choices?.fields.filter(isChosenFrom).map((own) => (
        <OwnFilter
          key={own.key}
          own={own}
          value={question.asked.custom?.[own.key] ?? ""}
          choose={(value) => {
            const { [own.key]: _, ...others } = question.asked.custom ?? {};
            const custom = value === "" ? others : { ...others, [own.key]: value };
            narrow({ custom: Object.keys(custom).length > 0 ? custom : undefined });
          }}
        />
      ))}
      {isNarrowed(question) && (
        <Button appearance="subtle" onClick={() => ask({ ...question, asked: OPEN_BY_CLOSE_DATE.asked })}>
          {t("filter.clear")}
        </Button>
      )}
    </>
  );
  return (
    <search className={styles.bar}>
      <Words
        className={styles.query}
        value={question.asked.query ?? ""}
        ask={(query) => narrow({ query: query || undefined })}
      />
      {isWide ? (
        choose
      ) : (
        <details className={styles.folded}>
          <summary className={styles.summary}>{t("filter.more")}</summary>
          <div className={styles.bar}>{choose}</div>
        </details>
      )}
    </search>
  );
}

/** Of the organisation's own fields those with a few values. */
function isChosenFrom(own: OwnField): boolean {
  return own.kind === "choice" || own.kind === "yes_no";
}

interface OwnFilterProps {
  readonly own: OwnField;
  readonly value: string;
  readonly choose: (value: string) => void;
}

function OwnFilter({ own, value, choose }: OwnFilterProps) {
  const styles = useStyles();
  const t = useListText();
  const words: Readonly<Record<string, string>> = { yes: t("field.yes"), no: t("field.no") };
  const values = own.kind === "yes_no" ? ["yes", "no"] : own.choices;
  return (
    <Field className={styles.choice} label={own.name}>
      <Select value={value} onChange={(_, data) => choose(data.value)}>
        <option value="">{t("filter.any")}</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {own.kind === "yes_no" ? words[one] : one}
          </option>
        ))}
      </Select>
    </Field>
  );
}

/** Asks once one stops typing for a moment. */
function Words({
  className,
  value,
  ask,
}: {
  className: string;
  value: string;
  ask: (query: string) => void;
}) {
  const t = useListText();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const later = setTimeout(() => ask(typed.trim()), PAUSE_MS);
    return () => clearTimeout(later);
  }, [typed, value, ask]);
  return (
    <Field className={className} label={t("filter.query")}>
      <Input type="search" value={typed} maxLength={200} onChange={(_, data) => setTyped(data.value)} />
    </Field>
  );
}
