import { describe, expect, it } from "vitest";
import { account, ana, context, link, luis, opportunity } from "../../test/sample";
import type { Person } from "../api/types";
import { draftWarnings } from "./warnings";

const to = (person: Person): Person => ({ ...person, role: "to" });
const me: Person = { ...luis, role: "from" };
const other = { ...account, id: "a2", name: "Nordblech" };
const uli: Person = {
  ...to(ana),
  address: "uli@nordblech.example",
  name: "Uli",
  contact: ana.contact && {
    ...ana.contact,
    id: "c9",
    name: "Uli Brandt",
    account_id: "a2",
    emails: ["uli@nordblech.example"],
  },
};
const stranger = (address: string): Person => ({
  address,
  name: address,
  role: "to",
  kind: "unknown",
  contact: null,
  user: null,
});

const kinds = (change: Parameters<typeof context>[0]) =>
  draftWarnings(context(change)).map(({ kind }) => kind);

describe("a draft", () => {
  it("to the customer of its conversation is fine", () => {
    expect(kinds({ people: [me, to(ana)] })).toEqual([]);
  });

  it("to colleagues only is never warned about", () => {
    expect(kinds({ people: [me, { ...luis, role: "to" }], opportunities: [] })).toEqual([]);
  });

  it("is another customer's when its conversation is not", () => {
    const found = draftWarnings(context({ people: [me, to(ana), uli], accounts: [account, other] }));
    expect(found).toEqual([
      { kind: "other_customer", person: "Uli Brandt", account: "Nordblech", about: "Aceros del Norte" },
    ]);
  });

  it("to people of several customers says which", () => {
    const found = draftWarnings(
      context({ link: null, people: [me, to(ana), uli], accounts: [account, other] }),
    );
    expect(found[0]).toEqual({ kind: "several_customers", accounts: ["Aceros del Norte", "Nordblech"] });
  });

  it.each([
    ["ana@aceros.exampel", ["look_alike"]],
    ["anna@aceros.example", ["look_alike"]],
    ["ana@acero.example", ["look_alike"]],
    ["jon@aceros.example", []],
    ["ana@gmail.com", []],
  ])("to %s beside ana@aceros.example gives %j", (address, expected) => {
    expect(kinds({ people: [me, to(ana), stranger(address)] })).toEqual(expected);
  });

  it("without any open opportunity says so, with one it is linked by itself", () => {
    const closed = opportunity({ is_open: false });
    expect(kinds({ people: [me, to(ana)], link: null, opportunities: [closed] })).toEqual(["no_opportunity"]);
    expect(kinds({ people: [me, to(ana)], link: null, opportunities: [opportunity()] })).toEqual([]);
  });

  it("in a conversation that may be about several is unclear", () => {
    const unlinked = link({ opportunity: null, state: "none" });
    const two = [opportunity(), opportunity({ id: "o2" })];
    expect(kinds({ people: [me, to(ana)], link: unlinked, opportunities: two })).toEqual([
      "unclear_opportunity",
    ]);
  });
});
