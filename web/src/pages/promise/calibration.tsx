import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";

import type { ReliabilityPicture, ReliabilityPoint, RocPicture } from "../../api/answers/insight";
import { percent } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import { insight as words } from "../../words/insight";

const height = 400;

const axis = (name: string, of: Palette) => ({
  type: "value", min: 0, max: 1, name, nameLocation: "middle", nameGap: 38, nameTextStyle: { color: of.soft }, axisLabel: { color: of.soft, formatter: (value: number) => percent(value, 0) }, splitLine: { lineStyle: { color: of.rule } },
});
const diagonal = (name: string, of: Palette) => ({ type: "line", name, data: [[0, 0], [1, 1]], showSymbol: false, silent: true, lineStyle: { color: of.soft, type: "dotted", width: 1.5 }, itemStyle: { color: of.soft } });

/// What the model says against what happens, the dots as large as their share of the rows.
export function Reliability({ picture }: { picture: ReliabilityPicture }) {
  const option = useCallback((of: Palette): EChartsCoreOption => ({
    grid: { left: 62, right: 16, top: 34, bottom: 52 },
    legend: { top: 0, left: 0, textStyle: { color: of.soft }, data: [words.perfect, words.happens] },
    tooltip: { trigger: "item", formatter: (point: { value: number[] }) => `${words.says} ${percent(point.value[0], 1)}\n${words.happens} ${percent(point.value[1], 1)}\n${words.share} ${percent(point.value[2] ?? 0, 1)}` },
    xAxis: axis(words.says, of),
    yAxis: axis(words.happens, of),
    series: [
      diagonal(words.perfect, of),
      { type: "line", name: words.happens, data: picture.points.map((point) => [point.score, point.rate, point.share]), symbol: "circle", symbolSize: (value: number[]) => 6 + 26 * Math.sqrt(value[2] ?? 0), lineStyle: { color: of.series[0], width: 2 }, itemStyle: { color: of.series[0], opacity: 0.85 } },
    ],
  }), [picture]);
  const { largest } = picture;
  return (
    <Chart<ReliabilityPoint>
      sentence={largest ? words.reliability(percent(largest.score, 1), percent(largest.rate, 1), percent(largest.share, 1)) : words.reliabilityPlain}
      option={option}
      height={height}
      table={{
        caption: words.reliabilityPlain, rows: picture.points,
        columns: [
          { key: "score", head: words.says, cell: (point) => percent(point.score, 1), names: true },
          { key: "rate", head: words.happens, cell: (point) => percent(point.rate, 1), number: true },
          { key: "share", head: words.share, cell: (point) => percent(point.share, 1), number: true },
        ],
      }}
    />
  );
}

/// How many of the events are found at each rate of false alarms.
export function Roc({ picture }: { picture: RocPicture }) {
  const option = useCallback((of: Palette): EChartsCoreOption => ({
    grid: { left: 62, right: 16, top: 34, bottom: 52 },
    legend: { top: 0, left: 0, textStyle: { color: of.soft }, data: [words.guess] },
    tooltip: { trigger: "item", formatter: (point: { value: number[] }) => `${words.falseAlarms}: ${percent(point.value[0], 1)}\n${words.found}: ${percent(point.value[1], 1)}` },
    xAxis: axis(words.falseAlarms, of),
    yAxis: axis(words.found, of),
    series: [diagonal(words.guess, of), { type: "line", name: words.found, data: picture.points.map((point) => [point.false_positive_rate, point.true_positive_rate]), showSymbol: false, lineStyle: { color: of.series[0], width: 2.5 }, areaStyle: { color: of.band }, itemStyle: { color: of.series[0] } }],
  }), [picture]);
  return (
    <Chart<RocPicture["points"][number]>
      sentence={words.roc}
      option={option}
      height={height}
      table={{
        caption: words.roc, rows: picture.points,
        columns: [
          { key: "false", head: words.falseAlarms, cell: (point) => percent(point.false_positive_rate, 1), names: true },
          { key: "true", head: words.found, cell: (point) => percent(point.true_positive_rate, 1), number: true },
        ],
      }}
    />
  );
}
