import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { api } from "../../test/api-server";
import { BASE, renderPane, serve } from "../../test/render-pane";
import { renderWorkspace, serveMailboxes } from "../../test/render-workspace";
import { context } from "../../test/sample";

const URL_OF_CONSENT = "https://login.microsoftonline.com/cortes/adminconsent?client_id=1";
const problem = (status: number, code: string, more: Record<string, string> = {}) =>
  HttpResponse.json({ type: "about:blank", title: code, status, code, detail: "no", ...more }, { status });

it.each([
  ["en-US", "Trato may not do this yet", "Open the page", "Try again"],
  ["es-ES", "Trato aún no puede hacer esto", "Abrir la página", "Reintentar"],
])(
  "in %s, a missing permission leads to where it is given, and then on",
  async (locale, title, open, retry) => {
    let isGiven = false;
    serve(context());
    api.use(
      http.post(`${BASE}/context`, () =>
        isGiven
          ? HttpResponse.json(context())
          : problem(403, "graph_consent_needed", { consent_url: URL_OF_CONSENT }),
      ),
    );
    const { user } = renderPane({ locale });
    expect(await screen.findByRole("heading", { name: title })).toBeVisible();
    expect(screen.getByRole("link", { name: open })).toHaveAttribute("href", URL_OF_CONSENT);
    isGiven = true;
    await user.click(screen.getByRole("button", { name: retry }));
    await waitFor(() => expect(screen.queryByRole("heading", { name: title })).toBeNull());
  },
);

it("opens no address that is no page", async () => {
  serve(context());
  api.use(
    http.post(`${BASE}/context`, () =>
      problem(403, "graph_consent_needed", { consent_url: "javascript:alert(1)" }),
    ),
  );
  renderPane();
  expect(await screen.findByText(/An administrator of your organisation/)).toBeVisible();
  expect(screen.queryByRole("link", { name: "Open the page" })).toBeNull();
});

it("signs in with the proof that Entra asks for, and goes on", async () => {
  let isProven = false;
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  const interactively = vi.fn(async () => {
    isProven = true;
  });
  serve(context());
  api.use(
    http.post(`${BASE}/context`, () =>
      isProven ? HttpResponse.json(context()) : problem(401, "graph_sign_in_again", { claims }),
    ),
  );
  const { user } = renderPane({ signIn: { accessToken: async () => "token", interactively } });
  await user.click(await screen.findByRole("button", { name: "Sign in" }));
  expect(interactively).toHaveBeenCalledWith(claims);
  await waitFor(() => expect(screen.queryByText("Sign in once more")).toBeNull());
});

it("shows the same step in the workspace", async () => {
  serveMailboxes([]);
  api.use(
    http.get(`${BASE}/calendar-feeds`, () =>
      problem(403, "graph_consent_needed", { consent_url: URL_OF_CONSENT }),
    ),
    http.get(`${BASE}/digest-wish`, () => HttpResponse.json({ is_on: true, hour: 7 })),
    http.get(`${BASE}/calendar-imports`, () => HttpResponse.json({ items: [] })),
  );
  renderWorkspace({ path: "/workspace/settings/calendars" });
  const open = await screen.findByRole("link", { name: "Open the page" });
  expect(open).toHaveAttribute("href", URL_OF_CONSENT);
});
