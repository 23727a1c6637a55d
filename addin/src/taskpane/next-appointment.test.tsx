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

const slotName = "Book Tue, Dec 1, 10:00 AM";

function serveBooking(answer: () => Response) {
  const booked = vi.fn();
  api.use(
    http.post(`${BASE}/bookings`, async ({ request }) => {
      booked(await request.json());
      return answer();
    }),
  );
  return booked;
}

const booking = {
  id: "b1",
  start: "2026-12-01T09:00:00Z",
  end: "2026-12-01T09:45:00Z",
  subject: "Línea de corte 2027",
  organizer_id: "u1",
  booked_by_id: "u1",
  opportunity_id: "o1",
  written: true,
  cancelled: false,
};

describe("the next appointment", () => {
  it("says why it is due and shows the invitation before anybody gets it", async () => {
    const decided = serveProposal(proposal);
    const booked = serveBooking(() => HttpResponse.json(booking, { status: 201 }));
    const { user } = renderPane();
    const section = await screen.findByRole("region", { name: "Next appointment" });
    expect(await within(section).findByText("They asked for a meeting")).toBeVisible();
    await user.click(within(section).getByRole("button", { name: slotName }));
    const panel = await screen.findByRole("form", { name: "Book an appointment" });
    expect(within(panel).getByRole("checkbox", { name: /Ana Ruiz/ })).toBeChecked();
    expect(within(panel).getByText(/Tuesday.*1 December.*10:00/)).toBeVisible();
    expect(booked).not.toHaveBeenCalled();

    await user.click(within(panel).getByRole("button", { name: "Book and invite" }));
    expect(await screen.findByText(/^Booked: .*Ana Ruiz will find the invitation/)).toBeVisible();
    expect(booked).toHaveBeenCalledOnce();
    expect(booked.mock.calls[0]?.[0]).toMatchObject({
      start: "2026-12-01T09:00:00Z",
      duration_min: 45,
      guests: [{ name: "Ana Ruiz", address: "ana@aceros.example" }],
      opportunity_id: "o1",
    });
    expect(decided.mock.calls[0]?.[0]).toMatchObject({
      decision: "change",
      on_date: "2026-12-01",
      objective: "Appointment with Ana Ruiz",
    });
    const after = await screen.findByRole("region", { name: "Next appointment" });
    expect(await within(after).findByText("Tue, Dec 1, 10:00 AM")).toBeVisible();
  });

  it("offers other times where somebody else was quicker", async () => {
    serveProposal(proposal);
    serveBooking(() =>
      HttpResponse.json({ code: "time_taken", detail: "taken", status: 409 }, { status: 409 }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: slotName }));
    await user.click(await screen.findByRole("button", { name: "Book and invite" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("That time was taken a moment ago");
    expect(screen.getByRole("form", { name: "Book an appointment" })).toBeVisible();
  });

  it("can be written in Outlook's own form instead", async () => {
    serveProposal(proposal);
    const newAppointment = vi.fn(async () => {});
    const { user } = renderPane({ newAppointment });
    await user.click(await screen.findByRole("button", { name: slotName }));
    await user.click(await screen.findByRole("button", { name: "Write it in Outlook instead" }));
    expect(newAppointment).toHaveBeenCalledWith({
      start: "2026-12-01T09:00:00.000Z",
      end: "2026-12-01T09:45:00.000Z",
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

  it("can be booked where nothing is due, at any free time", async () => {
    serveProposal(null);
    api.use(
      http.post(`${BASE}/slots`, () =>
        HttpResponse.json({ slots: proposal.slots, why_none: null, unknown: [] }),
      ),
    );
    const { user } = renderPane();
    expect(await screen.findByText("Nothing is due. These times are free.")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: slotName }));
    expect(await screen.findByRole("button", { name: "Book and invite" })).toBeEnabled();
  });

  it("says so where the times cannot be looked up, and tries again when asked", async () => {
    serve(context());
    api.use(http.get(`${BASE}/opportunities/o1/next-step`, () => HttpResponse.json({}, { status: 503 })));
    const { user } = renderPane();
    expect(await screen.findByText("It could not be looked up when we are free.")).toBeVisible();
    serveProposal(proposal);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Cerrar plazos")).toBeVisible();
  });
});
