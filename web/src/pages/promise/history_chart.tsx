import type { ECharts } from "echarts/core";
import { useCallback, useMemo, useRef, useState } from "react";

import type { Verdict as Word } from "../../api/answers";
import type { BoundStep, HistoryColumns, RevisionBound } from "../../api/answers/history";
import type { PromiseResult } from "../../api/answers/scorecard";
import { useAnswer } from "../../api/use_answer";
import { amount, bound as boundText, count, decimalsFor, period, time, type Measure } from "../../format";
import { useLive } from "../../live";
import { Chart, type Palette } from "../../parts/chart";
import type { Column } from "../../parts/data_table";
import { Select } from "../../parts/field";
import { Section } from "../../parts/page";
import { Answered } from "../../parts/states";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { promise as words } from "../../words/promise";
import { bucketed, indicesOf } from "./buckets";
import { optionOf, seriesOf } from "./history_option";
import { useMarks, whenOf } from "./marks";
import { boundOf, stepsOf, type Step } from "./steps";

/// A promise over time: each window's value with its interval, against the bound, with what happened to the product on the time axis.
export function History({ product, promise, measure }: { product: string; promise: PromiseResult; measure: Measure }) {
  const history = useAnswer("/v1/products/{product}/promises/{promise}/history", { path: { product, promise: promise.id }, query: { format: "columns" } });
  useLive(product, (change) => {
    if (change.kind === "again" || (change as { promise?: string }).promise === promise.id) history.again();
  });
  return (
    <Section title={words.history.title} id="history">
      <Answered of={history} missing={() => <p className="quiet">{words.history.none}</p>}>
        {(found) => {
          const windows = found.windows as HistoryColumns;
          return windows.start.length === 0 ? <p className="quiet">{words.history.none}</p> : <Shown product={product} promise={promise} windows={windows} bounds={found.bounds} revisions={found.revisions} measure={measure} />;
        }}
      </Answered>
    </Section>
  );
}

interface Given {
  product: string;
  promise: PromiseResult;
  windows: HistoryColumns;
  bounds: BoundStep[];
  revisions: RevisionBound[];
  measure: Measure;
}

function Shown({ promise, windows, ...more }: Given) {
  const checks = useMemo(() => [...new Set(windows.check)], [windows]);
  const deciding = promise.live?.check ?? "";
  const [chosen, setChosen] = useState<string>();
  const check = chosen !== undefined && checks.includes(chosen) ? chosen : checks.includes(deciding) ? deciding : checks[0];
  return (
    <>
      {checks.length > 1 && (
        <Select label={words.history.check} value={check} onChange={(event) => setChosen(event.target.value)}>
          {checks.map((one) => <option key={one} value={one}>{one || words.history.whole}</option>)}
        </Select>
      )}
      <HistoryChart key={check} promise={promise} windows={windows} check={check} indices={indicesOf(windows, check)} {...more} />
    </>
  );
}

const zoom_from = 60;
const width_least = 320;

