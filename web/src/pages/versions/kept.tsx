import { Link } from "react-router-dom";

import type { VersionPromise, VersionPromises } from "../../api/answers/releases";
import type { PromiseResult } from "../../api/answers/scorecard";
import { useAnswer } from "../../api/use_answer";
import { bound, count, interval, number, period, time, type Measure } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Disclosure } from "../../parts/disclosure";
import { Section } from "../../parts/page";
import { Answered } from "../../parts/states";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { versions as words } from "../../words/versions";
import { EntryLink } from "./pieces";

const of = words.promiseColumns;
const promisePath = (product: string, id: string) => `/products/${encodeURIComponent(product)}/promises/${encodeURIComponent(id)}`;

/// What a version keeps of what the charter promises, by its own predictions; below it what was recorded of it.
export function Kept({ product, version, recorded }: { product: string; version: string; recorded: VersionPromise[] }) {
  const asked = useAnswer("/v1/products/{product}/versions/{version}/promises", { path: { product, version }, query: { format: "json" } });
  return (
    <Section title={words.promises}>
      <Answered of={asked}>{(measured) => <Measured product={product} measured={measured} />}</Answered>
      {recorded.length > 0 && (
        <Disclosure summary={words.recorded}>
          <DataTable caption={words.recordedLead} columns={recordedColumns(product)} rows={recorded} keyOf={(row) => row.promise} />
        </Disclosure>
      )}
    </Section>
  );
}

function Measured({ product, measured }: { product: string; measured: VersionPromises }) {
  if (measured.why_none !== null) return <p className="quiet">{measured.why_none}</p>;
  if (measured.promises.length === 0) return <p className="quiet">{words.promisesNone}</p>;
  return <DataTable caption={words.promisesLead(count(measured.rows), time(measured.as_of))} columns={measuredColumns(product, measured.currency)} rows={measured.promises} keyOf={(row) => row.id} />;
}

function measuredColumns(product: string, currency: string | null): Column<PromiseResult>[] {
  const measure = (row: PromiseResult): Measure => ({ scale: row.scale, currency, difference: row.compare === "difference" });
  return [
    { key: "promise", head: of.promise, names: true, cell: (row) => <><Link to={promisePath(product, row.id)}>{row.id}</Link>{row.statement && <div className="quiet small">{row.statement}</div>}</>, sort: (row) => row.id },
    { key: "verdict", head: of.verdict, cell: (row) => <Verdict verdict={row.verdict} />, sort: (row) => row.verdict },
    { key: "value", head: of.value, number: true, cell: (row) => <Value value={row.value} interval={row.interval} bound={row.bound} measure={measure(row)} /> },
    { key: "bound", head: of.bound, cell: (row) => <>{bound(row.bound, measure(row))}{row.value === null && <div className="quiet small gate-found">{row.sentence}</div>}</> },
    { key: "rows", head: of.rows, number: true, cell: (row) => count(row.n), sort: (row) => row.n },
    { key: "window", head: of.window, cell: (row) => row.window && period(row.window) },
  ];
}

/// The ledger keeps numbers without their unit; four digits of each say enough here.
const plainNumber = (value: number): string => number(value, value !== 0 && Math.abs(value) < 1000 ? Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.abs(value))))) : 0);

function recordedColumns(product: string): Column<VersionPromise>[] {
  const range = (row: VersionPromise) => (typeof row.interval?.low === "number" && typeof row.interval.high === "number" ? words.range(plainNumber(row.interval.low), plainNumber(row.interval.high)) : interval(row.interval, { scale: null }));
  return [
    { key: "promise", head: of.promise, names: true, cell: (row) => <Link to={promisePath(product, row.promise)}>{row.promise}</Link> },
    { key: "verdict", head: of.verdict, cell: (row) => row.verdict && <Verdict verdict={row.verdict} /> },
    { key: "value", head: of.value, number: true, cell: (row) => row.value !== null && <>{plainNumber(row.value)} {row.interval && <span className="quiet">({range(row)})</span>}</> },
    { key: "bound", head: of.bound, cell: (row) => row.bound?.text },
    { key: "rows", head: of.rows, number: true, cell: (row) => row.n !== null && count(row.n) },
    { key: "entry", head: of.entry, cell: (row) => <EntryLink entry={row.entry} /> },
  ];
}
