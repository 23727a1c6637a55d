/** What a person does beside a mail: calls, adds a contact, a task, an opportunity, decides for several mails. */
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, renderPane, serve } from "../../test/render-pane";
import { ana, context, interaction, luis, opportunity, relations } from "../../test/sample";
import type { Person, Task } from "../api/types";

const nadia: Person = {
  address: "nadia@aceros.example",
  name: "Nadia C.",
  role: "from",
  kind: "unknown",
  contact: null,
  user: null,
};

const task: Task = {
  id: "k1",
  title: "Send the drawing",
  due_on: "2026-11-20",
  assignee: { id: "u1", name: "Luis Pardo" },
  account_id: "a1",
  opportunity_id: "o1",
  done_at: null,
  etag: "1",
};

const reading = {
  sender: {
    name: { value: "Nadia Conde", source: "signature" },
    title: { value: "Responsable de mantenimiento", source: "signature" },
    company: null,
    department: null,
    phones: [{ value: "+34944555666", source: "signature" }],
    emails: [],
  },
  questions: ["¿Podéis venir el jueves?"],
  language: "es",
  meeting_intent: 0.9,
  times: [],
};

/** Answers an address with a body and keeps what was sent. */
function answer(method: "post" | "patch", path: string, body: object, status = 200) {
  const sent = vi.fn();
  api.use(
    http[method](`${BASE}${path}`, async ({ request }) => {
      sent(await request.json());
      return HttpResponse.json(body, { status });
    }),
  );
  return sent;
}

function serveRelations(change: Parameters<typeof relations>[0]) {
  api.use(http.get(`${BASE}/accounts/a1/relations`, () => HttpResponse.json(relations(change))));
}

describe("a call", () => {
  it("is logged with one click for how it went, once the number was dialled", async () => {
    serve(context());
    const logged = answer("post", "/interactions", interaction({ kind: "call" }), 201);
    const { user } = renderPane();
    const dial = await screen.findByRole("link", { name: "Call Ana Ruiz, +34 944 123 456" });
    dial.addEventListener("click", (event) => event.preventDefault());
    await user.click(dial);
    await user.click(screen.getByRole("button", { name: "No answer" }));
    expect(await screen.findByText("Call logged")).toBeVisible();
    expect(logged).toHaveBeenCalledWith({
      kind: "call",
      summary: "No answer",
      contact_ids: ["c1"],
      opportunity_id: "o1",
      account_id: "a1",
    });
  });
});

