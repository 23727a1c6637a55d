import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../test/api-server";
import { BASE } from "../../../test/render-pane";
import { renderWorkspace, serveMailboxes } from "../../../test/render-workspace";
import type { Exclusion, Marking, Visibility } from "../../api/types";

const NOW = "2026-11-24T09:30:00Z";
const path = "/workspace/settings/privacy";

function rule(change: Partial<Exclusion> = {}): Exclusion {
  return {
    id: "7",
    kind: "domain",
    value: "clinic.example",
    scope: "mailbox",
    state: "in_force",
    can_change: true,
    made_at: "2026-11-23T09:30:00Z",
    made_by: "Luis Pardo",
    observe_until: null,
    enacted_at: "2026-11-23T09:30:00Z",
    enacted_by: "Luis Pardo",
    mails_removed: 12,
    events_removed: 1,
    ended_at: null,
    ended_by: "",
    ...change,
  };
}

const covered = {
  kind: "domain",
  value: "clinic.example",
  mails: 1200,
  events: 1,
  interactions: 10,
  links: 2,
  lost: 1,
  is_complete: true,
  sample: [{ subject: "Your appointment", sender: "ana@clinic.example", at: "2026-11-20T10:00:00Z" }],
};

const visibility: Visibility = {
  can_decide_for_all: false,
  has_mailbox: true,
  organisation_level: "metadata",
  mailbox_level: "metadata",
  items: [],
};

const marking: Marking = {
  can_decide_for_all: false,
  has_mailbox: true,
  organisation: false,
  mailbox: null,
  mails: "off",
  events: "off",
  missing: [],
  category: "Trato",
  marked: 0,
  waiting: 0,
};

