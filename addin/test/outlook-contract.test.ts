/** What the pane asks of Outlook, asked of the stand-in: what it answers here is what Office.js promises. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AskHost } from "../src/host/office-standin/item";
import { createOffice } from "../src/host/office-standin/office";
import type { HostDraft, HostItem, HostMail, HostState } from "../src/host/office-standin/protocol";
import { connectOutlook, type Outlook } from "../src/outlook/outlook";

const ana = { address: "ana@aceros.example", name: "Ana Ruiz" };
const luis = { address: "luis@cortes.example", name: "Luis Pardo" };

const mail: HostMail = {
  kind: "mail",
  id: "m1",
  internetMessageId: "<m1@aceros.example>",
  conversationId: "conversation-1",
  subject: "Línea de corte",
  from: ana,
  to: [luis],
  cc: [],
  sentAt: "2026-11-24T09:00:00Z",
};

const draft: HostDraft = {
  kind: "draft",
  conversationId: "conversation-2",
  subject: "Oferta",
  to: [],
  cc: [],
};

const light = {
  bodyBackgroundColor: "#ffffff",
  bodyForegroundColor: "#000000",
  controlBackgroundColor: "#ffffff",
  controlForegroundColor: "#000000",
};

function state(item: HostItem | null, change: Partial<HostState> = {}): HostState {
  return {
    item,
    selected: [],
    mailboxSet: 16,
    nestedAuth: true,
    theme: light,
    displayLanguage: "es-ES",
    user: luis,
    timeZone: "Europe/Madrid",
    ...change,
  };
}

const ask = vi.fn<AskHost>();
let office: ReturnType<typeof createOffice>;

async function connected(item: HostItem | null): Promise<Outlook> {
  office.follow(state(item));
  return connectOutlook();
}

beforeEach(() => {
  office = createOffice(ask);
  Object.assign(globalThis, { Office: office.api });
});

describe("the open item", () => {
  it("is a mail with its ids and people", async () => {
    const outlook = await connected(mail);
    expect(outlook.locale).toBe("es-ES");
    expect(outlook.mailbox).toBe("luis@cortes.example");
    expect(await outlook.selection()).toEqual({
      kind: "item",
      item: {
        kind: "message",
        key: "m1",
        itemId: "m1",
        internetMessageId: "<m1@aceros.example>",
        conversationId: "conversation-1",
        subject: "Línea de corte",
        from: ana,
        sentAt: "2026-11-24T09:00:00.000Z",
        to: [luis],
        cc: [],
      },
    });
  });

  it("is an appointment with its period", async () => {
    const outlook = await connected({
      kind: "appointment",
      id: "e1",
      subject: "Visita",
      organizer: luis,
      required: [ana],
      optional: [],
      start: "2026-11-26T09:00:00.000Z",
      end: "2026-11-26T10:30:00.000Z",
      location: "Bilbao",
    });
    expect(await outlook.selection()).toMatchObject({
      item: { kind: "appointment", organizer: luis, to: [ana], start: "2026-11-26T09:00:00.000Z" },
    });
  });

  it("is a draft whose fields are asked for", async () => {
    const outlook = await connected({ ...draft, to: [ana] });
    expect(await outlook.selection()).toMatchObject({
      item: { kind: "compose", key: "draft:conversation-2", subject: "Oferta", to: [ana] },
    });
  });

  it("may be nothing", async () => {
    const outlook = await connected(null);
    expect(await outlook.selection()).toEqual({ kind: "nothing" });
  });
});

describe("changes", () => {
  it("of the item are told, to nothing too", async () => {
    const outlook = await connected(mail);
    const changed = vi.fn();
    outlook.onSelection(changed);
    office.follow(state({ ...mail, id: "m2" }));
    office.follow(state(null));
    expect(changed).toHaveBeenCalledTimes(2);
    office.follow(state(null));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("of a draft's recipients are told, also when the draft was begun later", async () => {
    const outlook = await connected(mail);
    const changed = vi.fn();
    outlook.onSelection(changed);
    office.follow(state(draft));
    office.follow(state({ ...draft, to: [ana] }));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("reach nobody who has stopped listening", async () => {
    const outlook = await connected(mail);
    const changed = vi.fn();
    outlook.onSelection(changed)();
    office.follow(state(null));
    expect(changed).not.toHaveBeenCalled();
  });

  it("of the colours are told", async () => {
    const outlook = await connected(mail);
    const changed = vi.fn();
    outlook.onScheme(changed);
    expect(outlook.scheme()).toBe("light");
    office.follow(state(mail, { theme: { ...light, bodyBackgroundColor: "#292929" } }));
    expect(changed).toHaveBeenCalledTimes(1);
    expect(outlook.scheme()).toBe("dark");
  });
});
