/** Speaks JSON over HTTP with the Trato server; failures come as an ApiError named for what the caller can do. */

type ApiFailure = "offline" | "unreachable" | "signed_out" | "stale" | "not_found" | "refused";

/** What a person can do so that it works: agree (or have an administrator agree), or sign in with one more proof. */
export interface PermissionStep {
  readonly consentUrl?: string | undefined;
  readonly claims?: string | undefined;
}

export class ApiError extends Error {
  constructor(
    readonly failure: ApiFailure,
    readonly code: string,
    message: string,
    readonly step?: PermissionStep,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export type AccessToken = (options: { forceRefresh: boolean }) => Promise<string>;

interface RequestOptions {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The answer is a file rather than JSON. */
  readonly as?: "blob";
}

export type ApiRequest = <T>(method: string, path: string, options?: RequestOptions) => Promise<T>;

const TIMEOUT_MS = 20_000;

export function createApi(base: string, accessToken: AccessToken): ApiRequest {
  return async <T>(method: string, path: string, options: RequestOptions = {}) => {
    const attempt = async (forceRefresh: boolean) => {
      const token = await tokenOrSignedOut(accessToken, forceRefresh);
      return send(base + path + queryString(options.query), method, token, options);
    };
    let response = await attempt(false);
    if (response.status === 401) response = await attempt(true);
    if (!response.ok) throw await failureOf(response);
    if (options.as === "blob") return (await response.blob()) as T;
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
}

async function tokenOrSignedOut(accessToken: AccessToken, forceRefresh: boolean): Promise<string> {
  try {
    return await accessToken({ forceRefresh });
  } catch (error) {
    throw new ApiError("signed_out", "signed_out", error instanceof Error ? error.message : String(error));
  }
}

async function send(url: string, method: string, token: string, options: RequestOptions): Promise<Response> {
  const headers = new Headers({
    Authorization: `Bearer ${token}`,
    Accept: options.as === "blob" ? "*/*" : "application/json",
  });
  // What has a name in each language comes in the one on screen.
  if (document.documentElement.lang) headers.set("Accept-Language", document.documentElement.lang);
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (options.ifMatch !== undefined) headers.set("If-Match", entityTag(options.ifMatch));
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(url, {
      method,
      headers,
      cache: "no-store",
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(navigator.onLine ? "unreachable" : "offline", "no_answer", String(error));
  }
}

/** RFC 9110 wants the quotes that a JSON field has no need of. */
function entityTag(etag: string): string {
  return /^(W\/)?"/.test(etag) ? etag : `"${etag}"`;
}

const FAILURES: Readonly<Record<number, ApiFailure>> = {
  401: "signed_out",
  403: "not_found",
  404: "not_found",
  412: "stale",
  428: "stale",
};

/** The problem (RFC 9457) that the server describes, or one made of the bare status. */
async function failureOf(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => null);
  const text = (key: string) =>
    problem !== null && typeof problem === "object" && key in problem
      ? String((problem as Record<string, unknown>)[key])
      : undefined;
  const failure = FAILURES[response.status] ?? (response.status >= 500 ? "unreachable" : "refused");
  return new ApiError(
    failure,
    text("code") ?? `http_${response.status}`,
    text("detail") ?? response.statusText,
    stepOf(text("code"), text("consent_url"), text("claims")),
  );
}

function stepOf(code: string | undefined, url: string | undefined, claims: string | undefined) {
  if (claims || code === "graph_sign_in_again") return { claims };
  if (code !== "graph_consent_needed" && code !== "graph_consent_missing") return undefined;
  // Only what a browser opens as a page: the address comes from elsewhere.
  return { consentUrl: url && /^https?:$/.test(protocolOf(url)) ? url : "" };
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}

function queryString(query: RequestOptions["query"]): string {
  const given = Object.entries(query ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
