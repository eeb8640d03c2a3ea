import type { ReactNode } from "react";

import type { Bound, Interval, Scale } from "../api/answers";
import { amount, count, decimalsFor, interval as written, type Measure } from "../format";
import { insight as words } from "../words/insight";
import { DataTable, type Column } from "./data_table";
import "./insight.css";

export interface GroupRow {
  name: string;
  rows: number;
  units?: number | null;
  value: number | null;
  interval: Interval | null;
  /// Why the number proves nothing; null: it does.
  why: string | null;
  after?: ReactNode;
}

/// Groups one below the other on one axis: a value with its interval, how much it rests on, and what is too small to say anything.
export function GroupBars({ caption, rows, scale, currency, bound, overall, last }: {
  caption: string;
  rows: GroupRow[];
  scale: Scale | null;
  currency?: string | null;
  bound?: Bound | null;
  /// The same of all rows together.
  overall?: number | null;
  /// A column of the caller's, at the end.
  last?: { head: string };
}) {
  const limits = [bound?.low, bound?.high].filter(isNumber);
  const measure: Measure = { scale, currency };
  const fine = { ...measure, decimals: decimalsFor(rows.flatMap((row) => [row.value, row.interval?.low, row.interval?.high]), limits, measure) };
  const axis = axisOf(rows, [...limits, ...(isNumber(overall) ? [overall] : [])], scale === "share");
  const columns: Column<GroupRow>[] = [
    { key: "name", head: words.group, cell: (row) => row.name, names: true, sort: (row) => row.name },
    { key: "rows", head: words.rows, cell: (row) => count(row.rows), number: true, sort: (row) => row.rows },
    ...(rows.some((row) => row.units) ? [{ key: "units", head: words.units, cell: (row: GroupRow) => (row.units ? count(row.units) : ""), number: true, sort: (row: GroupRow) => row.units }] : []),
    { key: "value", head: words.value, cell: (row) => (row.value === null ? "" : amount(row.value, fine)), number: true, sort: (row) => row.value },
    { key: "interval", head: words.interval, cell: (row) => <span className="quiet">{written(row.interval, fine)}</span>, number: true },
    { key: "bar", head: words.picture, cell: (row) => <Bar row={row} measure={fine} axis={axis} limits={limits} overall={overall ?? null} /> },
    ...(last ? [{ key: "last", head: last.head, cell: (row: GroupRow) => row.after }] : []),
  ];
  return <DataTable caption={caption} columns={columns} rows={rows} keyOf={(row) => row.name} />;
}

function Bar({ row, measure, axis, limits, overall }: { row: GroupRow; measure: Measure; axis: (value: number) => number; limits: number[]; overall: number | null }) {
  if (row.value === null) return <span className="quiet small">{words.unprovenWhy(row.why ?? "")}</span>;
  const said = words.bar(row.name, amount(row.value, measure), written(row.interval, measure));
  const place = (value: number) => `${(axis(value) * 100).toFixed(2)}%`;
  const from = row.interval === null ? undefined : row.interval.low === null ? 0 : axis(row.interval.low);
  const to = row.interval === null ? undefined : row.interval.high === null ? 1 : axis(row.interval.high);
  return (
    <>
      <svg className={`group-bar${row.why === null ? "" : " group-bar-unproven"}`} role="img" aria-label={said} width="100%" height="24" direction="ltr">
        <title>{said}</title>
        <line x1="0%" x2="100%" y1="12" y2="12" className="bar-axis" />
        {overall !== null && <line x1={place(overall)} x2={place(overall)} y1="0" y2="24" className="group-overall" />}
        {limits.map((limit) => (
          <line key={limit} x1={place(limit)} x2={place(limit)} y1="1" y2="23" className="bar-bound" />
        ))}
        {from !== undefined && to !== undefined && <rect x={`${from * 100}%`} width={`${Math.max(to - from, 0.004) * 100}%`} y="8.5" height="7" rx="3.5" className="group-interval" />}
        <circle cx={place(row.value)} cy="12" r="5" className="group-value" />
      </svg>
      {row.why !== null && <span className="quiet small">{words.unprovenWhy(row.why)}</span>}
    </>
  );
}

function isNumber(one: number | null | undefined): one is number {
  return typeof one === "number" && Number.isFinite(one);
}

/// One axis for all, with some room; a share's never leaves 0 to 1.
function axisOf(rows: GroupRow[], more: number[], share: boolean): (value: number) => number {
  const drawn = [...rows.flatMap((row) => [row.value, row.interval?.low, row.interval?.high]), ...more].filter(isNumber);
  let low = Math.min(...drawn, Number.POSITIVE_INFINITY), high = Math.max(...drawn, Number.NEGATIVE_INFINITY);
  if (drawn.length === 0) return () => 0;
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  const [least, most] = [low, high];
  low -= room;
  high += room;
  if (share && least >= 0) low = Math.max(low, 0);
  if (share && most <= 1) high = Math.min(high, 1);
  return (value) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}
