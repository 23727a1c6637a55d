import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../test/api-server";
import { CHOICES, NOW, row } from "../../../test/opportunities";
import { BASE } from "../../../test/render-pane";
import { mailbox, renderWorkspace, serveMailboxes } from "../../../test/render-workspace";
import type { FieldChange, PipelineRow } from "../../api/pipeline";

interface Served {
  readonly asked: unknown[];
  readonly written: unknown[];
}

/** The server knows these rows; what is asked of it and written to it is kept. */
function serve(rows: readonly PipelineRow[], history: readonly FieldChange[] = []): Served {
  const served: Served = { asked: [], written: [] };
  const sums = [{ currency: "EUR", amount: "250000.00", monthly: "0", weighted: "125000.00" }];
  let answers = [...rows];
  serveMailboxes([mailbox()]);
  api.use(
    http.get(`${BASE}/pipeline/choices`, () => HttpResponse.json(CHOICES)),
    http.get(`${BASE}/pipeline/views`, () => HttpResponse.json({ items: [] })),
    http.get(`${BASE}/opportunities/:id/lines`, () => HttpResponse.json({ items: [] })),
    http.get(`${BASE}/opportunities/:id/headlines`, () => HttpResponse.json({ items: [], proposed: [] })),
    http.get(`${BASE}/accounts/:id/relations`, () =>
      HttpResponse.json({
        contacts: [],
        colleagues: [],
        country: null,
        reports: [],
        tasks: [],
        waiting: [],
      }),
    ),
    http.post(`${BASE}/pipeline/groups`, () =>
      HttpResponse.json({ items: [{ key: "proposal", name: "Proposal", count: 2, sums }] }),
    ),
    http.post(`${BASE}/pipeline`, async ({ request }) => {
      served.asked.push(await request.json());
      const totals = { key: null, name: "", count: answers.length, sums };
      return HttpResponse.json({ now: NOW, items: answers, totals, next_cursor: null });
    }),
    http.patch(`${BASE}/opportunities/:id/fields`, async ({ request, params }) => {
      const body = (await request.json()) as { amount?: string };
      served.written.push(body);
      answers = answers.map((one) =>
        one.opportunity.id === params.id && body.amount !== undefined
          ? {
              ...one,
              opportunity: { ...one.opportunity, amount: { value: body.amount, currency: "EUR" }, etag: "2" },
            }
          : one,
      );
      return HttpResponse.json(answers.find((one) => one.opportunity.id === params.id));
    }),
    http.put(`${BASE}/opportunities/:id/closure`, async ({ request, params }) => {
      const body = (await request.json()) as { outcome: "lost"; reason: string };
      served.written.push(body);
      answers = answers.map((one) =>
        one.opportunity.id === params.id ? { ...one, closure: { ...body, closed_at: NOW } } : one,
      );
      return HttpResponse.json(answers.find((one) => one.opportunity.id === params.id));
    }),
    http.get(`${BASE}/opportunities/:id/changes`, () => HttpResponse.json({ items: history })),
  );
  return served;
}

const open = () => renderWorkspace({ path: "/workspace/opportunities" });
const field = (name: RegExp) => screen.findByRole("button", { name });

beforeEach(() => {
  // A wide screen, and an end of the list that never comes into view.
  window.matchMedia = (query: string) =>
    ({ matches: query.includes("min-width"), addEventListener() {}, removeEventListener() {} }) as never;
  window.IntersectionObserver = class {
    observe() {}
    disconnect() {}
  } as never;
});

