import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";

import type { Looks } from "../../api/answers/releases";
import { count, number, percent, time } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import { Notice } from "../../parts/page";
import { versions as words } from "../../words/versions";

const of = words.releases;

/// Whether the arms have the sizes that they should have: where they do not, nothing can be compared.
export function Sizes({ looks: all }: { looks: Looks }) {
  const { looks, mismatch_bound: bound } = all;
  const last = looks.time.length - 1;
  const wrong = looks.mismatch[last] >= bound;
  const said = (wrong ? of.sizesWrong : of.sizesGood)(count(looks.candidate[last]), count(looks.control[last]));
  const option = useCallback((palette: Palette) => optionOf(looks, bound, palette), [looks, bound]);
  const rows = looks.time.map((moment, i) => ({ time: new Date(moment).toISOString(), candidate: looks.candidate[i], control: looks.control[i], evidence: looks.mismatch[i] }));
  return (
    <>
      {wrong && <Notice kind="broken">{said}</Notice>}
      <Chart
        sentence={`${wrong ? "" : `${said} `}${of.sizesEvidence(percent(Math.max(0, Math.min(1, looks.mismatch[last] / bound)), 0))}`}
        option={option}
        height={180}
        table={{
          caption: of.sizesTable,
          rows,
          keyOf: (row) => row.time,
          columns: [
            { key: "time", head: of.sizesColumns.time, names: true, cell: (row) => time(row.time) },
            { key: "candidate", head: of.sizesColumns.candidate, number: true, cell: (row) => count(row.candidate) },
            { key: "control", head: of.sizesColumns.control, number: true, cell: (row) => count(row.control) },
            { key: "evidence", head: of.sizesColumns.evidence, number: true, cell: (row) => number(row.evidence, 2) },
          ],
        }}
      />
    </>
  );
}

function optionOf(looks: Looks["looks"], bound: number, palette: Palette): EChartsCoreOption {
  return {
    grid: { left: 12, right: 24, top: 16, bottom: 8, containLabel: true },
    xAxis: { type: "time", axisLine: { lineStyle: { color: palette.rule } }, splitLine: { show: false } },
    yAxis: { type: "value", min: (range: { min: number }) => Math.floor(Math.min(0, range.min)), max: (range: { max: number }) => Math.ceil(Math.max(range.max, bound) * 1.1), splitLine: { lineStyle: { color: palette.rule } } },
    tooltip: { trigger: "axis", formatter: (points: { dataIndex: number }[]) => `${time(new Date(looks.time[points[0].dataIndex]).toISOString())}\n${count(looks.candidate[points[0].dataIndex])} / ${count(looks.control[points[0].dataIndex])}\n${of.evidenceName} ${number(looks.mismatch[points[0].dataIndex], 2)}` },
    series: [
      {
        name: of.evidenceName, type: "line", showSymbol: false, data: looks.time.map((moment, i) => [moment, looks.mismatch[i]]), lineStyle: { color: palette.accent, width: 2 },
        markLine: { silent: true, symbol: "none", data: [{ yAxis: bound, lineStyle: { color: palette.broken, type: "solid", width: 2 }, label: { color: palette.soft, fontSize: 12, position: "insideEndBottom", formatter: of.evidenceBound } }] },
      },
    ],
  };
}
