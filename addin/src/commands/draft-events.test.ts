import { delay, HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api as server } from "../../test/api-server";
import { BASE } from "../../test/render-pane";
import { ana, context, luis } from "../../test/sample";
import { createApi } from "../api/client";
import type { MailContext } from "../api/types";
import { draftEvents } from "./draft-events";

const stranger = {
  address: "ana@aceros.exampel",
  name: "",
  role: "to" as const,
  kind: "unknown" as const,
  contact: null,
  user: null,
};
const wrong = context({ people: [{ ...luis, role: "from" }, { ...ana, role: "to" }, stranger] });

function events(answer: MailContext | "never" | 500, locale = "en-US", token = async () => "token") {
  server.use(
    http.post(`${BASE}/context`, async () => {
      if (answer === "never") await delay("infinite");
      return typeof answer === "object"
        ? HttpResponse.json(answer)
        : HttpResponse.json({ code: "error" }, { status: 500 });
    }),
  );
  const notify = vi.fn(async () => {});
  const draft = { locale: () => locale, request: async () => ({ kind: "compose" }), notify };
  const completed = vi.fn();
  return { ...draftEvents(createApi(BASE, token), draft), notify, completed };
}

describe("sending", () => {
  it("is asked about when a recipient looks wrong, in the reader's language", async () => {
    const { onMessageSend, completed } = events(wrong, "es-ES");
    await onMessageSend({ completed });
    expect(completed).toHaveBeenCalledWith({
      allowEvent: false,
      errorMessage:
        "Conviene revisarlo antes de enviar:\nNadie conoce ana@aceros.exampel. ¿Se quería escribir a ana@aceros.example?",
      commandId: "compose.open",
      cancelLabel: "Abrir Trato",
    });
  });

  it("has a button that Outlook's 20 characters hold", async () => {
    for (const locale of ["en-US", "es-ES"]) {
      const { onMessageSend, completed } = events(wrong, locale);
      await onMessageSend({ completed });
      expect(completed.mock.calls[0]?.[0].cancelLabel.length).toBeLessThanOrEqual(20);
    }
  });

  it("goes on when all is well, and when it only has no opportunity", async () => {
    for (const fine of [context(), context({ link: null, opportunities: [] })]) {
      const { onMessageSend, completed } = events(fine);
      await onMessageSend({ completed });
      expect(completed).toHaveBeenCalledExactlyOnceWith({ allowEvent: true });
    }
  });

  it("goes on when the server fails, does not answer, or nobody is signed in", async () => {
    const refused = async () => Promise.reject(new Error("no account"));
    for (const start of [() => events(500), () => events("never"), () => events(wrong, "en-US", refused)]) {
      const run = start();
      await run.onMessageSend({ completed: run.completed });
      expect(run.completed).toHaveBeenCalledExactlyOnceWith({ allowEvent: true });
    }
  });
});

describe("a draft", () => {
  it("says above it what it is part of, and what is wrong once something is", async () => {
    const fine = events(context());
    await fine.onNewMessageCompose({ completed: fine.completed });
    expect(fine.notify).toHaveBeenCalledWith("Trato: part of Línea de corte 2027");
    const bad = events(wrong);
    await bad.onMessageRecipientsChanged({ completed: bad.completed });
    expect(bad.notify).toHaveBeenCalledWith("Nobody knows ana@aceros.exampel. Was ana@aceros.example meant?");
    expect(bad.completed).toHaveBeenCalledOnce();
  });

  it("ends the event whatever fails", async () => {
    const { onNewMessageCompose, notify, completed } = events(500);
    await onNewMessageCompose({ completed });
    expect(notify).not.toHaveBeenCalled();
    expect(completed).toHaveBeenCalledOnce();
  });
});
