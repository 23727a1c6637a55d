/** Groups of accounts with their criteria, and a plan for each account and year. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type AccountGroups = Schemas["AccountGroupsOut"];
export type AccountGroup = Schemas["AccountGroup"];
export type GroupCondition = Schemas["GroupCondition"];
export type GroupActivity = Schemas["GroupActivity"];
export type GroupsPreview = Schemas["GroupsPreviewOut"];
export type Plans = Schemas["PlansOut"];
export type AccountPlan = Schemas["AccountPlanOut"];
export type PlanAction = Schemas["PlanActionOut"];
export type PlanWords = Schemas["PlanIn"];
export type NewPlanAction = Schemas["PlanActionIn"];

export function useAccountGroups() {
  const api = useApi();
  return useQuery({
    queryKey: ["account-groups"],
    queryFn: ({ signal }) => api<AccountGroups>("GET", "/account-groups", { signal }),
  });
}

export function useGroupsPreview() {
  const api = useApi();
  return useMutation({
    mutationFn: (items: readonly AccountGroup[]) =>
      api<GroupsPreview>("POST", "/account-groups/preview", { body: { items: [...items] } }),
  });
}

/** Saves groups and at once puts the accounts one sees into them; what was done comes back, null where nobody moved. */
export function usePlacing() {
  const api = useApi();
  const client = useQueryClient();
  const settle = () =>
    Promise.all(
      [["account-groups"], ["plans"], ["plan"], ["placings"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  const place = useMutation({
    mutationFn: async ({ items, etag }: { items: readonly AccountGroup[]; etag: string }) => {
      const saved = await api<AccountGroups>("PUT", "/account-groups", {
        body: { items: [...items] },
        ifMatch: etag,
      });
      return api<Schemas["PlacedOut"]>("POST", "/account-groups/placings", { body: {}, ifMatch: saved.etag });
    },
    onSettled: settle,
  });
  const undo = useMutation({
    mutationFn: (placingId: string) =>
      api<Schemas["PlacingOut"]>("POST", `/account-groups/placings/${placingId}/undoing`, { body: {} }),
    onSettled: settle,
  });
  return { place, undo };
}

/** What a manager or administrator may take back; nobody else asks. */
export function usePlacings() {
  const api = useApi();
  return useQuery({
    queryKey: ["placings"],
    queryFn: ({ signal }) => api<Schemas["PlacingsOut"]>("GET", "/account-groups/placings", { signal }),
  });
}

export function usePlans(year: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["plans", year],
    queryFn: ({ signal }) => api<Plans>("GET", "/account-plans", { query: { year: String(year) }, signal }),
  });
}

export function useAccountPlan(accountId: string, year: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["plan", accountId, year],
    queryFn: ({ signal }) =>
      api<AccountPlan>("GET", `/accounts/${accountId}/plan`, { query: { year: String(year) }, signal }),
  });
}

export type PlanDeed =
  | { readonly do: "write"; readonly words: PlanWords; readonly etag: string | undefined }
  | { readonly do: "begin"; readonly words: PlanWords; readonly actions: readonly NewPlanAction[] }
  | { readonly do: "add"; readonly action: NewPlanAction }
  | { readonly do: "drop"; readonly taskId: string }
  | { readonly do: "tick"; readonly action: PlanAction; readonly isDone: boolean };

export function usePlanDeed(accountId: string, year: number) {
  const api = useApi();
  const client = useQueryClient();
  const path = `/accounts/${accountId}/plan`;
  const query = { year: String(year) };
  return useMutation({
    mutationFn: async (deed: PlanDeed): Promise<unknown> => {
      switch (deed.do) {
        case "write":
          return api<AccountPlan>("PUT", path, { query, body: deed.words, ifMatch: deed.etag });
        case "begin": {
          const begun = await api<AccountPlan>("PUT", path, { query, body: deed.words });
          if (deed.actions.length === 0) return begun;
          return api<AccountPlan>("POST", `${path}/actions`, { query, body: { items: [...deed.actions] } });
        }
        case "add":
          return api<AccountPlan>("POST", `${path}/actions`, { query, body: { items: [deed.action] } });
        case "drop":
          return api<AccountPlan>("DELETE", `${path}/actions/${deed.taskId}`, { query });
        case "tick":
          return api("PATCH", `/tasks/${deed.action.task_id}`, {
            body: { is_done: deed.isDone },
            ifMatch: deed.action.etag,
          });
      }
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["plan", accountId] }),
        client.invalidateQueries({ queryKey: ["plans"] }),
        client.invalidateQueries({ queryKey: ["relations"] }),
      ]),
  });
}
