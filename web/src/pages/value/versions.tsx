import { Link } from "react-router-dom";

import type { WorthAnswer } from "../../api/answers/worth";
import { count, exact, time } from "../../format";
import { DataTable } from "../../parts/data_table";
import { Section } from "../../parts/page";
import { value as words } from "../../words/value";
import { moneyText } from "./slider";

/// What the decisions of each version are worth, each by itself.
export function Versions({ of }: { of: WorthAnswer }) {
  const rows = of.versions ?? [];
  if (of.version !== null) return null;
  const money = (value: Parameters<typeof moneyText>[0]) => {
    const text = moneyText(value, 1000, of.currency);
    return text === undefined ? "" : <>{text.value}{text.range !== "" && <span className="quiet"> ({text.range})</span>}</>;
  };
  return (
    <Section title={words.versions.title} lead={rows.length > 1 ? words.versions.lead : undefined}>
      {rows.length === 0 ? <p className="quiet">{words.versions.none}</p> : (
        <>
          {rows.length === 1 && <p className="quiet">{words.versions.one}</p>}
          <DataTable
            caption={words.versions.caption}
            quiet
            keyOf={(row) => row.version}
            rows={rows}
            columns={[
              { key: "version", head: words.versions.head.version, names: true, cell: (row) => <Link to={`/products/${encodeURIComponent(of.product)}/versions/${encodeURIComponent(row.version)}`}>{row.version}</Link> },
              { key: "decided", head: words.versions.head.decided, number: true, cell: (row) => count(row.worth?.decided ?? row.rows) },
              { key: "first", head: words.versions.head.first, cell: (row) => time(row.first) },
              { key: "last", head: words.versions.head.last, cell: (row) => time(row.last) },
              { key: "worth", head: words.versions.head.worth, number: true, cell: (row) => (row.worth ? money(row.worth.value_per_decision) : words.versions.why(row.why ?? "")) },
              { key: "best", head: words.versions.head.best, number: true, cell: (row) => (row.worth ? (row.worth.best_threshold.value === null ? words.slider.nobody : exact(row.worth.best_threshold.value, { scale: "number" })) : "") },
              { key: "gain", head: words.versions.head.gain, number: true, cell: (row) => (row.worth ? money(row.worth.gain.per_decision) : "") },
            ]}
          />
        </>
      )}
    </Section>
  );
}
