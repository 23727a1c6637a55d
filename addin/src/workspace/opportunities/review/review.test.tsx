import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../../test/api-server";
import { CHOICES, NOW, row } from "../../../../test/opportunities";
import { BASE } from "../../../../test/render-pane";
import { mailbox, renderWorkspace, serveMailboxes } from "../../../../test/render-workspace";
import type { Review, ReviewDecision, ReviewItem, ReviewStand } from "../../../api/reviews";

const OWNER = { id: "1", name: "Luis Pardo" };

function stand(id: string, change: Partial<ReviewStand> = {}): ReviewStand {
  return {
    opportunity: {
      id,
      name: `Press ${id}`,
      account: "Norte SA",
      stage: "Proposal",
      amount: "1000.00",
      currency: "EUR",
      probability: 50,
      outcome: null,
      etag: "1",
    },
    close_date: "2026-12-15",
    next_date: null,
    why: ["no_next_date"],
    must_act: false,
    reviews_without_change: 0,
    verdict: null,
    at: null,
    ...change,
  };
}

/** The server holds this review; what is decided is kept, and what it says follows from that. */
function serve(stands: readonly ReviewStand[], change: Partial<Review["review"]> = {}) {
  const written: [id: string, decision: ReviewDecision | "take_back"][] = [];
  let items = [...stands];
  let comments: Review["comments"] = [];
  let finished: string | null = change.finished_at ?? null;
  const count = (verdict: ReviewStand["verdict"]) => items.filter((one) => one.verdict === verdict).length;
  const review = (): Review => ({
    review: {
      id: "7",
      owner: OWNER,
      is_own: true,
      week_on: "2026-11-23",
      started_at: NOW,
      shared_at: null,
      ...change,
      finished_at: finished,
    },
    now: NOW,
    items,
    summary: {
      confirmed: count("confirmed"),
      changed: count("changed"),
      closed: count("closed"),
      skipped: count("skipped"),
      left: count(null),
      waiting: items.filter((one) => one.must_act && one.verdict === null).length,
      total: { key: null, name: "", count: items.length, sums: [] },
    },
    comments,
    streak: 3,
    is_to_be_shared: true,
  });
  const item = (id: string): ReviewItem => ({
    stand: items.find(({ opportunity }) => opportunity.id === id) ?? stand(id),
    row: row(id, `Press ${id}`),
    since: "2026-11-16T09:00:00Z",
    happened: [],
    changes: [],
  });
  const decided = (id: string, verdict: ReviewStand["verdict"]) => {
    items = items.map((one) => (one.opportunity.id === id ? { ...one, verdict } : one));
    return HttpResponse.json(item(id));
  };
  serveMailboxes([mailbox()]);
  api.use(
    http.get(`${BASE}/pipeline/choices`, () => HttpResponse.json(CHOICES)),
    http.get(`${BASE}/reviews`, () => HttpResponse.json({ items: [review().review] })),
    http.get(`${BASE}/reviews/unlinked-threads`, () => HttpResponse.json({ items: [] })),
    http.post(`${BASE}/reviews`, () => HttpResponse.json(review())),
    http.get(`${BASE}/reviews/7`, () => HttpResponse.json(review())),
    http.get(`${BASE}/opportunities/:id/next-step`, ({ params }) =>
      HttpResponse.json({ opportunity_id: params.id, planned: null, proposal: null }),
    ),
    http.get(`${BASE}/reviews/7/items/:id`, ({ params }) => HttpResponse.json(item(String(params.id)))),
    http.put(`${BASE}/reviews/7/items/:id`, async ({ params, request }) => {
      const decision = (await request.json()) as ReviewDecision;
      written.push([String(params.id), decision]);
      const verdict = decision.closure
        ? "closed"
        : decision.fields
          ? "changed"
          : decision.is_skipped
            ? "skipped"
            : "confirmed";
      return decided(String(params.id), verdict);
    }),
    http.delete(`${BASE}/reviews/7/items/:id`, ({ params }) => {
      written.push([String(params.id), "take_back"]);
      return decided(String(params.id), null);
    }),
    http.post(`${BASE}/reviews/7/finish`, () => {
      finished = NOW;
      return HttpResponse.json(review());
    }),
    http.post(`${BASE}/reviews/7/draft`, () =>
      HttpResponse.json({ to: ["carmen@cortes.example"], subject: "Review", text: "" }, { status: 201 }),
    ),
    http.post(`${BASE}/reviews/7/comments`, async ({ request }) => {
      const said = (await request.json()) as { words: string; opportunity_id: string | null };
      comments = [...comments, { ...said, id: "1", author: { id: "2", name: "Carmen" }, at: NOW }];
      return HttpResponse.json(review(), { status: 201 });
    }),
  );
  return written;
}

