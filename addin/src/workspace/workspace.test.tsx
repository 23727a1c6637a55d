import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE } from "../../test/render-pane";
import {
  feed,
  mailbox,
  renderWorkspace,
  serveChoices,
  serveFeeds,
  serveMailboxes,
} from "../../test/render-workspace";

const card = (name: string) => screen.findByRole("article", { name });

describe("the workspace", () => {
  it("opens the mailboxes from its bare address, and says where one is", async () => {
    serveMailboxes([mailbox()]);
    renderWorkspace();
    expect(await screen.findByRole("heading", { level: 1, name: "Mailboxes" })).toBeVisible();
    expect(location.pathname).toBe("/workspace/settings/mailboxes");
    expect(document.title).toBe("Mailboxes – Trato");
  });

  it("says that an address leads nowhere, and the way back", async () => {
    serveMailboxes([mailbox()]);
    const { user } = renderWorkspace({ path: "/workspace/elsewhere" });
    expect(await screen.findByRole("heading", { name: "Nothing here" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Mailboxes" }));
    expect(await card("Luis Pardo")).toBeVisible();
  });

  it("changes language and keeps it", async () => {
    serveMailboxes([mailbox()]);
    const { user } = renderWorkspace();
    await user.click(await screen.findByRole("button", { name: /Account of Luis Pardo/ }));
    await user.click(screen.getByRole("menuitemradio", { name: "Español" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Buzones" })).toBeVisible();
    expect(document.documentElement.lang).toBe("es-ES");
    expect(localStorage.getItem("trato-workspace")).toContain('"es"');
  });

  it("lets a person sign in, and says why that did not work", async () => {
    const start = vi.fn(() => Promise.reject(new Error("the window was closed")));
    const { user } = renderWorkspace({
      signIn: { accessToken: () => Promise.reject(new Error("Nobody is signed in.")), start },
    });
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("Signing in did not work: the window was closed")).toBeVisible();
    expect(start).toHaveBeenCalledOnce();
  });

  it("tells who is signed in but no user here", async () => {
    api.use(
      http.get(`${BASE}/me`, () => HttpResponse.json({ code: "forbidden", detail: "no" }, { status: 403 })),
    );
    renderWorkspace();
    expect(await screen.findByRole("heading", { name: "No access" })).toBeVisible();
  });

  it("offers to try again when the server does not answer", async () => {
    let isUp = false;
    serveMailboxes([mailbox()]);
    api.use(
      http.get(`${BASE}/mailboxes`, () =>
        isUp ? undefined : HttpResponse.json({ code: "internal_error", detail: "x" }, { status: 500 }),
      ),
    );
    const { user } = renderWorkspace();
    expect(await screen.findByRole("heading", { name: "Trato does not answer" })).toBeVisible();
    isUp = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await card("Luis Pardo")).toBeVisible();
  });
});

describe("a mailbox", () => {
  it("that is current says when it was read and how changes come", async () => {
    serveMailboxes([mailbox({ changes_come_by: "notifications" })]);
    renderWorkspace();
    const own = await card("Luis Pardo");
    expect(own).toHaveTextContent("Up to date");
    expect(own).toHaveTextContent("Last read: 2 minutes ago");
    expect(own).toHaveTextContent("Changes arrive as they happen.");
  });

  it("that is being read shows how far", async () => {
    serveMailboxes([
      mailbox({
        status: "reading",
        is_in_full_round: true,
        items_done: 1200,
        items_estimated: 52100,
        caught_up_at: null,
      }),
    ]);
    renderWorkspace();
    const bar = await screen.findByRole("progressbar", { name: "1,200 of 52,100 mails" });
    expect(bar).toHaveAttribute("aria-valuenow", "1200");
    expect(screen.getByText("The newest mails come in first.")).toBeVisible();
  });

  it.each([
    ["graph_unavailable", "Microsoft 365 does not answer"],
    ["graph_consent_needed", "Permission to read is missing"],
    ["mass_removal", "Much would be removed"],
    ["something_new", "Reading is interrupted"],
  ])("that stands by %s says so with what to do", async (code, title) => {
    serveMailboxes([mailbox({ status: "stopped", fault: { code, detail: "x" } })]);
    renderWorkspace();
    const own = await card("Luis Pardo");
    expect(own).toHaveTextContent("Needs attention");
    expect(within(own).getByText(title)).toBeVisible();
  });

  it("that waits after a failure says when the next attempt is", async () => {
    serveMailboxes([
      mailbox({
        status: "retrying",
        fault: { code: "graph_throttled", detail: "x" },
        retry_at: "2026-11-24T09:36:00Z",
      }),
    ]);
    renderWorkspace();
    expect(await card("Luis Pardo")).toHaveTextContent("Next attempt in 6 minutes.");
  });

  it("that nobody reads any more does not pass for current", async () => {
    serveMailboxes([mailbox({ is_overdue: true, caught_up_at: "2026-11-23T07:00:00Z" })]);
    renderWorkspace();
    expect(await card("Luis Pardo")).toHaveTextContent("Nothing has been read for a while");
  });

  it("is read now when its owner asks", async () => {
    serveMailboxes([mailbox()]);
    const asked = vi.fn();
    api.use(
      http.post(`${BASE}/mailboxes/1/rounds`, () => {
        asked();
        return HttpResponse.json({ asked_at: "2026-11-24T09:30:00Z" }, { status: 202 });
      }),
    );
    const { user } = renderWorkspace();
    await user.click(await screen.findByRole("button", { name: "Read now" }));
    expect(await screen.findByText("Asked for. Changes appear in a moment.")).toBeVisible();
    expect(asked).toHaveBeenCalledOnce();
  });

  it("opens its folders: mail by name, what stands in the way, and what was set aside", async () => {
    serveMailboxes([mailbox({ set_aside: 1 })]);
    serveFeeds(
      [
        feed({ id: "1", kind: "folders", name: "folders", items_estimated: null }),
        feed({
          id: "2",
          name: "Sent",
          status: "retrying",
          fault: { code: "graph_refused", detail: "no (request 7)" },
        }),
        feed({ id: "3", name: "Inbox" }),
        feed({ id: "4", kind: "calendar", name: "calendar", items_estimated: null }),
      ],
      [
        {
          feed_id: "4",
          remote_id: "AAMk",
          reason: "an event without start",
          seen_at: "2026-11-22T09:30:00Z",
        },
      ],
    );
    const { user } = renderWorkspace();
    await user.click(await screen.findByRole("button", { name: "Folders · 1 set aside" }));
    const list = await screen.findByRole("list", { name: "Folders" });
    const rows = within(list).getAllByRole("listitem");
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("Inbox50 mails"),
      expect.stringContaining("SentTrying againMicrosoft 365 refused a request"),
      expect.stringContaining("Calendar"),
      expect.stringContaining("List of folders"),
    ]);
    expect(rows[1]).toHaveTextContent("Technical detail: graph_refused, no (request 7)");
    expect(screen.getByRole("region", { name: "Set aside" })).toHaveTextContent(
      "Calendar2 days agoan event without start",
    );
  });
});

describe("contact folders", () => {
  it("are named only when their owner asks, and chosen one by one", async () => {
    serveMailboxes([mailbox()]);
    serveFeeds([feed()]);
    const chosen = serveChoices();
    const { user } = renderWorkspace();
    await user.click(await screen.findByRole("button", { name: "Folders" }));
    const kind = await screen.findByRole("region", { name: "Contact folders that are read" });
    expect(within(kind).queryByRole("checkbox")).toBeNull();
    await user.click(within(kind).getByRole("button", { name: "Show what there is to choose" }));
    await user.click(await within(kind).findByRole("checkbox", { name: "Clientes" }));
    await waitFor(() => expect(within(kind).getByRole("checkbox", { name: "Clientes" })).toBeChecked());
    expect(chosen).toEqual([[], ["f1"]]);
  });
});

describe("the mailboxes of a team", () => {
  const ana = mailbox({ id: "2", owner: { id: "2", name: "Ana Ruiz" }, is_own: false, can_open: false });
  const teo = {
    ...ana,
    id: "3",
    owner: { id: "3", name: "Teo Mora" },
    status: "stopped" as const,
    set_aside: 2,
  };

  it("stand below one's own, counted, without their folders", async () => {
    serveMailboxes([ana, mailbox(), teo]);
    renderWorkspace();
    const team = await screen.findByRole("region", { name: "Mailboxes of the team" });
    expect(team).toHaveTextContent("1 up to date · 1 needs attention");
    expect(within(team).queryByRole("button")).toBeNull();
    expect(await card("Teo Mora")).toHaveTextContent("2 items could not be understood");
    const names = screen.getAllByRole("article").map((one) => within(one).getByRole("heading").textContent);
    expect(names).toEqual(["Luis Pardo", "Ana Ruiz", "Teo Mora"]);
  });

  it("come page by page", async () => {
    serveMailboxes([mailbox()], [ana]);
    const { user } = renderWorkspace();
    await user.click(await screen.findByRole("button", { name: "Show more" }));
    expect(await card("Ana Ruiz")).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Show more" })).toBeNull());
  });

  it("may be there while one's own is not connected", async () => {
    serveMailboxes([ana]);
    renderWorkspace();
    expect(await screen.findByRole("heading", { name: "Own mailbox not connected" })).toBeVisible();
    expect(await card("Ana Ruiz")).toBeVisible();
  });
});
