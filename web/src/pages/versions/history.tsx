import type { Release, ReleaseStep } from "../../api/answers/releases";
import { percent, time } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Section } from "../../parts/page";
import { versions as words } from "../../words/versions";
import { EntryLink, PhaseWord } from "./pieces";

const of = words.releases;

const columns: Column<ReleaseStep>[] = [
  { key: "time", head: of.historyColumns.time, names: true, cell: (step) => time(step.time), sort: (step) => step.entry },
  { key: "step", head: of.historyColumns.step, cell: (step) => step.step },
  { key: "share", head: of.historyColumns.share, number: true, cell: (step) => percent(step.share, step.share < 0.01 && step.share > 0 ? 2 : 0) },
  { key: "what", head: of.historyColumns.what, cell: (step) => <PhaseWord phase={step.phase} /> },
  { key: "why", head: of.historyColumns.why, cell: (step) => <Why step={step} /> },
  { key: "entry", head: of.historyColumns.entry, cell: (step) => <EntryLink entry={step.entry} /> },
];

/// Every step with its reason, the newest first.
export function History({ release }: { release: Release }) {
  return (
    <Section title={of.history}>
      <DataTable caption={of.history} quiet columns={columns} rows={[...release.steps].reverse()} keyOf={(step) => step.entry} />
    </Section>
  );
}

function Why({ step }: { step: ReleaseStep }) {
  const reason = step.why !== "" ? step.why : step.decision?.reason;
  return (
    <span className="gate-found">
      {reason}
      {step.who && <span className="quiet step-person">{of.byPerson(step.who, step.words ?? "")}</span>}
    </span>
  );
}
