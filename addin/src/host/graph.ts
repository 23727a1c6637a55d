/** Reads one mailbox from Microsoft Graph v1.0 (here: the local sandbox) with a token of its own. */
import type { HostConfig } from "./host-config";
import { signInSilently } from "./sign-in";

export interface GraphPage<T> {
  readonly value: readonly T[];
  readonly "@odata.nextLink"?: string;
}

export type GraphGet = <T>(pathOrUrl: string, signal?: AbortSignal) => Promise<T>;

const SCOPE = "openid profile https://graph.microsoft.com/.default";
const EARLY_MS = 60_000;

export function connectGraph(config: HostConfig, upn: string): GraphGet {
  let token: Promise<{ value: string; until: number }> | undefined;
  const fresh = async () => {
    const answer = await signInSilently(config, upn, graphRequest(config));
    return { value: answer.access_token, until: Date.now() + answer.expires_in * 1000 - EARLY_MS };
  };
  const bearer = async () => {
    if (!token || (await token).until < Date.now()) token = fresh();
    return (await token).value;
  };
  return async <T>(pathOrUrl: string, signal?: AbortSignal) => {
    const url = pathOrUrl.startsWith("http") ? pathOrUrl : config.graphUrl + pathOrUrl;
    const response = await fetch(url, {
      headers: {
        Authorization: `Bearer ${await bearer()}`,
        // The ids that Trato keeps, so that the pane finds items at once.
        Prefer: 'IdType="ImmutableId"',
      },
      ...(signal && { signal }),
    });
    if (!response.ok) throw new Error(`Graph ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

export function graphRequest(config: HostConfig) {
  return { clientId: config.outlookClientId, scope: SCOPE };
}
