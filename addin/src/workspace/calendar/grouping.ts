/** Who is shown beneath whom, and whom a choice such as "the team of Ana" means. */
import type { CalendarPerson } from "../../api/team-calendar";

export type Grouping = "person" | "team" | "territory";

export interface Group {
  readonly key: string;
  readonly name: string;
  readonly people: readonly CalendarPerson[];
}

interface GroupNames {
  readonly team: (name: string) => string;
  readonly alone: string;
  readonly none: string;
}

export function groupsOf(
  people: readonly CalendarPerson[],
  grouping: Grouping,
  names: GroupNames,
): readonly Group[] {
  if (grouping === "person") return [{ key: "all", name: "", people }];
  const groups = new Map<string, { key: string; name: string; people: CalendarPerson[] }>();
  const put = (key: string, name: string, person: CalendarPerson) => {
    const group = groups.get(key) ?? { key, name, people: [] };
    group.people.push(person);
    groups.set(key, group);
  };
  for (const person of people) {
    if (grouping === "team") {
      const boss = person.manager;
      put(boss?.id ?? "none", boss ? names.team(boss.name) : names.alone, person);
    } else {
      // Whoever sells in several stands in the first: nobody's calendar is drawn twice.
      const held = person.territories[0];
      put(held?.id ?? "none", held?.name ?? names.none, person);
    }
  }
  return [...groups.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** The people that a choice of the filter means; all where it means nobody. */
export function chosenPeople(choice: string, people: readonly CalendarPerson[]): readonly string[] {
  const [kind, id] = choice.split(":");
  if (!id) return [];
  const chosen = people.filter((person) => {
    if (kind === "person") return person.id === id;
    if (kind === "team") return person.manager?.id === id || person.id === id;
    return person.territories.some((territory) => territory.id === id);
  });
  return chosen.map((person) => person.id);
}
