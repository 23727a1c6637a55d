import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, mail, renderPane, serve } from "../../test/render-pane";
import { context, relations } from "../../test/sample";
import type { OpenItem } from "../outlook/open-item";

const draft: OpenItem = {
  kind: "compose",
  key: "draft:conversation-1",
  conversationId: "conversation-1",
  subject: "",
  to: [{ address: "ana@aceros.example", name: "Ana Ruiz" }],
  cc: [],
};

const slots = [{ start: "2026-12-01T09:00:00Z", end: "2026-12-01T09:45:00Z", score: 1, reasons: [] }];

function beside(options: Parameters<typeof renderPane>[0] = {}) {
  serve(context());
  const asked = vi.fn();
  api.use(
    http.post(`${BASE}/slots`, () => HttpResponse.json({ slots, why_none: null, unknown: [] })),
    http.post(`${BASE}/booking-links`, async ({ request }) => {
      asked(await request.json());
      return HttpResponse.json({ id: "1", path: "/book/1.2.secret", subject: "x" }, { status: 201 });
    }),
    http.get(`${BASE}/accounts/:id/relations`, () => HttpResponse.json(relations({ country: "MX" }))),
  );
  const insert = vi.fn(async (_text: string) => {});
  return { ...renderPane({ selection: { kind: "item", item: draft }, insert, ...options }), insert, asked };
}

describe("a draft", () => {
  it("gets one's free times in the chosen language and zone", async () => {
    const { user, insert } = beside();
    const section = await screen.findByRole("region", { name: "Offer an appointment" });
    await user.selectOptions(
      within(section).getByRole("combobox", { name: "Their time zone" }),
      "America/Mexico_City",
    );
    await user.click(screen.getByRole("button", { name: "ES, in Spanish" }));
    await user.click(await within(section).findByRole("button", { name: "Insert free times" }));
    expect(await screen.findByText("Your free times are in the mail")).toBeVisible();
    expect(insert.mock.calls[0]?.[0]).toMatch(/martes, 1 de diciembre.*3:00/);
  });

  it("gets a page on which the customer chooses, made for this opportunity and one appointment", async () => {
    const { user, insert, asked } = beside();
    await user.click(await screen.findByRole("button", { name: "Insert booking link" }));
    expect(await screen.findByText("The booking link is in the mail")).toBeVisible();
    expect(insert.mock.calls[0]?.[0]).toContain(`${location.origin}/book/1.2.secret?lang=en&tz=`);
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ most: 1, opportunity_id: "o1", language: "en" });
  });

  it("says so where Outlook does not take the text", async () => {
    const insert = () => Promise.reject(new Error("9017"));
    const { user } = beside({ insert });
    await user.click(await screen.findByRole("button", { name: "Insert booking link" }));
    expect(await screen.findByText(/Place the cursor in the mail/)).toBeVisible();
  });
});

describe("approval", () => {
  it("is asked of one's manager in their language, by a mail one sees first", async () => {
    const newMail = vi.fn(async (_mail: { to: readonly string[]; subject: string; text: string }) => {});
    const { user } = beside({ newMail, selection: { kind: "item", item: mail } });
    await user.click(await screen.findByRole("button", { name: "Ask for approval" }));
    const panel = await screen.findByRole("form", { name: "Ask for approval" });
    const write = within(panel).getByRole("button", { name: "Write the mail" });
    expect(write).toBeDisabled();
    await user.type(within(panel).getByRole("textbox", { name: "What is asked for" }), "8 %");
    await user.type(within(panel).getByRole("textbox", { name: "Why" }), "Competencia");
    await user.click(write);
    expect(await screen.findByText("The mail is open. It goes when you send it.")).toBeVisible();
    expect(newMail.mock.calls[0]?.[0]).toMatchObject({
      to: ["marta@cortes.example"],
      subject: "Aprobación: Línea de corte 2027",
    });
    expect(newMail.mock.calls[0]?.[0].text).toMatch(/Hola, Marta:[\s\S]*8 %[\s\S]*Competencia/);
  });
});
