import { expect, it } from "vitest";
import type { Forecast } from "../../../api/pipeline-parts";
import { chartOf, currenciesOf } from "./chart";

const group = (key: string | null, amount: string, currency = "EUR", count = 1) => ({
  key,
  name: key ?? "",
  count,
  sums: [{ currency, amount, weighted: String(Number(amount) / 2), monthly: "0" }],
});

const FORECAST: Forecast = {
  today: "2026-11-24",
  total: {
    ...group(null, "600", "EUR", 4),
    sums: [...group(null, "50", "MXN").sums, ...group(null, "600").sums],
  },
  periods: [
    {
      first: "2026-10-01",
      last: "2026-10-31",
      total: group(null, "100"),
      stages: [group("proposal", "100")],
    },
    {
      first: "2026-12-01",
      last: "2026-12-31",
      total: group(null, "500", "EUR", 2),
      stages: [group("needs", "200"), group("proposal", "300")],
    },
    { first: null, last: null, total: group(null, "50", "MXN"), stages: [group("needs", "50", "MXN")] },
  ],
};
const STAGES = [
  { key: "qualified", name: "Qualified" },
  { key: "needs", name: "Needs" },
  { key: "proposal", name: "Proposal" },
];

it("begins with the currency of the organisation", () => {
  expect(currenciesOf(FORECAST, "EUR")).toEqual(["EUR", "MXN"]);
  expect(currenciesOf(FORECAST, "USD")).toEqual(["MXN", "EUR"]);
});

it("has the stages that occur in the order of the process, and a period for each with something in that currency", () => {
  const chart = chartOf(FORECAST, STAGES, "amount", "EUR");
  expect(chart.stages.map(({ key }) => key)).toEqual(["needs", "proposal"]);
  expect(chart.periods.map(({ first, isPast, values }) => [first, isPast, values])).toEqual([
    ["2026-10-01", true, [0, 100]],
    ["2026-12-01", false, [200, 300]],
  ]);
  expect(chart.total).toMatchObject({ total: 600, values: [200, 400] });
});

it("weighs by probability", () => {
  expect(chartOf(FORECAST, STAGES, "weighted", "EUR").periods[1]?.values).toEqual([100, 150]);
});
