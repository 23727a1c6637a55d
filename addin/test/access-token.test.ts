/** Tokens from Outlook: asked for once, used until they run out, never shared between mailboxes. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nestedSignIn } from "../src/outlook/access-token";

const config = { clientId: "c", authority: "https://login.example/t", apiScope: "api://c/access_as_user" };
const HOUR_MS = 3_600_000;

let mailbox = "luis@cortes.example";
let turn = 0;
const silent = vi.fn(async (_: object) => answer());
const popup = vi.fn(async (_: object) => answer());
let lasts = HOUR_MS;

function answer() {
  turn += 1;
  return { accessToken: `token-${turn}`, expiresOn: new Date(Date.now() + lasts) };
}

function signIn() {
  const client = { acquireTokenSilent: silent, acquireTokenPopup: popup, getAllAccounts: () => [] };
  const start = async () => client as never;
  return nestedSignIn(config, () => mailbox, start);
}

beforeEach(() => {
  mailbox = "luis@cortes.example";
  turn = 0;
  lasts = HOUR_MS;
  silent.mockClear();
  popup.mockClear();
});

describe("a token", () => {
  it("is asked for once, also by several at once", async () => {
    const { accessToken } = signIn();
    const found = await Promise.all([1, 2, 3].map(() => accessToken({ forceRefresh: false })));
    expect(found).toEqual(["token-1", "token-1", "token-1"]);
    expect(await accessToken({ forceRefresh: false })).toBe("token-1");
    expect(silent).toHaveBeenCalledOnce();
  });

  it("is asked for again where the server refused it, and shortly before it runs out", async () => {
    const { accessToken } = signIn();
    await accessToken({ forceRefresh: false });
    expect(await accessToken({ forceRefresh: true })).toBe("token-2");
    expect(silent).toHaveBeenLastCalledWith(expect.objectContaining({ forceRefresh: true }));
    lasts = 30_000;
    await accessToken({ forceRefresh: true });
    expect(await accessToken({ forceRefresh: false })).toBe("token-4");
  });

  it("is another mailbox's only for that mailbox", async () => {
    const { accessToken } = signIn();
    await accessToken({ forceRefresh: false });
    mailbox = "marta@cortes.example";
    expect(await accessToken({ forceRefresh: false })).toBe("token-2");
  });

  it("that a person signed in for is used at once", async () => {
    const { accessToken, interactively } = signIn();
    await interactively();
    expect(await accessToken({ forceRefresh: false })).toBe("token-1");
    expect(silent).not.toHaveBeenCalled();
  });

  it("that did not come is asked for again the next time", async () => {
    silent.mockRejectedValueOnce(new Error("interaction_required"));
    const { accessToken } = signIn();
    await expect(accessToken({ forceRefresh: false })).rejects.toThrow("interaction_required");
    expect(await accessToken({ forceRefresh: false })).toBe("token-1");
  });
});
