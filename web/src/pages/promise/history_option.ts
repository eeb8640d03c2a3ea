import type { EChartsCoreOption } from "echarts/core";

import { amount, bound as boundText, exact, interval, period, time, count, type Measure } from "../../format";
import type { Palette } from "../../parts/chart";
import { parts } from "../../words/parts";
import { promise as words } from "../../words/promise";
import { stretches, type Bucket } from "./buckets";
import type { Mark } from "./marks";
import { boundOf, stepAt, type Step } from "./steps";

/// What is drawn of a history. Its series are given by `seriesOf`, again whenever another stretch of time is looked at.
export interface Drawing {
  buckets: Bucket[];
  /// What was promised when.
  steps: Step[];
  measure: Measure;
  marks: Mark[];
}

const axis_width = 72;
const label_least = 48;

type Api = { coord: (point: [number, number]) => [number, number]; value: (index: number) => number; coordSys?: unknown };
type Params = { coordSys: { x: number; y: number; width: number; height: number } };

export function optionOf(drawing: Drawing, palette: Palette, first: number, last: number, zoom: boolean): EChartsCoreOption {
  const axis = { axisLine: { lineStyle: { color: palette.rule } }, axisTick: { lineStyle: { color: palette.rule } }, splitLine: { lineStyle: { color: palette.rule } }, axisLabel: { color: palette.soft } };
  return {
    // The strip of verdicts has a grid of its own, at the same place.
    grid: [{ left: axis_width, right: 16, top: 28, bottom: zoom ? 92 : 48 }, { left: axis_width, right: 16, height: 9, bottom: zoom ? 54 : 8 }],
    xAxis: [
      { ...axis, type: "time", min: first, max: last, splitLine: { show: false }, axisLabel: { color: palette.soft, hideOverlap: true } },
      { type: "time", gridIndex: 1, min: first, max: last, show: false },
    ],
    yAxis: [
      { ...axis, type: "value", scale: true, axisLabel: { color: palette.soft, formatter: (value: number) => exact(value, { ...drawing.measure, difference: false }) } },
      { type: "value", gridIndex: 1, min: 0, max: 1, show: false },
    ],
    tooltip: { trigger: "axis", axisPointer: { type: "line", lineStyle: { color: palette.soft } }, formatter: (shown: { dataIndex: number; seriesName: string; data: [number, number | null, number] }[]) => tooltip(shown, drawing) },
    dataZoom: zoom ? [{ type: "inside", xAxisIndex: [0, 1], filterMode: "none" }, { type: "slider", xAxisIndex: [0, 1], filterMode: "none", height: 26, bottom: 8, showDetail: false, borderColor: palette.rule, fillerColor: palette.band, textStyle: { color: palette.soft } }] : undefined,
    series: seriesOf(drawing, palette),
  };
}

export function seriesOf(drawing: Drawing, palette: Palette): Record<string, unknown>[] {
  return [band(drawing, palette), promised(drawing, palette), line(drawing, palette), strip(drawing.buckets, palette)];
}

/// What was promised, as a line that steps where a revision came.
function promised({ buckets, steps, measure }: Drawing, palette: Palette): Record<string, unknown> {
  return {
    name: "promised", type: "custom", silent: true, z: 2, clip: true,
    data: buckets.length === 0 ? [] : [[middle(buckets[0]), null]],
    encode: { x: 0, y: 1 },
    renderItem: (params: Params, api: Api) => ({ type: "group", children: (["low", "high"] as const).flatMap((end) => [...linesOf(steps, end, api, palette), ...labelsOf(steps, end, params, api, measure, palette)]) }),
  };
}

function linesOf(steps: Step[], end: "low" | "high", api: Api, palette: Palette): Record<string, unknown>[] {
  const lines: [number, number][][] = [];
  let before: Step | undefined;
  for (const step of steps) {
    const height = step[end];
    if (height === null) continue;
    const points = [api.coord([step.start, height]), api.coord([step.end, height])];
    if (before !== undefined && before.end === step.start && before[end] !== null) lines[lines.length - 1].push(...points);
    else lines.push(points);
    before = step;
  }
  return lines.map((points) => ({ type: "polyline", shape: { points }, style: { stroke: palette.ink, lineWidth: 1.5, fill: "none" } }));
}

/// Beside the right end of each step that is wide enough.
function labelsOf(steps: Step[], end: "low" | "high", { coordSys }: Params, api: Api, measure: Measure, palette: Palette): Record<string, unknown>[] {
  return steps.flatMap((step) => {
    const height = step[end];
    if (height === null) return [];
    const [from] = api.coord([step.start, height]), [until, y] = api.coord([step.end, height]);
    const x = Math.min(until, coordSys.x + coordSys.width) - 4;
    return x - Math.max(from, coordSys.x) < label_least ? [] : [{ type: "text", style: { text: exact(height, measure), x, y: y - 4, textAlign: "right", textVerticalAlign: "bottom", fill: palette.ink, fontSize: 12 } }];
  });
}

