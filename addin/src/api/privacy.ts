/** Rules that keep mail and meetings out, and how much colleagues may read of the rest. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type {
  Exclusion,
  ExclusionChoice,
  ExclusionList,
  ExclusionPreview,
  Marking,
  MarkingChoice,
  Visibility,
  VisibilityChoice,
} from "./types";

const PURGING_MS = 1_500;

export function useExclusions() {
  const api = useApi();
  return useQuery({
    queryKey: ["exclusions"],
    queryFn: ({ signal }) => api<ExclusionList>("GET", "/exclusions", { signal }),
    // What is being taken out is watched; the rest changes by one's own hand.
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === "purging") ? PURGING_MS : false,
  });
}

export function usePreview() {
  const api = useApi();
  return useMutation({
    mutationFn: (choice: ExclusionChoice) =>
      api<ExclusionPreview>("POST", "/exclusions/preview", { body: choice }),
  });
}

/** What a rule that is only observed would have kept out. */
export function useObservation() {
  const api = useApi();
  return useMutation({
    mutationFn: (ruleId: string) => api<ExclusionPreview>("GET", `/exclusions/${ruleId}/preview`),
  });
}

type Step =
  | { readonly do: "add"; readonly choice: ExclusionChoice; readonly observeDays?: number }
  | { readonly do: "enact" | "end"; readonly rule: Exclusion };

export function useChangeExclusions() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => {
      if (step.do === "add") {
        const days = step.observeDays === undefined ? {} : { observe_days: step.observeDays };
        return api<Exclusion>("POST", "/exclusions", { body: { ...step.choice, ...days } });
      }
      if (step.do === "end") return api<Exclusion>("DELETE", `/exclusions/${step.rule.id}`);
      return api<Exclusion>("POST", `/exclusions/${step.rule.id}/enactment`, { body: {} });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["exclusions"] }),
  });
}

/** Has the mailboxes of a rule read from the beginning, so that what it took out comes back. */
export function useReadAgain() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ruleId: string) => api("POST", `/exclusions/${ruleId}/rereading`, { body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ["mailboxes"] }),
  });
}

export function useVisibility() {
  const api = useApi();
  return useQuery({
    queryKey: ["visibility"],
    queryFn: ({ signal }) => api<Visibility>("GET", "/visibility", { signal }),
  });
}

export function useChooseVisibility() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: VisibilityChoice) => api<Visibility>("PUT", "/visibility", { body: choice }),
    onSuccess: (now) => client.setQueryData(["visibility"], now),
    onError: () => client.invalidateQueries({ queryKey: ["visibility"] }),
  });
}

const WRITING_MS = 2_000;

export function useMarking() {
  const api = useApi();
  return useQuery({
    queryKey: ["marking"],
    queryFn: ({ signal }) => api<Marking>("GET", "/marking", { signal }),
    // What is being written is watched.
    refetchInterval: ({ state }) => (state.data?.waiting ? WRITING_MS : false),
  });
}

export function useChooseMarking() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: MarkingChoice) => api<Marking>("PUT", "/marking", { body: choice }),
    onSuccess: (now) => client.setQueryData(["marking"], now),
    onError: () => client.invalidateQueries({ queryKey: ["marking"] }),
  });
}
