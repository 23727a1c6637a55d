import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { usePace } from "./use-pace";

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, second));
const paceOf = (...seen: readonly (readonly [done: number, second: number])[]) => {
  const [first = [0, 0]] = seen;
  const view = renderHook(({ done, second }) => usePace(done, 10_000, at(second)), {
    initialProps: { done: first[0], second: first[1] },
  });
  for (const [done, second] of seen.slice(1)) view.rerender({ done, second });
  return view.result.current;
};

it("promises nothing before two answers differ", () => {
  expect(paceOf([1000, 0])).toBeNull();
  expect(paceOf([1000, 0], [1000, 2])).toBeNull();
});

it("tells mails a second and the minutes left, rounded up", () => {
  expect(paceOf([1000, 0], [1100, 2], [1200, 4])).toEqual({ perSecond: 50, minutesLeft: 3 });
  expect(paceOf([0, 0], [5, 10])).toEqual({ perSecond: 0.5, minutesLeft: 334 });
});

it("forgets what was long ago, and all of it when a round began anew", () => {
  expect(paceOf([0, 0], [1000, 40], [1100, 50])).toEqual({ perSecond: 10, minutesLeft: 15 });
  expect(paceOf([5000, 0], [100, 2])).toBeNull();
});
