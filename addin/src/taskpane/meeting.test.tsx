/** Beside an appointment: the brief before, and the report after. */
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, renderPane, serve } from "../../test/render-pane";
import { context, link, opportunity, relations } from "../../test/sample";
import type { MeetingReport } from "../api/types";
import type { OpenItem } from "../outlook/open-item";

const item = (start: string): OpenItem => ({
  kind: "appointment",
  isComposed: false,
  key: `event ${start}`,
  itemId: "e1",
  subject: "Visita",
  start,
  to: [],
  cc: [],
});
const ours = context({ thread_id: null, event_id: "e1", link: link({ thread_id: null, event_id: "e1" }) });
const report: MeetingReport = {
  event_id: "e0",
  held_at: "2026-11-10T09:00:00Z",
  result: "went_well",
  discussed: "Medidas",
  promised: "Plano antes del viernes",
  concerns: "El plazo",
  author: { id: "u2", name: "Eva Sanz" },
  written_at: "2026-11-10T12:00:00Z",
  etag: "1",
};

function serveReport(found: MeetingReport | null) {
  const asked = vi.fn();
  const written = vi.fn();
  api.use(
    http.get(`${BASE}/events/e1/report`, ({ request }) => {
      asked(new URL(request.url).searchParams.get("starts_at"));
      return HttpResponse.json({ report: found });
    }),
    http.put(`${BASE}/events/e1/report`, async ({ request }) => {
      written(request.headers.get("If-Match"), await request.json());
      return HttpResponse.json(report);
    }),
  );
  return { asked, written };
}

describe("before", () => {
  it("tells what was promised and what stood in the way", async () => {
    serve(ours);
    api.use(
      http.get(`${BASE}/accounts/a1/relations`, () => HttpResponse.json(relations({ reports: [report] }))),
    );
    renderPane({ selection: { kind: "item", item: item("2026-11-26T09:00:00Z") } });
    const brief = await screen.findByRole("region", { name: "Before you meet" });
    expect(await within(brief).findByText("Plano antes del viernes")).toBeVisible();
    expect(within(brief).getByText("What we promised · Eva Sanz · Nov 10")).toBeVisible();
    expect(within(brief).getByText("El plazo")).toBeVisible();
  });
});

describe("after", () => {
  const after = item("2026-11-24T08:00:00Z");

  it("takes the outcome, three texts and the next step of the opportunity", async () => {
    serve(ours);
    const { asked, written } = serveReport(null);
    const stepped = vi.fn();
    api.use(
      http.patch(`${BASE}/opportunities/o1`, async ({ request }) => {
        stepped(request.headers.get("If-Match"), await request.json());
        return HttpResponse.json(opportunity({ etag: "8" }));
      }),
    );
    const { user } = renderPane({ selection: { kind: "item", item: after } });
    const form = await screen.findByRole("form", { name: "What came out of it" });
    await user.click(within(form).getByRole("radio", { name: "Undecided" }));
    await user.type(within(form).getByRole("textbox", { name: "What we promised" }), "Plano");
    await user.type(within(form).getByRole("textbox", { name: "Next step" }), "Llamar");
    await user.type(within(form).getByLabelText(/^Date/), "2026-12-01");
    await user.click(within(form).getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Report saved")).toBeVisible();
    expect(asked).toHaveBeenCalledWith("2026-11-24T08:00:00Z");
    expect(written).toHaveBeenCalledWith(null, {
      result: "undecided",
      discussed: "",
      promised: "Plano",
      concerns: "",
    });
    expect(stepped).toHaveBeenCalledWith('"7"', { next_step: { objective: "Llamar", date: "2026-12-01" } });
  });

  it("shows a colleague's report, and goes on with it against the version that was read", async () => {
    serve(ours);
    const { written } = serveReport({ ...report, event_id: "e1" });
    const { user } = renderPane({ selection: { kind: "item", item: item("2026-11-24T07:00:00Z") } });
    const region = await screen.findByRole("region", { name: "What came out of it" });
    expect(await within(region).findByText(/Written by Eva Sanz/)).toBeVisible();
    await user.click(within(region).getByRole("button", { name: "Edit the report" }));
    await user.click(within(region).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(written.mock.calls[0]?.[0]).toBe('"1"'));
  });

  it("keeps what is half written while another item is looked at", async () => {
    serve(ours);
    serveReport(null);
    const here = item("2026-11-24T06:00:00Z");
    const { user, select } = renderPane({ selection: { kind: "item", item: here } });
    await user.type(await screen.findByRole("textbox", { name: "What was discussed" }), "Medidas");
    await select({ kind: "nothing" });
    await select({ kind: "item", item: here });
    expect(await screen.findByRole("textbox", { name: "What was discussed" })).toHaveValue("Medidas");
  });
});
