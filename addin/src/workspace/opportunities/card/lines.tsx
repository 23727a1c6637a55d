/** Products and services with quantity, price and what other departments must know to deliver; totals, and the amount. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { useId, useState } from "react";
import { useLines } from "../../../api/opportunity-parts";
import type { PipelineChoices, PipelineRow, RowDeed } from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import { useListText } from "../texts";
import { type DraftLine, draftOf, emptyLine, isSame, linesOf, monthlyOf, totalOf } from "./line-draft";

const useStyles = makeStyles({
  line: {
    display: "grid",
    gridTemplateColumns: "1fr 1fr 1fr auto",
    alignItems: "end",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    "& input": { minWidth: 0 },
    "& .fui-Input": { minWidth: 0 },
  },
  whole: { gridColumn: "1 / -2" },
  full: { gridColumn: "1 / -1" },
  total: {
    ...typographyStyles.body1Strong,
    margin: `${tokens.spacingVerticalS} 0`,
    fontVariantNumeric: "tabular-nums",
  },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface LinesProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly act: (deed: RowDeed) => void;
  readonly isBusy: boolean;
  /** Makes the total of the lines the amount. */
  readonly save: (amount: string) => void;
}

export function Lines({ row, choices, act, isBusy, save }: LinesProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const id = useId();
  const found = useLines(row.opportunity.id).data?.items;
  const [draft, setDraft] = useState<readonly DraftLine[]>();
  if (!found) return null;
  const kept = found.map(draftOf);
  const lines = draft ?? kept;
  const wanted = linesOf(lines);
  const total = totalOf(lines);
  const monthly = monthlyOf(lines);
  const currency = row.opportunity.amount?.currency ?? choices?.currencies[0] ?? "EUR";
  const money = (value: number) => format.money({ value: value.toFixed(2), currency });
  const put = (place: number, change: Partial<DraftLine>) =>
    setDraft(lines.map((line, at) => (at === place ? { ...line, ...change } : line)));
  const isChanged = draft !== undefined && !isSame(draft, kept);
  const isAmount = Number(row.opportunity.amount?.value ?? 0) === Number(total.toFixed(2));
  return (
    <>
      {lines.length === 0 && <p className={styles.quiet}>{t("line.none")}</p>}
      {lines.map((line, place) => (
        <LineFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
          key={place}
          line={line}
          products={id}
          change={(change) => put(place, change)}
          remove={() => setDraft(lines.filter((_, at) => at !== place))}
        />
      ))}
      <datalist id={id}>
        {choices?.products.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {lines.length > 0 && (
        <p className={styles.total}>
          {t("line.total", { amount: money(total) })}
          {monthly > 0 && ` · ${t("list.monthly", { amount: money(monthly) })}`}
        </p>
      )}
      <div className={styles.foot}>
        <Button icon={<Add20Regular />} onClick={() => setDraft([...lines, emptyLine])}>
          {t("line.add")}
        </Button>
        {isChanged && (
          <>
            <Button
              appearance="primary"
              disabled={wanted === undefined || isBusy}
              onClick={() => wanted && act({ do: "lines", lines: wanted })}
            >
              {t("line.save")}
            </Button>
            <Button onClick={() => setDraft(undefined)}>{t("card.back")}</Button>
          </>
        )}
        {!isChanged && lines.length > 0 && !isAmount && (
          <Button disabled={isBusy} onClick={() => save(total.toFixed(2))}>
            {t("line.useTotal", { amount: money(total) })}
          </Button>
        )}
      </div>
    </>
  );
}

interface LineFieldsProps {
  readonly line: DraftLine;
  readonly products: string;
  readonly change: (change: Partial<DraftLine>) => void;
  readonly remove: () => void;
}

function LineFields({ line, products, change, remove }: LineFieldsProps) {
  const styles = useStyles();
  const t = useListText();
  const number = (key: "quantity" | "price" | "months") => (
    <Field label={t(`line.${key}`)}>
      <Input inputMode="decimal" value={line[key]} onChange={(_, { value }) => change({ [key]: value })} />
    </Field>
  );
  return (
    <fieldset className={styles.line} style={{ border: "none", margin: 0 }}>
      <legend style={{ display: "contents" }} />
      <Field className={styles.whole} label={t("line.name")} required>
        <Input
          value={line.name}
          maxLength={300}
          input={{ list: products }}
          onChange={(_, { value }) => change({ name: value })}
        />
      </Field>
      <Button
        appearance="subtle"
        icon={<Delete20Regular />}
        aria-label={t("line.remove", { name: line.name || t("line.new") })}
        onClick={remove}
      />
      {number("quantity")}
      {number("price")}
      {number("months")}
      <span />
      <Field className={styles.full} label={t("line.note")} hint={line.note === "" ? t("line.noteHint") : ""}>
        <Textarea
          value={line.note}
          rows={line.note === "" ? 1 : 2}
          maxLength={1000}
          onChange={(_, { value }) => change({ note: value })}
        />
      </Field>
    </fieldset>
  );
}
