/** The figures of a forecast as a table of periods by stages, in one currency. */
import type { PipelineGroup } from "../../../api/pipeline";
import type { Forecast } from "../../../api/pipeline-parts";

export type Figure = "amount" | "weighted";

export interface ChartStage {
  readonly key: string;
  readonly name: string;
}

export interface ChartPeriod {
  readonly first: string | null;
  readonly last: string | null;
  readonly isPast: boolean;
  readonly total: number;
  /** In the order of the stages. */
  readonly values: readonly number[];
}

export interface Chart {
  readonly stages: readonly ChartStage[];
  readonly periods: readonly ChartPeriod[];
  readonly total: ChartPeriod;
}

/** The currencies that occur, the organisation's own first; figures of two cannot be compared. */
export function currenciesOf(forecast: Forecast, own: string | undefined): readonly string[] {
  const all = forecast.total.sums.map(({ currency }) => currency);
  return [...all.filter((one) => one === own), ...all.filter((one) => one !== own)];
}

/** Periods without anything in this currency are left out; stages are those of the sales process. */
export function chartOf(
  forecast: Forecast,
  known: readonly ChartStage[],
  figure: Figure,
  currency: string,
): Chart {
  const seen = forecast.periods.flatMap((period) => period.stages);
  const extra = seen.filter((one) => one.key !== null && !known.some(({ key }) => key === one.key));
  const stages = [...known, ...extra.map(({ key, name }) => ({ key: key ?? "", name }))].filter(
    ({ key }, place, all) =>
      seen.some((one) => one.key === key) && all.findIndex((one) => one.key === key) === place,
  );
  const of = (group: PipelineGroup | undefined) =>
    Number(group?.sums.find((one) => one.currency === currency)?.[figure] ?? 0);
  const periods = forecast.periods
    .map((period) => ({
      first: period.first,
      last: period.last,
      isPast: period.last !== null && period.last < forecast.today,
      total: of(period.total),
      values: stages.map(({ key }) => of(period.stages.find((one) => one.key === key))),
    }))
    .filter(({ total, values }) => total > 0 || values.some((value) => value > 0));
  const total = {
    first: null,
    last: null,
    isPast: false,
    total: of(forecast.total),
    values: stages.map((_, place) => periods.reduce((sum, { values }) => sum + (values[place] ?? 0), 0)),
  };
  return { stages, periods, total };
}
