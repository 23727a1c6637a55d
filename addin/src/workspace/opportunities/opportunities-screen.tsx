/** Opportunities: filters, totals, groups, the rows with all that is changed in place, and a card for the whole of one. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Skeleton,
  SkeletonItem,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { Filter28Regular } from "@fluentui/react-icons/svg/filter";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import {
  type Order,
  type PipelineRow,
  type RowDeed,
  usePipeline,
  usePipelineChoices,
  usePipelineGroups,
  usePipelineTotals,
  useRowDeed,
} from "../../api/pipeline";
import { PageMessage } from "../../ui/page-message";
import { Failure } from "../failure";
import { useMedia } from "../preferences";
import { Card } from "./card";
import type { Field } from "./fields";
import { FilterBar } from "./filter-bar";
import { fieldName } from "./history";
import { Keys } from "./keys";
import { ListCards, ListTable } from "./list-table";
import { Now } from "./now";
import { OPEN_BY_CLOSE_DATE, type Question, questionOf, searchOf } from "./question";
import { Groups, Totals } from "./sums";
import { useListText } from "./texts";

const useStyles = makeStyles({
  screen: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXXL}`,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    outlineStyle: "none",
    "@media (max-width: 480px)": {
      paddingLeft: tokens.spacingHorizontalM,
      paddingRight: tokens.spacingHorizontalM,
    },
  },
  title: { ...typographyStyles.title3, margin: 0 },
  lead: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: "4px 0 0",
    maxWidth: "60ch",
  },
  more: { alignSelf: "center" },
});

const AS_TABLE = "(min-width: 760px)";

export function OpportunitiesScreen() {
  const styles = useStyles();
  const t = useListText();
  const [question, ask] = useQuestion();
  const choices = usePipelineChoices().data;
  const found = usePipeline(question.asked, question.order, question.isDescending);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const now = found.data?.pages[0]?.now;
  const deeds = useDeeds();
  const keys = useKeys(rows, deeds.undo);
  const [openId, setOpenId] = useState<string>();
  const actions = useMemo(
    () => ({ open: (row: PipelineRow) => setOpenId(row.opportunity.id), save: deeds.save }),
    [deeds.save],
  );
  const isTable = useMedia(AS_TABLE);
  const sort = (order: Order) =>
    ask({ ...question, order, isDescending: order === question.order && !question.isDescending });
  const list = { rows, choices, current: keys.current, editing: keys.editing, edited: keys.edited, actions };
  if (!found.data && found.error instanceof ApiError) {
    return <Failure error={found.error} retry={() => found.refetch()} />;
  }
  return (
    <Now value={now === undefined ? new Date(0) : new Date(now)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the list, told with "?", beside the buttons for all of them */}
      <div className={styles.screen} onKeyDown={(event) => keys.press(event, actions.open)}>
        <div>
          <h1 className={styles.title}>{t("list.title")}</h1>
          <p className={styles.lead}>{t("list.lead")}</p>
        </div>
        <FilterBar question={question} choices={choices} ask={ask} isWide={isTable} />
        <Summary question={question} ask={ask} />
        <Said deeds={deeds} />
        {keys.isHelpOpen && <Keys />}
        {!found.data && <Waiting />}
        {found.data && rows.length === 0 && <NothingFits clear={() => ask(OPEN_BY_CLOSE_DATE)} />}
        {rows.length > 0 &&
          (isTable ? (
            <ListTable
              {...list}
              label={t("list.title")}
              order={question.order}
              isDescending={question.isDescending}
              sort={sort}
            />
          ) : (
            <ListCards {...list} />
          ))}
        {found.hasNextPage && (
          <More
            className={styles.more}
            isAsking={found.isFetchingNextPage}
            more={() => void found.fetchNextPage()}
          />
        )}
        <Card
          row={rows.find(({ opportunity }) => opportunity.id === openId)}
          choices={choices}
          close={() => setOpenId(undefined)}
          save={deeds.save}
          act={deeds.act}
        />
      </div>
    </Now>
  );
}

/** The question stands in the address; each change of it is a step one can go back. */
function useQuestion(): readonly [Question, (question: Question) => void] {
  const [search, setSearch] = useState(location.search);
  useEffect(() => {
    const stop = new AbortController();
    addEventListener("popstate", () => setSearch(location.search), { signal: stop.signal });
    return () => stop.abort();
  }, []);
  const ask = useCallback((question: Question) => {
    const written = searchOf(question);
    if (written === location.search) return;
    history.pushState(null, "", location.pathname + written);
    setSearch(written);
  }, []);
  return [useMemo(() => questionOf(search), [search]), ask];
}

interface Done {
  readonly row: PipelineRow;
  readonly field: string;
  readonly changeBack: () => void;
}

