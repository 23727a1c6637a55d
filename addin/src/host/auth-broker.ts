/** Answers the pane's nested app authentication as Outlook does: with the account of whoever uses the mailbox. */
import type { HostConfig } from "./host-config";
import { claimsOf, signInSilently } from "./sign-in";

interface BridgeRequest {
  readonly method: "GetInitContext" | "GetToken" | "GetTokenPopup";
  readonly requestId: string;
  readonly tokenParams?: { readonly clientId: string; readonly scope: string };
}

/** Takes a request envelope and gives the reply, both as msal-browser writes them. */
export function createAuthBroker(config: HostConfig, upn: string): (message: string) => Promise<string> {
  return async (message) => {
    const request = JSON.parse(message) as BridgeRequest;
    const reply = await answer(config, upn, request).catch((error: unknown) => ({
      success: false,
      error: { status: "USER_INTERACTION_REQUIRED", description: String(error) },
    }));
    return JSON.stringify({ messageType: "NestedAppAuthResponse", requestId: request.requestId, ...reply });
  };
}

async function answer(
  config: HostConfig,
  upn: string,
  { method, tokenParams }: BridgeRequest,
): Promise<object> {
  if (method === "GetInitContext" || !tokenParams) {
    return { success: true, initContext: { sdkName: "stand-in", sdkVersion: "1.0", capabilities: {} } };
  }
  const { clientId } = tokenParams;
  const scope = `openid profile ${tokenParams.scope}`;
  const token = await signInSilently(config, upn, { clientId, scope });
  const claims = claimsOf(token.id_token);
  return {
    success: true,
    token: { ...token, scope: token.scope ?? scope, properties: null },
    account: {
      homeAccountId: `${claims.oid}.${claims.tid}`,
      localAccountId: claims.oid,
      environment: new URL(config.loginUrl).host,
      tenantId: claims.tid,
      username: claims.preferred_username,
      name: claims.name,
      idToken: token.id_token,
      idTokenClaims: claims,
    },
  };
}
