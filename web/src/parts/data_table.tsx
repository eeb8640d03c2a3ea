import { useMemo, useState, type ReactNode } from "react";

import { count } from "../format";
import { parts as words } from "../words/parts";

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /// Numbers stand at the end, with figures of one width.
  number?: boolean;
  /// Names the row; one column at most.
  names?: boolean;
  /// Makes the column sortable; what is absent comes last.
  sort?: (row: Row) => number | string | null | undefined;
}

const rows_at_once = 200;

/// A real table with a caption, scrolled by itself where it is wider than its place. Long ones are shown a piece at a time.
export function DataTable<Row>({ caption, columns, rows, keyOf, quiet = false }: { caption: string; columns: Column<Row>[]; rows: Row[]; keyOf: (row: Row, index: number) => string | number; quiet?: boolean }) {
  const [shown, setShown] = useState(rows_at_once);
  const [order, setOrder] = useState<{ key: string; down: boolean }>();
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.key === order?.key)?.sort;
    return by ? [...rows].sort((a, b) => compare(by(a), by(b), order?.down === true)) : rows;
  }, [rows, columns, order]);
  return (
    <div className="table-place" role="region" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className={quiet ? "unseen" : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.number ? "number" : undefined} aria-sort={order?.key === column.key ? (order.down ? "descending" : "ascending") : undefined}>
                {column.sort ? (
                  <button type="button" className="table-sort" title={words.sortBy(column.head)} onClick={() => setOrder((now) => ({ key: column.key, down: now?.key === column.key ? !now.down : Boolean(column.number) }))}>
                    {column.head}
                    <span aria-hidden="true">{order?.key === column.key ? (order.down ? " ↓" : " ↑") : ""}</span>
                  </button>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map((column) =>
                column.names ? (
                  <th key={column.key} scope="row">{column.cell(row)}</th>
                ) : (
                  <td key={column.key} className={column.number ? "number" : undefined}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <button type="button" className="button button-quiet" onClick={() => setShown((before) => before + 5 * rows_at_once)}>{words.showMore(count(shown), count(rows.length))}</button>
      )}
    </div>
  );
}

function compare(a: number | string | null | undefined, b: number | string | null | undefined, down: boolean): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return down ? -order : order;
}
