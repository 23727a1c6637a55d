/** Phone lists as files: what one would do, bringing it in, taking it back, and writing one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import { PHONE_KEYS } from "./phones";
import type {
  PhoneExportFormat,
  PhoneFile,
  PhoneFileForecast,
  PhoneImportDone,
  PhoneImportList,
} from "./types";

export const MOST_BYTES = 10_000_000;

export function usePhoneImports() {
  const api = useApi();
  return useQuery({
    queryKey: ["phone-imports"],
    queryFn: ({ signal }) => api<PhoneImportList>("GET", "/phone-imports", { signal }),
  });
}

export function usePreviewFile() {
  const api = useApi();
  return useMutation({
    mutationFn: (file: PhoneFile) => api<PhoneFileForecast>("POST", "/phone-files/preview", { body: file }),
  });
}

export function useImportFile() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: PhoneFile) => api<PhoneImportDone>("POST", "/phone-imports", { body: file }),
    onSettled: () => Promise.all(PHONE_KEYS.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useTakeBackImport() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api("DELETE", `/phone-imports/${id}`),
    onSettled: () => Promise.all(PHONE_KEYS.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useExport() {
  const api = useApi();
  return useMutation({
    mutationFn: async ({ format, listId }: { format: PhoneExportFormat; listId?: string | undefined }) => {
      const query = { format, list_id: listId };
      keep(await api<Blob>("GET", "/phone-export", { query, as: "blob" }), `contacts.${format}`);
    },
  });
}

/** The bytes of a file as the API takes them. */
export async function fileOf(file: File, columns: Readonly<Record<string, string>>): Promise<PhoneFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pieces: string[] = [];
  // Too many arguments at once overflow the stack.
  for (let start = 0; start < bytes.length; start += 30_000) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 30_000)));
  }
  return { name: file.name, content: btoa(pieces.join("")), columns };
}

function keep(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
