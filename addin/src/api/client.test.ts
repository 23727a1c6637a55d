import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { api as server } from "../../test/api-server";
import { type ApiError, createApi } from "./client";

const BASE = "http://trato.test/api/v1";
const api = createApi(BASE, async () => "token");

describe("failures are named for what one can do", () => {
  it.each([
    [401, "signed_out"],
    [403, "not_found"],
    [404, "not_found"],
    [412, "stale"],
    [422, "refused"],
    [503, "unreachable"],
  ])("%i is %s", async (status, failure) => {
    const problem = { type: "about:blank", status, code: "some_code", detail: "In words." };
    server.use(http.get(`${BASE}/me`, () => HttpResponse.json(problem, { status })));
    await expect(api("GET", "/me")).rejects.toMatchObject({
      failure,
      code: "some_code",
      message: "In words.",
    });
  });

  it("a reply that is no problem document still has a code", async () => {
    server.use(http.get(`${BASE}/me`, () => new HttpResponse("<html>", { status: 502 })));
    await expect(api("GET", "/me")).rejects.toMatchObject({ failure: "unreachable", code: "http_502" });
  });

  it("a sign-in that fails is not the server's fault", async () => {
    const locked = createApi(BASE, () => Promise.reject(new Error("interaction_required")));
    await expect(locked("GET", "/me")).rejects.toMatchObject({
      failure: "signed_out",
    } satisfies Partial<ApiError>);
  });
});

it("retries once with a fresh token", async () => {
  const asked: boolean[] = [];
  const client = createApi(BASE, async ({ forceRefresh }) => {
    asked.push(forceRefresh);
    return forceRefresh ? "fresh" : "stale";
  });
  server.use(
    http.get(`${BASE}/me`, ({ request }) =>
      request.headers.get("Authorization") === "Bearer fresh"
        ? HttpResponse.json({ id: "u1" })
        : new HttpResponse(null, { status: 401 }),
    ),
  );
  await expect(client("GET", "/me")).resolves.toEqual({ id: "u1" });
  expect(asked).toEqual([false, true]);
});

it("sends what a write needs", async () => {
  server.use(
    http.put(`${BASE}/threads/t%201/link`, async ({ request }) =>
      HttpResponse.json({
        etag: request.headers.get("If-Match"),
        query: new URL(request.url).search,
        body: await request.json(),
      }),
    ),
  );
  const reply = await api("PUT", "/threads/t%201/link", {
    body: { opportunity_id: null },
    ifMatch: "42",
    query: { given: "a b", absent: undefined },
  });
  expect(reply).toEqual({ etag: '"42"', query: "?given=a+b", body: { opportunity_id: null } });
});
