import type { ECharts } from "echarts/core";
import { useCallback, useMemo, useRef } from "react";

import type { Slider, Step, Worth, WorthAnswer } from "../../api/answers/worth";
import { count, money, number, percent } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import { Section } from "../../parts/page";
import { value as words } from "../../words/value";
import { moneyText, thresholdText } from "./slider";

/// Value at every threshold, with its interval; a click moves the slider there.
export function Curve({ of, slider, worth, at, onMove }: { of: WorthAnswer; slider: Slider; worth: Worth; at: number; onMove: (step: number) => void }) {
  // Nobody is acted on above every score: there is no place for that on the axis.
  const drawn = useMemo(() => slider.steps.map((step, index) => ({ step, index })).filter((one) => one.step.threshold !== null && one.step.money?.value !== null), [slider]);
  const option = useCallback((palette: Palette) => {
    const point = (value: (step: Step) => number | null | undefined) => drawn.map(({ step }) => [step.threshold, scaled(value(step))]);
    const line = (step: Step | undefined, name: string, colour: string, place: "start" | "end") => (step?.threshold === null || step === undefined ? [] : [{ xAxis: step.threshold, name, lineStyle: { color: colour, width: 1.5, type: "dashed" }, label: { formatter: name, color: colour, position: place } }]);
    const lines = [
      ...line(slider.steps[slider.present], words.curve.present, palette.soft, "end"),
      ...(slider.best !== null && slider.best !== slider.present ? line(slider.steps[slider.best], words.curve.best, palette.kept, "start") : []),
    ];
    const here = slider.steps[at];
    return {
      grid: { left: 8, right: 16, top: 28, bottom: 30, containLabel: true },
      tooltip: { trigger: "axis", formatter: (items: { dataIndex: number }[]) => tooltip(drawn[items[0].dataIndex].step, of.currency) },
      xAxis: { type: "value", name: words.curve.axis, nameLocation: "middle", nameGap: 26, min: "dataMin", max: "dataMax", axisLine: { lineStyle: { color: palette.rule } }, splitLine: { show: false }, axisLabel: { formatter: (value: number) => number(value, 2), hideOverlap: true } },
      yAxis: { type: "value", name: words.curve.money, nameTextStyle: { align: "left" }, splitLine: { lineStyle: { color: palette.rule } }, axisLabel: { formatter: (value: number) => money(value, of.currency, Math.abs(value) >= 10 ? 0 : 2) } },
      series: [
        band(drawn.map((one) => one.step), palette),
        {
          type: "line", name: words.curve.money, symbol: "circle", showSymbol: false, lineStyle: { color: palette.accent, width: 2.5 }, itemStyle: { color: palette.accent }, data: point((step) => step.money?.value),
          markLine: { symbol: "none", silent: true, data: [...lines, { yAxis: 0, lineStyle: { color: palette.ink, type: "solid", width: 1 }, label: { show: false } }] },
          markPoint: here.threshold === null ? undefined : { silent: true, symbol: "circle", symbolSize: 14, itemStyle: { color: palette.accent, borderColor: palette.paper, borderWidth: 2 }, label: { show: false }, data: [{ coord: [here.threshold, scaled(here.money?.value)] }] },
        },
      ],
    };
  }, [drawn, slider, at, of.currency]);

  const move = useRef(onMove);
  move.current = onMove;
  const steps = useRef(drawn);
  steps.current = drawn;
  const ready = useCallback((chart: ECharts) => {
    chart.getZr().on("click", (event: { offsetX: number; offsetY: number }) => {
      if (!chart.containPixel("grid", [event.offsetX, event.offsetY])) return;
      const [threshold] = chart.convertFromPixel("grid", [event.offsetX, event.offsetY]);
      const nearest = steps.current.reduce((best, one) => (Math.abs((one.step.threshold ?? 0) - threshold) < Math.abs((best.step.threshold ?? 0) - threshold) ? one : best));
      move.current(nearest.index);
    });
  }, []);

  const best = slider.best === null ? undefined : slider.steps[slider.best];
  const atBest = moneyText(worth.best_threshold.value_per_decision, 1000, of.currency), atPresent = moneyText(worth.value_per_decision, 1000, of.currency);
  return (
    <Section title={words.curve.title}>
      <Chart
        sentence={words.curve.sentence(best ? thresholdText(best) : "", written(atBest), thresholdText(slider.steps[slider.present]), written(atPresent))}
        option={option}
        ready={ready}
        height={340}
        table={{
          caption: words.curve.caption,
          rows: slider.steps,
          columns: [
            { key: "threshold", head: words.curve.head.threshold, number: true, names: true, cell: (step: Step) => thresholdText(step) },
            { key: "value", head: words.curve.head.value, number: true, cell: (step: Step) => amountOf(step.money?.value, of.currency) },
            { key: "low", head: words.curve.head.low, number: true, cell: (step: Step) => amountOf(step.money?.low, of.currency) },
            { key: "high", head: words.curve.head.high, number: true, cell: (step: Step) => amountOf(step.money?.high, of.currency) },
            { key: "flagged", head: words.curve.head.flagged, number: true, cell: (step: Step) => percent(step.flagged) },
            { key: "recall", head: words.curve.head.recall, number: true, cell: (step: Step) => (step.recall === null ? "" : percent(step.recall)) },
            { key: "precision", head: words.curve.head.precision, number: true, cell: (step: Step) => (step.precision === null ? "" : percent(step.precision)) },
          ],
        }}
      />
    </Section>
  );
}

/// The intervals as one shape for each stretch of thresholds that has them.
function band(steps: Step[], palette: Palette): Record<string, unknown> {
  const stretches: Step[][] = [];
  let open = false;
  for (const step of steps) {
    if (!bounded(step)) open = false;
    else if (open) stretches[stretches.length - 1].push(step);
    else {
      stretches.push([step]);
      open = true;
    }
  }
  const coordinate = (api: { coord: (point: (number | null)[]) => number[] }, step: Step, end: "low" | "high") => api.coord([step.threshold, scaled(step.money?.[end])]);
  return {
    type: "custom", name: words.curve.interval, silent: true, clip: true, z: 1,
    encode: { x: 0, y: [1, 2] },
    data: steps.filter(bounded).map((step) => [step.threshold, scaled(step.money?.low), scaled(step.money?.high)]),
    renderItem: (params: { dataIndex: number }, api: { coord: (point: (number | null)[]) => number[] }) =>
      params.dataIndex > 0 ? undefined : {
        type: "group",
        children: stretches.map((stretch) => ({ type: "polygon", shape: { points: [...stretch.map((step) => coordinate(api, step, "high")), ...[...stretch].reverse().map((step) => coordinate(api, step, "low"))] }, style: { fill: palette.band } })),
      },
  };
}
/// Where there is an interval; elsewhere the band has a gap.
function bounded(step: Step): boolean {
  return typeof step.money?.low === "number" && typeof step.money.high === "number";
}
/// Of 1,000 decisions.
function scaled(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : value * 1000;
}
function amountOf(value: number | null | undefined, currency: string | null): string {
  return value === null || value === undefined ? "" : money(value * 1000, currency);
}
function written(of: { value: string; range: string } | undefined): string {
  return of === undefined ? "" : of.range === "" ? of.value : `${of.value} (${of.range})`;
}
function tooltip(step: Step, currency: string | null): string {
  return words.curve.tooltip(thresholdText(step), written(moneyText(step.money, 1000, currency)), count(step.people.true_positive + step.people.false_positive), count(step.people.of));
}
