/** The list of opportunities as asked: its rows, totals and groups, and what is changed in it. */
import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useApi } from "./api-context";
import { ApiError } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Asked = Schemas["AskedIn"];
export type PipelineRow = Schemas["PipelineRowOut"];
export type PipelinePage = Schemas["PipelineOut"];
export type PipelineGroup = Schemas["GroupOut"];
export type PipelineChoices = Schemas["PipelineChoicesOut"];
export type FieldChanges = Schemas["FieldsIn"];
type Closure = Schemas["ClosureIn"];
export type FieldChange = Schemas["ChangeOut"];
export type Order = NonNullable<Schemas["PipelineIn"]["order"]>;
export type Grouping = Schemas["GroupsIn"]["by"];
export type Line = Schemas["LineOut"];
export type NewLine = Schemas["LineIn"];
export type OwnField = Schemas["OwnFieldOut"];

/** The first rows are soon there; whoever reads on is not kept waiting at every screenful. */
const FIRST_PAGE = 50;
const LATER_PAGE = 200;

export function usePipeline(asked: Asked, order: Order, isDescending: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["pipeline", "rows", asked, order, isDescending],
    queryFn: ({ pageParam, signal }) =>
      api<PipelinePage>("POST", "/pipeline", {
        body: {
          asked,
          order,
          is_descending: isDescending,
          limit: pageParam === null ? FIRST_PAGE : LATER_PAGE,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // What was there stays until the answer to the new question is.
    placeholderData: keepPreviousData,
  });
}

/** One row by itself: as it was where one found it, then as it is after every change. */
export function usePipelineRow(found: PipelineRow) {
  const api = useApi();
  const id = found.opportunity.id;
  return useQuery({
    queryKey: ["pipeline", "row", id],
    queryFn: ({ signal }) => api<PipelineRow>("GET", `/opportunities/${id}/row`, { signal }),
    initialData: found,
    staleTime: 60_000,
  });
}

/** A row that one knows by its id alone; undefined until it is there. */
export function useRowOf(opportunityId: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "row", opportunityId],
    queryFn: ({ signal }) => api<PipelineRow>("GET", `/opportunities/${opportunityId}/row`, { signal }),
    enabled: opportunityId !== undefined,
  });
}

export function usePipelineGroups(asked: Asked, by: Grouping | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "groups", asked, by],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly PipelineGroup[] }>("POST", "/pipeline/groups", {
        body: { asked, by },
        signal,
      }),
    enabled: by !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function usePipelineChoices() {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "choices"],
    queryFn: ({ signal }) => api<PipelineChoices>("GET", "/pipeline/choices", { signal }),
    staleTime: 300_000,
  });
}

export function useFieldHistory(opportunityId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "history", opportunityId],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly FieldChange[] }>("GET", `/opportunities/${opportunityId}/changes`, {
        signal,
      }),
  });
}

/** What a person does to an opportunity of the list. */
export type RowDeed =
  | { readonly do: "change"; readonly fields: FieldChanges }
  | { readonly do: "close"; readonly closure: Closure }
  | { readonly do: "reopen" }
  | { readonly do: "lines"; readonly lines: readonly NewLine[] }
  | { readonly do: "undo"; readonly changeId: string };

/** Writes under the etag that was read; an answer replaces the row wherever it stands. */
export function useRowDeed() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ row, deed }: { row: PipelineRow; deed: RowDeed }) => {
      const path = `/opportunities/${row.opportunity.id}`;
      const ifMatch = row.opportunity.etag;
      switch (deed.do) {
        case "change":
          return api<PipelineRow>("PATCH", `${path}/fields`, { body: deed.fields, ifMatch });
        case "close":
          return api<PipelineRow>("PUT", `${path}/closure`, { body: deed.closure, ifMatch });
        case "lines":
          await api("PUT", `${path}/lines`, { body: { items: deed.lines }, ifMatch });
          return api<PipelineRow>("GET", `${path}/row`);
        case "reopen":
          return api<PipelineRow>("DELETE", `${path}/closure`, { ifMatch });
        case "undo":
          return api<PipelineRow>("POST", `${path}/changes/${deed.changeId}/undo`, { body: {} });
      }
    },
    onSuccess: (changed) => {
      replaceRow(client, changed);
      // Sums and groups follow, and so does the place of the row once one asks anew.
      const follow = [
        ["pipeline", "groups"],
        ["pipeline", "totals"],
        ["pipeline", "history", changed.opportunity.id],
        ["pipeline", "lines", changed.opportunity.id],
        ["pipeline", "forecast"],
        ["context"],
      ];
      return Promise.all([
        ...follow.map((queryKey) => client.invalidateQueries({ queryKey })),
        // What is being asked for at this moment may have been read before the change.
        client.invalidateQueries({ queryKey: ["pipeline", "rows"], fetchStatus: "fetching" }),
      ]);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.failure === "stale") {
        return client.invalidateQueries({ queryKey: ["pipeline"] });
      }
      return undefined;
    },
  });
}

/** Puts a row in place of what was known of it, wherever it stands. */
export function replaceRow(client: QueryClient, changed: PipelineRow): void {
  client.setQueryData<PipelineRow>(["pipeline", "row", changed.opportunity.id], (known) => known && changed);
  client.setQueriesData<InfiniteData<PipelinePage>>({ queryKey: ["pipeline", "rows"] }, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((row) => (row.opportunity.id === changed.opportunity.id ? changed : row)),
          })),
        },
  );
}

/** The totals by themselves: asked for again after a change, while the rows stay where they are. */
export function usePipelineTotals(asked: Asked) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "totals", asked],
    queryFn: async ({ signal }) =>
      (await api<PipelinePage>("POST", "/pipeline", { body: { asked, limit: 1 }, signal })).totals,
    placeholderData: keepPreviousData,
  });
}
