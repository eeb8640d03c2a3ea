import { Fragment, useEffect, useId, useState } from "react";

import type { DataColumn, DataPage } from "../../api/answers/insight";
import { amount, count, interval, percent } from "../../format";
import { Button } from "../../parts/button";
import { DataTable } from "../../parts/data_table";
import { Field, Select } from "../../parts/field";
import { IntervalBar } from "../../parts/interval_bar";
import { Section } from "../../parts/page";
import { Shares, SharesSpark } from "../../parts/shares";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { data as words } from "../../words/data";
import { insight } from "../../words/insight";
import "./data.css";

const metrics = ["drift", "js_distance", "psi", "hellinger_distance", "total_variation", "l_infinity", "chi_square"];
const number = { scale: "number" as const };

/// Every column beside the reference, the worst first; one opens to its picture.
export function Columns({ page, asked, choose, at_once }: { page: DataPage; asked: (name: string) => string; choose: (changes: Record<string, string>) => void; at_once: number }) {
  const { columns } = page;
  const to = Math.min(columns.offset + columns.items.length, columns.found);
  return (
    <Section title={words.columns} id="columns" lead={page.reference ? words.columnsLead(page.metric.id) : words.noReference}>
      <div className="controls">
        <Find value={asked("find")} onChange={(find) => choose({ find, offset: "" })} />
        <Select label={words.sort} value={asked("sort") || "worst"} onChange={(event) => choose({ sort: event.target.value, offset: "" })}>
          {Object.entries(words.sorts).map(([key, word]) => <option key={key} value={key}>{word}</option>)}
        </Select>
        <Select label={words.by} value={asked("metric") || "drift"} onChange={(event) => choose({ metric: event.target.value })}>
          {metrics.map((one) => <option key={one} value={one}>{one}</option>)}
        </Select>
      </div>
      {columns.items.length === 0 ? <p>{words.noneFound}</p> : <ColumnTable page={page} />}
      {columns.found > at_once && (
        <div className="controls controls-pages">
          <Button disabled={columns.offset === 0} onClick={() => choose({ offset: columns.offset > at_once ? String(columns.offset - at_once) : "" })}>{words.before}</Button>
          <span>{words.shown(count(columns.offset + 1), count(to), count(columns.found))}</span>
          <Button disabled={to >= columns.found} onClick={() => choose({ offset: String(columns.offset + at_once) })}>{words.after}</Button>
        </div>
      )}
    </Section>
  );
}