/** A server that keeps rules and levels, and says what it was asked to do. */
function serve(options: { rules?: Exclusion[]; isAdmin?: boolean } = {}) {
  const rules = [...(options.rules ?? [])];
  const asked: string[] = [];
  let levels = { ...visibility, can_decide_for_all: options.isAdmin ?? false };
  serveMailboxes([]);
  api.use(
    http.get(`${BASE}/exclusions`, () =>
      HttpResponse.json({
        now: NOW,
        can_decide_for_all: options.isAdmin ?? false,
        has_mailbox: true,
        items: rules,
      }),
    ),
    http.post(`${BASE}/exclusions/preview`, () => HttpResponse.json(covered)),
    http.get(`${BASE}/exclusions/:id/preview`, () => HttpResponse.json({ ...covered, mails: 3 })),
    http.post(`${BASE}/exclusions`, async ({ request }) => {
      const body = (await request.json()) as { value: string; observe_days?: number };
      asked.push(`add ${JSON.stringify(body)}`);
      const made = rule({
        value: body.value,
        ...(body.observe_days && {
          state: "observing" as const,
          enacted_at: null,
          observe_until: "2026-12-08T09:30:00Z",
        }),
      });
      rules.unshift(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.post(`${BASE}/exclusions/:id/enactment`, ({ params }) => {
      asked.push(`enact ${params.id}`);
      rules[0] = rule();
      return HttpResponse.json(rules[0]);
    }),
    http.delete(`${BASE}/exclusions/:id`, ({ params }) => {
      asked.push(`end ${params.id}`);
      const [ended] = rules.splice(0, 1);
      return HttpResponse.json({ ...ended, state: "ended", ended_at: NOW });
    }),
    http.post(`${BASE}/exclusions/:id/rereading`, ({ params }) => {
      asked.push(`read again ${params.id}`);
      return HttpResponse.json({ mailboxes: 1 }, { status: 202 });
    }),
    http.get(`${BASE}/marking`, () => HttpResponse.json(marking)),
    http.put(`${BASE}/marking`, async ({ request }) => {
      const body = (await request.json()) as { is_on: boolean };
      asked.push(`mark ${JSON.stringify(body)}`);
      const missing = ["MailboxSettings.ReadWrite"];
      return HttpResponse.json({ ...marking, mailbox: body.is_on, mails: "on", marked: 12, missing });
    }),
    http.get(`${BASE}/visibility`, () => HttpResponse.json(levels)),
    http.put(`${BASE}/visibility`, async ({ request }) => {
      const body = (await request.json()) as { level: Visibility["mailbox_level"] | null; domain?: string };
      asked.push(`level ${JSON.stringify(body)}`);
      const { domain, level } = body;
      levels = domain
        ? {
            ...levels,
            items: level
              ? [{ scope: "mailbox", kind: "domain", domain, thread_id: null, level }]
              : levels.items.filter((one) => one.domain !== domain),
          }
        : { ...levels, mailbox_level: level ?? levels.organisation_level };
      return HttpResponse.json(levels);
    }),
  );
  return asked;
}

describe("what stays out", () => {
  let asked: string[];
  beforeEach(() => {
    asked = serve();
  });

  it("is counted first, then kept out, and undone with one click, all by keyboard", async () => {
    const { user } = renderWorkspace({ path });
    const kind = await screen.findByRole("combobox", { name: "What" });
    await user.selectOptions(kind, "domain");
    await user.type(screen.getByRole("textbox", { name: "Which" }), "clinic.example{Enter}");
    const preview = await screen.findByRole("status", { name: "This would be taken out" });
    expect(preview).toHaveTextContent("1,200 mails · 1 meeting · 10 interactions would be gone · 2 links");
    expect(preview).toHaveTextContent("1 of the mails is in no mailbox any more");
    expect(preview).toHaveTextContent("Your appointment");
    expect(asked).toEqual([]);

    within(preview).getByRole("button", { name: "Keep out" }).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Domain: clinic.example stays out from now on.")).toBeVisible();
    expect(asked).toEqual(['add {"kind":"domain","value":"clinic.example","scope":"mailbox"}']);
    const rules = screen.getByRole("list", { name: "Rules" });
    expect(rules).toHaveTextContent("In force; 12 mails and 1 meetings were taken out");

    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/being read again/)).toBeVisible();
    expect(asked.slice(1)).toEqual(["end 7", "read again 7"]);
  });

  it("forgets what it counted when other words are typed", async () => {
    const { user } = renderWorkspace({ path });
    const value = await screen.findByRole("textbox", { name: "Which" });
    await user.type(value, "ana@clinic.example{Enter}");
    expect(await screen.findByRole("button", { name: "Keep out" })).toBeVisible();
    await user.type(value, "x");
    expect(screen.queryByRole("button", { name: "Keep out" })).toBeNull();
  });

  it("may be observed only, looked at, and enacted later", async () => {
    const { user } = renderWorkspace({ path });
    await user.type(await screen.findByRole("textbox", { name: "Which" }), "ana@clinic.example{Enter}");
    await user.click(await screen.findByRole("button", { name: "Observe for 14 days" }));
    expect(await screen.findByText(/nothing is kept out yet/)).toBeVisible();
    const list = screen.getByRole("list", { name: "Rules" });
    await user.click(within(list).getByRole("button", { name: "See what it covers" }));
    expect(await within(list).findByText(/^3 mails/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Keep out now" }));
    await waitFor(() => expect(list).toHaveTextContent("In force"));
    expect(asked[1]).toBe("enact 7");
  });

  it("says what does not fit, in the server's words", async () => {
    api.use(
      http.post(`${BASE}/exclusions/preview`, () =>
        HttpResponse.json({ code: "invalid_input", detail: "a domain looks like…" }, { status: 422 }),
      ),
    );
    const { user } = renderWorkspace({ path });
    await user.type(await screen.findByRole("textbox", { name: "Which" }), "es{Enter}");
    expect(await screen.findByText("a domain looks like…")).toBeVisible();
  });
});

it("a rule that is removed says that nothing comes back by itself, and offers to read again", async () => {
  const asked = serve({ rules: [rule()] });
  const { user } = renderWorkspace({ path });
  await user.click(await screen.findByRole("button", { name: "Remove the rule Domain: clinic.example" }));
  expect(await screen.findByText(/comes back only when the mailbox is read again/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Read it again" }));
  await waitFor(() => expect(asked).toEqual(["end 7", "read again 7"]));
});

it("the organisation's rules are an administrator's to change and everybody's to know", async () => {
  serve({ rules: [rule({ scope: "organisation", can_change: false })] });
  renderWorkspace({ path });
  expect(await screen.findByRole("heading", { name: "Domain: clinic.example" })).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  expect(screen.queryByRole("combobox", { name: "Where" })).toBeNull();
});

describe("what colleagues may read", () => {
  it("is chosen for all of one's mail, and otherwise for a domain", async () => {
    const asked = serve();
    const { user } = renderWorkspace({ path });
    const mine = await screen.findByRole("radiogroup", { name: "Of my mail and meetings" });
    expect(within(mine).getByRole("radio", { name: /Only who, when/ })).toBeChecked();
    await user.click(within(mine).getByRole("radio", { name: /Also the subject/ }));
    await waitFor(() => expect(within(mine).getByRole("radio", { name: /Also the subject/ })).toBeChecked());
    await user.type(screen.getByRole("textbox", { name: "Domain" }), "clinic.example{Enter}");
    await user.click(await screen.findByRole("button", { name: "Remove clinic.example" }));
    await waitFor(() =>
      expect(asked).toEqual([
        'level {"scope":"mailbox","level":"subject"}',
        'level {"scope":"mailbox","domain":"clinic.example","level":"metadata"}',
        'level {"scope":"mailbox","domain":"clinic.example","level":null}',
      ]),
    );
  });

  it("is an administrator's to choose for those who chose nothing", async () => {
    serve({ isAdmin: true });
    renderWorkspace({ path });
    expect(await screen.findByRole("radiogroup", { name: "Of everybody who chose nothing" })).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Where" })).toBeVisible();
  });
});

it("marks in Outlook are switched on by a person, and say what they lack", async () => {
  const asked = serve();
  const { user } = renderWorkspace({ path });
  expect(await screen.findByText("Switched off: nothing is written.")).toBeVisible();
  await user.click(screen.getByRole("switch", { name: "In my mailbox" }));
  expect(await screen.findByText("12 items are marked.")).toBeVisible();
  expect(screen.getByText(/has to grant MailboxSettings.ReadWrite/)).toBeVisible();
  expect(asked).toEqual(['mark {"scope":"mailbox","is_on":true}']);
});
