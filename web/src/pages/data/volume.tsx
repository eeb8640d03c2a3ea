import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";

import type { DataPage } from "../../api/answers/insight";
import { count, period } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import { Section } from "../../parts/page";
import { data as words } from "../../words/data";
import { insight } from "../../words/insight";

type Step = NonNullable<DataPage["volume"]>["steps"][number];

/// How many rows came, step by step.
export function Volume({ volume }: { volume: NonNullable<DataPage["volume"]> }) {
  const { steps } = volume;
  const rows = steps.map((step) => step.rows);
  const sentence = steps.length === 1 ? words.volumeOne(count(rows[0])) : words.volumeSentence(count(Math.min(...rows)), count(Math.max(...rows)), words.steps[volume.step] ?? words.stepsOther(volume.step));
  const option = useCallback((of: Palette): EChartsCoreOption => ({
    grid: { left: 8, right: 8, top: 10, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value: number) => count(value) },
    xAxis: { type: "category", data: steps.map((step) => period(step)), axisLabel: { color: of.soft, hideOverlap: true }, axisLine: { lineStyle: { color: of.rule } }, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: { color: of.soft, formatter: (value: number) => count(value) }, splitLine: { lineStyle: { color: of.rule } } },
    series: [{ type: "bar", name: insight.rows, data: rows, itemStyle: { color: of.series[0] }, barCategoryGap: "20%" }],
    // The steps are those of the answer; a new answer is a new chart.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }), [volume]);
  return (
    <Section title={words.volume} id="volume">
      <Chart<Step>
        sentence={sentence}
        option={option}
        height={220}
        table={{ caption: words.volume, rows: steps, columns: [{ key: "from", head: words.from, cell: (step) => period(step), names: true }, { key: "rows", head: insight.rows, cell: (step) => count(step.rows), number: true, sort: (step) => step.rows }] }}
      />
    </Section>
  );
}
