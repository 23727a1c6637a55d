/** Beside a mail: who may read the conversation, undoing all about its sender, forgetting who wrote it. */
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../test/api-server";
import { BASE, renderPane, serve } from "../../../test/render-pane";
import { context } from "../../../test/sample";
import type { Visibility } from "../../api/types";

const visibility: Visibility = {
  can_decide_for_all: true,
  has_mailbox: true,
  organisation_level: "metadata",
  mailbox_level: "metadata",
  items: [],
};

let asked: string[];

beforeEach(() => {
  asked = [];
  serve(context());
  api.use(
    http.get(`${BASE}/visibility`, () => HttpResponse.json(visibility)),
    http.put(`${BASE}/visibility`, async ({ request }) => {
      const body = (await request.json()) as { thread_id: string; level: Visibility["mailbox_level"] | null };
      asked.push(`${body.thread_id} ${body.level}`);
      const one = {
        scope: "mailbox",
        kind: "thread",
        domain: "",
        thread_id: body.thread_id,
        level: body.level,
      };
      return HttpResponse.json({ ...visibility, items: body.level ? [one] : [] });
    }),
    http.get(`${BASE}/decisions`, () => HttpResponse.json({ decided: 3 })),
    http.delete(`${BASE}/decisions`, ({ request }) => {
      asked.push(`undo ${new URL(request.url).searchParams.get("sender")}`);
      return HttpResponse.json({ undone: 3 });
    }),
    http.get(`${BASE}/contacts/:id/forgetting`, ({ request }) => {
      asked.push(`look ${new URL(request.url).searchParams.get("scope")}`);
      return HttpResponse.json({
        name: "Ana Ruiz",
        addresses: ["ana@aceros.example"],
        mails: 12,
        events: 1,
        interactions: 9,
      });
    }),
    http.post(`${BASE}/contacts/:id/forgetting`, async ({ request, params }) => {
      asked.push(`forget ${params.id} ${JSON.stringify(await request.json())}`);
      return HttpResponse.json({ rules: [] }, { status: 201 });
    }),
    http.delete(`${BASE}/contacts/:id/forgetting`, ({ request, params }) => {
      asked.push(`remember ${params.id} ${new URL(request.url).searchParams.get("scope")}`);
      return HttpResponse.json({ mailboxes: 1 });
    }),
  );
});

async function open(locale = "en-US") {
  const { user } = renderPane({ locale });
  const [menu, entry] =
    locale === "es-ES"
      ? ["Más sobre este correo", /^Privacidad y deshacer/]
      : ["More about this mail", /^Privacy and undo/];
  await user.click(await screen.findByRole("button", { name: menu as string }));
  await user.click(await screen.findByRole("menuitem", { name: entry }));
  return user;
}

describe("privacy beside a mail", () => {
  it("chooses who may read the conversation, and back", async () => {
    const user = await open();
    const levels = await screen.findByRole("radiogroup", { name: "Who may read this conversation" });
    expect(within(levels).getByRole("radio", { name: /^As the rest of my mail/ })).toBeChecked();
    await user.click(within(levels).getByRole("radio", { name: "Colleagues also read the subject" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(asked).toEqual(["t1 subject", "t1 null"]));
  });

  it("undoes all about the sender only after it said how much that is", async () => {
    const user = await open();
    expect(await screen.findByText(/^3 decisions that people made/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo all of them" }));
    expect(asked).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Undo 3 decisions" }));
    expect(await screen.findByText("3 decisions undone")).toBeVisible();
    expect(asked).toEqual(["undo ana@aceros.example"]);
  });

  it("forgets who wrote after it told what would go, and can be undone", async () => {
    const user = await open();
    await user.selectOptions(await screen.findByRole("combobox", { name: "Where" }), "organisation");
    await user.click(screen.getByRole("button", { name: "See what would go" }));
    expect(await screen.findByText("12 mails")).toBeVisible();
    expect(screen.getByText(/ana@aceros.example are taken out/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Forget Ana Ruiz" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() =>
      expect(asked).toEqual([
        "look organisation",
        'forget c1 {"scope":"organisation"}',
        "remember c1 organisation",
      ]),
    );
  });

  it("speaks Spanish", async () => {
    await open("es-ES");
    expect(await screen.findByRole("button", { name: "Deshacerlas todas" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "Olvidar a Ana Ruiz" })).toBeVisible();
  });
});
