import type { Looks } from "../../api/answers/releases";
import { percent } from "../../format";
import { DataTable } from "../../parts/data_table";
import { versions as words } from "../../words/versions";

const of = words.releases;

/// How the chance of being wrong is shared out.
export function Budget({ plan }: { plan: Looks["plan_now"] }) {
  const { error, metrics } = plan;
  const rows: [string, number][] = [
    [of.budgetRows.all, error.all],
    [of.budgetRows.attempt(error.attempt), error.of_this_candidate],
    [of.budgetRows.pass, error.pass],
    [of.budgetRows.sizes, error.sizes],
    ...metrics.map((metric): [string, number] => [of.budgetRows.metric(metric.id), metric.may_fail_wrongly]),
  ];
  return (
    <DataTable
      caption={of.budget}
      quiet
      rows={rows}
      keyOf={(row) => row[0]}
      columns={[
        { key: "what", head: of.budgetColumns.what, names: true, cell: (row) => row[0] },
        { key: "chance", head: of.budgetColumns.chance, number: true, cell: (row) => percent(row[1], 3) },
      ]}
    />
  );
}
