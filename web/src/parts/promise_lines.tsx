import { Link } from "react-router-dom";

import type { PromiseLine } from "../api/answers/insight";
import { bound as boundText } from "../format";
import { insight as words } from "../words/insight";
import { DataTable, type Column } from "./data_table";
import "./insight.css";
import { IntervalBar } from "./interval_bar";
import { Value } from "./value";
import { Verdict } from "./verdict";

/// Promises one below the other, each leading to its page.
export function PromiseLines({ product, caption, lines, currency, quiet = false }: { product: string; caption: string; lines: PromiseLine[]; currency?: string | null; quiet?: boolean }) {
  const measure = (line: PromiseLine) => ({ scale: line.scale, currency, difference: line.scale === "share" && (line.compare !== null || (line.metric ?? "").endsWith("_difference")) });
  const columns: Column<PromiseLine>[] = [
    { key: "verdict", head: words.verdict, cell: (line) => <Verdict verdict={line.verdict} /> },
    {
      key: "promise",
      head: words.promise,
      names: true,
      cell: (line) => (
        <>
          <Link to={`/products/${encodeURIComponent(product)}/promises/${encodeURIComponent(line.id)}`}>{line.statement ?? line.id}</Link>
          {line.verdict !== "kept" && line.why && <span className="line-why">{line.why}</span>}
        </>
      ),
    },
    { key: "value", head: words.value, cell: (line) => <Value value={line.value} interval={line.interval} measure={measure(line)} bound={line.bound} />, number: true },
    { key: "bound", head: words.promised, cell: (line) => boundText(line.bound, measure(line)) },
    { key: "bar", head: words.picture, cell: (line) => <IntervalBar value={line.value} interval={line.interval} bound={line.bound} measure={measure(line)} verdict={line.verdict} /> },
    { key: "owner", head: words.owner, cell: (line) => line.owner ?? "" },
  ];
  return <div className="lines"><DataTable caption={caption} columns={columns} rows={lines} keyOf={(line) => line.id} quiet={quiet} /></div>;
}
