/** The board: a column a stage, an opportunity moved from one to the next with the pointer or the keys. */
import {
  Link,
  makeStyles,
  mergeClasses,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useState } from "react";
import { ApiError } from "../../../api/client";
import type { PipelineGroup, PipelineRow } from "../../../api/pipeline";
import { useBoard } from "../../../api/pipeline-parts";
import { useLocale } from "../../../i18n/locale-context";
import { Failure } from "../../failure";
import { type Step, useCarry } from "../carry";
import { FIELDS } from "../fields";
import type { LookProps } from "../look";
import { Now } from "../now";
import { useListText } from "../texts";
import { BoardCard } from "./board-card";

const useStyles = makeStyles({
  board: {
    display: "grid",
    gridAutoFlow: "column",
    gridAutoColumns: "minmax(230px, 1fr)",
    gap: tokens.spacingHorizontalM,
    overflowX: "auto",
    alignItems: "start",
    margin: 0,
    padding: `0 0 ${tokens.spacingVerticalM}`,
    listStyleType: "none",
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  stage: {
    minHeight: "200px",
    padding: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusLarge,
    border: "2px solid transparent",
    backgroundColor: tokens.colorNeutralBackground3,
  },
  over: { border: `2px dashed ${tokens.colorBrandStroke1}` },
  top: { padding: `0 ${tokens.spacingHorizontalXS} ${tokens.spacingVerticalS}` },
  name: { ...typographyStyles.subtitle2, margin: 0 },
  sum: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
    display: "block",
  },
  cards: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    margin: 0,
    padding: 0,
    listStyleType: "none",
  },
  hint: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
});

export default function BoardLook({ question, ask, deeds, open }: LookProps) {
  const styles = useStyles();
  const t = useListText();
  const found = useBoard(question.asked);
  const columns = found.data?.columns ?? [];
  const keys = columns.map(({ stage }) => stage.key);
  // Where it was dropped, from that moment until the server says so too.
  const [dropped, setDropped] = useState<{ readonly id: string; readonly stage: string }>();
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const stageOf = ({ opportunity: { id, stage } }: PipelineRow) =>
    dropped?.id === id && deeds.isPending ? dropped.stage : stage.key;
  const carry = useCarry({
    beside: (place, step) => besides(keys, place, step),
    drop: (id, stage) => {
      const row = rows.find(({ opportunity }) => opportunity.id === id);
      if (!row) return;
      setDropped({ id, stage });
      deeds.save(row, FIELDS.stage, stage);
    },
  });
  const { carried } = carry;
  const name = (key: string) => columns.find(({ stage }) => stage.key === key)?.stage.name ?? key;
  const held = rows.find(({ opportunity }) => opportunity.id === carried?.id);
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <Spinner label={t("list.loading")} />
    );
  }
  return (
    <Now value={new Date(found.data.now)}>
      <p className={styles.hint}>{t("board.hint")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
      <ol className={styles.board} aria-label={t("look.board")} tabIndex={0}>
        {columns.map(({ stage: { key }, total, next_cursor: more }) => {
          const here = rows.filter((row) => stageOf(row) === key);
          return (
            <li
              key={key}
              className={mergeClasses(styles.stage, carried?.over === key && styles.over)}
              data-place={key}
            >
              <Top name={name(key)} group={total} />
              <ul className={styles.cards} aria-label={name(key)}>
                {here.map((row) => (
                  <BoardCard key={row.opportunity.id} row={row} place={key} carry={carry} open={open} />
                ))}
              </ul>
              {more && (
                <Link
                  as="button"
                  onClick={() =>
                    ask({ ...question, look: "list", asked: { ...question.asked, stages: [key] } })
                  }
                >
                  {t("board.more")}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
      <div aria-live="assertive" className={styles.hint}>
        {carried?.by === "keys" && held
          ? t("board.carrying", { name: held.opportunity.name, stage: name(carried.over) })
          : ""}
      </div>
    </Now>
  );
}

function Top({ name, group }: { name: string; group: PipelineGroup }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  return (
    <div className={styles.top}>
      <h2 className={styles.name}>{name}</h2>
      <span className={styles.sum}>{t("list.count", { count: group.count })}</span>
      {group.sums.map(({ amount, currency }) => (
        <span key={currency} className={styles.sum}>
          {format.money({ value: amount, currency })}
        </span>
      ))}
    </div>
  );
}

function besides(keys: readonly string[], place: string, step: Step): string {
  const by = { left: -1, right: 1, up: 0, down: 0 }[step];
  return keys[keys.indexOf(place) + by] ?? place;
}
