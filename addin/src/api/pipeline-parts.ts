/** The list in parts that are each asked for by themselves: a board's stages, a month's days. */
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Asked, PipelinePage, PipelineRow } from "./pipeline";

/** As many as one looks through by eye; beyond that the list is the place. */
export const MOST_A_PART = 60;
const MOST_A_MONTH = 200;

/** The same shape as the list's, so that a changed row is replaced here too. */
interface Pages {
  readonly pages: readonly PipelinePage[];
}

export interface Part {
  readonly key: string;
  readonly rows: readonly PipelineRow[];
  readonly page: PipelinePage | undefined;
}

/** A part for each stage, the largest first. */
export function useStages(
  asked: Asked,
  stages: readonly string[],
): { parts: readonly Part[]; isAsking: boolean } {
  const api = useApi();
  return useQueries({
    queries: stages.map((stage) => ({
      queryKey: ["pipeline", "rows", "stage", stage, asked],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Pages> => ({
        pages: [
          await api<PipelinePage>("POST", "/pipeline", {
            body: {
              asked: { ...asked, stages: [stage] },
              order: "amount",
              is_descending: true,
              limit: MOST_A_PART,
            },
            signal,
          }),
        ],
      }),
      placeholderData: keepPreviousData,
    })),
    combine: (found) => ({
      isAsking: found.some((one) => one.data === undefined),
      parts: stages.map((key, place) => ({
        key,
        rows: found[place]?.data?.pages[0]?.items ?? [],
        page: found[place]?.data?.pages[0],
      })),
    }),
  });
}

/** What closes between two days, both included, by its day. */
export function useClosing(asked: Asked, first: string, last: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "rows", "closing", first, last, asked],
    queryFn: async ({ signal }): Promise<Pages> => ({
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