const begin = () => renderWorkspace({ path: "/workspace/opportunities?look=review" });
const at = (name: string) => screen.findByRole("heading", { name, level: 2 });

describe("the weekly review", () => {
  beforeEach(() => {
    window.matchMedia = ((query: string) =>
      ({
        matches: query.includes("min-width"),
        addEventListener() {},
        removeEventListener() {},
      }) as never) as never;
  });

  it("is gone through with keys alone: confirm, a next date, lost with a reason, later; then finished", async () => {
    const written = serve([stand("1"), stand("2"), stand("3"), stand("4")]);
    const { user } = begin();
    (await screen.findByRole("button", { name: /Go on with the week/ })).focus();
    await user.keyboard("{Enter}");
    await at("Press 1");
    await user.keyboard("c");
    await at("Press 2");
    await user.keyboard("2{Enter}");
    await at("Press 3");
    await user.keyboard("l");
    await user.type(await screen.findByRole("textbox", { name: /Reason/ }), "No budget{Enter}");
    await at("Press 4");
    await user.keyboard("s");
    await screen.findByText("What this week came to");
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Review finished")).toBeVisible();
    expect(screen.getByText("3 weeks in a row")).toBeVisible();
    expect(written).toEqual([
      ["1", {}],
      ["2", { fields: { next_date: "2026-12-01" } }],
      ["3", { closure: { outcome: "lost", reason: "No budget" } }],
      ["4", { is_skipped: true }],
    ]);
  });

  it("takes the last decision back with z", async () => {
    const written = serve([stand("1"), stand("2")]);
    const { user } = begin();
    await user.click(await screen.findByRole("button", { name: /Go on with the week/ }));
    await at("Press 1");
    await user.keyboard("c");
    await at("Press 2");
    await user.keyboard("z");
    await at("Press 1");
    expect(written).toEqual([
      ["1", {}],
      ["1", "take_back"],
    ]);
  });

  it("asks kindly for an action after two reviews without one, and offers no mere confirmation", async () => {
    const written = serve([stand("1", { must_act: true, reviews_without_change: 2 })]);
    const { user } = begin();
    await user.click(await screen.findByRole("button", { name: /Go on with the week/ }));
    expect(await screen.findByText(/2 reviews went by without a change/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /Confirm/ })).not.toBeInTheDocument();
    await user.keyboard("cs");
    await user.keyboard("h");
    expect(screen.getByRole("textbox", { name: /Objective/ })).toHaveFocus();
    await user.keyboard(" soon{Enter}");
    await screen.findByText("What this week came to");
    expect(written).toEqual([["1", { fields: { next_objective: "Agree on delivery soon" } }]]);
  });

  it("shares a finished one as a draft that is not sent", async () => {
    serve([stand("1", { verdict: "confirmed" })], { finished_at: NOW });
    const { user } = renderWorkspace({ path: "/workspace/opportunities?look=review&review=7" });
    await user.click(await screen.findByRole("button", { name: "Draft a mail to my manager" }));
    expect(
      await screen.findByText(/draft to carmen@cortes.example lies in your mailbox. Nothing was sent/),
    ).toBeVisible();
  });

  it("lets a manager look at one and say something of an opportunity in it", async () => {
    serve([stand("1", { verdict: "changed" })], { is_own: false, finished_at: NOW });
    const { user } = renderWorkspace({ path: "/workspace/opportunities?look=review&review=7" });
    const item = (await screen.findByText("Press 1")).closest("li") as HTMLElement;
    expect(screen.queryByRole("button", { name: "Draft a mail to my manager" })).not.toBeInTheDocument();
    await user.click(within(item).getByRole("button", { name: "Comment on Press 1" }));
    await user.type(within(item).getByRole("textbox", { name: "Your comment" }), "Call the buyer");
    await user.click(within(item).getByRole("button", { name: "Save the comment" }));
    expect(await within(item).findByText("Call the buyer")).toBeVisible();
    await waitFor(() => expect(within(item).queryByRole("textbox")).not.toBeInTheDocument());
  });
});
