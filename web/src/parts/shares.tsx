import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo } from "react";

import type { DistributionsPicture } from "../api/answers/insight";
import { percent } from "../format";
import { insight as words } from "../words/insight";
import { Chart, type Palette } from "./chart";
import "./insight.css";

interface Row {
  label: string;
  reference: number | null;
  current: number;
}

/// Shares now, beside those of the reference where there is one.
export function Shares({ picture, title, height = 260 }: { picture: DistributionsPicture; title: string; height?: number }) {
  const rows = useMemo(() => picture.labels.map((label, i): Row => ({ label, reference: picture.reference?.[i] ?? null, current: picture.current[i] })), [picture]);
  const option = useCallback((of: Palette): EChartsCoreOption => {
    const bars = (name: string, values: number[], colour: string) => ({ type: "bar", name, data: values, itemStyle: { color: colour }, barGap: "0%", barCategoryGap: "28%" });
    return {
      grid: { left: 8, right: 8, top: picture.reference ? 34 : 10, bottom: 4, containLabel: true },
      legend: picture.reference ? { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: of.soft } } : undefined,
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value: number) => percent(value, 2) },
      xAxis: { type: "category", data: picture.labels, axisLabel: { color: of.soft, hideOverlap: true, width: 110, overflow: "truncate" }, axisLine: { lineStyle: { color: of.rule } }, axisTick: { show: false } },
      yAxis: { type: "value", axisLabel: { color: of.soft, formatter: (value: number) => percent(value, 0) }, splitLine: { lineStyle: { color: of.rule } } },
      series: [...(picture.reference ? [bars(words.reference, picture.reference, of.series[1])] : []), bars(words.current, picture.current, of.series[0])],
    };
  }, [picture]);
  const columns = [
    { key: "label", head: words.category, cell: (row: Row) => row.label, names: true },
    ...(picture.reference ? [{ key: "reference", head: words.reference, cell: (row: Row) => (row.reference === null ? words.share : percent(row.reference, 2)), number: true, sort: (row: Row) => row.reference }] : []),
    { key: "current", head: words.current, cell: (row: Row) => percent(row.current, 2), number: true, sort: (row: Row) => row.current },
  ];
  return <Chart sentence={sharesSentence(picture)} option={option} height={height} table={{ caption: title, columns, rows }} />;
}

export function sharesSentence(picture: DistributionsPicture): string {
  if (picture.reference === null || picture.largest === null) return words.shares(picture.labels.length);
  const { label, reference, current } = picture.largest;
  return Math.abs(current - reference) < 5e-5 ? words.unmoved : words.moved(label, percent(reference, 1), percent(current, 1));
}

const width = 132, height = 34;

/// The same in a line of a table: bars for now, steps for the reference.
export function SharesSpark({ picture }: { picture: DistributionsPicture }) {
  const most = Math.max(...picture.current, ...(picture.reference ?? []), 1e-9);
  const step = width / picture.labels.length;
  const tall = (share: number) => (share / most) * (height - 2);
  const said = sharesSentence(picture);
  const steps = picture.reference?.map((share, i) => `${i === 0 ? "M" : "L"}${(i * step).toFixed(1)} ${(height - tall(share)).toFixed(1)}H${((i + 1) * step).toFixed(1)}`).join("");
  return (
    <svg className="shares-spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said} direction="ltr">
      <title>{said}</title>
      {picture.current.map((share, i) => (
        <rect key={i} x={i * step + step * 0.08} width={step * 0.84} y={height - tall(share)} height={tall(share)} className="shares-now" />
      ))}
      {steps && <path d={steps} className="shares-before" />}
    </svg>
  );
}
