/** Who is signed in. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Me } from "./types";

export function useMe() {
  const api = useApi();
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => api<Me>("GET", "/me", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
