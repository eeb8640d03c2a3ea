import type { DataPage } from "../../api/answers/insight";
import { percent } from "../../format";
import { DataTable } from "../../parts/data_table";
import { IntervalBar } from "../../parts/interval_bar";
import { Section } from "../../parts/page";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { data as words } from "../../words/data";
import { insight } from "../../words/insight";

const share = { scale: "share" as const };

/// Whether the people in the data are those that the product is for.
export function Populations({ page }: { page: DataPage }) {
  return (
    <Section title={words.populations} lead={words.populationsLead} id="populations">
      {page.populations.map((population) => (
        <DataTable
          key={population.column}
          caption={words.populationOf(population.column)}
          rows={population.categories}
          keyOf={(category) => category.name}
          columns={[
            { key: "name", head: words.category, cell: (category) => category.name, names: true },
            { key: "declared", head: words.declared, cell: (category) => percent(category.declared, 1), number: true, sort: (category) => category.declared },
            { key: "found", head: words.found, cell: (category) => <Value value={category.promise?.value} interval={category.promise?.interval} measure={share} bound={category.promise?.bound} />, number: true },
            { key: "bar", head: insight.picture, cell: (category) => category.promise && <IntervalBar value={category.promise.value} interval={category.promise.interval} bound={category.promise.bound} measure={share} verdict={category.promise.verdict} /> },
            { key: "verdict", head: insight.verdict, cell: (category) => category.promise && <Verdict verdict={category.promise.verdict} /> },
          ]}
        />
      ))}
    </Section>
  );
}