function HistoryChart({ product, promise, windows, check, indices, bounds, revisions, measure }: Given & { check: string; indices: number[] }) {
  const first = windows.start[indices[0]], ended = windows.end[indices[indices.length - 1]];
  const last = endOf(first, ended, revisions);
  const found = useMarks(product, revisions, measure);
  const key = JSON.stringify(found);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const marks = useMemo(() => found, [key]);
  const drawn = useMemo(() => marks.filter((mark) => mark.time !== null && mark.time >= first && mark.time <= last), [marks, first, last]);
  const steps = useMemo(() => stepsOf(bounds, check, last), [bounds, check, last]);
  const chart = useRef<ECharts>();
  const palette = useRef<Palette>();
  const fine = useMemo(() => ({ ...measure, decimals: decimalsFor(indices.slice(-200).map((i) => windows.value[i]), [promise.bound.low, promise.bound.high], measure) }), [measure, indices, windows, promise.bound]);
  const drawingOf = useCallback((from: number, until: number, columns: number) => ({ buckets: bucketed(windows, indices, from, until, columns), steps, measure: fine, marks: drawn }), [windows, indices, steps, fine, drawn]);
  const columns = () => Math.max(width_least, Math.floor((chart.current?.getWidth() ?? 800) / 2));
  const latest = useRef(drawingOf);
  latest.current = drawingOf;
  const option = useCallback((of: Palette) => {
    palette.current = of;
    return optionOf(drawingOf(first, last, columns()), of, first, last, indices.length > zoom_from);
  }, [drawingOf, first, last, indices.length]);
  const ready = useCallback((made: ECharts) => {
    chart.current = made;
    made.on("datazoom", () => {
      const zoom = (made.getOption() as { dataZoom: { startValue: number; endValue: number }[] }).dataZoom[0];
      // Those on both sides of what is looked at are drawn too, so that lines go on to the edge.
      const beside = (zoom.endValue - zoom.startValue) * 0.1;
      if (palette.current) made.setOption({ series: seriesOf(latest.current(zoom.startValue - beside, zoom.endValue + beside, columns()), palette.current) });
    });
  }, []);
  const each = Math.ceil(indices.length / columns());
  return (
    <>
      <Chart<number>
        sentence={`${saidOf(windows, indices, fine)} ${words.history.bound}${promisedOf(steps, fine)}${each > 1 ? ` ${words.history.drawn(count(each))}` : ""}`}
        option={option}
        ready={ready}
        height={380}
        table={{ caption: words.history.caption, columns: tableOf(windows, fine), rows: useMemo(() => [...indices].reverse(), [indices]), keyOf: (i) => i }}
      />
      {marks.length > 0 && (
        <>
          <h3 className="small">{words.history.marks.title}</h3>
          <ul className="plain small">{marks.map((mark, index) => <li key={index}>{mark.time === null ? whenOf(mark, first, last) : <time dateTime={new Date(mark.time).toISOString()}>{whenOf(mark, first, last)}</time>}: {mark.says}</li>)}</ul>
        </>
      )}
    </>
  );
}

/// A revision that came soon after the newest window is drawn too, so that one sees where the promise stands now.
const beyond_share_max = 0.25;
const beyond_share_more = 0.03;
function endOf(first: number, ended: number, revisions: RevisionBound[]): number {
  const span = ended - first;
  const came = revisions.filter((one) => one.at !== null).map((one) => Date.parse(one.at as string)).filter((at) => at <= ended + span * beyond_share_max);
  const newest = Math.max(ended - span, ...came);
  return newest > ended - span * beyond_share_more ? Math.max(ended, newest) + span * beyond_share_more : ended;
}

/// Where a revision changed it, what was promised when.
function promisedOf(steps: Step[], measure: Measure): string {
  const said = steps.filter((one) => one.low !== null || one.high !== null);
  if (said.length < 2) return "";
  const day = (moment: number) => time(new Date(moment).toISOString());
  return " " + said.map((one, i) => (i === 0 ? words.history.boundEver(boundText(boundOf(one), measure)) : words.history.boundFrom(day(one.start), boundText(boundOf(one), measure)))).join(" ");
}

/// What the picture shows, in words.
function saidOf(windows: HistoryColumns, indices: number[], measure: Measure): string {
  const counts: Record<Word, number> = { kept: 0, broken: 0, unproven: 0 };
  let low = Infinity, high = -Infinity, newest: number | null = null;
  for (const i of indices) {
    ++counts[windows.verdict[i]];
    const value = windows.value[i];
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    newest = value;
  }
  const day = (moment: number) => time(new Date(moment).toISOString());
  const said = words.history.says(count(indices.length), day(windows.start[indices[0]]), day(windows.end[indices[indices.length - 1]]), count(counts.kept), count(counts.broken), count(counts.unproven));
  return newest === null ? said : `${said} ${words.history.range(amount(low, measure), amount(high, measure), amount(newest, measure))}`;
}

function tableOf(windows: HistoryColumns, measure: Measure): Column<number>[] {
  const columns = words.history.columns, states = words.history.states;
  return [
    { key: "window", head: columns.window, names: true, cell: (i) => period({ start: new Date(windows.start[i]).toISOString(), end: new Date(windows.end[i]).toISOString() }), sort: (i) => windows.start[i] },
    { key: "verdict", head: columns.verdict, cell: (i) => <Verdict verdict={windows.verdict[i]} />, sort: (i) => windows.verdict[i] },
    { key: "value", head: columns.value, number: true, cell: (i) => <Value value={windows.value[i]} interval={{ low: windows.low[i], high: windows.high[i] }} measure={measure} />, sort: (i) => windows.value[i] },
    { key: "rows", head: columns.rows, number: true, cell: (i) => count(windows.n[i]), sort: (i) => windows.n[i] },
    { key: "state", head: columns.state, cell: (i) => (windows.estimated[i] ? states.estimated : windows.matured[i] ? states.matured : states.open) },
  ];
}
