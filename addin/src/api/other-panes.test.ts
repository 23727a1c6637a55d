import { expect, it, vi } from "vitest";
import { followOtherPanes } from "./other-panes";
import { createQueryClient } from "./query-client";

it("what is saved in one pane is asked for again in the other", async () => {
  const [one, other] = [createQueryClient(), createQueryClient()];
  const stops = [followOtherPanes(one), followOtherPanes(other)];
  const asked = vi.spyOn(other, "invalidateQueries");
  await one
    .getMutationCache()
    .build(one, { mutationFn: async () => "saved" })
    .execute(undefined);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  for (const stop of stops) stop();
});

it("what failed is no news", async () => {
  const [one, other] = [createQueryClient(), createQueryClient()];
  const stops = [followOtherPanes(one), followOtherPanes(other)];
  const asked = vi.spyOn(other, "invalidateQueries");
  const failing = { mutationFn: () => Promise.reject(new Error("no")) };
  const saving = { mutationFn: async () => "saved" };
  await one
    .getMutationCache()
    .build(one, failing)
    .execute(undefined)
    .catch(() => undefined);
  await one.getMutationCache().build(one, saving).execute(undefined);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  expect(asked).toHaveBeenCalledOnce();
  for (const stop of stops) stop();
});
