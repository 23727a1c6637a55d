/** What an opportunity has beside its fields: lines and the headlines of its negotiation. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Line } from "./pipeline";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Headline = Schemas["HeadlineOut"];
type Headlines = Schemas["HeadlinesOut"];
type NewHeadline = Schemas["HeadlineIn"];

export function useLines(opportunityId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "lines", opportunityId],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly Line[] }>("GET", `/opportunities/${opportunityId}/lines`, { signal }),
  });
}

export function useHeadlines(opportunityId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["pipeline", "headlines", opportunityId],
    queryFn: ({ signal }) => api<Headlines>("GET", `/opportunities/${opportunityId}/headlines`, { signal }),
  });
}

type HeadlineDeed =
  | { readonly do: "keep"; readonly headline: NewHeadline }
  | { readonly do: "drop"; readonly id: string };

/** Every answer is the whole list as it is then. */
export function useHeadlineDeed(opportunityId: string) {
  const api = useApi();
  const client = useQueryClient();
  const path = `/opportunities/${opportunityId}/headlines`;
  return useMutation({
    mutationFn: async (deed: HeadlineDeed) => {
      switch (deed.do) {
        case "keep":
          return api<Headlines>("POST", path, { body: deed.headline });
        case "drop":
          return api<Headlines>("DELETE", `${path}/${deed.id}`);
      }
    },
    onSuccess: (headlines) => client.setQueryData(["pipeline", "headlines", opportunityId], headlines),
    onError: () => client.invalidateQueries({ queryKey: ["pipeline", "headlines", opportunityId] }),
  });
}
