/** How MSAL signs in on a page of ours; in a demo at a sign-in page that is plain http on this machine. */
import type { Configuration } from "@azure/msal-browser";

interface Application {
  readonly clientId: string;
  readonly authority: string;
}

const STAND_IN = "login.sandbox.test";

/** The library insists on https, so a local sign-in page's endpoints are told. */
export function clientConfiguration(application: Application, redirectUri: string): Configuration {
  const { clientId, authority } = application;
  const isLocal = new URL(authority).protocol === "http:";
  const tenant = new URL(authority).pathname;
  return {
    auth: {
      clientId,
      redirectUri,
      authority: isLocal ? `https://${STAND_IN}${tenant}` : authority,
      ...(isLocal && {
        knownAuthorities: [STAND_IN],
        authorityMetadata: JSON.stringify({
          authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
          token_endpoint: `${authority}/oauth2/v2.0/token`,
          end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
          jwks_uri: `${authority}/discovery/v2.0/keys`,
          issuer: `https://${STAND_IN}${tenant}/v2.0`,
        }),
      }),
    },
    cache: { cacheLocation: "localStorage" },
  };
}
