import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";

import type { Bound } from "../../api/answers";
import type { ThresholdPoint, ThresholdsPicture } from "../../api/answers/insight";
import { amount, bound as boundText, decimalsFor, exact, interval, percent, type Measure } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import { insight as words } from "../../words/insight";

const plain: Measure = { scale: "number" };

/// A metric of decisions at every threshold, with its interval, its bound, and the threshold that the charter has.
export function Thresholds({ picture, metric, bound, measure }: { picture: ThresholdsPicture; metric: string; bound: Bound; measure: Measure }) {
  const known = picture.points.filter((point) => point.value !== null);
  const fine = { ...measure, decimals: Math.min(4, decimalsFor(known.flatMap((point) => [point.value]), [], measure)) };
  const present = picture.points.find((point) => point.threshold === picture.threshold);
  const option = useCallback((of: Palette): EChartsCoreOption => {
    const limits = [bound.low, bound.high].filter((one): one is number => one !== null);
    const line = (name: string, of_point: (point: ThresholdPoint) => number | null, style: object) => ({ type: "line", name, data: picture.points.map((point) => [point.threshold, of_point(point)]), showSymbol: false, ...style });
    return {
      grid: { left: 8, right: 20, top: 34, bottom: 40, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: of.soft }, data: [metric] },
      tooltip: { trigger: "axis", formatter: (points: { dataIndex: number; seriesName: string }[]) => tip(picture.points[points.find((one) => one.seriesName === metric)?.dataIndex ?? 0], metric, fine) },
      xAxis: { type: "value", min: "dataMin", max: "dataMax", name: words.threshold, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: of.soft }, axisLabel: { color: of.soft, formatter: (value: number) => exact(value, plain) }, splitLine: { show: false }, axisLine: { lineStyle: { color: of.rule } } },
      yAxis: { type: "value", scale: measure.scale !== "share", axisLabel: { color: of.soft, formatter: (value: number) => exact(Number(value.toPrecision(6)), measure) }, splitLine: { lineStyle: { color: of.rule } } },
      series: [
        band(picture.points, of),
        line(metric, (point) => point.value, {
          lineStyle: { color: of.series[0], width: 2.5 }, itemStyle: { color: of.series[0] },
          markLine: { silent: true, symbol: "none", label: { color: of.soft, position: "insideEndTop" }, data: [
            ...limits.map((limit) => ({ yAxis: limit, lineStyle: { color: of.ink, type: "solid" }, label: { formatter: boundText(bound, measure) } })),
            { xAxis: picture.threshold, lineStyle: { color: of.soft, type: "dashed" }, label: { formatter: exact(picture.threshold, plain), position: "end" } },
          ] },
        }),
      ],
    };
    // `fine` follows from what is listed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [picture, metric, bound]);
  const at = exact(picture.threshold, plain);
  return (
    <Chart<ThresholdPoint>
      sentence={present?.value === null || present === undefined ? words.thresholdsNone(at, metric) : words.thresholds(at, amount(present.value, { ...measure }), metric)}
      option={option}
      height={340}
      table={{
        caption: words.threshold, rows: picture.points,
        columns: [
          { key: "threshold", head: words.threshold, cell: (point) => exact(point.threshold, plain), names: true },
          { key: "value", head: metric, cell: (point) => (point.value === null ? "" : amount(point.value, fine)), number: true },
          { key: "interval", head: words.interval, cell: (point) => interval({ low: point.low, high: point.high }, fine), number: true },
          { key: "acted", head: words.actedOn, cell: (point) => share(point.acted_on), number: true },
          { key: "precision", head: words.precision, cell: (point) => share(point.precision), number: true },
          { key: "recall", head: words.recall, cell: (point) => share(point.recall), number: true },
          { key: "false", head: words.falsePositive, cell: (point) => share(point.false_positive_rate), number: true },
        ],
      }}
    />
  );
}

interface Api {
  coord: (point: [number, number]) => [number, number];
}

/// The intervals as one shape. Its data are the ends of the axis.
function band(points: ThresholdPoint[], of: Palette): Record<string, unknown> {
  const whole = points.filter((point): point is ThresholdPoint & { low: number; high: number } => point.low !== null && point.high !== null);
  const ends = whole.length === 0 ? [] : [Math.min(...whole.map((point) => point.low)), Math.max(...whole.map((point) => point.high))];
  return {
    name: words.interval, type: "custom", silent: true, z: 1, clip: true, data: ends.map((end) => [whole[0].threshold, end]), encode: { x: 0, y: 1 },
    renderItem: (params: { dataIndex: number }, api: Api) => (params.dataIndex > 0 ? null : {
      type: "polygon",
      shape: { points: [...whole.map((point) => api.coord([point.threshold, point.high])), ...[...whole].reverse().map((point) => api.coord([point.threshold, point.low]))] },
      style: { fill: of.band },
    }),
  };
}

function share(of: number | null): string {
  return of === null ? "" : percent(of, 1);
}

function tip(point: ThresholdPoint | undefined, metric: string, measure: Measure): string {
  if (point === undefined) return "";
  const value = point.value === null ? "" : amount(point.value, measure);
  const range = interval({ low: point.low, high: point.high }, measure);
  return `${words.threshold} ${exact(point.threshold, plain)}\n${metric} ${value}${range === "" ? "" : ` (${range})`}\n${words.actedOn} ${share(point.acted_on)}`;
}
