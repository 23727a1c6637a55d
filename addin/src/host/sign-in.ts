/** Signs in to the sandbox's Entra by the authorization-code flow with PKCE (RFC 7636), silently in a hidden frame or on the page. */
import type { HostConfig } from "./host-config";

interface TokenRequest {
  readonly clientId: string;
  readonly scope: string;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly id_token: string;
  readonly expires_in: number;
  readonly scope?: string;
}

const REDIRECT = () => `${location.origin}/static/signed-in.html`;
const FRAME_TIMEOUT_MS = 10_000;

/** Without a window or a question: the user is known, the sandbox has no password. */
export async function signInSilently(
  config: HostConfig,
  upn: string,
  request: TokenRequest,
): Promise<TokenAnswer> {
  const verifier = randomText();
  const url = await authorizeUrl(config, request, { verifier, redirect: REDIRECT(), state: randomText() });
  url.searchParams.set("login_hint", upn);
  url.searchParams.set("prompt", "none");
  const answer = await visitInFrame(url);
  return redeem(config, request, { code: codeOf(answer), verifier, redirect: REDIRECT() });
}

const PENDING = "trato-outlook-sign-in";

/** What has to outlast the visit to the picker. */
interface Pending {
  readonly verifier: string;
  readonly redirect: string;
  readonly state: string;
  /** What the address asked for: the way back from the picker tells nothing of it. */
  readonly asked: string;
}

interface Picked {
  readonly user: string;
  readonly asked: string;
}

/** Leaves for the sandbox's account picker, which comes back to /outlook?code=…. */
export async function openAccountPicker(config: HostConfig, request: TokenRequest): Promise<void> {
  const pending: Pending = {
    verifier: randomText(),
    redirect: `${location.origin}/outlook`,
    state: randomText(),
    asked: location.search,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const url = await authorizeUrl(config, request, pending);
  url.searchParams.set("prompt", "select_account");
  location.assign(url);
}

/** The account somebody picked, and what they had asked for, when this page load is the way back from the picker. */
export async function pickedAccount(config: HostConfig, request: TokenRequest): Promise<Picked | null> {
  const query = new URLSearchParams(location.search);
  const stored = sessionStorage.getItem(PENDING);
  if (!query.has("code") || stored === null) return null;
  sessionStorage.removeItem(PENDING);
  const { verifier, redirect, state, asked } = JSON.parse(stored) as Pending;
  if (query.get("state") !== state) throw new Error("The sign-in answer belongs to another request.");
  const token = await redeem(config, request, { code: codeOf(query), verifier, redirect });
  const claims = claimsOf(token.id_token);
  return { user: String(claims.preferred_username), asked };
}

export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const payload = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
    char.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
}

interface Proof {
  readonly verifier: string;
  readonly redirect: string;
}

async function authorizeUrl(
  config: HostConfig,
  request: TokenRequest,
  proof: Proof & { state: string },
): Promise<URL> {
  const url = new URL(`${config.loginUrl}/${config.tenantId}/oauth2/v2.0/authorize`);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(proof.verifier));
  url.search = new URLSearchParams({
    client_id: request.clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: proof.redirect,
    scope: request.scope,
    state: proof.state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  }).toString();
  return url;
}

/** Loads the URL in a frame that nobody sees and gives the query it was sent back with. */
function visitInFrame(url: URL): Promise<URLSearchParams> {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "Sign-in";
  return new Promise<URLSearchParams>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error("The sandbox's sign-in does not answer.")),
      FRAME_TIMEOUT_MS,
    );
    frame.addEventListener("load", () => {
      clearTimeout(timer);
      try {
        // Readable only when it has come back to our own origin.
        resolve(new URLSearchParams(frame.contentWindow?.location.search));
      } catch {
        reject(new Error("The sandbox wants a person to sign in."));
      }
    });
    frame.src = url.href;
    document.body.append(frame);
  }).finally(() => frame.remove());
}

async function redeem(
  config: HostConfig,
  request: TokenRequest,
  proof: Proof & { code: string },
): Promise<TokenAnswer> {
  const response = await fetch(`${config.loginUrl}/${config.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: request.clientId,
      scope: request.scope,
      code: proof.code,
      redirect_uri: proof.redirect,
      code_verifier: proof.verifier,
    }),
  });
  if (!response.ok) throw new Error(`The sandbox refused the code: ${await response.text()}`);
  return (await response.json()) as TokenAnswer;
}

function codeOf(answer: URLSearchParams): string {
  const code = answer.get("code");
  if (!code) throw new Error(answer.get("error_description") ?? answer.get("error") ?? "No code came back.");
  return code;
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
