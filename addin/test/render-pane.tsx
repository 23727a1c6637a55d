/** Puts the whole pane on the page with an Outlook that a test drives by hand. */
import { act, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { createApi } from "../src/api/client";
import { createQueryClient } from "../src/api/query-client";
import type { MailContext } from "../src/api/types";
import type { SignIn } from "../src/outlook/access-token";
import type { OpenItem } from "../src/outlook/open-item";
import type { Outlook, Selection } from "../src/outlook/outlook";
import { App } from "../src/taskpane/app";
import { noteWelcomed } from "../src/taskpane/welcomed";
import { api } from "./api-server";
import { NOW, relations } from "./sample";

export const BASE = "http://trato.test/api/v1";

export const mail: OpenItem = {
  kind: "message",
  key: "m1",
  itemId: "m1",
  internetMessageId: "<m1@aceros.example>",
  conversationId: "conversation-1",
  subject: "Línea de corte",
  from: { address: "ana@aceros.example", name: "Ana Ruiz" },
  to: [{ address: "luis@cortes.example", name: "Luis Pardo" }],
  cc: [],
};

interface PaneOptions {
  readonly locale?: string;
  readonly selection?: Selection;
  readonly signIn?: SignIn;
  readonly owner?: string;
  /** Somebody who sees the pane for the first time. */
  readonly isNew?: boolean;
  readonly text?: () => Promise<string>;
  readonly insert?: Outlook["insert"];
  readonly newMail?: Outlook["newMail"];
  readonly newAppointment?: Outlook["newAppointment"];
}

export function renderPane(options: PaneOptions = {}) {
  let selection: Selection = options.selection ?? { kind: "item", item: mail };
  let tell = () => {};
  const outlook: Outlook = {
    locale: options.locale ?? "en-US",
    mailbox: "luis@cortes.example",
    signsIn: true,
    scheme: () => "light",
    selection: async () => selection,
    owner: async () => options.owner,
    text: options.text ?? (() => Promise.reject(new Error("no text"))),
    insert: options.insert ?? (async () => {}),
    newMail: options.newMail ?? (async () => {}),
    newAppointment: options.newAppointment ?? (async () => {}),
    onSelection: (changed) => {
      tell = changed;
      return () => {};
    },
    onScheme: () => () => {},
  };
  const signIn = options.signIn ?? { accessToken: async () => "token", interactively: async () => {} };
  if (!options.isNew) noteWelcomed(outlook.mailbox);
  const client = createApi(BASE, signIn.accessToken);
  const view = render(<App api={client} queryClient={createQueryClient()} services={{ outlook, signIn }} />);
  return {
    ...view,
    user: userEvent.setup(),
    select: (next: Selection) => {
      selection = next;
      return act(async () => tell());
    },
  };
}

/** The server knows who is asking and answers /context. */
export function serve(context: MailContext | (() => MailContext)) {
  api.use(
    http.get(`${BASE}/me`, () =>
      HttpResponse.json({
        id: "u1",
        name: "Luis Pardo",
        upn: "luis@cortes.example",
        roles: ["rep"],
        language: "es",
        timezone: "Europe/Madrid",
        tenant: { name: "Cortes", currency: "EUR" },
        manager: { id: "u9", name: "Marta Gil", address: "marta@cortes.example", language: "es" },
        now: NOW,
      }),
    ),
    http.post(`${BASE}/context`, () =>
      HttpResponse.json(typeof context === "function" ? context() : context),
    ),
    http.get(`${BASE}/opportunities/:id/next-step`, ({ params }) =>
      HttpResponse.json({ opportunity_id: params.id, proposal: null, planned: null }),
    ),
    http.post(`${BASE}/slots`, () => HttpResponse.json({ slots: [], why_none: null, unknown: [] })),
    http.get(`${BASE}/accounts/:id/relations`, () => HttpResponse.json(relations())),
    http.get(`${BASE}/contacts/alike`, () => HttpResponse.json({ items: [] })),
    http.get(`${BASE}/notices`, () => HttpResponse.json({ items: [] })),
    http.get(`${BASE}/phone-people`, () => HttpResponse.json({ items: [] })),
  );
}
