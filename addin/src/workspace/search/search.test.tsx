import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { api } from "../../../test/api-server";
import { BASE } from "../../../test/render-pane";
import { mailbox, renderWorkspace, serveMailboxes } from "../../../test/render-workspace";
import type { Answer, AnswerItem, SearchHit } from "../../api/types";

const NORTE = {
  id: "1",
  name: "Norte SA",
  group: "A",
  territory: "North",
  owner: { id: "1", name: "Luis Pardo" },
};
const PILAR = {
  id: "7",
  name: "Pilar Soto",
  title: "Jefa de compras",
  department: "Compras",
  account_id: "1",
  emails: ["pilar@norte.example"],
  phones: [{ number: "944 000 111", kind: "business", extension: null }],
  influence: 60,
  buying_role: "buyer" as const,
};
const NOTHING = { account: null, contact: null, opportunity: null, order: null, interaction: null };
const MATCH = {
  fit: "whole",
  place: "name",
  own: true,
  last_interaction_at: "2026-11-23T09:00:00Z",
} as const;

function hit(change: Partial<SearchHit>): SearchHit {
  return { kind: "contact", match: MATCH, ...NOTHING, ...change };
}

function item(change: Partial<AnswerItem>): AnswerItem {
  const nothing = {
    contact: null,
    account: NORTE,
    address: null,
    order: null,
    user: null,
    interaction: null,
  };
  return {
    why: { code: "buying_role", params: {} },
    source: { kind: "contact", id: "7", name: "Pilar Soto" },
    on: null,
    at: null,
    ...nothing,
    ...change,
  };
}

function serve(
  hits: readonly SearchHit[],
  answers: Partial<Record<Answer["question"], Partial<Answer>>> = {},
) {
  const asked: URL[] = [];
  serveMailboxes([mailbox()]);
  api.use(
    http.get(`${BASE}/search`, ({ request }) => {
      asked.push(new URL(request.url));
      return HttpResponse.json({ items: hits });
    }),
    http.get(`${BASE}/answers/:question`, ({ request, params }) => {
      asked.push(new URL(request.url));
      const question = params.question as Answer["question"];
      return HttpResponse.json({ question, about: NORTE, items: [], unknown: [], ...answers[question] });
    }),
  );
  return asked;
}

const box = () => screen.findByRole("searchbox", { name: "Search customers" });

describe("the search", () => {
  it.each(["/", "{Control>}k{/Control}"])("is reached from anywhere by %s", async (keys) => {
    serve([]);
    const { user } = renderWorkspace();
    const input = await box();
    await user.keyboard(keys);
    expect(input).toHaveFocus();
    expect(input).toHaveValue("");
    expect(await screen.findByRole("heading", { name: "Search" })).toBeVisible();
  });

  it("finds by kind, and says why where that is not plain", async () => {
    const asked = serve([
      hit({ contact: PILAR, account: NORTE, match: { ...MATCH, fit: "digits", place: "phone" } }),
      hit({ kind: "account", account: NORTE }),
    ]);
    const { user } = renderWorkspace();
    await user.type(await box(), "000 111");
    const contacts = await screen.findByRole("list", { name: "Contacts" });
    expect(
      within(contacts).getByRole("button", { name: /Pilar Soto.*by phone number.*yours.*yesterday/ }),
    ).toBeVisible();
    expect(screen.getByRole("list", { name: "Accounts" })).toHaveTextContent("Norte SA");
    expect(screen.getByText("2 results")).toBeVisible();
    await waitFor(() => expect(asked.at(-1)?.searchParams.get("q")).toBe("000 111"));
  });

  it("says that nothing fits and what may help", async () => {
    serve([]);
    const { user } = renderWorkspace();
    await user.type(await box(), "zzz");
    expect(await screen.findByRole("heading", { name: "Nothing found for “zzz”" })).toBeVisible();
  });

  it("goes by keyboard from the box to a customer and back to where one was", async () => {
    serve([hit({ contact: PILAR, account: NORTE }), hit({ kind: "account", account: NORTE })]);
    const { user } = renderWorkspace();
    await user.type(await box(), "pilar");
    await screen.findByRole("list", { name: "Contacts" });
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("button", { name: /Pilar Soto/ })).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowUp}{ArrowUp}");
    expect(await box()).toHaveFocus();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(await screen.findByRole("heading", { name: "Ask about Norte SA" })).toBeVisible();
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("heading", { level: 1, name: "Mailboxes" })).toBeVisible();
    expect(await box()).toHaveValue("");
  });
});

describe("an answer", () => {
  it("is one click away, with how to reach whoever it is", async () => {
    serve([hit({ kind: "account", account: NORTE })], { buyer: { items: [item({ contact: PILAR })] } });
    const { user } = renderWorkspace();
    await user.type(await box(), "norte");
    await user.click(await screen.findByRole("button", { name: /Norte SA/ }));
    await user.click(screen.getByRole("button", { name: "Buyer" }));
    const found = within(await screen.findByRole("list", { name: "Buyer" })).getByRole("listitem");
    expect(found).toHaveTextContent("Pilar Soto");
    expect(found).toHaveTextContent("noted as the buyer");
    expect(within(found).getByRole("link", { name: "944 000 111" })).toHaveAttribute("href", "tel:944000111");
  });

  it("says what is not known", async () => {
    serve([hit({ kind: "account", account: NORTE })], { "last-order": { unknown: ["order"] } });
    const { user } = renderWorkspace();
    await user.type(await box(), "norte");
    await user.click(await screen.findByRole("button", { name: /Norte SA/ }));
    await user.click(screen.getByRole("button", { name: "Last order" }));
    expect(await screen.findByText("No order is known.")).toBeVisible();
  });

  it("asks who has a brochure by its name", async () => {
    const asked = serve([], {
      collateral: {
        items: [
          item({
            contact: PILAR,
            why: { code: "attached", params: {} },
            source: { kind: "collateral", id: "3", name: "Folleto K" },
            at: "2026-11-20T09:00:00Z",
            user: { id: "2", name: "Ana Ruiz" },
          }),
        ],
      },
    });
    const { user } = renderWorkspace();
    await user.click(await box());
    await user.click(await screen.findByRole("button", { name: "Who has a brochure" }));
    await user.type(screen.getByRole("textbox", { name: "Name of the brochure" }), "folleto k{Enter}");
    const found = await screen.findByRole("list", { name: "Who has a brochure" });
    expect(found).toHaveTextContent("Folleto K was attached to a mail · 4 days ago · from Ana Ruiz");
    expect(asked.at(-1)?.searchParams.get("name")).toBe("folleto k");
  });
});
