import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { renderPane, serve } from "../../test/render-pane";
import { context } from "../../test/sample";

beforeEach(() => localStorage.clear());

describe("somebody new", () => {
  it("is told what the pane is for, once", async () => {
    serve(context());
    const { user, unmount } = renderPane({ isNew: true, locale: "es-ES" });
    expect(await screen.findByRole("heading", { name: "Trato, junto al correo" })).toBeVisible();
    expect(screen.getByText("Nada se envía ni se reserva sin un clic")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Empezar" }));
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
    unmount();
    renderPane({ isNew: true, locale: "es-ES" });
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
  });

  it("goes straight to work where the browser remembers nothing", async () => {
    vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    serve(context());
    renderPane({ isNew: true });
    expect(await screen.findByRole("heading", { name: "Aceros del Norte" })).toBeVisible();
  });
});
