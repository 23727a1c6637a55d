/** The list as other shapes than rows: the stages of a board, the days of a month, the periods of a forecast. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Asked, PipelinePage, PipelineRow } from "./pipeline";
import type { components } from "./schema";

type Schemas = components["schemas"];
type BoardAnswer = Schemas["BoardOut"];
type BoardColumn = Omit<BoardAnswer["columns"][number], "items">;
export type Forecast = Schemas["ExpectedOut"];
export type PeriodLength = NonNullable<Schemas["ExpectedIn"]["by"]>;

/** As many as one looks through by eye; beyond that the list is the place. */
const MOST_A_STAGE = 50;
const MOST_A_MONTH = 200;

/** The shape of the list's rows, so that a changed row is replaced here too. */
interface Pages<Page = { readonly items: readonly PipelineRow[] }> {
  readonly pages: readonly Page[];
}

interface Board extends Pages {
  readonly now: string;
  readonly columns: readonly BoardColumn[];
}

/** Every stage with its sums and its largest opportunities, those in pages: one a stage. */
export function useBoard(asked: Asked) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "rows", "board", asked],
    queryFn: async ({ signal }): Promise<Board> => {
      const body = { asked, order: "amount", is_descending: true, first: MOST_A_STAGE };
      const { now, columns } = await api<BoardAnswer>("POST", "/pipeline/board", { body, signal });
      return { now, columns, pages: columns.map(({ items }) => ({ items })) };
    },
    placeholderData: keepPreviousData,
  });
}

export function useForecast(asked: Asked, by: PeriodLength) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "forecast", by, asked],
    queryFn: ({ signal }) => api<Forecast>("POST", "/pipeline/forecast", { body: { asked, by }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** What closes between two days, both included, by its day. */
export function useClosing(asked: Asked, first: string, last: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "rows", "closing", first, last, asked],
    queryFn: async ({ signal }): Promise<Pages<PipelinePage>> => ({
      pages: [
        await api<PipelinePage>("POST", "/pipeline", {
          body: { asked: { ...asked, closes: { first, last } }, order: "close_date", limit: MOST_A_MONTH },
          signal,
        }),
      ],
    }),
    placeholderData: keepPreviousData,
  });
}
