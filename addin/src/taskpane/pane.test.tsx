import { screen, waitFor, within } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, mail, renderPane, serve } from "../../test/render-pane";
import { account, ana, context, link, luis, opportunity } from "../../test/sample";

const other = { ...account, id: "a2", name: "Nordblech" };
const recambios = opportunity({ id: "o2", name: "Recambios", etag: "1" });

describe("a known customer", () => {
  it("says who writes, what it is linked to, where it stands and what happened", async () => {
    serve(context());
    renderPane();
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
    expect(
      screen.getByText(
        "Ana Ruiz, jefa de compras. Last visit: 3 days ago. Next: Fri, Nov 27 – Oferta revisada.",
      ),
    ).toBeVisible();
    expect(screen.getByRole("region", { name: "Linked to" })).toHaveTextContent("Línea de corte 2027");
    expect(screen.getByRole("img", { name: "Stage 3 of 5: Oferta" })).toBeVisible();
    expect(screen.getByText("€184,000")).toBeVisible();
    expect(screen.getByRole("img", { name: "Influence 70 of 100" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Call Ana Ruiz, +34 944 123 456" })).toHaveAttribute(
      "href",
      "tel:+34944123456",
    );
  });

  it("says the same in Spanish", async () => {
    serve(context());
    renderPane({ locale: "es-ES" });
    expect(
      await screen.findByText(
        "Ana Ruiz, jefa de compras. Última visita: hace 3 días. Próximo: vie, 27 nov – Oferta revisada.",
      ),
    ).toBeVisible();
    expect(screen.getByRole("region", { name: "Vinculado a" })).toBeVisible();
    expect(screen.getByText("184.000 €")).toBeVisible();
  });

  it("opens its reasons in place, the strongest first", async () => {
    serve(context());
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Why?" }));
    const reasons = within(screen.getByRole("region", { name: "Linked to" })).getAllByRole("listitem");
    expect(reasons.map((reason) => reason.textContent)).toEqual([
      "It carries the reference Q-2231",
      "Ana Ruiz takes part in this opportunity",
    ]);
  });
});

describe("changing the link", () => {
  it("confirms a suggestion against the version that was seen", async () => {
    let current = context({ link: link({ state: "suggested" }) });
    serve(() => current);
    const ifMatch = vi.fn();
    api.use(
      http.put(`${BASE}/threads/t1/link`, async ({ request }) => {
        ifMatch(request.headers.get("If-Match"), await request.json());
        current = context();
        return HttpResponse.json(current.link);
      }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Confirm" }));
    expect(await screen.findByRole("region", { name: "Linked to" })).toBeVisible();
    expect(ifMatch).toHaveBeenCalledWith('"42"', { opportunity_id: "o1", account_id: "a1" });
    expect(screen.getByRole("button", { name: "Undo" })).toBeVisible();
  });

  it("finds another opportunity by name, links it and takes it back", async () => {
    let current = context();
    serve(() => current);
    api.use(
      http.get(`${BASE}/opportunities`, () => HttpResponse.json({ items: [recambios] })),
      http.get(`${BASE}/accounts`, () => HttpResponse.json({ items: [] })),
      http.put(`${BASE}/threads/t1/link`, () => {
        current = context({
          link: link({ opportunity: recambios, decided_by: { kind: "user", name: "Luis" } }),
        });
        return HttpResponse.json(current.link);
      }),
      http.delete(`${BASE}/threads/t1/link`, () => {
        current = context();
        return HttpResponse.json(current.link);
      }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Change" }));
    await user.type(await screen.findByRole("searchbox"), "reca");
    await user.click(await screen.findByRole("button", { name: /^Recambios/ }));
    expect(await screen.findByText("Linked to Recambios")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() =>
      expect(screen.getByRole("region", { name: "Linked to" })).toHaveTextContent("Línea de corte 2027"),
    );
  });

  it("says so when somebody else was faster, and shows theirs", async () => {
    let current = context({ link: link({ state: "suggested" }) });
    serve(() => current);
    api.use(
      http.put(`${BASE}/threads/t1/link`, () => {
        current = context({ link: link({ opportunity: recambios }) });
        return HttpResponse.json({ code: "etag_mismatch" }, { status: 412 });
      }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "Confirm" }));
    expect(await screen.findByText(/Somebody else changed this link/)).toBeVisible();
    expect(await screen.findByRole("region", { name: "Linked to" })).toHaveTextContent("Recambios");
  });

  it("leaves a conversation out and takes it back in", async () => {
    let excluded = false;
    serve(() => context(excluded ? { state: "excluded", link: null, account: null } : {}));
    api.use(
      http.put(`${BASE}/threads/t1/exclusion`, () => {
        excluded = true;
        return HttpResponse.json({ state: "excluded" });
      }),
      http.delete(`${BASE}/threads/t1/exclusion`, () => {
        excluded = false;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderPane();
    await user.click(await screen.findByRole("button", { name: "More about this mail" }));
    await user.click(await screen.findByRole("menuitem", { name: /Not business/ }));
    expect(await screen.findByRole("heading", { name: "Not business" })).toBeVisible();
    const [undo] = screen.getAllByRole("button", { name: "Undo" });
    if (undo) await user.click(undo);
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
  });
});

describe("the other states", () => {
  it("ranks several opportunities, one tap to choose", async () => {
    serve(
      context({
        link: link({ state: "suggested" }),
        suggestions: [
          { opportunity: opportunity(), score: 2, reasons: [] },
          { opportunity: recambios, score: 1.9, reasons: [] },
        ],
      }),
    );
    renderPane();
    const choices = within(await screen.findByRole("list", { name: "Choose an opportunity" }));
    expect(choices.getAllByRole("button").map((choice) => choice.textContent)).toEqual([
      "Línea de corte 2027Oferta · €184,000",
      "RecambiosOferta · €184,000",
    ]);
  });

  it.each([
    ["unknown_company", "Unknown company"],
    ["internal", "Only colleagues"],
    ["automated", "Automated mail"],
    ["excluded", "Not business"],
    ["empty", "Nobody to look up yet"],
  ] as const)("%s", async (state, title) => {
    serve(context({ state, account: null, accounts: [], link: null, opportunities: [], people: [luis] }));
    renderPane();
    expect(await screen.findByRole("heading", { name: title })).toBeVisible();
  });

  it("names an unknown person at a known account", async () => {
    serve(
      context({
        state: "unknown_person",
        people: [{ ...ana, name: "Itziar Sola", kind: "unknown", contact: null }, luis],
      }),
    );
    renderPane();
    expect(await screen.findByText(/Itziar Sola is not a contact of Aceros del Norte yet/)).toBeVisible();
  });

  it("asks which of several customers a mail belongs to", async () => {
    serve(context({ state: "several_accounts", account: null, accounts: [account, other], link: null }));
    renderPane();
    expect(await screen.findByRole("heading", { name: "Aceros del Norte · Nordblech" })).toBeVisible();
    expect(screen.getByText(/Choose the one it belongs to/)).toBeVisible();
  });

  it("follows the selection, from nothing to one to several", async () => {
    serve(context());
    const { select } = renderPane({ selection: { kind: "nothing" } });
    expect(await screen.findByRole("heading", { name: "No mail selected" })).toBeVisible();
    await select({ kind: "item", item: mail });
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
    api.use(http.post(`${BASE}/selections`, () => HttpResponse.json({ items: [] })));
    const second = { itemId: "m2", subject: "Recambios" };
    await select({ kind: "several", mails: [{ itemId: "m1", subject: "Línea de corte" }, second] });
    expect(await screen.findByRole("heading", { name: "2 mails selected" })).toBeVisible();
  });

  it("waits with a skeleton", async () => {
    serve(context());
    api.use(http.post(`${BASE}/context`, () => delay("infinite")));
    renderPane();
    // One skeleton gives way to another when Outlook has told what is open.
    await waitFor(() => expect(screen.getByLabelText("Reading the customer's history")).toBeVisible());
  });
});

describe("when things fail", () => {
  it("says that the server is down and tries again on demand", async () => {
    serve(context());
    api.use(http.post(`${BASE}/context`, () => new HttpResponse(null, { status: 503 }), { once: true }));
    const { user } = renderPane();
    expect(await screen.findByRole("heading", { name: "Trato does not answer" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
  });

  it("tells offline from down", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    serve(context());
    api.use(http.post(`${BASE}/context`, () => HttpResponse.error()));
    renderPane();
    expect(await screen.findByRole("heading", { name: "You are offline" })).toBeVisible();
  });

  it("asks for a fresh token once, then lets the person sign in", async () => {
    let signedIn = false;
    serve(context());
    api.use(
      http.post(`${BASE}/context`, () =>
        signedIn
          ? HttpResponse.json(context())
          : HttpResponse.json({ code: "token_expired" }, { status: 401 }),
      ),
    );
    const accessToken = vi.fn(async (_: { forceRefresh: boolean }) => "token");
    const interactively = async () => {
      signedIn = true;
    };
    const { user } = renderPane({ signIn: { accessToken, interactively } });
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(accessToken).toHaveBeenCalledWith({ forceRefresh: true });
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
  });
});