/// The intervals as one shape: a thousand windows are one polygon, not a thousand. Its data are the ends of the axis, which holds the bound too.
function band({ buckets, steps }: Drawing, palette: Palette): Record<string, unknown> {
  const whole = buckets.filter((one) => one.low !== null && one.high !== null);
  const heights = [...whole.flatMap((one) => [one.low as number, one.high as number]), ...steps.flatMap((one) => [one.low, one.high]).filter((one): one is number => one !== null)];
  return {
    name: "interval", type: "custom", silent: true, z: 1, clip: true,
    data: buckets.length === 0 ? [] : [[middle(buckets[0]), Math.min(...heights)], [middle(buckets[0]), Math.max(...heights)]].filter((point) => Number.isFinite(point[1])),
    encode: { x: 0, y: 1 },
    renderItem: (of: { dataIndex: number }, api: Api) => (of.dataIndex > 0 || whole.length === 0 ? null : {
      type: "polygon",
      shape: { points: [...whole.map((one) => api.coord([middle(one), one.high as number])), ...[...whole].reverse().map((one) => api.coord([middle(one), one.low as number]))] },
      style: { fill: palette.band },
    }),
  };
}

const middle = (one: Bucket) => (one.start + one.end) / 2;
const dots_max = 80;

function line({ buckets, marks }: Drawing, palette: Palette): Record<string, unknown> {
  const data = buckets.flatMap((one, index) => (one.lowest === one.highest ? [[middle(one), one.lowest, index]] : [[middle(one), one.lowest, index], [middle(one), one.highest, index]]));
  return {
    name: "value", type: "line", z: 3, data, connectNulls: false, showSymbol: buckets.length <= dots_max, symbol: "circle", symbolSize: 7,
    lineStyle: { color: palette.ink, width: 1.5 },
    itemStyle: { color: (shown: { data: [number, number | null, number] }) => palette[buckets[shown.data[2]]?.verdict ?? "unproven"] },
    markLine: {
      silent: true, symbol: "none", animation: false,
      data: [
        ...marks.map((mark) => ({ xAxis: mark.time, lineStyle: { color: palette.accent, type: mark.kind === "charter" ? "dashed" : "dotted", width: 1.5 }, label: { formatter: mark.short, position: "end", color: palette.accent, fontSize: 11 } })),
      ],
    },
  };
}

/// The verdicts below the axis; those that are not kept are thicker, so that colour is not all that tells them apart.
function strip(buckets: Bucket[], palette: Palette): Record<string, unknown> {
  const runs = stretches(buckets);
  return {
    name: "verdicts", type: "custom", silent: true, xAxisIndex: 1, yAxisIndex: 1, clip: true,
    data: runs.map((one, index) => [one.start, one.end, index]),
    encode: { x: [0, 1], y: [] },
    renderItem: (params: Params, api: Api) => {
      const run = runs[api.value(2)];
      const [x] = api.coord([run.start, 0]), [end] = api.coord([run.end, 0]);
      const thick = run.verdict === "broken" ? 9 : run.verdict === "unproven" ? 6 : 3;
      return { type: "rect", shape: { x, y: params.coordSys.y + params.coordSys.height - thick, width: Math.max(1, end - x - 0.5), height: thick }, style: { fill: palette[run.verdict] } };
    },
  };
}

function tooltip(shown: { dataIndex: number; seriesName: string; data: [number, number | null, number] }[], { buckets, measure, steps }: Drawing): string {
  const bucket = buckets[shown.find((one) => one.seriesName === "value")?.data[2] ?? -1];
  if (bucket === undefined) return "";
  const window = { start: new Date(bucket.start).toISOString(), end: new Date(bucket.end).toISOString() };
  if (bucket.lowest === null || bucket.highest === null) return `${period(window)}\n${parts.noValue} · ${parts.verdict[bucket.verdict]}`;
  if (bucket.windows > 1) return `${words.history.several(count(bucket.windows), time(window.start), time(window.end), amount(bucket.lowest, measure), amount(bucket.highest, measure))} · ${parts.verdict[bucket.verdict]}`;
  const limits = interval({ low: bucket.low, high: bucket.high }, measure);
  const step = stepAt(steps, bucket.end);
  const then = step === undefined || (step.low === null && step.high === null) ? "" : `, ${words.history.promised(boundText(boundOf(step), measure))}`;
  return `${period(window)}\n${amount(bucket.lowest, measure)}${limits ? ` (${limits})` : ""} · ${parts.verdict[bucket.verdict]}${then}`;
}
