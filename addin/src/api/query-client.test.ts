import { expect, it } from "vitest";
import { createQueryClient } from "./query-client";

it("keeps the newest answers of what is no longer on screen, and forgets the oldest", async () => {
  const client = createQueryClient();
  for (const number of Array.from({ length: 400 }, (_, place) => place)) {
    client.setQueryData(["context", number], number, { updatedAt: number + 1 });
  }
  const kept = client.getQueryCache().getAll();
  expect(kept.length).toBeLessThanOrEqual(241);
  expect(client.getQueryData(["context", 399])).toBe(399);
  expect(client.getQueryData(["context", 0])).toBeUndefined();
});
