/** Hands the one API client to the hooks of this folder. */
import { createContext, type ReactNode, useContext } from "react";
import type { ApiRequest } from "./client";

const ApiContext = createContext<ApiRequest | null>(null);

export function ApiProvider(props: { api: ApiRequest; children: ReactNode }) {
  return <ApiContext value={props.api}>{props.children}</ApiContext>;
}

export function useApi(): ApiRequest {
  const api = useContext(ApiContext);
  if (!api) throw new Error("useApi outside ApiProvider");
  return api;
}
