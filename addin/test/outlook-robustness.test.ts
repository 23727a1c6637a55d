/** What Outlook does wrong or cannot do, and what the pane's side of the bridge makes of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AskHost } from "../src/host/office-standin/item";
import { createOffice, type Dialogs } from "../src/host/office-standin/office";
import type {
  HostDraft,
  HostDraftAppointment,
  HostItem,
  HostMail,
  HostState,
} from "../src/host/office-standin/protocol";
import { dialogSignIn } from "../src/outlook/dialog-window";
import { eventDraft } from "../src/outlook/event-draft";
import { connectOutlook } from "../src/outlook/outlook";

const ana = { address: "ana@aceros.example", name: "Ana Ruiz" };
const luis = { address: "luis@cortes.example", name: "Luis Pardo" };
const mail: HostMail = {
  kind: "mail",
  id: "m1",
  internetMessageId: "<m1@x>",
  conversationId: "c1",
  subject: "Línea de corte",
  from: ana,
  to: [luis],
  cc: [],
  sentAt: "2026-11-24T09:00:00Z",
};
const draft: HostDraft = { kind: "draft", conversationId: "c2", subject: "", to: [], cc: [] };
const meeting: HostDraftAppointment = {
  kind: "draftAppointment",
  subject: "Visita",
  required: [ana],
  optional: [],
  start: "2026-11-26T09:00:00.000Z",
  end: "2026-11-26T09:30:00.000Z",
};
const theme = {
  bodyBackgroundColor: "#ffffff",
  bodyForegroundColor: "#000000",
  controlBackgroundColor: "#ffffff",
  controlForegroundColor: "#000000",
};

function state(item: HostItem | null, change: Partial<HostState> = {}): HostState {
  const shown = { item, selected: [], mailboxSet: 16, nestedAuth: true, theme, displayLanguage: "es-ES" };
  return { ...shown, user: luis, timeZone: "Europe/Madrid", ...change };
}

const ask = vi.fn<AskHost>();
let office: ReturnType<typeof createOffice>;

function begin(item: HostItem | null, change: Partial<HostState> = {}, dialogs?: Dialogs) {
  office = createOffice(ask, dialogs);
  Object.assign(globalThis, { Office: office.api });
  office.follow(state(item, change));
  return connectOutlook();
}

beforeEach(() => ask.mockReset().mockResolvedValue(""));
afterEach(() => vi.useRealTimers());

/** An item whose subject Outlook fails to tell `times` times, as in the middle of a switch. */
function failing(times: number) {
  let left = times;
  const good = office.api.context?.mailbox?.item;
  const getAsync = (done: (result: object) => void) => {
    left -= 1;
    if (left >= 0) done({ status: "failed", error: { code: 9017, message: "Token issue" } });
    else done({ status: "succeeded", value: "Oferta" });
  };
  Object.defineProperty(office.api.context?.mailbox ?? {}, "item", {
    value: { ...good, subject: { getAsync } },
  });
}

describe("error 9017", () => {
  it("in the middle of a switch is asked again", async () => {
    const outlook = await begin(draft);
    failing(1);
    expect(await outlook.selection()).toMatchObject({ kind: "item", item: { subject: "Oferta" } });
  });

  it("that stays is told as such, not as an empty mailbox", async () => {
    const outlook = await begin(draft);
    failing(9);
    expect(await outlook.selection()).toEqual({ kind: "untold" });
  });
});

