/** Puts the whole workspace on the page, signed in, at the address a test wants. */
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { createApi } from "../src/api/client";
import { createQueryClient } from "../src/api/query-client";
import type { Feed, Mailbox, SetAsideItem } from "../src/api/types";
import { App } from "../src/workspace/app";
import type { SignIn } from "../src/workspace/sign-in";
import { api } from "./api-server";
import { BASE } from "./render-pane";

const NOW = "2026-11-24T09:30:00Z";

export function mailbox(change: Partial<Mailbox> = {}): Mailbox {
  return {
    id: "1",
    address: "luis@cortes.example",
    owner: { id: "1", name: "Luis Pardo" },
    is_own: true,
    can_open: true,
    connected_at: "2026-11-01T08:00:00Z",
    disconnected_at: null,
    status: "current",
    items_done: 5200,
    items_estimated: 5200,
    is_in_full_round: false,
    items_per_s: null,
    ends_at: null,
    caught_up_at: "2026-11-24T09:28:00Z",
    is_overdue: false,
    fault: null,
    retry_at: null,
    set_aside: 0,
    changes_come_by: "rounds_only",
    ...change,
  };
}

export function feed(change: Partial<Feed> = {}): Feed {
  return {
    id: "10",
    kind: "messages",
    name: "Inbox",
    status: "current",
    items_done: 50,
    items_estimated: 50,
    is_in_full_round: false,
    caught_up_at: "2026-11-24T09:28:00Z",
    is_overdue: false,
    fault: null,
    retry_at: null,
    ...change,
  };
}

/** The server knows who is asking and these mailboxes, in pages of as many as each list holds. */
export function serveMailboxes(...pages: readonly (readonly Mailbox[])[]) {
  api.use(
    http.get(`${BASE}/me`, () =>
      HttpResponse.json({
        id: "1",
        name: "Luis Pardo",
        upn: "luis@cortes.example",
        roles: ["rep", "manager"],
        language: "en",
        timezone: "Europe/Madrid",
        tenant: { name: "Cortes", currency: "EUR" },
        now: NOW,
      }),
    ),
    http.get(`${BASE}/mailboxes`, ({ request }) => {
      const place = Number(new URL(request.url).searchParams.get("cursor") ?? 0);
      const next = place + 1 < pages.length ? String(place + 1) : null;
      return HttpResponse.json({ now: NOW, items: pages[place], next_cursor: next });
    }),
  );
}

export function serveFeeds(items: readonly Feed[], setAside: readonly SetAsideItem[] = []) {
  api.use(
    http.get(`${BASE}/mailboxes/1/feeds`, () => HttpResponse.json({ now: NOW, items, set_aside: setAside })),
    http.get(`${BASE}/mailboxes/1/choices`, () =>
      HttpResponse.json({ contacts: { is_open: false, items: [] }, tasks: { is_open: false, items: [] } }),
    ),
  );
}

/** Contact folders and To Do lists to choose from; returns what was chosen, a list for each time. */
export function serveChoices() {
  const chosen: string[][] = [];
  const folder = { remote_id: "f1", name: "Clientes", is_outlooks_own: false };
  const told = (open: boolean, followed: readonly string[]) => ({
    contacts: {
      is_open: open,
      items: open ? [{ ...folder, is_followed: followed.includes(folder.remote_id) }] : [],
    },
    tasks: { is_open: false, items: [] },
  });
  api.use(
    http.get(`${BASE}/mailboxes/1/choices`, () =>
      HttpResponse.json(told(chosen.length > 0, chosen.at(-1) ?? [])),
    ),
    http.put(`${BASE}/mailboxes/1/choices/contacts`, async ({ request }) => {
      const { followed } = (await request.json()) as { followed: string[] };
      chosen.push(followed);
      return HttpResponse.json(told(true, followed));
    }),
  );
  return chosen;
}

export function renderWorkspace(options: { path?: string; signIn?: Partial<SignIn> } = {}) {
  localStorage.clear();
  history.replaceState(null, "", options.path ?? "/workspace");
  const signIn: SignIn = {
    accessToken: async () => "token",
    start: async () => {},
    end: async () => {},
    ...options.signIn,
  };
  const client = createApi(BASE, signIn.accessToken);
  const view = render(<App api={client} queryClient={createQueryClient()} signIn={signIn} />);
  return { ...view, user: userEvent.setup() };
}
