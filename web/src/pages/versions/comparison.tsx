import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";

import type { Looks, Outcome, PlanMetric, Release } from "../../api/answers/releases";
import { amount, count, decimalsFor, exact, interval, time, type Measure } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import type { Column } from "../../parts/data_table";
import { versions as words } from "../../words/versions";
import { OutcomeWord } from "./pieces";

const of = words.releases;

/// Of each metric the difference with the limits that decide, over all looks, beside what they are held against.
export function Comparison({ release, looks }: { release: Release; looks: Looks }) {
  return <>{looks.plan_now.metrics.map((metric) => <Metric key={metric.id} metric={metric} release={release} looks={looks} />)}</>;
}

function measureOf(metric: PlanMetric): Measure {
  if (metric.relative) return { scale: "share" };
  return metric.kind === "rate" ? { scale: "share", difference: true } : { scale: null };
}

interface Look {
  time: string;
  difference: number | null;
  low: number | null;
  high: number | null;
  units: number;
  verdict: Outcome;
}

function ruleOf(metric: PlanMetric, measure: Measure): string {
  if (metric.role === "signal") return of.ruleOf.signal();
  return of.ruleOf[metric.role](metric.better === "higher" ? of.above : of.below, exact(metric.bound, measure));
}

function Metric({ metric, release, looks }: { metric: PlanMetric; release: Release; looks: Looks }) {
  const line = looks.looks.metrics[metric.id];
  const measure = measureOf(metric);
  const rows: Look[] = looks.looks.time.map((moment, i) => ({ time: new Date(moment).toISOString(), difference: line.difference[i], low: line.low[i], high: line.high[i], units: line.units[i], verdict: line.verdict[i] }));
  const last = rows[rows.length - 1];
  const fine = { ...measure, decimals: decimalsFor([last.difference, last.low, last.high], [metric.bound], measure) };
  const now = last.difference === null ? of.metricNone : of.metricNow(amount(last.difference, fine), last.low === null && last.high === null ? "" : interval({ low: last.low, high: last.high }, fine), count(last.units));
  const option = useCallback((palette: Palette) => optionOf(metric, measure, looks.looks.time, line, release, palette), [metric, looks, release]); // eslint-disable-line react-hooks/exhaustive-deps
  const columns: Column<Look>[] = [
    { key: "time", head: of.lookColumns.time, names: true, cell: (row) => time(row.time) },
    { key: "difference", head: of.lookColumns.difference, number: true, cell: (row) => row.difference !== null && amount(row.difference, fine) },
    { key: "low", head: of.lookColumns.low, number: true, cell: (row) => row.low !== null && amount(row.low, fine) },
    { key: "high", head: of.lookColumns.high, number: true, cell: (row) => row.high !== null && amount(row.high, fine) },
    { key: "units", head: of.lookColumns.units, number: true, cell: (row) => count(row.units) },
    { key: "verdict", head: of.lookColumns.verdict, cell: (row) => of.outcome[metric.role][row.verdict] },
  ];
  return (
    <article className="metric" aria-label={metric.id}>
      <div className="metric-head">
        <h3>{metric.id}</h3>
        <span className="quiet">{of.roles[metric.role]}</span>
        <OutcomeWord role={metric.role} outcome={last.verdict} />
      </div>
      <p className="quiet small">{ruleOf(metric, measure)}</p>
      <Chart sentence={now} option={option} height={240} table={{ caption: of.lookTable(metric.id), columns, rows, keyOf: (row) => row.time }} />
    </article>
  );
}

type Line = Looks["looks"]["metrics"][string];

function optionOf(metric: PlanMetric, measure: Measure, times: number[], line: Line, release: Release, palette: Palette): EChartsCoreOption {
  const at = (values: (number | null)[]) => times.map((moment, i) => [moment, values[i]]);
  // The band is drawn as what lies on top of its lower end.
  const band = times.map((moment, i) => [moment, line.low[i] !== null && line.high[i] !== null ? (line.high[i] as number) - (line.low[i] as number) : null]);
  const written = (value: number) => amount(value, measure);
  return {
    grid: { left: 12, right: 24, top: 24, bottom: 8, containLabel: true },
    xAxis: { type: "time", axisLine: { lineStyle: { color: palette.rule } }, splitLine: { show: false } },
    yAxis: { type: "value", scale: true, axisLabel: { formatter: written }, splitLine: { lineStyle: { color: palette.rule } } },
    tooltip: { trigger: "axis", formatter: (points: { dataIndex: number }[]) => tip(times, line, points[0].dataIndex, written) },
    series: [
      { name: "low", type: "line", stack: "band", stackStrategy: "all", showSymbol: false, lineStyle: { opacity: 0 }, data: at(line.low), silent: true },
      { name: of.intervalName, type: "line", stack: "band", stackStrategy: "all", showSymbol: false, lineStyle: { opacity: 0 }, areaStyle: { color: palette.band, opacity: 1 }, data: band, silent: true },
      {
        name: of.difference, type: "line", showSymbol: times.length < 3, data: at(line.difference), lineStyle: { color: palette.accent, width: 2 }, itemStyle: { color: palette.accent },
        markLine: { silent: true, symbol: "none", data: marksOf(metric, measure, release, palette) },
      },
    ],
  };
}

function marksOf(metric: PlanMetric, measure: Measure, release: Release, palette: Palette): unknown[] {
  const label = { color: palette.soft, fontSize: 12 };
  const rule = metric.role === "signal" ? [] : [{ yAxis: metric.bound, lineStyle: { color: palette.ink, type: "solid", width: 2 }, label: { ...label, position: "insideEndTop", formatter: `${of.bound} ${exact(metric.bound, measure)}` } }];
  const steps = release.steps.filter((step, i) => i === 0 || step.index !== release.steps[i - 1].index);
  return [...rule, ...steps.slice(1).map((step) => ({ xAxis: new Date(step.time).getTime(), lineStyle: { color: palette.soft, type: "dashed" }, label: { ...label, position: "end", formatter: step.step } }))];
}

function tip(times: number[], line: Line, i: number, written: (value: number) => string): string {
  const range = line.low[i] !== null && line.high[i] !== null ? ` (${written(line.low[i] as number)} – ${written(line.high[i] as number)})` : "";
  return `${time(new Date(times[i]).toISOString())}\n${line.difference[i] === null ? of.metricNone : written(line.difference[i] as number) + range}`;
}
