import type { Registered, Run } from "../../api/answers/releases";
import { time } from "../../format";
import { DataTable } from "../../parts/data_table";
import { Section } from "../../parts/page";
import { versions as words } from "../../words/versions";

/// What the registry and the run say, as they were logged.
export function RunFacts({ registered, run }: { registered: Registered; run: Run | null }) {
  const of = words.facts;
  const facts: [string, string | null][] = [
    [of.model, registered.model], [of.registered, time(registered.created)], [of.description, registered.description], [of.source, registered.source], [of.run, run?.name ?? registered.run], [of.by, run?.user ?? registered.author],
    [of.status, run?.status ?? null], [of.started, time(run?.started)], [of.ended, time(run?.ended)],
  ];
  return (
    <Section title={words.run}>
      <dl className="facts">
        {facts.filter(([, value]) => value).map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd><bdi>{value}</bdi></dd>
          </div>
        ))}
      </dl>
      {run === null && <p className="quiet">{words.runNone}</p>}
      {run && (
        <div className="columns section">
          {run.params.length > 0 && <DataTable caption={words.params} columns={[{ key: "key", head: words.param.key, names: true, cell: (row) => row.key }, { key: "value", head: words.param.value, cell: (row) => row.value }]} rows={run.params} keyOf={(row) => row.key} />}
          {run.metrics.length > 0 && <DataTable caption={words.metrics} columns={[{ key: "key", head: words.param.key, names: true, cell: (row) => row.key }, { key: "value", head: words.param.value, number: true, cell: (row) => row.text }]} rows={run.metrics} keyOf={(row) => row.key} />}
        </div>
      )}
    </Section>
  );
}
