/**
 * Signs in by the authorization-code flow with PKCE (RFC 7636), on the page and never in a frame: the workspace is
 * a page of its own, so it may leave for Entra and come back to /workspace.
 */
import type { AccountInfo, Configuration, PublicClientApplication } from "@azure/msal-browser";
import type { WorkspaceConfig } from "./config";

export const HOME = "/workspace";

export interface SignIn {
  /** A valid token, from the cache or a refresh. Rejects when a person has to sign in. */
  readonly accessToken: (options: { forceRefresh: boolean }) => Promise<string>;
  /** Leaves for the sign-in page, which comes back to where one was. */
  readonly start: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Takes the answer of a sign-in this page load may be the way back from; `hint` asks for one account. */
export async function connectSignIn(config: WorkspaceConfig, hint: string | null): Promise<SignIn> {
  const { PublicClientApplication } = await import("@azure/msal-browser");
  const client = new PublicClientApplication(clientConfiguration(config));
  await client.initialize();
  await takeAnswer(client);
  const request = { scopes: [config.apiScope] };
  const account = () => accountFor(client, hint);
  const start = () =>
    client.loginRedirect({
      ...request,
      state: location.pathname,
      ...(hint ? { loginHint: hint } : { prompt: "select_account" }),
    });
  return {
    accessToken: async ({ forceRefresh }) => {
      const found = account();
      if (!found) throw new Error("Nobody is signed in.");
      return (await client.acquireTokenSilent({ ...request, account: found, forceRefresh })).accessToken;
    },
    start,
    end: async () => {
      const found = account();
      await client.logoutRedirect({ ...(found && { account: found }), postLogoutRedirectUri: HOME });
    },
  };
}

async function takeAnswer(client: PublicClientApplication): Promise<void> {
  const answer = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false });
  if (!answer) return;
  client.setActiveAccount(answer.account);
  const wanted = answer.state ?? HOME;
  history.replaceState(null, "", wanted.startsWith(HOME) ? wanted : HOME);
}

function accountFor(client: PublicClientApplication, hint: string | null): AccountInfo | null {
  const all = client.getAllAccounts();
  if (hint) return all.find((one) => one.username.toLowerCase() === hint.toLowerCase()) ?? null;
  return client.getActiveAccount() ?? all[0] ?? null;
}

const STAND_IN = "login.sandbox.test";

/** The library insists on https. A demo's sign-in page is plain http on this machine, so its endpoints are told. */
function clientConfiguration(config: WorkspaceConfig): Configuration {
  const isLocal = new URL(config.authority).protocol === "http:";
  const tenant = new URL(config.authority).pathname;
  return {
    auth: {
      clientId: config.clientId,
      redirectUri: HOME,
      authority: isLocal ? `https://${STAND_IN}${tenant}` : config.authority,
      ...(isLocal && {
        knownAuthorities: [STAND_IN],
        authorityMetadata: JSON.stringify({
          authorization_endpoint: `${config.authority}/oauth2/v2.0/authorize`,
          token_endpoint: `${config.authority}/oauth2/v2.0/token`,
          end_session_endpoint: `${config.authority}/oauth2/v2.0/logout`,
          jwks_uri: `${config.authority}/discovery/v2.0/keys`,
          issuer: `https://${STAND_IN}${tenant}/v2.0`,
        }),
      }),
    },
    cache: { cacheLocation: "localStorage" },
  };
}
