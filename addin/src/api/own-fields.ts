/** The fields that the organisation adds to its opportunities, as those see them who define them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type OwnFields = Schemas["OwnFieldsOut"];
export type KeptField = Schemas["OwnFieldKeptOut"];
export type NewField = Schemas["OwnFieldIn"];
export type FieldKind = KeptField["kind"];

const KEY = ["own-fields"];

export function useOwnFields() {
  const api = useApi();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<OwnFields>("GET", "/pipeline/fields", { signal }),
  });
}

export type FieldDeed =
  | { readonly do: "put"; readonly key: string; readonly field: NewField }
  | { readonly do: "end"; readonly key: string }
  | { readonly do: "order"; readonly keys: readonly string[] }
  | {
      readonly do: "bringBack";
      readonly key: string;
      readonly field: NewField;
      readonly keys: readonly string[];
    };

/** Writes, then has the lists and cards show the fields as they are now. */
export function useFieldDeed() {
  const api = useApi();
  const client = useQueryClient();
  const path = (key: string) => `/pipeline/fields/${encodeURIComponent(key)}`;
  return useMutation({
    mutationFn: async (deed: FieldDeed) => {
      if (deed.do === "end") return api("DELETE", path(deed.key));
      if (deed.do !== "order") await api("PUT", path(deed.key), { body: deed.field });
      if (deed.do !== "put") await api("PUT", "/pipeline/fields", { body: { keys: deed.keys } });
      return undefined;
    },
    onSettled: () =>
      Promise.all([KEY, ["pipeline", "choices"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
