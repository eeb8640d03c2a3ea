import { Link } from "react-router-dom";

import type { Verdict as Word } from "../../api/answers";
import type { Outcome, Phase, Role } from "../../api/answers/releases";
import { VerdictShape } from "../../parts/verdict";
import { versions as words } from "../../words/versions";

export const versionPath = (product: string, version: string): string => `/products/${encodeURIComponent(product)}/versions/${encodeURIComponent(version)}`;
export const releasePath = (product: string, release?: string): string => `/products/${encodeURIComponent(product)}/releases${release === undefined ? "" : `?release=${encodeURIComponent(release)}`}`;

/// Where the ledger says so.
export function EntryLink({ entry }: { entry: number }) {
  return <Link to={`/ledger?entry=${entry}`}>{words.entry(entry)}</Link>;
}

/// A digest that can be copied whole, shown by its beginning.
export function Digest({ digest, whole = false }: { digest: string; whole?: boolean }) {
  return <span className="digest" title={digest}>{whole ? digest : digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1…")}</span>;
}

const shapes: Record<Outcome, Word> = { pass: "kept", fail: "broken", inconclusive: "unproven", no_data: "unproven" };

/// What a release's comparison says of a metric, in the words of its role.
export function OutcomeWord({ role, outcome }: { role: Role; outcome: Outcome }) {
  return (
    <span className={`state-word verdict-${shapes[outcome]}`}>
      <VerdictShape verdict={shapes[outcome]} />
      {words.releases.outcome[role][outcome]}
    </span>
  );
}

const phases: Record<Phase, Word> = { running: "unproven", held: "unproven", finished: "kept", rolled_back: "broken" };

export function PhaseWord({ phase }: { phase: Phase }) {
  if (phase === "running" || phase === "held") return <span className="state-word">{words.phases[phase]}</span>;
  return (
    <span className={`state-word verdict-${phases[phase]}`}>
      <VerdictShape verdict={phases[phase]} />
      {words.phases[phase]}
    </span>
  );
}
