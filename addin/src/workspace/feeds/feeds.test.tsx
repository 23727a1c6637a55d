import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../test/api-server";
import { BASE } from "../../../test/render-pane";
import { renderWorkspace, serveMailboxes } from "../../../test/render-workspace";
import type { CalendarImport } from "../../api/calendar-files";
import type { CalendarFeed, DigestWish } from "../../api/types";

const path = "/workspace/settings/calendars";

const IMPORT: CalendarImport = {
  id: "1",
  name: "fair.ics",
  made_at: "2026-11-24T09:30:00Z",
  undone_at: null,
  dates: 1,
  written: 1,
  waiting: 0,
  refused: 0,
  left: 0,
};

/** A server that keeps feeds and the hour of the digest. */
function serve() {
  let feeds: CalendarFeed[] = [];
  let wish: DigestWish = { is_on: true, hour: 7 };
  api.use(
    http.get(`${BASE}/calendar-feeds`, () =>
      HttpResponse.json({ items: feeds.map((one) => ({ ...one, path: null })) }),
    ),
    http.post(`${BASE}/calendar-feeds`, async ({ request }) => {
      const { scope, language } = (await request.json()) as Pick<CalendarFeed, "scope" | "language">;
      const made: CalendarFeed = {
        id: String(feeds.length + 1),
        scope,
        language,
        path: "/feeds/1.1.secret.ics",
        made_at: "2026-11-24T09:30:00Z",
        read_at: null,
      };
      feeds = [made, ...feeds];
      return HttpResponse.json(made, { status: 201 });
    }),
    http.delete(`${BASE}/calendar-feeds/:id`, ({ params }) => {
      feeds = feeds.filter((one) => one.id !== params.id);
      return HttpResponse.json({});
    }),
    http.get(`${BASE}/calendar-imports`, () => HttpResponse.json({ items: [] })),
    http.get(`${BASE}/digest-wish`, () => HttpResponse.json(wish)),
    http.put(`${BASE}/digest-wish`, async ({ request }) => {
      wish = (await request.json()) as DigestWish;
      return HttpResponse.json(wish);
    }),
  );
  return { wish: () => wish };
}

describe("calendars and digest", () => {
  beforeEach(() => serveMailboxes([]));

  it("shows an address once, lists it without its secret, and ends it", async () => {
    serve();
    const { user } = renderWorkspace({ path });
    await screen.findByText("No program reads a calendar of yours.");
    await user.selectOptions(screen.getByRole("combobox", { name: "Whose" }), "team");
    await user.click(screen.getByRole("button", { name: "Make an address" }));
    const address = await screen.findByRole("textbox", { name: "Address" });
    expect(address).toHaveValue(`${window.location.origin}/feeds/1.1.secret.ics`);
    const row = await screen.findByRole("listitem", undefined);
    expect(row).toHaveTextContent("My team's calendar");
    expect(row).not.toHaveTextContent("secret");
    await user.click(screen.getByRole("button", { name: "End the address of My team's calendar" }));
    expect(await screen.findByText(/The address has ended/)).toBeVisible();
    expect(await screen.findByText("No program reads a calendar of yours.")).toBeVisible();
  });

  it("keeps when one is told of one's day, or never", async () => {
    const server = serve();
    const { user } = renderWorkspace({ path });
    await user.selectOptions(await screen.findByRole("combobox", { name: "From" }), "9");
    await waitFor(() => expect(server.wish()).toEqual({ is_on: true, hour: 9 }));
    await user.click(screen.getByRole("switch", { name: "Tell me of my day" }));
    await waitFor(() => expect(server.wish()).toEqual({ is_on: false, hour: 9 }));
  });

  it("shows what a file would bring in and why not the rest, brings the chosen in, and takes them back", async () => {
    serve();
    const wished: unknown[] = [];
    let made: CalendarImport[] = [];
    const one = { where: "", start: "2026-11-26T09:00:00Z", end: "2026-11-26T10:00:00Z", repeats: false };
    const kind = { is_all_day: false, is_private: false };
    api.use(
      http.post(`${BASE}/calendar-files/preview`, () =>
        HttpResponse.json({
          dates: [
            { ...one, ...kind, place: 0, subject: "Talk", verdict: "new" },
            { ...one, ...kind, place: 1, subject: "Lunch", verdict: "new" },
            { ...one, ...kind, place: 2, subject: "Old", verdict: "over" },
          ],
          problems: [{ line: 7, reason: "no such rule" }],
        }),
      ),
      http.post(`${BASE}/calendar-imports`, async ({ request }) => {
        wished.push(await request.json());
        made = [IMPORT];
        return HttpResponse.json(IMPORT, { status: 201 });
      }),
      http.get(`${BASE}/calendar-imports`, () => HttpResponse.json({ items: made })),
      http.post(`${BASE}/calendar-imports/1/undoing`, () => {
        made = [{ ...IMPORT, written: 0, undone_at: "2026-11-24T09:40:00Z" }];
        return HttpResponse.json(made[0]);
      }),
    );
    const { user } = renderWorkspace({ path });
    const file = new File(["BEGIN:VCALENDAR"], "fair.ics", { type: "text/calendar" });
    await user.upload(await screen.findByLabelText("Choose a file", { selector: "input" }), file);
    expect(await screen.findByText("2 of 3 dates would come in.")).toBeVisible();
    expect(screen.getByText(/is over/)).toBeVisible();
    expect(screen.getByText(/Line 7/)).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: /Lunch/ }));
    await user.click(screen.getByRole("button", { name: "Bring in 1 date" }));
    await waitFor(() =>
      expect(wished).toEqual([{ content: "BEGIN:VCALENDAR", name: "fair.ics", places: [0] }]),
    );
    await user.click(await screen.findByRole("button", { name: "Take back fair.ics" }));
    expect(await screen.findByText(/taken back/)).toBeVisible();
  });
});
