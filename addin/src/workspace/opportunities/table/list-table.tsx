/** The rows as a table. Only the blocks near the window are drawn, so that ten thousand rows scroll like fifty. */
import { Link, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { memo, useEffect, useRef, useState } from "react";
import type { Order, PipelineChoices, PipelineRow } from "../../../api/pipeline";
import { Editable } from "../editable";
import type { Field } from "../fields";
import { useNow } from "../now";
import { useListText } from "../texts";
import type { Column } from "./columns";

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
  name: { minWidth: "180px", textAlign: "start" },
  account: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  read: {
    ...typographyStyles.body1,
    maxWidth: "260px",
    overflowWrap: "anywhere",
    padding: `${tokens.spacingVerticalSNudge} ${tokens.spacingHorizontalXS}`,
  },
});

/** Rows drawn or left out together. */
const BLOCK = 25;
const AT_ONCE = 2;
const USUAL_ROW_PX = 60;
const NEAR = "800px 0px";

interface RowActions {
  readonly open: (row: PipelineRow) => void;
  readonly save: (row: PipelineRow, field: Field, typed: string) => void;
}

export interface ListProps {
  readonly rows: readonly PipelineRow[];
  readonly columns: readonly Column[];
  readonly choices: PipelineChoices | undefined;
  readonly current: string | undefined;
  readonly editing: string | undefined;
  readonly edited: () => void;
  readonly actions: RowActions;
}

interface TableProps extends ListProps {
  /** How many there are in all, asked for or not. */
  readonly count: number;
  readonly order: Order;
  readonly isDescending: boolean;
  readonly sort: (order: Order) => void;
  readonly label: string;
}

export function ListTable(props: TableProps) {
  const { rows, columns, count, order, isDescending, sort, label, ...rest } = props;
  const styles = useStyles();
  const t = useListText();
  const heading = (name: string, by: Order | undefined, isNumber: boolean) => (
    <th
      key={name}
      scope="col"
      className={mergeClasses(styles.head, isNumber && styles.number)}
      aria-sort={by !== undefined && by === order ? (isDescending ? "descending" : "ascending") : undefined}
    >
      {by ? (
        <button
          type="button"
          className={styles.sort}
          title={t("sort.by", { field: name })}
          onClick={() => sort(by)}
        >
          {name}
          {by === order && <span aria-hidden="true"> {isDescending ? "↓" : "↑"}</span>}
        </button>
      ) : (
        name
      )}
    </th>
  );
  const blocks = Array.from({ length: Math.ceil(rows.length / BLOCK) }, (_, place) => place * BLOCK);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
    <section className={styles.around} tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-label={label} aria-rowcount={count + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {heading(t("field.name"), "name", false)}
            {columns.map((one) => heading(one.name, one.order, one.isNumber))}
          </tr>
        </thead>
        {blocks.map((from) => (
          <Block
            key={from}
            {...rest}
            columns={columns}
            rows={rows}
            from={from}
            isKept={from / BLOCK < AT_ONCE}
          />
        ))}
      </table>
    </section>
  );
}

interface BlockProps extends ListProps {
  readonly from: number;
  /** Drawn from the beginning, before anybody could look where it is. */
  readonly isKept: boolean;
}

/** Keeps the height it had while it is left out, so that nothing jumps. */
const Block = memo(function Block({ rows, from, isKept, columns, current, editing, ...rest }: BlockProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const height = useRef<number>(undefined);
  const [isNear, setNear] = useState(isKept);
  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const seen = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (!last) return;
        // A row that is being changed stays, or what was typed would be lost.
        const isBusy = element.contains(document.activeElement);
        if (!last.isIntersecting && !isBusy)
          height.current = last.boundingClientRect.height || height.current;
        setNear(last.isIntersecting || isBusy);
      },
      { rootMargin: NEAR },
    );
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  const shown = rows.slice(from, from + BLOCK);
  return (
    <tbody ref={body}>
      {isNear ? (
        shown.map((row, place) => (
          <TableRow
            key={row.opportunity.id}
            {...rest}
            row={row}
            place={from + place}
            columns={columns}
            isCurrent={row.opportunity.id === current}
            isEditing={row.opportunity.id === editing}
          />
        ))
      ) : (
        <tr>
          <td
            colSpan={columns.length + 1}
            style={{ height: height.current ?? shown.length * USUAL_ROW_PX, padding: 0 }}
          />
        </tr>
      )}
    </tbody>
  );
});

interface RowProps {
  readonly row: PipelineRow;
  readonly place: number;
  readonly columns: readonly Column[];
  readonly choices: PipelineChoices | undefined;
  readonly isCurrent: boolean;
  readonly isEditing: boolean;
  readonly edited: () => void;
  readonly actions: RowActions;
}

/** Of thousands of rows a change draws one. */
const TableRow = memo(function TableRow(props: RowProps) {
  const { row, place, columns, choices, isCurrent, isEditing, edited, actions } = props;
  const styles = useStyles();
  return (
    <tr
      className={mergeClasses(styles.row, isCurrent && styles.current)}
      data-opportunity={row.opportunity.id}
      aria-rowindex={place + 2}
    >
      <th scope="row" className={mergeClasses(styles.cell, styles.name)}>
        <Name row={row} open={actions.open} />
      </th>
      {columns.map((column) => (
        <td key={column.key} className={mergeClasses(styles.cell, column.isNumber && styles.number)}>
          <Cell
            column={column}
            row={row}
            choices={choices}
            save={actions.save}
            isEditing={isEditing && column.key === "next_date"}
            edited={edited}
          />
        </td>
      ))}
    </tr>
  );
});

interface CellProps {
  readonly column: Column;
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly save: RowActions["save"];
  readonly isEditing: boolean;
  readonly edited: () => void;
}

export function Cell({ column, row, choices, save, isEditing, edited }: CellProps) {
  const styles = useStyles();
  const now = useNow();
  if (!column.field) return <div className={styles.read}>{column.shown?.(row, now) || "–"}</div>;
  return (
    <Editable
      field={column.field}
      row={row}
      choices={choices}
      label={column.name}
      save={(which, typed) => save(row, which, typed)}
      isEditing={isEditing}
      done={edited}
    />
  );
}

export function Name({ row, open }: { row: PipelineRow; open: (row: PipelineRow) => void }) {
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
