/** The telephone beside a mail: who is on it, what is to be decided about them, and who calls. */
import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { api } from "../../../test/api-server";
import { BASE, renderPane, serve } from "../../../test/render-pane";
import { context } from "../../../test/sample";
import type { PhonePerson } from "../../api/types";

const person: PhonePerson = {
  contact: { id: "c1", name: "Ana Ruiz" },
  lists: [{ id: "7", name: "Trato", is_on: false }],
  conflicts: [
    {
      id: "9",
      list_id: "7",
      contact: { id: "c1", name: "Ana Ruiz" },
      field: "job_title",
      ours: "CEO",
      theirs: "Directora",
      found_at: "2026-11-24T08:00:00Z",
      choices: ["ours", "theirs", "both"],
    },
  ],
};

function serveItems(items: () => readonly PhonePerson[]) {
  api.use(http.get(`${BASE}/phone-people`, () => HttpResponse.json({ items: items() })));
}

it("puts a person on the phone, and settles what is to be decided with one click", async () => {
  serve(context());
  let now = person;
  serveItems(() => [now]);
  const settled = vi.fn();
  api.use(
    http.put(`${BASE}/phone-lists/7/people/c1`, () => {
      now = { ...now, lists: [{ id: "7", name: "Trato", is_on: true }] };
      return HttpResponse.json({ done_at: "2026-11-24T09:30:00Z" });
    }),
    http.post(`${BASE}/phone-conflicts/9/decision`, async ({ request }) => {
      settled(await request.json());
      now = { ...now, conflicts: [] };
      return HttpResponse.json({ done_at: "2026-11-24T09:30:00Z" });
    }),
  );
  const { user } = renderPane();
  const section = within(await screen.findByRole("region", { name: "On my phone" }));
  expect(section.getByText("Not on the list Trato")).toBeVisible();
  await user.click(section.getByRole("button", { name: "Put Ana Ruiz on the list" }));
  expect(await section.findByRole("button", { name: "Take Ana Ruiz off the list" })).toBeVisible();
  expect(section.getByText("Directora")).toBeVisible();
  await user.click(section.getByRole("button", { name: "Keep Outlook's" }));
  expect(settled).toHaveBeenCalledWith({ choice: "theirs" });
  expect(section.queryByText("1 thing to decide about Ana Ruiz")).toBeNull();
});

it("says who calls, at which account, and whose switchboard it is", async () => {
  serve(context());
  serveItems(() => []);
  const asked = vi.fn();
  api.use(
    http.get(`${BASE}/phones/:number`, ({ params }) => {
      asked(decodeURIComponent(String(params.number)));
      return HttpResponse.json({
        number: {
          number: "944 12 34 56",
          e164: "+34944123456",
          extension: "12",
          kind: "business",
          shown: "944 12 34 56",
        },
        people: [
          {
            id: "c1",
            name: "Ana Ruiz",
            title: "CEO",
            kind: "business",
            account: { id: "a1", name: "Aceros SA" },
            opportunities: [{ id: "o1", name: "Cutting line" }],
          },
        ],
        accounts: [{ id: "a1", name: "Aceros SA", opportunities: [] }],
      });
    }),
  );
  const { user } = renderPane({ selection: { kind: "nothing" } });
  const section = within(await screen.findByRole("region", { name: "Who calls?" }));
  await user.type(section.getByRole("textbox", { name: "Number" }), "944 12 34 56 ext 12");
  await user.click(section.getByRole("button", { name: "Look up" }));
  expect(await section.findByText("CEO · Aceros SA")).toBeVisible();
  expect(asked).toHaveBeenCalledWith("944 12 34 56 ext 12");
  expect(section.getByText("Open: Cutting line")).toBeVisible();
  expect(section.getByText("Aceros SA's own number")).toBeVisible();
  expect(section.getByRole("link", { name: "944 12 34 56 · 12" })).toHaveAttribute(
    "href",
    "tel:+34944123456",
  );
});
