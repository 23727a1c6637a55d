import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bookingEn } from "./booking-en";
import { bookingEs } from "./booking-es";
import { calendarEn } from "./calendar-en";
import { calendarEs } from "./calendar-es";
import { differencesEn } from "./differences-en";
import { differencesEs } from "./differences-es";
import { discretionEn } from "./discretion-en";
import { discretionEs } from "./discretion-es";
import { feedsEn } from "./feeds-en";
import { feedsEs } from "./feeds-es";
import { fieldsEn } from "./fields-en";
import { fieldsEs } from "./fields-es";
import { meetingsEn } from "./meetings-en";
import { meetingsEs } from "./meetings-es";
import { opportunitiesEn } from "./opportunities-en";
import { opportunitiesEs } from "./opportunities-es";
import { outlookEn } from "./outlook-en";
import { outlookEs } from "./outlook-es";
import { paneEn } from "./pane-en";
import { paneEs } from "./pane-es";
import { permissionEn } from "./permission-en";
import { permissionEs } from "./permission-es";
import { phonesEn } from "./phones-en";
import { phonesEs } from "./phones-es";
import { plansEn } from "./plans-en";
import { plansEs } from "./plans-es";
import { privacyEn } from "./privacy-en";
import { privacyEs } from "./privacy-es";
import { reasonsEn } from "./reasons-en";
import { reasonsEs } from "./reasons-es";
import { reviewEn } from "./review-en";
import { reviewEs } from "./review-es";
import { ringingEn } from "./ringing-en";
import { ringingEs } from "./ringing-es";
import { routesEn } from "./routes-en";
import { routesEs } from "./routes-es";
import { rulesEn } from "./rules-en";
import { rulesEs } from "./rules-es";
import { searchEn } from "./search-en";
import { searchEs } from "./search-es";
import { sheetEn } from "./sheet-en";
import { sheetEs } from "./sheet-es";
import { tasksEn } from "./tasks-en";
import { tasksEs } from "./tasks-es";
import { warningsEn } from "./warnings-en";
import { warningsEs } from "./warnings-es";
import { workspaceEn } from "./workspace-en";
import { workspaceEs } from "./workspace-es";

type Message = string | { readonly one: string; readonly other: string };
type Catalogue = Readonly<Record<string, Message>>;

const SOURCE = join(import.meta.dirname, "..");

/** Texts that are rightly the same in both languages. */
const SAME = new Set([
  "pane.title",
  "ribbon.trato",
  "draft.cc",
  "lead.person",
  "lead.personOnly",
  "app.name",
  "sensitivity.personal",
  "conflict.ours",
  "conflict.theirs",
  "change.fromTo",
  "day.movedLine",
  "preview.line",
  "preview.one",
  "change.moved",
  "map.scale",
  "load.hours",
  "meeting.answerTo",
  "book.minutes",
  "card.byTrato",
  "card.fromTo",
  "field.no",
  "export.xlsx",
  "export.csv",
  "forecast.total",
  "forecast.chart",
  "groups.move",
  "groups.reason",
  "test.is",
]);

const catalogues: readonly (readonly [folder: string, en: Catalogue, es: Catalogue])[] = [
  ["taskpane", paneEn, paneEs],
  ["taskpane/booking", bookingEn, bookingEs],
  ["taskpane", discretionEn, discretionEs],
  ["host", outlookEn, outlookEs],
  ["", meetingsEn, meetingsEs],
  ["ui", permissionEn, permissionEs],
  ["workspace", workspaceEn, workspaceEs],
  ["workspace/opportunities", opportunitiesEn, opportunitiesEs],
  ["workspace/opportunities/review", reviewEn, reviewEs],
  ["workspace/opportunities/import", sheetEn, sheetEs],
  ["workspace/phones", phonesEn, phonesEs],
  ["phones", differencesEn, differencesEs],
  ["taskpane/phones", ringingEn, ringingEs],
  ["workspace/privacy", privacyEn, privacyEs],
  ["workspace/search", searchEn, searchEs],
  ["workspace/feeds", feedsEn, feedsEs],
  ["workspace/calendar", calendarEn, calendarEs],
  ["workspace/rules", rulesEn, rulesEs],
  ["workspace/fields", fieldsEn, fieldsEs],
  ["workspace/plans", plansEn, plansEs],
  ["workspace/routes", routesEn, routesEs],
  ["workspace", tasksEn, tasksEs],
];

describe.each(catalogues)("the texts of %s", (folder, en, es) => {
  const code = sourceOf(join(SOURCE, folder));

  it.each(Object.keys(en))("%s is used", (key) => {
    expect(isUsed(key, code)).toBe(true);
  });

  it("are the same in both languages only where meant", () => {
    const same = Object.keys(en).filter((key) => JSON.stringify(en[key]) === JSON.stringify(es[key]));
    expect(same.filter((key) => !SAME.has(key))).toEqual([]);
  });
});

const everything = [
  ...catalogues,
  ["reasons", reasonsEn, reasonsEs] as const,
  ["warnings", warningsEn, warningsEs] as const,
].flatMap(([folder, en, es]) =>
  Object.entries(en as Catalogue).map(
    ([key, message]) => [folder, key, message, (es as Catalogue)[key]] as const,
  ),
);

it.each(everything)(
  "%s: %s has the same placeholders and nothing empty",
  (_folder, _key, message, translation) => {
    expect(translation).toBeDefined();
    if (translation === undefined) return;
    expect(slots(translation)).toEqual(slots(message));
    expect(JSON.stringify([message, translation])).not.toContain('""');
  },
);

function slots(message: Message): readonly string[] {
  const texts = typeof message === "string" ? [message] : Object.values(message);
  return [...new Set(texts.flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
}

function sourceOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}

/** By its whole name, or by a template such as `kind.${…}` or `log.${…}Title` that can make it. */
function isUsed(key: string, code: string): boolean {
  if (code.includes(`"${key}"`)) return true;
  const templates = [...code.matchAll(/`([\w.]*\$\{[^`]+\}[\w.]*)`/g)].map(([, template]) => template ?? "");
  return templates.some((template) => {
    const parts = template.split(/\$\{[^{}]+\}/);
    // Only what is made of a key's own letters can be one.
    if (!parts.every((part) => /^[\w.-]*$/.test(part))) return false;
    return new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join("[\\w-]+")}$`).test(key);
  });
}