/// What is typed is asked for once the hand rests.
function Find({ value, onChange }: { value: string; onChange: (find: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = window.setTimeout(() => onChange(typed), 350);
    return () => window.clearTimeout(timer);
    // Only what is typed starts the wait.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed]);
  return <Field label={words.find} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />;
}

function ColumnTable({ page }: { page: DataPage }) {
  const [opened, setOpened] = useState<string>();
  const id = useId();
  return (
    <div className="table-place" role="region" aria-label={words.columns} tabIndex={0}>
      <table className="table columns-table">
        <caption className="unseen">{words.columns}</caption>
        <thead>
          <tr>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.promised}</th>
            <th scope="col" className="number">{words.driftOf}</th>
            <th scope="col">{words.spread}</th>
            <th scope="col" className="number">{words.missing}</th>
            <th scope="col" className="number">{words.invalid}</th>
            <th scope="col" className="number">{words.distinct}</th>
          </tr>
        </thead>
        <tbody>
          {page.columns.items.map((column, index) => {
            const open = opened === column.name;
            return (
              <Fragment key={column.name}>
                <tr>
                  <th scope="row">
                    <button type="button" className="column-name" aria-expanded={open} aria-controls={open ? `${id}-${index}` : undefined} aria-label={words.details(column.name)} onClick={() => setOpened(open ? undefined : column.name)}>
                      <span aria-hidden="true" className="column-sign">{open ? "−" : "+"}</span>
                      {column.name}
                    </button>
                    <span className="line-why">{[insight.types[column.type], column.role && (insight.roles[column.role] ?? column.role)].filter(Boolean).join(", ")}</span>
                  </th>
                  <td>{column.verdict ? <Verdict verdict={column.verdict} /> : <span className="quiet">{words.nothingPromised}</span>}</td>
                  <td className="number"><Drift column={column} /></td>
                  <td>{column.picture && <SharesSpark picture={column.picture} />}</td>
                  <td className="number">{share(column.current.missing, column.current.rows)}</td>
                  <td className="number">{column.quality ? share(column.quality.invalid, column.quality.rows) : ""}</td>
                  <td className="number">{column.current.distinct_exact ? count(column.current.distinct) : words.about(count(column.current.distinct))}</td>
                </tr>
                {open && (
                  <tr>
                    <td colSpan={7} id={`${id}-${index}`}><Details column={column} /></td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function share(part: number, all: number): string {
  return all === 0 ? "" : percent(part / all, part === 0 ? 0 : part / all < 0.001 ? 3 : 1);
}

function Drift({ column }: { column: DataColumn }) {
  const { drift } = column;
  if (drift.value === null) return <span className="quiet small column-why">{drift.detail ?? drift.why}</span>;
  return (
    <>
      <Value value={drift.value} interval={drift.interval} measure={{ ...number, decimals: 3 }} />
      {drift.unchanged !== null && <span className="line-why">{words.chance(amount(drift.unchanged, { ...number, decimals: 3 }))}</span>}
    </>
  );
}

interface Side {
  name: string;
  rows: number;
  missing: number;
  distinct: string;
  range: string;
  mean: string;
  deviation: string;
}

/// The whole column: its picture, both sides, what is invalid, what was promised of it.
function Details({ column }: { column: DataColumn }) {
  const sides = [side(insight.current, column.current), ...(column.reference ? [side(insight.reference, column.reference)] : [])];
  return (
    <div className="column-details">
      {column.picture ? <Shares picture={column.picture} title={column.name} /> : <p className="quiet">{words.noPicture} {column.drift.detail}</p>}
      <div className="column-facts">
        <DataTable
          caption={words.sides(column.name)}
          quiet
          rows={sides}
          keyOf={(row) => row.name}
          columns={[
            { key: "side", head: words.side, cell: (row) => row.name, names: true },
            { key: "rows", head: insight.rows, cell: (row) => count(row.rows), number: true },
            { key: "missing", head: words.missing, cell: (row) => share(row.missing, row.rows), number: true },
            { key: "distinct", head: words.distinct, cell: (row) => row.distinct, number: true },
            { key: "range", head: words.range, cell: (row) => row.range, number: true },
            { key: "mean", head: words.mean, cell: (row) => row.mean, number: true },
            { key: "deviation", head: words.deviation, cell: (row) => row.deviation, number: true },
          ]}
        />
        {column.picture && column.drift.detail && <p className="quiet">{words.cells(column.drift.detail)}</p>}
        {column.unseen && column.unseen.share > 0 && <p>{words.unseen(percent(column.unseen.share, 2), column.unseen.names)}</p>}
        {column.quality && column.quality.reasons.length > 0 && (
          <ul>
            {column.quality.reasons.map((reason) => <li key={reason.why}>{words.invalidRows(count(reason.rows), reason.why)}</li>)}
          </ul>
        )}
        {column.promises.length > 0 && (
          <ul className="plain column-promises">
            {column.promises.map((check) => (
              <li key={`${check.promise} ${check.category ?? ""} ${check.group ?? ""}`}>
                <Verdict verdict={check.verdict} />
                <span>{check.promise}: {check.metric}</span>
                <Value value={check.value} interval={check.interval} bound={check.bound} measure={{ scale: check.scale }} />
                <IntervalBar value={check.value} interval={check.interval} bound={check.bound} measure={{ scale: check.scale }} verdict={check.verdict} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function side(name: string, of: DataColumn["current"]): Side {
  const write = (value: number | null) => (value === null ? "" : amount(value, { scale: "number" }));
  return {
    name, rows: of.rows, missing: of.missing, distinct: of.distinct_exact ? count(of.distinct) : words.about(count(of.distinct)),
    range: of.min === null ? "" : interval({ low: of.min, high: of.max }, number), mean: write(of.mean), deviation: write(of.standard_deviation),
  };
}
