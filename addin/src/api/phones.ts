/** Phone lists, what waits for a word, the undo log and duplicates; asked again while one looks. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type {
  ChangePage,
  ConflictList,
  DuplicateList,
  ListedPage,
  NewPhoneList,
  PhoneListList,
  PhonePolicies,
} from "./types";

const LOOK_AGAIN_MS = 5_000;
export const PHONE_KEYS = [
  "phone-lists",
  "phone-people",
  "phone-people-of",
  "phone-conflicts",
  "phone-changes",
  "phone-imports",
  "duplicates",
] as const;

export function usePhoneLists() {
  const api = useApi();
  return useQuery({
    queryKey: ["phone-lists"],
    queryFn: ({ signal }) => api<PhoneListList>("GET", "/phone-lists", { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useListedPeople(listId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["phone-people", listId],
    queryFn: ({ pageParam, signal }) =>
      api<ListedPage>("GET", `/phone-lists/${listId}/people`, {
        query: { limit: "50", cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function usePhoneConflicts() {
  const api = useApi();
  return useQuery({
    queryKey: ["phone-conflicts"],
    queryFn: ({ signal }) => api<ConflictList>("GET", "/phone-conflicts", { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function usePhoneChanges() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["phone-changes"],
    queryFn: ({ pageParam, signal }) =>
      api<ChangePage>("GET", "/phone-changes", { query: { limit: "20", cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useDuplicates() {
  const api = useApi();
  return useQuery({
    queryKey: ["duplicates"],
    queryFn: ({ signal }) => api<DuplicateList>("GET", "/duplicates", { signal }),
  });
}

/** Something a person does to a list or a contact. */
export type PhoneDeed =
  | { readonly do: "begin"; readonly list: NewPhoneList }
  | { readonly do: "confirm" | "end"; readonly listId: string }
  | { readonly do: "put-on" | "take-off"; readonly listId: string; readonly contactId: string }
  | { readonly do: "decide"; readonly listId: string; readonly policies: PhonePolicies }
  | { readonly do: "settle"; readonly conflictId: string; readonly choice: string }
  | { readonly do: "undo"; readonly changeId: string }
  | { readonly do: "merge"; readonly keptId: string; readonly goneId: string }
  | { readonly do: "take-apart"; readonly mergeId: string }
  | { readonly do: "never"; readonly firstId: string; readonly secondId: string };

export function usePhoneDeed() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: PhoneDeed) => {
      const [method, path, body] = requestOf(deed);
      const isBare = method === "DELETE" || method === "PUT";
      return api<{ readonly id?: string }>(method, path, isBare ? {} : { body: body ?? {} });
    },
    onSettled: (_answer, _error, deed) => {
      // Who decides is told by the lists alone; duplicates take their time.
      const keys = deed.do === "decide" ? (["phone-lists"] as const) : PHONE_KEYS;
      return Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}

function requestOf(deed: PhoneDeed): ["POST" | "PUT" | "PATCH" | "DELETE", string, object?] {
  switch (deed.do) {
    case "begin":
      return ["POST", "/phone-lists", deed.list];
    case "confirm":
      return ["POST", `/phone-lists/${deed.listId}/confirmation`];
    case "end":
      return ["DELETE", `/phone-lists/${deed.listId}`];
    case "put-on":
      return ["PUT", `/phone-lists/${deed.listId}/people/${deed.contactId}`];
    case "decide":
      return ["PATCH", `/phone-lists/${deed.listId}`, { policies: deed.policies }];
    case "take-off":
      return ["DELETE", `/phone-lists/${deed.listId}/people/${deed.contactId}`];
    case "settle":
      return ["POST", `/phone-conflicts/${deed.conflictId}/decision`, { choice: deed.choice }];
    case "undo":
      return ["POST", `/phone-changes/${deed.changeId}/undo`];
    case "merge":
      return ["POST", "/duplicates/merges", { kept_id: deed.keptId, gone_id: deed.goneId }];
    case "take-apart":
      return ["DELETE", `/duplicates/merges/${deed.mergeId}`];
    case "never":
      return ["POST", "/duplicates/distinct", { first_id: deed.firstId, second_id: deed.secondId }];
  }
}