describe("an unknown person", () => {
  it("becomes a contact from the signature, and each field says where it comes from", async () => {
    serve(context({ state: "unknown_person", people: [nadia, luis] }));
    const asked = answer("post", "/readings", reading);
    const added = answer("post", "/contacts", { ...ana.contact, name: "Nadia Conde" }, 201);
    const { user } = renderPane({ text: async () => "Hola\n\nNadia Conde" });
    await user.click(await screen.findByRole("button", { name: "Add Nadia C. as a contact" }));
    await waitFor(() =>
      expect(screen.getByRole("textbox", { name: "Job title" })).toHaveValue("Responsable de mantenimiento"),
    );
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Nadia Conde");
    expect(screen.getAllByText("From the signature")).toHaveLength(3);
    expect(screen.getAllByText("From the mail's sender")).toHaveLength(1);
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ body: "Hola\n\nNadia Conde" });
    await user.selectOptions(screen.getByRole("combobox", { name: "Part in the purchase" }), "buyer");
    await user.click(screen.getByRole("button", { name: "Add contact" }));
    expect(await screen.findByText("Nadia Conde is now a contact of Aceros del Norte")).toBeVisible();
    expect(added).toHaveBeenCalledWith({
      account_id: "a1",
      name: "Nadia Conde",
      title: "Responsable de mantenimiento",
      department: "",
      emails: ["nadia@aceros.example"],
      phones: ["+34944555666"],
      buying_role: "buyer",
    });
  });

  it("is perhaps somebody we know from another address, and a click says so", async () => {
    serve(context({ state: "unknown_person", people: [nadia, luis] }));
    answer("post", "/readings", reading);
    const alike = { items: [{ contact: ana.contact, reasons: ["same_name"] }] };
    api.use(http.get(`${BASE}/contacts/alike`, () => HttpResponse.json(alike)));
    const added = answer("post", "/contacts/c1/addresses", ana.contact ?? {}, 201);
    const { user } = renderPane({ text: async () => "Hola" });
    await user.click(await screen.findByRole("button", { name: "Add Nadia C. as a contact" }));
    expect(await screen.findByText("The names are the same.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Add the address to Ana Ruiz" }));
    expect(await screen.findByText("Ana Ruiz has this address too now")).toBeVisible();
    expect(added).toHaveBeenCalledWith({ address: "nadia@aceros.example" });
  });

  it("can be added where Outlook does not give the text, and a refusal is told beside the field", async () => {
    serve(context({ state: "unknown_person", people: [nadia, luis] }));
    const detail = "nadia@aceros.example is already the address of Nadia";
    answer("post", "/contacts", { code: "invalid_input", detail }, 422);
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Add Nadia C. as a contact" }));
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Nadia C.");
    await user.click(screen.getByRole("button", { name: "Add contact" }));
    expect(await screen.findByText(detail)).toBeVisible();
  });
});

describe("what waits for us", () => {
  it("are the questions of this mail, mails nobody answered and things to do", async () => {
    serve(context());
    serveRelations({
      waiting: [interaction({ kind: "mail_in", summary: "Envío los planos", at: "2026-11-20T09:00:00Z" })],
      tasks: [task],
    });
    answer("post", "/readings", reading);
    const { user } = renderPane({ text: async () => "¿Podéis venir el jueves?" });
    const points = await screen.findByRole("region", { name: "Waiting for us" });
    expect(await within(points).findByText("¿Podéis venir el jueves?")).toBeVisible();
    expect(within(points).getByText("Envío los planos")).toBeVisible();
    await user.click(await within(points).findByRole("button", { name: "1 more" }));
    expect(within(points).getByText("Send the drawing")).toBeVisible();
    expect(within(points).getByText(/overdue/)).toBeVisible();
  });

  it("goes when a task is ticked off, and comes back by undo", async () => {
    serve(context());
    serveRelations({ tasks: [task] });
    const ticked = answer("patch", "/tasks/k1", { ...task, done_at: "2026-11-24T09:30:00Z", etag: "2" });
    const { user } = renderPane();
    await user.click(await screen.findByRole("checkbox", { name: "Done: Send the drawing" }));
    expect(await screen.findByText("Done: Send the drawing")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(ticked.mock.calls.map(([body]) => body.is_done)).toEqual([true, false]));
  });

  it("gets a new task in two fields", async () => {
    serve(context());
    const added = answer("post", "/tasks", task, 201);
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Task" }));
    await user.type(screen.getByRole("textbox", { name: "What is to be done" }), "Send the drawing");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Task saved")).toBeVisible();
    expect(added).toHaveBeenCalledWith({ title: "Send the drawing", opportunity_id: "o1", account_id: "a1" });
  });
});

