import { useState } from "react";

import type { SideChanges, Sides as SidesRow } from "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { amount, count, decimalsFor, interval, number, percent } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Disclosure } from "../../parts/disclosure";
import { Select } from "../../parts/field";
import { Section } from "../../parts/page";
import { Answered } from "../../parts/states";
import { versions as words } from "../../words/versions";

/// Who newly gets a yes from this version and who loses it, over the rows that both have scored.
export function Sides({ product, version, others }: { product: string; version: string; others: string[] }) {
  const [from, setFrom] = useState(others[0] ?? "");
  const asked = useAnswer("/v1/products/{product}/versions/{version}/changes", from === "" ? undefined : { path: { product, version }, query: { from, format: "json" } });
  return (
    <Section title={words.sides} lead={words.sidesLead}>
      {others.length === 0 ? (
        <p className="quiet">{words.sidesNone}</p>
      ) : (
        <>
          <div className="columns">
            <Select label={words.sidesWith} value={from} onChange={(event) => setFrom(event.target.value)}>
              {others.map((other) => <option key={other} value={other}>{words.sidesBefore(other)}</option>)}
            </Select>
          </div>
          <Answered of={asked}>{(answer) => <Changes of={answer} />}</Answered>
        </>
      )}
    </Section>
  );
}

function Changes({ of }: { of: SideChanges }) {
  if (of.why_none !== null || of.changes === null) return <p className="quiet">{of.why_none}</p>;
  if (of.changes.identical) return <p>{words.sidesIdentical}</p>;
  const all = of.changes.sides.find((one) => one.by === undefined);
  if (all === undefined) return null;
  const [both, gets, loses, neither] = [all.of_1000.both, all.of_1000.newly_get, all.of_1000.lose, all.of_1000.neither];
  const parts: [string, string, number][] = [["both", words.sidesColumns.both, both], ["gets", words.sidesColumns.gets, gets], ["loses", words.sidesColumns.loses, loses], ["neither", words.sidesColumns.neither, neither]];
  return (
    <>
      <p className="lead">{words.sidesSentence(gets, loses, of.before)}</p>
      <WorthMore of={of} />
      <div className="thousand" aria-hidden="true">
        {parts.map(([name, , share]) => <span key={name} className={`thousand-${name}`} style={{ flexGrow: share }} />)}
      </div>
      <ul className="legend">
        {parts.map(([name, label, share]) => (
          <li key={name}><i className={`thousand-${name}`} aria-hidden="true" />{label}: {count(share)}</li>
        ))}
      </ul>
      <p className="quiet small">{words.sidesPairs(count(of.pairs), of.joined_by ?? "")}</p>
      <DataTable caption={words.sidesTable} columns={sideColumns} rows={of.changes.sides} keyOf={(row) => `${row.by ?? ""} ${row.group ?? ""}`} />
      {of.changes.moved.length > 0 && (
        <Disclosure summary={words.sidesMoved}>
          <DataTable caption={words.sidesMoved} quiet columns={movedColumns} rows={of.changes.moved} keyOf={(row) => row.id} />
        </Disclosure>
      )}
    </>
  );
}

/// What it is worth in money, on the same rows.
function WorthMore({ of }: { of: SideChanges }) {
  const { money } = of;
  if (money === null || money.value === null) return <p className="quiet small">{money?.why ?? of.no_money}</p>;
  const measure = { scale: "money" as const, currency: of.currency, decimals: decimalsFor([money.value, money.low, money.high], [0], { scale: "money", currency: of.currency }) };
  const more = money.value > 0 ? "+" : "";
  const range = money.low === null && money.high === null ? "" : interval({ low: money.low, high: money.high }, measure);
  const open = money.low !== null && money.high !== null && money.low <= 0 && money.high >= 0;
  return (
    <p>
      {words.sidesMoney(`${more}${amount(money.value, measure)}`, range, of.before, count(money.rows))} {open && words.sidesMoneyOpen}
    </p>
  );
}

const share = (of: SidesRow["newly_get"]) => (
  of.value === null ? null : <>{percent(of.value)}{of.interval && <span className="quiet"> ({words.range(percent(of.interval[0]), percent(of.interval[1]))})</span>}</>
);
const known = (of: { rows: number; of: number }) => (of.of > 0 ? words.sidesOf(count(of.rows), count(of.of)) : "");

const sideColumns: Column<SidesRow>[] = [
  { key: "group", head: words.sidesColumns.group, names: true, cell: (row) => (row.by === undefined ? words.sidesAll : words.sidesGroup(row.by, row.group ?? "")) },
  { key: "rows", head: words.sidesColumns.rows, number: true, cell: (row) => count(row.rows) },
  { key: "gets", head: words.sidesColumns.gets, number: true, cell: (row) => (row.too_few ? <span className="quiet">{words.sidesFew}</span> : share(row.newly_get)) },
  { key: "right", head: words.sidesColumns.rightlyGets, number: true, cell: (row) => (row.too_few ? "" : known(row.newly_get_rightly)) },
  { key: "loses", head: words.sidesColumns.loses, number: true, cell: (row) => (row.too_few ? "" : share(row.lose)) },
  { key: "lost", head: words.sidesColumns.rightlyLoses, number: true, cell: (row) => (row.too_few ? "" : known(row.lose_rightly)) },
];

type Moved = NonNullable<SideChanges["changes"]>["moved"][number];
const movedColumns: Column<Moved>[] = [
  { key: "id", head: words.movedColumns.id, names: true, cell: (row) => row.id },
  { key: "before", head: words.movedColumns.before, number: true, cell: (row) => number(row.before, 3) },
  { key: "after", head: words.movedColumns.after, number: true, cell: (row) => number(row.after, 3) },
  { key: "happened", head: words.movedColumns.happened, cell: (row) => (row.happened === null ? words.happenedWords.unknown : row.happened ? words.happenedWords.yes : words.happenedWords.no) },
];
