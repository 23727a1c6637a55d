import { describe, expect, it } from "vitest";
import { opportunity } from "../../../test/sample";
import { approvalMail } from "./approval-text";
import { likeliestZone, zonesOf } from "./customer-zone";
import { pageText, timesText } from "./offer-text";

const winter = new Date("2026-12-01T09:00:00Z");
const slots = [{ start: "2026-12-01T09:00:00Z", end: "2026-12-01T09:45:00Z" }];

describe("free times in a mail", () => {
  it("are told in the customer's language and on their clock", () => {
    expect(timesText(slots, "en", "Europe/Madrid")).toContain("Tuesday 1 December");
    expect(timesText(slots, "en", "Europe/Madrid")).toMatch(/10:00.*10:45/);
    const mexico = timesText(slots, "es", "America/Mexico_City");
    expect(mexico).toContain("martes, 1 de diciembre");
    expect(mexico).toMatch(/3:00.*3:45/);
    expect(mexico).toMatch(/México/);
  });

  it("are nothing where there are none", () => {
    expect(timesText([], "en", "UTC")).toBe("");
  });

  it("can be a page on which the customer chooses", () => {
    expect(pageText("https://trato.example/book/1.2.x", "es")).toContain("https://trato.example/book/1.2.x");
  });
});

describe("the customer's zone", () => {
  it("is one's own where their country has it", () => {
    expect(likeliestZone(zonesOf("ES"), "Europe/Madrid", winter)).toBe("Europe/Madrid");
  });

  it("is what most of their country goes by where it has several", () => {
    const zones = ["America/Cancun", "America/Mexico_City", "America/Monterrey", "America/Tijuana"];
    expect(likeliestZone(zones, "Europe/Madrid", winter)).toBe("America/Mexico_City");
  });

  it("is one's own where nothing is known of them", () => {
    expect(zonesOf(null)).toEqual([]);
    expect(zonesOf("nowhere")).toEqual([]);
    expect(likeliestZone([], "Europe/Madrid", winter)).toBe("Europe/Madrid");
  });
});

describe("a mail that asks for approval", () => {
  const people = { to: "Marta Gil", from: "Luis Pardo", account: "Aceros del Norte" };
  const asked = { what: "8 % de descuento", reason: "Igualan la oferta de otro" };

  it("says what is asked, why, and what it is about", () => {
    const { subject, text } = approvalMail(opportunity(), asked, people, "es", winter);
    expect(subject).toBe("Aprobación: Línea de corte 2027");
    for (const part of [
      "Hola, Marta:",
      "Se pide: 8 % de descuento",
      "Motivo: Igualan la oferta de otro",
      "Productos: Línea de corte L3",
      "Luis Pardo",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/Importe: 184\.000\s€/);
  });

  it("leaves out what is not known", () => {
    const bare = opportunity({ amount: null, close_date: null, products: [] });
    const { text } = approvalMail(bare, asked, { ...people, to: "" }, "en", winter);
    expect(text).not.toMatch(/Hello|Amount|Products|Close date/);
  });
});
