/** What every test starts from: no leftovers, and the browser's parts that happy-dom lacks. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { api } from "./api-server";

// What is loaded by a click may take a while on a busy machine.
configure({ asyncUtilTimeout: 5_000 });

beforeAll(() => api.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  api.resetHandlers();
});
afterAll(() => api.close());

// happy-dom's animations reject when they are cut short; browsers, whose ones nobody waits for, do not.
Reflect.deleteProperty(Element.prototype, "animate");