describe("the list of opportunities", () => {
  it("shows rows with their fields, and how many and how much in all", async () => {
    serve([row("1", "Hydraulic presses"), row("2", "Oak barrels")]);
    open();
    const table = await screen.findByRole("table", { name: "Opportunities" });
    expect(within(table).getAllByRole("row")).toHaveLength(3);
    expect(await screen.findByText("2 opportunities")).toBeVisible();
    expect(screen.getByText(/€250,000.* in all, €125,000.* by probability/)).toBeVisible();
  });

  it("changes an amount in place and undoes it", async () => {
    const served = serve([row("1", "Hydraulic presses")]);
    const { user } = open();
    await user.click(await field(/Change Amount of Hydraulic presses/));
    const input = screen.getByRole("textbox", { name: /Change Amount/ });
    await user.clear(input);
    await user.type(input, "130.500,50{Enter}");
    expect(await field(/Change Amount of Hydraulic presses: €130,50/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await field(/Change Amount of Hydraulic presses: €125,000/)).toBeVisible();
    expect(served.written).toEqual([{ amount: "130500.50" }, { amount: "125000.00" }]);
  });

  it("does not send what cannot be meant, and keeps nothing after Escape", async () => {
    const served = serve([row("1", "Hydraulic presses")]);
    const { user } = open();
    await user.click(await field(/Change Amount/));
    const input = screen.getByRole("textbox", { name: /Change Amount/ });
    await user.type(input, "much{Enter}");
    expect(input).toBeInvalid();
    await user.keyboard("{Escape}");
    expect(await field(/Change Amount of Hydraulic presses: €125,000/)).toHaveFocus();
    expect(served.written).toEqual([]);
  });

  it("says when somebody was faster, and asks for the list anew", async () => {
    const served = serve([row("1", "Hydraulic presses")]);
    api.use(
      http.patch(`${BASE}/opportunities/:id/fields`, () =>
        HttpResponse.json({ code: "changed_meanwhile", detail: "changed" }, { status: 412 }),
      ),
    );
    const { user } = open();
    await user.click(await field(/Change Objective/));
    const before = served.asked.length;
    await user.type(screen.getByRole("textbox", { name: /Change Objective/ }), " soon{Enter}");
    expect(await screen.findByText(/Somebody changed this opportunity meanwhile/)).toBeVisible();
    await waitFor(() => expect(served.asked.length).toBeGreaterThan(before));
  });

  it("keeps the question in the address, and the back button asks the former one", async () => {
    const served = serve([row("1", "Hydraulic presses")]);
    const { user } = open();
    await user.selectOptions(await screen.findByRole("combobox", { name: "Wants attention" }), "past_due");
    await waitFor(() =>
      expect(served.asked).toContainEqual(expect.objectContaining({ asked: { attention: ["past_due"] } })),
    );
    expect(location.search).toBe("?attention=past_due");
    history.back();
    await waitFor(() => expect(screen.getByRole("combobox", { name: "Wants attention" })).toHaveValue(""));
  });

  it("sorts by a column, and the other way at the second click", async () => {
    const served = serve([row("1", "Hydraulic presses")]);
    const { user } = open();
    const amount = await screen.findByRole("button", { name: "Amount" });
    await user.click(amount);
    await waitFor(() =>
      expect(served.asked).toContainEqual(expect.objectContaining({ order: "amount", is_descending: false })),
    );
    await user.click(screen.getByRole("button", { name: /^Amount/ }));
    await waitFor(() =>
      expect(served.asked).toContainEqual(expect.objectContaining({ order: "amount", is_descending: true })),
    );
    expect(screen.getByRole("columnheader", { name: /Amount/ })).toHaveAttribute("aria-sort", "descending");
  });

  it("groups, and a group leads to what is in it", async () => {
    serve([row("1", "Hydraulic presses")]);
    const { user } = open();
    await user.selectOptions(await screen.findByRole("combobox", { name: "Group" }), "stage");
    await user.click(await screen.findByRole("button", { name: "Show Proposal" }));
    expect(location.search).toBe("?stages=proposal");
  });

  it("closes as lost with a reason only", async () => {
    const served = serve([row("1", "Hydraulic presses")]);
    const { user } = open();
    await user.click(await field(/^Open Hydraulic presses/));
    const card = await screen.findByRole("dialog");
    await user.click(within(card).getByRole("button", { name: "Mark as lost" }));
    expect(within(card).getByRole("button", { name: "Mark as lost" })).toBeDisabled();
    await user.type(within(card).getByRole("textbox", { name: /Reason/ }), "Leasing");
    await user.click(within(card).getByRole("button", { name: "Mark as lost" }));
    expect(await within(card).findByText(/Lost, .*: Leasing/)).toBeVisible();
    expect(served.written).toEqual([{ outcome: "lost", reason: "Leasing" }]);
  });

  it("shows who changed what", async () => {
    const change: FieldChange = {
      id: "9",
      at: "2026-11-20T10:00:00Z",
      actor: { id: "2", name: "Ana Ruiz" },
      field: "close_date",
      before: "2026-11-30",
      after: "2026-12-15",
      is_undone: false,
    };
    serve([row("1", "Hydraulic presses")], [change]);
    const { user } = open();
    await user.click(await field(/^Open Hydraulic presses/));
    expect(await screen.findByText(/Nov 30 → Dec 15/)).toBeVisible();
    expect(screen.getByText(/Ana Ruiz, Nov 20/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Undo this change: Close date" })).toBeVisible();
  });

  it("is walked with keys alone", async () => {
    const served = serve([row("1", "Hydraulic presses"), row("2", "Oak barrels")]);
    const { user } = open();
    (await field(/^Open Hydraulic presses/)).focus();
    await user.keyboard("jje");
    const input = await screen.findByLabelText(/Change Next date of Oak barrels/);
    expect(input).toHaveFocus();
    await user.keyboard("{Escape}");
    await user.keyboard("?");
    expect(screen.getByText("Undo the last change")).toBeVisible();
    expect(served.written).toEqual([]);
  });

  it("says that nothing fits, and the way out", async () => {
    serve([]);
    const { user } = renderWorkspace({ path: "/workspace/opportunities?which=lost" });
    expect(await screen.findByRole("heading", { name: "No opportunity fits" })).toBeVisible();
    await user.click(screen.getAllByRole("button", { name: "Clear filters" })[0] as HTMLElement);
    expect(location.search).toBe("");
  });
});
