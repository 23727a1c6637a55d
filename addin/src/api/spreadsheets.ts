/** Opportunities as spreadsheets: what one would do, bringing it in, taking it back whole, and writing one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import { fileOf } from "./phone-files";
import type { Asked, Order } from "./pipeline";
import { saveFile } from "./save-file";
import type { components } from "./schema";

type Schemas = components["schemas"];
type Spreadsheet = Schemas["SpreadsheetIn"];
export type SpreadsheetForecast = Schemas["SpreadsheetOut"];
export type SheetFault = Schemas["SheetFaultOut"];
export type SpreadsheetDone = Schemas["SpreadsheetDoneOut"];
export type PastImport = Schemas["SpreadsheetImportOut"];
type Undone = Schemas["SpreadsheetUndoneOut"];

export const MOST_SHEET_BYTES = 5_000_000;
const LIST = ["spreadsheet-imports"];

/** A file with what was said of it. */
export interface Chosen {
  readonly file: File;
  readonly columns: Readonly<Record<string, string>>;
  readonly makesAccounts: boolean;
}

export function usePreviewSpreadsheet() {
  const api = useApi();
  return useMutation({
    mutationFn: async (chosen: Chosen) =>
      api<SpreadsheetForecast>("POST", "/pipeline/spreadsheets/preview", { body: await bodyOf(chosen) }),
  });
}

export function useImportSpreadsheet() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (chosen: Chosen) =>
      api<SpreadsheetDone>("POST", "/pipeline/imports", { body: await bodyOf(chosen) }),
    onSuccess: () =>
      Promise.all([LIST, ["pipeline"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useSpreadsheetImports() {
  const api = useApi();
  return useQuery({
    queryKey: LIST,
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly PastImport[] }>("GET", "/pipeline/imports", { signal }),
  });
}

export function useUndoSpreadsheet() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api<Undone>("DELETE", `/pipeline/imports/${id}`),
    onSettled: () =>
      Promise.all([LIST, ["pipeline"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

interface Wish {
  readonly asked: Asked;
  readonly order: Order;
  readonly isDescending: boolean;
  readonly format: "xlsx" | "csv";
}

export function useExportOpportunities() {
  const api = useApi();
  return useMutation({
    mutationFn: async ({ asked, order, isDescending, format }: Wish) => {
      const body = { asked, order, is_descending: isDescending, format };
      saveFile(await api<Blob>("POST", "/pipeline/export", { body, as: "blob" }), `opportunities.${format}`);
    },
  });
}

async function bodyOf({ file, columns, makesAccounts }: Chosen): Promise<Spreadsheet> {
  return { ...(await fileOf(file, columns)), makes_accounts: makesAccounts };
}