/** What is written, and what was last: that is undone with a click or a key. */
function useDeeds() {
  const deed = useRowDeed();
  const { mutate, error, reset } = deed;
  const [done, setDone] = useState<Done>();
  const act = useCallback(
    (row: PipelineRow, what: RowDeed) => {
      setDone(undefined);
      mutate({ row, deed: what });
    },
    [mutate],
  );
  const save = useCallback(
    (row: PipelineRow, field: Field, typed: string) => {
      const fields = field.change(typed, row);
      if (fields === undefined) return;
      setDone(undefined);
      const before = field.change(field.typed(row), row);
      mutate(
        { row, deed: { do: "change", fields } },
        {
          onSuccess: (changed) => {
            const changeBack = () => {
              setDone(undefined);
              if (before) mutate({ row: changed, deed: { do: "change", fields: before } });
            };
            setDone({ row: changed, field: field.key, changeBack });
          },
        },
      );
    },
    [mutate],
  );
  const undo = useCallback(() => done?.changeBack(), [done]);
  const dismiss = () => {
    setDone(undefined);
    reset();
  };
  return { act, save, undo, done, error, dismiss };
}

function Said({ deeds }: { deeds: ReturnType<typeof useDeeds> }) {
  const t = useListText();
  const { error, done } = deeds;
  if (!error && !done) return null;
  const isStale = error instanceof ApiError && error.failure === "stale";
  return (
    <MessageBar intent={error ? (isStale ? "warning" : "error") : "success"} layout="multiline" role="status">
      <MessageBarBody>
        {error
          ? isStale
            ? t("edit.stale")
            : t("edit.refused", { reason: error.message })
          : done && t("edit.done", { field: fieldName(done.field, t), name: done.row.opportunity.name })}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<Dismiss20Regular />}
            aria-label={t("edit.dismiss")}
            onClick={deeds.dismiss}
          />
        }
      >
        {done && (
          <Button size="small" onClick={done.changeBack}>
            {t("edit.undo")}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}

function Summary({ question, ask }: { question: Question; ask: (question: Question) => void }) {
  const totals = usePipelineTotals(question.asked).data;
  const groups = usePipelineGroups(question.asked, question.by).data;
  return (
    <>
      {totals && <Totals totals={totals} />}
      {question.by && groups && (
        <Groups groups={groups.items} by={question.by} question={question} ask={ask} />
      )}
    </>
  );
}

function useKeys(rows: readonly PipelineRow[], undo: () => void) {
  const [current, setCurrent] = useState<string>();
  const [editing, setEditing] = useState<string>();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const move = (by: number) => {
    const place = rows.findIndex(({ opportunity }) => opportunity.id === current);
    const next = rows[Math.min(rows.length - 1, Math.max(0, place + by))];
    if (!next) return;
    setCurrent(next.opportunity.id);
    document
      .querySelector(`[data-opportunity="${next.opportunity.id}"]`)
      ?.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent, open: (row: PipelineRow) => void) => {
    const on = event.target as HTMLElement;
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      on.closest("input, select, textarea, [role=dialog]")
    )
      return;
    const row = rows.find(({ opportunity }) => opportunity.id === current);
    const deeds: Record<string, (() => void) | undefined> = {
      j: () => move(1),
      k: () => move(-1),
      o: row && (() => open(row)),
      e: row && (() => setEditing(row.opportunity.id)),
      z: undo,
      "?": () => setHelpOpen((is) => !is),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  return { current, editing, isHelpOpen, press, edited: useCallback(() => setEditing(undefined), []) };
}

function Waiting() {
  const t = useListText();
  return (
    <div role="status" aria-busy="true">
      <Skeleton aria-label={t("list.loading")}>
        {Array.from({ length: 8 }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
          <SkeletonItem key={place} size={32} style={{ marginBottom: "8px" }} />
        ))}
      </Skeleton>
    </div>
  );
}

function NothingFits({ clear }: { clear: () => void }) {
  const t = useListText();
  return (
    <PageMessage icon={<Filter28Regular />} title={t("list.none.title")} text={t("list.none.text")}>
      <Button appearance="primary" onClick={clear}>
        {t("filter.clear")}
      </Button>
    </PageMessage>
  );
}

/** Asks for more as soon as the end comes into view; the button is for whoever does not scroll. */
function More({ className, isAsking, more }: { className: string; isAsking: boolean; more: () => void }) {
  const t = useListText();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || isAsking) return undefined;
    const seen = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && more(), {
      rootMargin: "600px",
    });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [isAsking, more]);
  return (
    <div ref={end} className={className}>
      <Button disabledFocusable={isAsking} onClick={more}>
        {isAsking ? t("list.asking") : t("list.more")}
      </Button>
    </div>
  );
}