describe("the customer behind the mail", () => {
  it("shows its people by whom they report to, and who of us is in touch", async () => {
    serve(context());
    const noted = { etag: '"1"', remarks: "" };
    const jon = { ...contactOf(ana), id: "c2", name: "Jon Etxeberria", title: "Gerente", influence: 95 };
    serveRelations({
      contacts: [
        { ...contactOf(ana), reports_to_id: "c2", language: "es", last_at: "2026-11-21T10:00:00Z", ...noted },
        { ...jon, reports_to_id: null, language: null, last_at: null, ...noted },
      ],
      colleagues: [{ user: { id: "u2", name: "Eva Sanz" }, times: 4, last_at: "2026-11-20T10:00:00Z" }],
    });
    renderPane();
    const people = await screen.findByRole("region", { name: "At Aceros del Norte" });
    const names = within(people).getAllByText(/Jon Etxeberria|Ana Ruiz/, { selector: "span" });
    expect(names.map(({ textContent }) => textContent)).toEqual([
      "Jon Etxeberria",
      "Ana Ruiz",
      "reports to Jon Etxeberria",
    ]);
    const colleagues = screen.getByRole("region", { name: "Colleagues in touch" });
    expect(colleagues).toHaveTextContent("Eva Sanz");
    expect(colleagues).toHaveTextContent("4 times this year");
  });
});

describe("a new opportunity", () => {
  it("takes its name from the subject and is linked to the mail at once", async () => {
    serve(context());
    const made = opportunity({ id: "o9", name: "Línea de corte" });
    const created = answer("post", "/opportunities", made, 201);
    const linked = vi.fn();
    api.use(
      http.put(`${BASE}/threads/t1/link`, async ({ request }) => {
        linked(await request.json());
        return HttpResponse.json({ ...context().link, opportunity: made });
      }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "More about this mail" }));
    await user.click(await screen.findByRole("menuitem", { name: "New opportunity" }));
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Línea de corte");
    await user.type(screen.getByRole("spinbutton", { name: "Amount" }), "5000");
    await user.click(screen.getByRole("button", { name: "Create" }));
    await waitFor(() => expect(linked).toHaveBeenCalledWith({ opportunity_id: "o9", account_id: "a1" }));
    expect(created).toHaveBeenCalledWith({
      account_id: "a1",
      name: "Línea de corte",
      contact_ids: ["c1"],
      amount: { value: "5000", currency: "EUR" },
    });
  });
});

describe("several mails", () => {
  const mails = [
    { itemId: "m1", subject: "Línea de corte" },
    { itemId: "m2", subject: "Recambios" },
  ];
  const found = [
    { thread_id: "t1", state: "confirmed", account: null, opportunity: { id: "o1", name: "Corte 2027" } },
    { thread_id: null, state: "none", account: null, opportunity: null },
  ];

  it("say what each concerns and are linked by one choice, which can be undone", async () => {
    serve(context());
    answer("post", "/selections", { items: found });
    const decided = answer("post", "/threads/decisions", { items: [{ thread_id: "t1", code: null }] });
    api.use(
      http.get(`${BASE}/opportunities`, () =>
        HttpResponse.json({ items: [opportunity()], next_cursor: null }),
      ),
    );
    const { user } = renderPane({ selection: { kind: "several", mails } });
    expect(await screen.findByText("Corte 2027")).toBeVisible();
    expect(screen.getByText("Not read yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Link all" }));
    await user.type(await screen.findByRole("searchbox", { name: "Opportunity for all of them" }), "corte");
    await user.click(await screen.findByRole("button", { name: /Línea de corte 2027/ }));
    expect(await screen.findByText("All linked to Línea de corte 2027")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(decided.mock.calls.map(([body]) => body.kind)).toEqual(["link", "undo"]));
    expect(decided.mock.calls[0]?.[0]).toEqual({ kind: "link", opportunity_id: "o1", thread_ids: ["t1"] });
  });

  it("say so when some could not be changed", async () => {
    serve(context());
    answer("post", "/selections", { items: found });
    answer("post", "/threads/decisions", { items: [{ thread_id: "t1", code: "not_found" }] });
    const { user } = renderPane({ selection: { kind: "several", mails } });
    await user.click(await screen.findByRole("button", { name: "Not business" }));
    expect(await screen.findByText("1 conversation could not be changed")).toBeVisible();
  });
});

function contactOf({ contact }: Person) {
  if (!contact) throw new Error("no contact");
  return contact;
}
