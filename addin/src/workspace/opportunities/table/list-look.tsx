/** The list: totals, groups, and the rows with all that is changed in place. */
import { Button, makeStyles, Skeleton, SkeletonItem } from "@fluentui/react-components";
import { Filter28Regular } from "@fluentui/react-icons/svg/filter";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../../api/client";
import {
  type Order,
  type PipelineRow,
  usePipeline,
  usePipelineGroups,
  usePipelineTotals,
} from "../../../api/pipeline";
import { PageMessage } from "../../../ui/page-message";
import { Failure } from "../../failure";
import type { LookProps } from "../look";
import { Now } from "../now";
import { OPEN_BY_CLOSE_DATE, type Question } from "../question";
import { useListText } from "../texts";
import { chosen, useColumns } from "./columns";
import { Keys } from "./keys";
import { ListCards } from "./list-cards";
import { ListTable } from "./list-table";
import { Groups, Totals } from "./sums";

const useStyles = makeStyles({ more: { alignSelf: "center" }, rest: { display: "contents" } });

export function ListLook({ question, ask, choices, deeds, open, isWide }: LookProps) {
  const styles = useStyles();
  const t = useListText();
  const found = usePipeline(question.asked, question.order, question.isDescending);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const now = found.data?.pages[0]?.now;
  const at = useMemo(() => new Date(now ?? 0), [now]);
  const keys = useKeys(rows, deeds.undo);
  const { save } = deeds;
  const actions = useMemo(() => ({ open, save }), [open, save]);
  const all = useColumns(choices);
  // The same columns as before leave every row that is drawn as it is.
  const columns = useMemo(() => chosen(all, question.columns), [all, question.columns]);
  const sort = (order: Order) =>
    ask({ ...question, order, isDescending: order === question.order && !question.isDescending });
  const list = {
    rows,
    columns,
    choices,
    current: keys.current,
    editing: keys.editing,
    edited: keys.edited,
    actions,
  };
  if (!found.data && found.error instanceof ApiError) {
    return <Failure error={found.error} retry={() => found.refetch()} />;
  }
  return (
    <Now value={at}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the list, told with "?", beside the buttons for all of them */}
      <div className={styles.rest} onKeyDown={(event) => keys.press(event, open)}>
        <Summary question={question} ask={ask} />
        {keys.isHelpOpen && <Keys />}
        {!found.data && <Waiting />}
        {found.data && rows.length === 0 && <NothingFits clear={() => ask(OPEN_BY_CLOSE_DATE)} />}
        {rows.length > 0 &&
          (isWide ? (
            <ListTable
              {...list}
              count={found.data?.pages[0]?.totals?.count ?? rows.length}
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
      </div>
    </Now>
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
