import { describe, expect, it } from "vitest";
import { filledTemplate, TEMPLATE_NAMES, templateTitle } from "./templates";

const gaps = {
  name: "Ana",
  opportunity: "Línea de corte",
  amount: "184.000 €",
  closes: "15 dic",
  next: "oferta revisada",
  me: "Luis",
};

describe.each(["en", "es"] as const)("templates in %s", (language) => {
  it.each(TEMPLATE_NAMES)("%s has no gap left, whatever is known", (name) => {
    for (const known of [gaps, {}, { me: "Luis" }, { opportunity: "Línea de corte" }]) {
      const { subject, body } = filledTemplate(name, language, known);
      expect(`${subject}\n${body}`).not.toMatch(/[{}]|undefined/);
      expect(subject).not.toBe("");
    }
  });

  it("each has a title of its own", () => {
    expect(new Set(TEMPLATE_NAMES.map((name) => templateTitle(name, language))).size).toBe(
      TEMPLATE_NAMES.length,
    );
  });
});

it("leaves out what nobody knows", () => {
  const { body } = filledTemplate("offer", "es", { name: "Ana", opportunity: "Línea de corte", me: "Luis" });
  expect(body).toBe("Buenos días, Ana:\n\nAdjunto nuestra oferta para Línea de corte.\n\nUn saludo\nLuis");
});
