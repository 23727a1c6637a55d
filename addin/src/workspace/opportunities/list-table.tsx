/** The rows: a table where there is room, a card each on a phone; the same fields are changed in both. */
import { Link, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { memo, type ReactNode } from "react";
import type { Order, PipelineChoices, PipelineRow } from "../../api/pipeline";
import { useLocale } from "../../i18n/locale-context";
import { Editable } from "./editable";
import { FIELDS, type Field, type FieldKey } from "./fields";
import { useNow } from "./now";
import { useListText } from "./texts";

const useStyles = makeStyles({
  around: { overflowX: "auto" },
  table: { width: "100%", minWidth: "960px", borderCollapse: "collapse" },
  head: {
    ...typographyStyles.caption1Strong,
    position: "sticky",
    top: 0,
    zIndex: 1,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalXS}`,
    textAlign: "start",
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground2,
    whiteSpace: "nowrap",
  },
  sort: {
    ...typographyStyles.caption1Strong,
    border: "none",
    padding: 0,
    backgroundColor: "transparent",
    color: "inherit",
    cursor: "pointer",
    minHeight: "24px",
    ":hover": { color: tokens.colorNeutralForeground1 },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  row: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    ":hover": { backgroundColor: tokens.colorNeutralBackground2Hover },
  },
  current: { backgroundColor: tokens.colorNeutralBackground2Selected },
  cell: { ...typographyStyles.body1, padding: tokens.spacingHorizontalXS, verticalAlign: "top" },
  number: { textAlign: "end" },
  name: { minWidth: "180px" },
  account: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  last: { ...typographyStyles.caption1, maxWidth: "260px", overflowWrap: "anywhere" },
  quiet: { color: tokens.colorNeutralForeground2 },
  cards: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    margin: 0,
    padding: 0,
    listStyleType: "none",
  },
  card: {
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  facts: {
    display: "grid",
    gridTemplateColumns: "auto 1fr",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalM,
    margin: `${tokens.spacingVerticalS} 0 0`,
  },
  term: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
  fact: { ...typographyStyles.body1, margin: 0, minWidth: 0 },
});

/** What stands in the list, in this order; the order one sorts by is the field's own. */
const COLUMNS: readonly { readonly field: FieldKey; readonly order?: Order; readonly isNumber?: boolean }[] =
  [
    { field: "stage", order: "stage" },
    { field: "amount", order: "amount", isNumber: true },
    { field: "probability", order: "probability", isNumber: true },
    { field: "close_date", order: "close_date" },
    { field: "next_date", order: "next_date" },
    { field: "next_objective" },
    { field: "owner_id", order: "owner" },
  ];

export interface RowActions {
  readonly open: (row: PipelineRow) => void;
  readonly save: (row: PipelineRow, field: Field, typed: string) => void;
}

interface ListProps {
  readonly rows: readonly PipelineRow[];
  readonly choices: PipelineChoices | undefined;
  readonly current: string | undefined;
  readonly editing: string | undefined;
  readonly edited: () => void;
  readonly actions: RowActions;
}

interface TableProps extends ListProps {
  readonly order: Order;
  readonly isDescending: boolean;
  readonly sort: (order: Order) => void;
  readonly label: string;
}

export function ListTable(props: TableProps) {
  const { rows, choices, current, editing, edited, actions, order, isDescending, sort, label } = props;
  const styles = useStyles();
  const t = useListText();
  const heading = (key: Parameters<typeof t>[0] & `field.${string}`, by?: Order, isNumber = false) => (
    <th
      key={key}
      scope="col"
      className={mergeClasses(styles.head, isNumber && styles.number)}
      aria-sort={by === order ? (isDescending ? "descending" : "ascending") : undefined}
    >
      {by ? (
        <button
          type="button"
          className={styles.sort}
          title={t("sort.by", { field: t(key) })}
          onClick={() => sort(by)}
        >
          {t(key)}
          {by === order && <span aria-hidden="true"> {isDescending ? "↓" : "↑"}</span>}
        </button>
      ) : (
        t(key)
      )}
    </th>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
    <section className={styles.around} tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {heading("field.name", "name")}
            {COLUMNS.map((column) => heading(`field.${column.field}`, column.order, column.isNumber))}
            {heading("field.last_interaction", "last_interaction")}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow
              key={row.opportunity.id}
              row={row}
              choices={choices}
              isCurrent={row.opportunity.id === current}
              isEditing={row.opportunity.id === editing}
              edited={edited}
              actions={actions}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly isCurrent: boolean;
  readonly isEditing: boolean;
  readonly edited: () => void;
  readonly actions: RowActions;
}

/** Of thousands of rows a change draws one. */
const TableRow = memo(function TableRow({ row, choices, isCurrent, isEditing, edited, actions }: RowProps) {
  const styles = useStyles();
  const t = useListText();
  return (
    <tr
      className={mergeClasses(styles.row, isCurrent && styles.current)}
      data-opportunity={row.opportunity.id}
    >
      <th scope="row" className={mergeClasses(styles.cell, styles.name)} style={{ textAlign: "start" }}>
        <Name row={row} open={actions.open} />
      </th>
      {COLUMNS.map(({ field, isNumber }) => (
        <td key={field} className={mergeClasses(styles.cell, isNumber && styles.number)}>
          <Editable
            field={FIELDS[field]}
            row={row}
            choices={choices}
            label={t(`field.${field}`)}
            save={(which, typed) => actions.save(row, which, typed)}
            isEditing={isEditing && field === "next_date"}
            done={edited}
          />
        </td>
      ))}
      <td className={mergeClasses(styles.cell, styles.last)}>
        <Last row={row} />
      </td>
    </tr>
  );
});

export function ListCards({ rows, choices, editing, edited, actions }: ListProps) {
  const styles = useStyles();
  const t = useListText();
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={row.opportunity.id} className={styles.card} data-opportunity={row.opportunity.id}>
          <Name row={row} open={actions.open} />
          <dl className={styles.facts}>
            {COLUMNS.map(({ field }) => (
              <Fact key={field} term={t(`field.${field}`)}>
                <Editable
                  field={FIELDS[field]}
                  row={row}
                  choices={choices}
                  label={t(`field.${field}`)}
                  save={(which, typed) => actions.save(row, which, typed)}
                  isEditing={row.opportunity.id === editing && field === "next_date"}
                  done={edited}
                />
              </Fact>
            ))}
            <Fact term={t("field.last_interaction")}>
              <Last row={row} />
            </Fact>
          </dl>
        </li>
      ))}
    </ul>
  );
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.term}>{term}</dt>
      <dd className={styles.fact}>{children}</dd>
    </>
  );
}

function Name({ row, open }: { row: PipelineRow; open: (row: PipelineRow) => void }) {
  const styles = useStyles();
  const t = useListText();
  return (
    <>
      <Link as="button" aria-label={t("card.open", { name: row.opportunity.name })} onClick={() => open(row)}>
        {row.opportunity.name}
      </Link>
      <span className={styles.account}>
        {row.account?.name}
        {row.group && ` · ${row.group}`}
      </span>
    </>
  );
}

function Last({ row }: { row: PipelineRow }) {
  const styles = useStyles();
  const { format } = useLocale();
  const now = useNow();
  const last = row.last_interaction;
  if (!last) return <>–</>;
  const words = last.summary ?? last.subject ?? "";
  return (
    <>
      {format.distance(new Date(last.ends_at), now)}
      {words !== "" && (
        <span className={styles.quiet}>: {words.length > 90 ? `${words.slice(0, 90)}…` : words}</span>
      )}
    </>
  );
}
