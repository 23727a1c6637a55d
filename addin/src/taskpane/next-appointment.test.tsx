import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, renderPane, serve } from "../../test/render-pane";
import { context, opportunity } from "../../test/sample";
import type { StepProposal } from "../api/types";

const proposal: StepProposal = {
  need: "meeting_asked:m1",
  kind: "visit",
  objective: "Cerrar plazos",
  due: { start: "2026-11-24T09:00:00Z", end: "2026-12-01T09:00:00Z" },
  duration_min: 45,
  people: [{ name: "Ana Ruiz", address: "ana@aceros.example", user_id: null, contact_id: "c1" }],
  reasons: [
    { code: "something_new", points: 3, params: {} },
    { code: "meeting_asked", points: 2, params: {} },
  ],
  slots: [{ start: "2026-12-01T09:00:00Z", end: "2026-12-01T09:45:00Z", score: 1, reasons: [] }],
  why_none: null,
  draft: { to: ["ana@aceros.example"], subject: "Cita", text: "Hola, Ana:", language: "es" },
};

function serveProposal(found: StepProposal | null) {
  const decided = vi.fn();
  serve(context());
  api.use(
    http.get(`${BASE}/opportunities/o1/next-step`, () =>
      HttpResponse.json({ opportunity_id: "o1", proposal: found, planned: null }),
    ),
    http.post(`${BASE}/opportunities/o1/next-step`, async ({ request }) => {
      decided(await request.json());
      return HttpResponse.json({ opportunity: opportunity(), proposal: null });
    }),
  );
  return decided;
}

describe("the next appointment", () => {
  it("says why it is due and opens Outlook's own form at a free time", async () => {
    serveProposal(proposal);
    const newAppointment = vi.fn(async () => {});
    const { user } = renderPane({ newAppointment });
    const section = await screen.findByRole("region", { name: "Next appointment" });
    expect(within(section).getByText("They asked for a meeting")).toBeVisible();
    await user.click(within(section).getByRole("button", { name: "Tue, Dec 1, 10:00 AM" }));
    expect(newAppointment).toHaveBeenCalledWith({
      start: "2026-12-01T09:00:00Z",
      end: "2026-12-01T09:45:00Z",
      subject: "Línea de corte 2027",
      guests: ["ana@aceros.example"],
    });
  });

  it("is proposed by a mail that the person sees first", async () => {
    serveProposal(proposal);
    const newMail = vi.fn(async () => {});
    const { user } = renderPane({ newMail });
    await user.click(await screen.findByRole("button", { name: "Propose by mail" }));
    expect(newMail).toHaveBeenCalledWith({ to: ["ana@aceros.example"], subject: "Cita", text: "Hola, Ana:" });
  });

  it("can wait until tomorrow", async () => {
    const decided = serveProposal(proposal);
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Tomorrow" }));
    await waitFor(() =>
      expect(decided.mock.calls[0]?.[0]).toMatchObject({ need: "meeting_asked:m1", decision: "postpone" }),
    );
  });

  it("is not there where nothing is due", async () => {
    serveProposal(null);
    renderPane();
    await screen.findByRole("heading", { name: "Aceros del Norte" });
    expect(screen.queryByRole("region", { name: "Next appointment" })).toBeNull();
  });
});
