/** One opportunity whole, beside the list: all its fields, how it ended or may end, and its history. */
import {
  Button,
  Field as FormField,
  makeStyles,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Dismiss24Regular } from "@fluentui/react-icons/svg/dismiss";
import { useEffect, useId, useRef, useState } from "react";
import type { PipelineChoices, PipelineRow, RowDeed } from "../../api/pipeline";
import { useLocale } from "../../i18n/locale-context";
import { Editable } from "./editable";
import { FIELDS, type Field, type FieldKey } from "./fields";
import { History } from "./history";
import { Fact } from "./list-table";
import { useNow } from "./now";
import { useListText } from "./texts";

const useStyles = makeStyles({
  card: {
    position: "fixed",
    insetBlock: 0,
    insetInlineEnd: 0,
    zIndex: 2,
    width: "min(480px, 100%)",
    boxSizing: "border-box",
    padding: tokens.spacingHorizontalL,
    overflowY: "auto",
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    boxShadow: tokens.shadow64,
  },
  top: {
    display: "flex",
    alignItems: "flex-start",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
  },
  title: { ...typographyStyles.subtitle1, margin: 0, outlineStyle: "none", overflowWrap: "anywhere" },
  plain: { display: "block", padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalSNudge}` },
  account: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0 },
  heading: {
    ...typographyStyles.subtitle2,
    margin: `${tokens.spacingVerticalL} 0 ${tokens.spacingVerticalXS}`,
  },
  facts: {
    display: "grid",
    gridTemplateColumns: "minmax(110px, auto) 1fr",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalM,
    margin: 0,
  },
  ending: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalM,
  },
  reason: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    marginTop: tokens.spacingVerticalM,
  },
});

const SHOWN: readonly FieldKey[] = [
  "name",
  "stage",
  "probability",
  "amount",
  "monthly_amount",
  "close_date",
  "invoice_date",
  "created_on",
  "next_date",
  "next_objective",
  "owner_id",
  "wants",
  "met_on",
  "product_names",
  "main_competitor",
  "competitors",
];

interface CardProps {
  readonly row: PipelineRow | undefined;
  readonly choices: PipelineChoices | undefined;
  readonly close: () => void;
  readonly save: (row: PipelineRow, field: Field, typed: string) => void;
  readonly act: (row: PipelineRow, deed: RowDeed) => void;
}

/** Beside the list, which stays in reach; on a phone over it. Whoever closes it is where they were. */
export function Card({ row, ...rest }: CardProps) {
  return row ? <Open key={row.opportunity.id} row={row} {...rest} /> : null;
}

function Open({ row, choices, close, save, act }: CardProps & { readonly row: PipelineRow }) {
  const styles = useStyles();
  const t = useListText();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <section
      role="dialog"
      aria-labelledby={id}
      className={styles.card}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div className={styles.top}>
        <h2 id={id} ref={heading} tabIndex={-1} className={styles.title}>
          {row.opportunity.name}
        </h2>
        <Button
          appearance="subtle"
          icon={<Dismiss24Regular />}
          aria-label={t("card.close")}
          onClick={close}
        />
      </div>
      <Body row={row} choices={choices} save={save} act={(deed) => act(row, deed)} />
    </section>
  );
}

interface BodyProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly save: CardProps["save"];
  readonly act: (deed: RowDeed) => void;
}

function Body({ row, choices, save, act }: BodyProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const maker = row.opportunity.decision_maker;
  return (
    <>
      <p className={styles.account}>
        {format.list(
          [row.account?.name, row.group, row.territory].filter((one): one is string => Boolean(one)),
        )}
      </p>
      <Ending row={row} act={act} />
      <h3 className={styles.heading}>{t("card.fields")}</h3>
      <dl className={styles.facts}>
        {SHOWN.map((key) => (
          <Fact key={key} term={t(`field.${key}`)}>
            <Editable
              field={FIELDS[key]}
              row={row}
              choices={choices}
              label={t(`field.${key}`)}
              save={(field, typed) => save(row, field, typed)}
            />
          </Fact>
        ))}
        {maker && (
          <Fact term={t("field.decision_maker")}>
            <span className={styles.plain}>
              {maker.name} · {maker.met ? t("field.met") : t("field.notMet")}
            </span>
          </Fact>
        )}
        {row.units && (
          <Fact term={t("field.units")}>
            <span className={styles.plain}>{format.number(Number(row.units))}</span>
          </Fact>
        )}
      </dl>
      <h3 className={styles.heading}>{t("card.history")}</h3>
      <History row={row} act={act} />
    </>
  );
}

function Ending({ row, act }: { row: PipelineRow; act: (deed: RowDeed) => void }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const [outcome, setOutcome] = useState<"lost" | "cancelled">();
  const [reason, setReason] = useState("");
  if (row.closure) {
    const at = format.day(row.closure.closed_at, now);
    const words = {
      won: t("card.isWon", { at }),
      lost: t("card.isLost", { at, reason: row.closure.reason }),
      cancelled: t("card.isCancelled", { at, reason: row.closure.reason }),
    };
    return (
      <div className={styles.ending}>
        <span>{words[row.closure.outcome]}</span>
        <Button size="small" onClick={() => act({ do: "reopen" })}>
          {t("card.reopen")}
        </Button>
      </div>
    );
  }
  if (outcome === undefined) {
    return (
      <div className={styles.ending}>
        <Button appearance="primary" onClick={() => act({ do: "close", closure: { outcome: "won" } })}>
          {t("card.won")}
        </Button>
        <Button onClick={() => setOutcome("lost")}>{t("card.lost")}</Button>
        <Button onClick={() => setOutcome("cancelled")}>{t("card.cancelled")}</Button>
      </div>
    );
  }
  return (
    <form
      className={styles.reason}
      onSubmit={(event) => {
        event.preventDefault();
        act({ do: "close", closure: { outcome, reason } });
        setOutcome(undefined);
        setReason("");
      }}
    >
      <FormField label={t("card.reason")} hint={t("card.reasonHint")} required>
        <Textarea value={reason} maxLength={1000} autoFocus onChange={(_, { value }) => setReason(value)} />
      </FormField>
      <div className={styles.ending}>
        <Button type="submit" appearance="primary" disabled={reason.trim() === ""}>
          {outcome === "lost" ? t("card.lost") : t("card.cancelled")}
        </Button>
        <Button onClick={() => setOutcome(undefined)}>{t("card.back")}</Button>
      </div>
    </form>
  );
}
