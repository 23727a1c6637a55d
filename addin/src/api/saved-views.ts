/** Questions to the list of opportunities under a name: one's own, and what colleagues share. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SavedView = Schemas["SavedViewOut"];
type SavedViews = Schemas["SavedViewsOut"];
type NewView = Schemas["SavedViewIn"];

const KEY = ["pipeline", "views"];

export function useSavedViews() {
  const api = useApi();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<SavedViews>("GET", "/pipeline/views", { signal }),
    staleTime: 60_000,
  });
}

export function useKeepView() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: NewView) => api<SavedViews>("POST", "/pipeline/views", { body: view }),
    onSuccess: (views) => client.setQueryData(KEY, views),
  });
}

export function useDropView() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api<SavedViews>("DELETE", `/pipeline/views/${id}`),
    onSuccess: (views) => client.setQueryData(KEY, views),
  });
}
