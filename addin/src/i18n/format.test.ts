import { describe, expect, it } from "vitest";
import { createFormat } from "./format";

const now = new Date("2026-11-24T09:30:00Z");
const en = createFormat("en-GB", "Europe/Madrid");
const es = createFormat("es-ES", "Europe/Madrid");
const at = (iso: string) => new Date(iso);

describe("how long ago", () => {
  it.each([
    ["2026-11-24T08:54:00Z", "36 minutes ago", "hace 36 minutos"],
    ["2026-11-24T06:05:00Z", "today, 7:05", "hoy, 7:05"],
    // 23:30 in UTC is the next day in Madrid: the calendar decides, not the hours in between.
    ["2026-11-23T23:30:00Z", "today, 0:30", "hoy, 0:30"],
    ["2026-11-23T08:00:00Z", "yesterday", "ayer"],
    ["2026-11-17T08:00:00Z", "7 days ago", "hace 7 días"],
    ["2026-11-16T08:00:00Z", "16 Nov", "16 nov"],
    ["2025-11-02T08:00:00Z", "2 Nov 2025", "2 nov 2025"],
  ])("%s", (iso, english, spanish) => {
    expect(en.distance(at(iso), now)).toBe(english);
    expect(es.distance(at(iso), now)).toBe(spanish);
  });
});

describe("what one acts on", () => {
  it("has its weekday", () => {
    expect(es.appointment(at("2026-11-27T09:00:00Z"), now)).toBe("vie, 27 nov, 10:00");
    expect(es.appointment(at("2026-11-25T09:00:00Z"), now)).toBe("mañana, 10:00");
    expect(en.dueDay("2026-11-27", now)).toBe("Fri 27 Nov");
    expect(en.dueDay("2026-11-24", now)).toBe("today");
  });
});

it("writes money as the reader's locale does, without empty cents", () => {
  expect(es.money({ value: "184000", currency: "EUR" })).toBe("184.000\u00a0€");
  expect(en.money({ value: "12500.5", currency: "EUR" })).toBe("€12,500.50");
  expect(createFormat("es-MX").money({ value: "9900", currency: "MXN" })).toBe("$9,900");
});
