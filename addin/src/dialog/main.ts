/**
 * The window in which Outlook signs a person in where it cannot do so by itself (hosts without nested app
 * authentication): the authorization-code flow with PKCE, then the access token goes to the pane and nowhere else.
 */
import { PublicClientApplication } from "@azure/msal-browser";
import { clientConfiguration } from "../entra/client-configuration";
import { tellPane } from "../outlook/dialog-window";
import { readConfig } from "../taskpane/config";

async function start(): Promise<void> {
  const config = readConfig(document);
  const client = new PublicClientApplication(clientConfiguration(config, location.pathname));
  await client.initialize();
  const answer = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false });
  if (answer) {
    const until = answer.expiresOn?.getTime() ?? 0;
    await tellPane({ kind: "token", token: answer.accessToken, until });
    return;
  }
  const asked = new URLSearchParams(location.search);
  const [hint, claims] = [asked.get("hint"), asked.get("claims")];
  await client.loginRedirect({
    scopes: [config.apiScope],
    ...(hint && { loginHint: hint }),
    ...(claims && { claims }),
  });
}

start().catch(async (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  document.body.textContent = reason;
  await tellPane({ kind: "failure", reason });
});
