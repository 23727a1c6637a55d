import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { api } from "../../test/api-server";
import { BASE, renderPane, serve } from "../../test/render-pane";
import { context } from "../../test/sample";
import type { MailMeeting } from "../api/meetings";

const MEETING: MailMeeting = {
  id: "7",
  is_ours: false,
  organizer: "ana@aceros.example",
  subject: "Visita a planta",
  place: "Bilbao",
  start: "2026-11-26T09:00:00Z",
  end: "2026-11-26T10:00:00Z",
  is_all_day: false,
  recurrence: "",
  answer: "",
  cancelled: false,
  guests: [],
  proposals: [],
};

it.each([
  ["en-US", "Accept: Visita a planta", /lies in your drafts/],
  ["es-ES", "Aceptar: Visita a planta", /está en los borradores/],
])("in %s, an invitation found in the mail is answered by a draft", async (locale, button, done) => {
  const asked: unknown[] = [];
  serve({
    ...context(),
    state: "automated",
    automated: { kind: "calendar", why: "meetingMessageType" },
  });
  api.use(
    http.get(`${BASE}/invitations`, ({ request }) => {
      const of = new URL(request.url).searchParams.get("internet_message_id");
      return HttpResponse.json({ items: of === "<m1@aceros.example>" ? [MEETING] : [] });
    }),
    http.post(`${BASE}/invitations/7/answer`, async ({ request }) => {
      asked.push(await request.json());
      const sent = { method: "REPLY", to: [MEETING.organizer], subject: "", calendar: "", mail: "" };
      return HttpResponse.json({ invitation: MEETING, to_send: sent, in_drafts: true });
    }),
  );
  const { user } = renderPane({ locale });
  // What the card is made of is fetched when such a mail is opened for the first time.
  await user.click(await screen.findByRole("button", { name: button }, { timeout: 8_000 }));
  expect(await screen.findByText(done)).toBeVisible();
  expect(asked).toEqual([{ answer: "accepted", as_draft: true }]);
});

it("tells of what happened in one line at the foot, and no more once it is seen", async () => {
  const seen: unknown[] = [];
  serve(context());
  const notice = {
    id: "3",
    kind: "booked",
    params: { by: "Carla", subject: "Visita", start: "2026-11-26T09:00:00Z" },
    at: "2026-11-24T09:00:00Z",
  };
  api.use(
    http.get(`${BASE}/notices`, () =>
      HttpResponse.json({ items: [{ ...notice, seen_at: seen.length > 0 ? notice.at : null }] }),
    ),
    http.post(`${BASE}/notices/seen`, async ({ request }) => {
      seen.push(await request.json());
      return HttpResponse.json({});
    }),
  );
  const { user } = renderPane();
  const line = await screen.findByRole("button", { name: "1 thing happened" }, { timeout: 8_000 });
  expect(screen.queryByText(/Carla booked/)).toBeNull();
  await user.click(line);
  expect(await screen.findByText(/Carla booked “Visita” with you/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Seen" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: "What happened" })).toBeNull());
  expect(seen).toEqual([{ ids: ["3"] }]);
});
