import type { EChartsCoreOption, ECharts } from "echarts/core";
import { useEffect, useRef, useState } from "react";

import { colour, useDark } from "../theme";
import { parts as words } from "../words/parts";
import { DataTable, type Column } from "./data_table";
import { Disclosure } from "./disclosure";

/// The colours of the style sheet, for what is drawn on a canvas.
export interface Palette {
  ink: string;
  soft: string;
  rule: string;
  paper: string;
  accent: string;
  band: string;
  kept: string;
  broken: string;
  unproven: string;
  series: string[];
}

/// A picture that says what it shows in a sentence, with its numbers in a table on request. ECharts is loaded with the first one.
///
/// `option` is called with the colours as they are, and again when they change; keep it stable (useCallback). `ready`, for what is to be
/// done with the chart itself, such as clicks. Text in tooltips is drawn, never parsed: a hostile name is a name.
export function Chart<Row>({ sentence, option, table, height = 300, ready }: {
  sentence: string;
  option: (palette: Palette) => EChartsCoreOption;
  table?: { caption: string; columns: Column<Row>[]; rows: Row[]; keyOf?: (row: Row, index: number) => string | number };
  height?: number;
  ready?: (chart: ECharts) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>();
  const [loaded, setLoaded] = useState(false);
  const dark = useDark();
  useEffect(() => {
    let gone = false;
    let sizes: ResizeObserver | undefined;
    void import("./echarts").then(({ init }) => {
      if (gone || !place.current) return;
      const made = init(place.current, undefined, { renderer: "canvas" });
      chart.current = made;
      sizes = new ResizeObserver(() => made.resize());
      sizes.observe(place.current);
      ready?.(made);
      setLoaded(true);
    });
    return () => {
      gone = true;
      sizes?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
    // The chart is made once; `ready` is for that moment.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    if (!loaded || !chart.current) return;
    const begin = performance.now(), drawn = chart.current;
    // How long it takes from numbers to picture, for whoever measures us (bench/web).
    const note = () => {
      drawn.off("finished", note);
      performance.measure("charter chart", { start: begin, end: performance.now() });
    };
    drawn.on("finished", note);
    drawn.setOption(dressed(option(palette()), palette()), { notMerge: true });
  }, [loaded, option, dark]);
  return (
    <figure className="chart">
      <figcaption>{sentence}</figcaption>
      <div ref={place} className="chart-canvas" style={{ blockSize: height }} aria-hidden="true" />
      {table && (
        <Disclosure summary={words.numbersBehind}>
          <DataTable caption={table.caption} columns={table.columns} rows={table.rows} keyOf={table.keyOf ?? ((_, index) => index)} quiet />
        </Disclosure>
      )}
    </figure>
  );
}

function palette(): Palette {
  return {
    ink: colour("--ink"), soft: colour("--ink-soft"), rule: colour("--rule"), paper: colour("--raised"), accent: colour("--accent"), band: colour("--band"),
    kept: colour("--kept"), broken: colour("--broken"), unproven: colour("--unproven"),
    series: [1, 2, 3, 4, 5, 6].map((i) => colour(`--series-${i}`)),
  };
}

/// What every chart has: our colours and type, no movement, tooltips that are drawn and not written as HTML.
function dressed(option: EChartsCoreOption, of: Palette): EChartsCoreOption {
  const tooltip = option.tooltip as Record<string, unknown> | undefined;
  return {
    animation: false,
    color: of.series,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: of.soft, fontSize: 13 },
    ...option,
    tooltip: tooltip && { confine: true, backgroundColor: of.paper, borderColor: of.rule, textStyle: { color: of.ink, fontSize: 13 }, ...tooltip, renderMode: "richText" },
  };
}