describe("a change that Outlook does not tell", () => {
  it("is noticed within seconds, once", async () => {
    vi.useFakeTimers();
    const outlook = await begin(mail);
    const changed = vi.fn();
    const stop = outlook.onSelection(changed);
    office.api.context?.mailbox?.removeHandlerAsync?.("olkItemSelectedChanged");
    office.follow(state({ ...mail, id: "m2", conversationId: "c9" }));
    expect(changed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(changed).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(20_000);
    expect(changed).toHaveBeenCalledOnce();
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("several selected mails", () => {
  const two = { selected: [mail, { ...mail, id: "m2", subject: "Recambios" }] };

  it("are told with their ids", async () => {
    const outlook = await begin(null, two);
    expect(await outlook.selection()).toMatchObject({
      kind: "several",
      mails: [
        { itemId: "m1", internetMessageId: "<m1@x>", conversationId: "c1" },
        { itemId: "m2", subject: "Recambios" },
      ],
    });
  });

  it("are nothing for an Outlook before Mailbox 1.13", async () => {
    const outlook = await begin(null, { ...two, mailboxSet: 12 });
    expect(await outlook.selection()).toEqual({ kind: "nothing" });
  });

  it("are told when they change", async () => {
    const outlook = await begin(null);
    const changed = vi.fn();
    const stop = outlook.onSelection(changed);
    office.follow(state(null, two));
    expect(changed).toHaveBeenCalledOnce();
    stop();
  });
});

describe("somebody else's mailbox", () => {
  it("is told by its owner, one's own by nobody", async () => {
    expect(await (await begin(mail, { owner: "eva@cortes.example" })).owner()).toBe("eva@cortes.example");
    expect(await (await begin(mail)).owner()).toBeUndefined();
  });

  it("cannot be told before Mailbox 1.8", async () => {
    const outlook = await begin(mail, { owner: "eva@cortes.example", mailboxSet: 7 });
    expect(await outlook.owner()).toBeUndefined();
  });
});

describe("an old Outlook", () => {
  it.each([1, 3, 5])("with Mailbox 1.%i still tells what is open", async (mailboxSet) => {
    const outlook = await begin(mail, { mailboxSet, nestedAuth: false });
    expect(outlook.signsIn).toBe(false);
    const stop = outlook.onSelection(() => {});
    expect(await outlook.selection()).toMatchObject({ kind: "item", item: { key: "m1" } });
    stop();
  });
});

describe("writing", () => {
  it("puts text at the cursor, and a subject only where there is none", async () => {
    const outlook = await begin(draft);
    await outlook.insert("Hola", "Oferta");
    expect(ask.mock.calls.map(([asked]) => asked)).toEqual([
      { kind: "insert", text: "Hola" },
      { kind: "subject", text: "Oferta" },
    ]);
    ask.mockClear();
    office.follow(state({ ...draft, subject: "Ya tiene" }));
    await outlook.insert("Hola", "Oferta");
    expect(ask).toHaveBeenCalledOnce();
  });

  it("into a mail that is read is refused", async () => {
    const outlook = await begin(mail);
    await expect(outlook.insert("Hola")).rejects.toThrow("no draft");
  });

  it("a new appointment or mail is a form of Outlook's own", async () => {
    const outlook = await begin(mail);
    await outlook.newAppointment({
      subject: "Visita",
      guests: [ana.address],
      start: meeting.start,
      end: meeting.end,
    });
    await outlook.newMail({ to: [ana.address], subject: "Cita", text: "Hola:\n¿<b>jueves</b>?" });
    expect(ask.mock.calls.map(([asked]) => asked)).toEqual([
      {
        kind: "newAppointment",
        guests: [ana.address],
        subject: "Visita",
        start: meeting.start,
        end: meeting.end,
      },
      { kind: "newMail", to: [ana.address], subject: "Cita", text: "Hola:\n¿<b>jueves</b>?" },
    ]);
  });
});

describe("an appointment that is written", () => {
  it("is told with its time, and again when that changes", async () => {
    const outlook = await begin(meeting);
    const changed = vi.fn();
    const stop = outlook.onSelection(changed);
    expect(await outlook.selection()).toMatchObject({
      item: { kind: "appointment", isComposed: true, start: meeting.start, to: [ana] },
    });
    office.follow(state({ ...meeting, start: "2026-11-26T10:00:00.000Z" }));
    expect(changed).toHaveBeenCalledOnce();
    expect(await outlook.selection()).toMatchObject({ item: { start: "2026-11-26T10:00:00.000Z" } });
    stop();
  });
});

describe("Outlook's own events", () => {
  it("run what is associated, and nothing where nothing is", async () => {
    await begin(draft);
    office.api.actions?.associate?.("onMessageSend", (event: { completed: (options: object) => void }) =>
      event.completed({ allowEvent: false, errorMessage: "¿Seguro?" }),
    );
    expect(await office.run("onMessageSend")).toEqual({ allowEvent: false, errorMessage: "¿Seguro?" });
    expect(await office.run("onMessageCompose")).toEqual({});
  });

  it("say a line above the draft and take it away", async () => {
    await begin(draft);
    const { notify } = eventDraft();
    await notify("Trato");
    await notify(null);
    expect(ask.mock.calls.map(([asked]) => asked)).toEqual([
      { kind: "notify", key: "trato", text: "Trato" },
      { kind: "notify", key: "trato", text: null },
    ]);
  });
});

describe("signing in by a dialog", () => {
  const answer = (message: object, origin = location.origin) => {
    const close = vi.fn();
    const open = vi.fn((_: string, told: (text: string, from: string) => void) => {
      setTimeout(() => told(JSON.stringify(message), origin));
      return close;
    });
    return { open, close, messageParent: () => {} };
  };

  it("holds the token in memory until it runs out or is refused", async () => {
    const dialogs = answer({ kind: "token", token: "t1", until: Date.now() + 3_600_000 });
    await begin(mail, { nestedAuth: false }, dialogs);
    const signIn = dialogSignIn(luis.address);
    await expect(signIn.accessToken({ forceRefresh: false })).rejects.toThrow("Nobody is signed in");
    await signIn.interactively();
    expect(dialogs.open.mock.calls[0]?.[0]).toBe(`${location.origin}/sign-in?hint=luis%40cortes.example`);
    expect(dialogs.close).toHaveBeenCalledOnce();
    expect(await signIn.accessToken({ forceRefresh: false })).toBe("t1");
    await expect(signIn.accessToken({ forceRefresh: true })).rejects.toThrow("Nobody is signed in");
  });

  it("says why it did not work", async () => {
    await begin(mail, {}, answer({ kind: "failure", reason: "consent_required" }));
    await expect(dialogSignIn(luis.address).interactively()).rejects.toThrow("consent_required");
  });

  it("takes no token from another page", async () => {
    vi.useFakeTimers();
    await begin(mail, {}, answer({ kind: "token", token: "t1", until: 9e15 }, "https://evil.example"));
    const done = vi.fn();
    const signIn = dialogSignIn(luis.address);
    void signIn.interactively().then(done, done);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).not.toHaveBeenCalled();
  });
});
