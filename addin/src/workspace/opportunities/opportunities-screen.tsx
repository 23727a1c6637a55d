/** Opportunities: one question, several ways of seeing what it finds, and a card for the whole of one. */
import { makeStyles, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import { BoardRegular } from "@fluentui/react-icons/svg/board";
import { CalendarMonthRegular } from "@fluentui/react-icons/svg/calendar-month";
import { ClipboardCheckmarkRegular } from "@fluentui/react-icons/svg/clipboard-checkmark";
import { DataBarVerticalRegular } from "@fluentui/react-icons/svg/data-bar-vertical";
import { DocumentTableRegular } from "@fluentui/react-icons/svg/document-table";
import { ListRegular } from "@fluentui/react-icons/svg/list";
import {
  type ComponentType,
  lazy,
  type ReactElement,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from "react";
import { type PipelineRow, usePipelineChoices } from "../../api/pipeline";
import { useMedia } from "../preferences";
import { useDeeds } from "./deeds";
import type { LookProps } from "./look";
import { Looks } from "./looks";
import { Now, usePresent } from "./now";
import { type Look, type Question, questionOf, searchOf } from "./question";
import { Said } from "./said";
import { chosen, useColumns } from "./table/columns";
import { ColumnsMenu } from "./table/columns-menu";
import { FilterBar } from "./table/filter-bar";
import { ListLook } from "./table/list-look";
import { useListText } from "./texts";
import { startView } from "./views/start-view";
import { ViewsMenu } from "./views/views-menu";

const Card = lazy(() => import("./card/card"));

interface LookPart {
  readonly icon: ReactElement;
  readonly Show: ComponentType<LookProps>;
  /** Whether the filters and views hold for it; a review and an import have an order of their own. */
  readonly isAsked: boolean;
}

/** The list comes with the page, the others when they are looked at. */
const PARTS: Readonly<Record<Look, LookPart>> = {
  list: { icon: <ListRegular />, Show: ListLook, isAsked: true },
  board: { icon: <BoardRegular />, Show: lazy(() => import("./board/board-look")), isAsked: true },
  calendar: {
    icon: <CalendarMonthRegular />,
    Show: lazy(() => import("./calendar/calendar-look")),
    isAsked: true,
  },
  forecast: {
    icon: <DataBarVerticalRegular />,
    Show: lazy(() => import("./forecast/forecast-look")),
    isAsked: true,
  },
  review: {
    icon: <ClipboardCheckmarkRegular />,
    Show: lazy(() => import("./review/review-look")),
    isAsked: false,
  },
  import: {
    icon: <DocumentTableRegular />,
    Show: lazy(() => import("./import/import-look")),
    isAsked: false,
  },
};

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
    maxWidth: "72ch",
    "@media (max-width: 480px)": { display: "none" },
  },
  tools: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

const AS_TABLE = "(min-width: 760px)";

export function OpportunitiesScreen() {
  const styles = useStyles();
  const t = useListText();
  const [question, ask] = useQuestion();
  const choices = usePipelineChoices().data;
  const deeds = useDeeds();
  const [opened, setOpened] = useState<PipelineRow>();
  const open = useCallback((row: PipelineRow) => setOpened(row), []);
  const isWide = useMedia(AS_TABLE);
  const columns = useColumns(choices);
  const { Show, isAsked } = PARTS[question.look];
  return (
    <Now value={usePresent()}>
      <div className={styles.screen}>
        <div>
          <h1 className={styles.title}>{t("list.title")}</h1>
          <p className={styles.lead}>{t("list.lead")}</p>
        </div>
        <Looks question={question} ask={ask} iconOf={(look) => PARTS[look].icon} />
        {isAsked && (
          <>
            <FilterBar
              question={question}
              choices={choices}
              ask={ask}
              isWide={isWide}
              canGroup={question.look === "list"}
            />
            <div className={styles.tools}>
              <ViewsMenu question={question} ask={ask} />
              {question.look === "list" && (
                <ColumnsMenu
                  all={columns}
                  shown={chosen(columns, question.columns)}
                  question={question}
                  ask={ask}
                />
              )}
            </div>
          </>
        )}
        <Said {...deeds.said} />
        <Suspense fallback={<Spinner label={t("list.loading")} />}>
          <Show question={question} ask={ask} choices={choices} deeds={deeds} open={open} isWide={isWide} />
        </Suspense>
        <Suspense>
          {opened && (
            <Card
              key={opened.opportunity.id}
              found={opened}
              choices={choices}
              close={() => setOpened(undefined)}
              deeds={deeds}
            />
          )}
        </Suspense>
      </div>
    </Now>
  );
}

/** The question stands in the address; each change of it is a step one can go back. */
function useQuestion(): readonly [Question, (question: Question) => void] {
  const [search, setSearch] = useState(() => {
    const start = location.search === "" ? startView()?.question : undefined;
    if (start) history.replaceState(null, "", location.pathname + start);
    return location.search;
  });
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
