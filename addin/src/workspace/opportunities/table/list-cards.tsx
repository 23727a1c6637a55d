/** The rows on a phone: a card each, with the same fields as the table's columns. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { Cell, type ListProps, Name } from "./list-table";

const useStyles = makeStyles({
  cards: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    margin: 0,
    padding: 0,
    listStyleType: "none",
  },
  card: {
    // What is far from the window costs nothing to draw.
    contentVisibility: "auto",
    containIntrinsicSize: "auto 380px",
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

export function ListCards({ rows, columns, choices, editing, edited, actions }: ListProps) {
  const styles = useStyles();
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={row.opportunity.id} className={styles.card} data-opportunity={row.opportunity.id}>
          <Name row={row} open={actions.open} />
          <dl className={styles.facts}>
            {columns.map((column) => (
              <Fact key={column.key} term={column.name}>
                <Cell
                  column={column}
                  row={row}
                  choices={choices}
                  save={actions.save}
                  isEditing={row.opportunity.id === editing && column.key === "next_date"}
                  edited={edited}
                />
              </Fact>
            ))}
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
