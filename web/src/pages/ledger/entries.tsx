import type { LedgerPage } from "../../api/answers/releases";
import { count, time } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Empty } from "../../parts/states";
import { ledger as words } from "../../words/ledger";

export type Line = LedgerPage["entries"][number];

/// Where entries have the words that somebody said.
const saying = ["reason", "comment", "error"];
export const saidIn = (line: Line): string | null | undefined => saying.map((name) => line.beside[name]).find((said) => said !== undefined);
export const whoIn = (line: Line): string => (line.beside.actor === undefined ? "" : line.beside.actor ?? words.erased);
export const productIn = (line: Line): string => (typeof line.entry.body.product === "string" ? line.entry.body.product : "");

export function Entries({ page, open, none }: { page: LedgerPage; open: (entry: number) => void; none: string }) {
  if (page.entries.length === 0) return <Empty title={none} />;
  const columns: Column<Line>[] = [
    { key: "entry", head: words.columns.entry, number: true, cell: (line) => <button type="button" className="entry-open" aria-label={words.open(line.entry.sequence)} onClick={() => open(line.entry.sequence)}>{count(line.entry.sequence)}</button> },
    { key: "time", head: words.columns.time, cell: (line) => time(line.entry.time) },
    { key: "kind", head: words.columns.kind, cell: (line) => words.kinds[line.entry.kind] ?? line.entry.kind },
    { key: "what", head: words.columns.what, names: true, cell: (line) => <What line={line} /> },
    { key: "who", head: words.columns.who, cell: whoIn },
  ];
  return <DataTable caption={words.table} columns={columns} rows={page.entries} keyOf={(line) => line.entry.sequence} />;
}

function What({ line }: { line: Line }) {
  const said = saidIn(line), product = productIn(line);
  return (
    <span className="entry-words">
      {product !== "" && <span className="quiet">{product}: </span>}
      {line.what}
      {said !== undefined && <span className="quiet"> “<bdi>{said ?? words.erased}</bdi>”</span>}
    </span>
  );
}
