import { useCallback } from "react";

import type { FeedbackMeasure, FeedbackSummary } from "../../api/answers/feedback";
import { count, time } from "../../format";
import { Chart, type Palette } from "../../parts/chart";
import { DataTable, type Column } from "../../parts/data_table";
import { Value } from "../../parts/value";
import { feedback as words } from "../../words/feedback";

const columns: Column<FeedbackMeasure>[] = [
  { key: "name", head: words.measure, cell: (one) => <span className="measure-name" title={one.summary}>{words.names[one.column] ?? one.id}</span>, names: true },
  { key: "value", head: words.value, cell: (one) => <Value value={one.value} interval={one.interval} measure={{ scale: one.scale }} />, number: true },
  { key: "n", head: words.rests, cell: (one) => words.of[one.of](count(one.n)), number: true },
  { key: "note", head: words.note, cell: (one) => <span className="quiet">{one.n === 0 ? words.nobody : [one.value === null ? one.why : null, one.detail].filter(Boolean).join("; ")}</span> },
];

export function Measures({ caption, measures }: { caption: string; measures: FeedbackMeasure[] }) {
  return <DataTable caption={caption} columns={columns} rows={measures} keyOf={(one) => one.column} quiet />;
}

type Week = FeedbackSummary["weeks"][number];
const rest = (week: Week) => week.answers - week.up - week.down;

export function Weeks({ weeks }: { weeks: Week[] }) {
  const most = weeks.reduce((before, week) => (week.answers > before.answers ? week : before));
  const option = useCallback((palette: Palette) => {
    const series = (name: string, color: string, value: (week: Week) => number) => ({ name, type: "bar", stack: "answers", data: weeks.map(value), itemStyle: { color }, barMaxWidth: 32 });
    return {
      grid: { left: 44, right: 12, top: 56, bottom: 28 },
      legend: { top: 0, left: 0, textStyle: { color: palette.soft } },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: weeks.map((week) => time(week.start)), axisLine: { lineStyle: { color: palette.rule } }, axisLabel: { color: palette.soft } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: palette.rule } }, axisLabel: { color: palette.soft } },
      series: [series(words.up, palette.kept, (week) => week.up), series(words.down, palette.broken, (week) => week.down), series(words.others, palette.soft, rest)],
    };
  }, [weeks]);
  const table: Column<Week>[] = [
    { key: "week", head: words.week, cell: (week) => time(week.start), names: true },
    { key: "answers", head: words.answers, cell: (week) => count(week.answers), number: true },
    { key: "up", head: words.up, cell: (week) => count(week.up), number: true },
    { key: "down", head: words.down, cell: (week) => count(week.down), number: true },
  ];
  return <Chart sentence={words.weeks(weeks.length, count(most.answers), time(most.start))} option={option} height={260} table={{ caption: words.answers, columns: table, rows: weeks, keyOf: (week) => week.start }} />;
}
