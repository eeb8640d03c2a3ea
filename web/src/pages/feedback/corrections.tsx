import type { Corrected, CorrectedValue } from "../../api/answers/feedback";
import { count, interval, number, percent } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Notice, Section } from "../../parts/page";
import { Value } from "../../parts/value";
import { feedback as words } from "../../words/feedback";

const columns: Column<CorrectedValue>[] = [
  { key: "value", head: words.correctedColumns.value, cell: (one) => <span className="corrections-value" dir="auto">{band(one.value)}</span>, names: true },
  { key: "corrected", head: words.correctedColumns.corrected, cell: (one) => words.ofAll(count(one.corrected), count(one.predictions)), number: true },
  { key: "share", head: words.correctedColumns.share, cell: (one) => <Value value={one.share} interval={one.interval} measure={{ scale: "share" }} />, number: true },
  { key: "apart", head: words.correctedColumns.apart, cell: (one) => (one.apart ? <strong>{words.apart}</strong> : words.alike) },
];

/// A tenth of the score by both of its ends; other values as they are.
function band(value: string): string {
  return /^0\.\d$/.test(value) ? words.score(number(Number(value), 1), number(Number(value) + 0.1, 1)) : value;
}

/// Who is corrected, beside all.
export function Corrections({ corrected }: { corrected: Corrected }) {
  if (corrected.corrected === 0) return <Section title={words.corrections} id="corrections"><p className="quiet">{words.correctionsNone}</p></Section>;
  const { agreement } = corrected;
  return (
    <Section title={words.corrections} lead={words.correctionsLead(count(corrected.corrected), count(corrected.predictions), percent(corrected.of_all.share ?? 0))} id="corrections">
      <Notice>{corrected.count ? words.countText : words.apartText}</Notice>
      {corrected.with_outcome > 0 && <p>{words.agreement(count(corrected.agreeing), count(corrected.with_outcome), percent(agreement.share ?? 0), interval(agreement.interval, { scale: "share", decimals: 1 }))}</p>}
      <div className="corrections">
        {corrected.columns.map((one) => <DataTable key={one.column} caption={words.byValue(one.column)} columns={columns} rows={one.values} keyOf={(value) => value.value} />)}
      </div>
    </Section>
  );
}
