import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, mail, renderPane, serve } from "../../test/render-pane";
import { context, interaction, link, opportunity } from "../../test/sample";

describe("writing things down", () => {
  it("keeps a half-typed note with its mail and saves it to the opportunity", async () => {
    serve(context());
    const saved = vi.fn();
    api.use(
      http.post(`${BASE}/interactions`, async ({ request }) => {
        saved(await request.json());
        return HttpResponse.json(interaction({ id: "i9", kind: "note" }), { status: 201 });
      }),
    );
    const { user, select } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Note" }));
    await user.type(screen.getByRole("textbox", { name: "Note" }), "Quiere ");
    await select({ kind: "nothing" });
    await select({ kind: "item", item: mail });
    await user.type(await screen.findByRole("textbox", { name: "Note" }), "dos ofertas");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Note saved")).toBeVisible();
    expect(saved).toHaveBeenCalledWith({
      kind: "note",
      summary: "Quiere dos ofertas",
      contact_ids: ["c1"],
      opportunity_id: "o1",
      account_id: "a1",
    });
  });

  it("changes only what was edited of the opportunity", async () => {
    let current = context();
    serve(() => current);
    const patched = vi.fn();
    api.use(
      http.patch(`${BASE}/opportunities/o1`, async ({ request }) => {
        patched(request.headers.get("If-Match"), await request.json());
        const changed = opportunity({ amount: { value: "190000", currency: "EUR" }, etag: "8" });
        current = context({ link: link({ opportunity: changed }), opportunities: [changed] });
        return HttpResponse.json(changed);
      }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Edit Línea de corte 2027" }));
    const amount = screen.getByRole("spinbutton", { name: "Amount" });
    await user.clear(amount);
    await user.type(amount, "190000");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("€190,000")).toBeVisible();
    expect(patched).toHaveBeenCalledWith('"7"', { amount: { value: "190000", currency: "EUR" } });
  });
});
