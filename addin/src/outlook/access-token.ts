/** Tokens for our own API by nested app authentication: Outlook signs in, we never see a password or an id token. */
import type {
  AccountInfo,
  AuthenticationResult,
  createNestablePublicClientApplication,
  IPublicClientApplication,
} from "@azure/msal-browser";

export interface SignInConfig {
  readonly clientId: string;
  readonly authority: string;
  readonly apiScope: string;
}

export interface SignIn {
  /** A valid token, from the cache where possible, and never with a window. Rejects when a person has to act. */
  readonly accessToken: (options: { forceRefresh: boolean }) => Promise<string>;
  /** Lets the person sign in; call it from a click. `claims` are what Entra asks for besides (a second factor). */
  readonly interactively: (claims?: string) => Promise<void>;
}

/** Asking Outlook costs as much as asking the server, so a token is used until shortly before it runs out. */
interface Held {
  readonly token: string;
  readonly mailbox: string;
  readonly until: number;
}

const EARLY_MS = 60_000;

type StartNested = typeof createNestablePublicClientApplication;

/** `mailbox` may become known only later; `start` is given where the library cannot be fetched when it is needed. */
export function nestedSignIn(config: SignInConfig, mailbox: () => string, start?: StartNested): SignIn {
  let application: Promise<IPublicClientApplication> | undefined;
  const started = () => {
    application ??= startApplication(config, start).catch((error: unknown) => {
      application = undefined;
      throw error;
    });
    return application;
  };
  const request = (client: IPublicClientApplication) => {
    const account = accountOf(client, mailbox());
    return { scopes: [config.apiScope], loginHint: mailbox(), ...(account && { account }) };
  };
  let held: Held | undefined;
  let asking: Promise<string> | undefined;
  const hold = ({ accessToken: token, expiresOn }: AuthenticationResult) => {
    held = { token, mailbox: mailbox(), until: (expiresOn?.getTime() ?? 0) - EARLY_MS };
    return token;
  };
  const silently = async (forceRefresh: boolean) => {
    const client = await started();
    return hold(await client.acquireTokenSilent({ ...request(client), forceRefresh }));
  };
  return {
    accessToken: async ({ forceRefresh }) => {
      if (forceRefresh) return silently(true);
      if (held && held.mailbox === mailbox() && held.until > Date.now()) return held.token;
      asking ??= silently(false).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    interactively: async (claims) => {
      const client = await started();
      hold(await client.acquireTokenPopup({ ...request(client), ...(claims && { claims }) }));
    },
  };
}

/** The library is as big as the rest of the pane, so it arrives apart from the first paint. */
async function startApplication(
  config: SignInConfig,
  start: StartNested | undefined,
): Promise<IPublicClientApplication> {
  const begin = start ?? (await import("@azure/msal-browser")).createNestablePublicClientApplication;
  return begin({
    auth: { clientId: config.clientId, authority: config.authority },
    cache: { cacheLocation: "localStorage" },
  });
}

function accountOf(client: IPublicClientApplication, mailbox: string): AccountInfo | undefined {
  return client.getAllAccounts().find((account) => account.username.toLowerCase() === mailbox.toLowerCase());
}
