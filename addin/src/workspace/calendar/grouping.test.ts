import { describe, expect, it } from "vitest";
import type { CalendarPerson } from "../../api/team-calendar";
import { chosenPeople, groupsOf } from "./grouping";

const boss = { id: "9", name: "Marta" };
const north = { id: "1", name: "Norte" };
const south = { id: "2", name: "Sur" };

function person(id: string, change: Partial<CalendarPerson> = {}): CalendarPerson {
  return {
    id,
    name: `P${id}`,
    access: "team",
    scopes: [],
    timezone: "UTC",
    manager: boss,
    territories: [],
    ...change,
  };
}

const people = [
  person("3", { territories: [south, north] }),
  person("4", { territories: [north], manager: null }),
  person("9", { manager: null }),
];
const names = { team: (name: string) => `Team of ${name}`, alone: "Alone", none: "No territory" };

describe("the rows of a calendar", () => {
  it("are one group by person", () => {
    expect(groupsOf(people, "person", names)).toEqual([{ key: "all", name: "", people }]);
  });

  it("stand below their manager or territory, each person once", () => {
    const told = (grouping: "team" | "territory") =>
      groupsOf(people, grouping, names).map((group) => [group.name, group.people.map((one) => one.id)]);
    expect(told("team")).toEqual([
      ["Alone", ["4", "9"]],
      ["Team of Marta", ["3"]],
    ]);
    expect(told("territory")).toEqual([
      ["No territory", ["9"]],
      ["Norte", ["4"]],
      ["Sur", ["3"]],
    ]);
  });
});

describe("a choice of people", () => {
  it("means one person, a manager with their team, or everybody of a territory", () => {
    expect(chosenPeople("person:4", people)).toEqual(["4"]);
    expect(chosenPeople("team:9", people)).toEqual(["3", "9"]);
    expect(chosenPeople("territory:1", people)).toEqual(["3", "4"]);
    expect(chosenPeople("", people)).toEqual([]);
  });
});
