/**
 * Signs in by the authorization-code flow with PKCE (RFC 7636), on the page and never in a frame: the workspace is
 * a page of its own, so it may leave for Entra and come back to /workspace.
 */
import type { AccountInfo, PublicClientApplication } from "@azure/msal-browser";
import { clientConfiguration } from "../entra/client-configuration";
import type { WorkspaceConfig } from "./config";

export const HOME = "/workspace";

export interface SignIn {
  /** A valid token, from the cache or a refresh. Rejects when a person has to sign in. */
  readonly accessToken: (options: { forceRefresh: boolean }) => Promise<string>;
  /** Leaves for the sign-in page, which comes back to where one was. */
  readonly start: (claims?: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Takes the answer of a sign-in this page load may be the way back from; `hint` asks for one account. */
export async function connectSignIn(config: WorkspaceConfig, hint: string | null): Promise<SignIn> {
  const { PublicClientApplication } = await import("@azure/msal-browser");
  const client = new PublicClientApplication(clientConfiguration(config, HOME));
  await client.initialize();
  await takeAnswer(client);
  const request = { scopes: [config.apiScope] };
  const account = () => accountFor(client, hint);
  const start = (claims?: string) =>
    client.loginRedirect({
      ...request,
      ...(claims && { claims }),
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
