import type { Bound, Interval, Verdict } from "../answers";
import type { PromiseResult } from "./scorecard";

/// Versions, gates, releases and the ledger, as the server tells of them.

export interface Registered {
  model: string;
  version: string;
  created: string;
  updated: string;
  description: string | null;
  source: string | null;
  run: string | null;
  author: string | null;
  stage: string;
  aliases: string[];
  tags: { key: string; value: string }[];
  digests: { artifact: string | null; data: string | null; code: string | null; charter: string | null };
}
export interface SeenVersion {
  rows: number;
  first: string | null;
  last: string | null;
}
export type Phase = "running" | "held" | "finished" | "rolled_back";

export interface ListedVersion {
  version: string;
  served: boolean;
  since: string | null;
  registered: Registered | null;
  seen: SeenVersion | null;
  verdicts: Record<Verdict, number>;
  /// Null: it is one of the older ones, whose gates are judged when somebody looks at it.
  gates: { gate: string; title: string; verdict: Verdict; opens: boolean; overridden: boolean }[] | null;
  release: { release: string; phase: Phase; step: string; share: number; begun: string; newest: string } | null;
}
export interface VersionList {
  product: string;
  model: { registered_model: string; aliases: Record<string, string>; stages: Record<string, string>; semantic: boolean } | null;
  served: string | null;
  why_none_seen: string | null;
  versions: ListedVersion[];
}

/// An entry of the ledger about it: who, when, and what they said.
export interface Told {
  entry: number;
  time: string;
  kind: string;
  what: string;
  by: string | null;
  who: string | null;
  words: string | null;
}
/// `stands`: about exactly what is before the gate now.
export interface Said extends Told {
  subject: string | null;
  stands: boolean;
}
export interface GateLine {
  kind: "promise" | "approval" | "review" | "budget" | "version";
  id: string;
  on: string | null;
  verdict: Verdict;
  sentence: string;
  value?: number | null;
  interval?: Interval | null;
  n?: number;
}
export interface GateStory {
  gate: string;
  title: string;
  version: string;
  charter: string;
  subject: string | null;
  as_of: string;
  verdict: Verdict;
  opens: boolean;
  override: { entry: number; until: string } | null;
  lines: GateLine[];
  evidence: (Told & { data: string | null; artifact: string | null; charter: string | null; of_this_charter: boolean; rows: number | null })[];
  requests: (Said & { due: string | null })[];
  approvals: (Said & { role: string; outcome: "given" | "refused" })[];
  comments: Said[];
  overrides: (Told & { until: string | null; verdict: string; holds: boolean })[];
  may: { ask: boolean; comment: boolean; override: boolean; approve: string[]; why_not_approve: string | null };
}
export type NodeKind = "version" | "artifact" | "run" | "code" | "data" | "charter" | "retraining" | "from";
export interface Lineage {
  nodes: { id: string; kind: NodeKind; name: string; digest: string | null; entry: number | null }[];
  edges: { from: string; to: string }[];
}
export interface Run {
  id: string;
  name: string;
  user: string | null;
  status: string;
  started: string | null;
  ended: string | null;
  params: { key: string; value: string }[];
  metrics: { key: string; value: number | null; text: string; step: number; at: string | null }[];
  inputs: { name: string; digest: string | null; source: string | null }[];
}
export interface VersionPromise {
  promise: string;
  entry: number;
  time: string;
  verdict: Verdict | null;
  metric: string | null;
  value: number | null;
  interval: Interval | null;
  n: number | null;
  units: number | null;
  method: string | null;
  bound: Bound | null;
  window: { start: string; end: string } | null;
  as_of: string | null;
  reason: string | null;
}
export interface VersionDetail {
  product: string;
  version: string;
  served: boolean;
  others: string[];
  registered: Registered | null;
  run: Run | null;
  lineage: Lineage;
  seen: SeenVersion | null;
  promises: VersionPromise[];
  gates: GateStory[];
  releases: Release[];
  retrainings: Told[];
  moves: Told[];
}

/// Every promise, measured on the predictions of one version alone.
export interface VersionPromises {
  product: string;
  version: string;
  why_none: string | null;
  currency: string | null;
  rows: number;
  from: string | null;
  as_of: string | null;
  promises: PromiseResult[];
}

export interface ReleaseStep {
  entry: number;
  time: string;
  index: number;
  step: string;
  phase: Phase;
  why: string;
  share: number;
  by?: string | null;
  who?: string | null;
  words?: string | null;
  decision?: Decision | null;
}
export type Outcome = "pass" | "fail" | "inconclusive" | "no_data";
export interface Decision {
  move: string;
  verdict: Outcome;
  reason: string;
  step: number;
  candidate: number;
  control: number;
  mismatch_evidence: number;
  metrics: { id: string; role: Role; verdict: Outcome; candidate?: number; control?: number; difference?: number; low?: number; high?: number; units: number; unknown: number; left_out: number; reason?: string; more?: number }[];
  more?: number;
  reachable?: boolean;
}
export type Role = "goal" | "guardrail" | "signal";
export interface Release {
  release: string;
  product: string;
  version: string;
  current: string;
  plan: string;
  phase: Phase;
  attempt: number;
  steps: ReleaseStep[];
  decision?: Decision;
}
export interface PlanStep {
  kind: string;
  share: number;
  at_least: number;
  stay_at_least: string;
  stay_at_most: string;
  pass: string;
  fail: string;
  inconclusive: string;
  no_data: string;
}
export interface PlanMetric {
  id: string;
  role: Role;
  kind: "mean" | "ratio" | "rate";
  column: string;
  per: string | null;
  earlier: string | null;
  better: "higher" | "lower";
  margin: number;
  relative: boolean;
  weight: number;
  bound: number;
  may_fail_wrongly: number;
  may_pass_wrongly: number | null;
}
export interface Looks extends Release {
  plan_now: {
    id: string;
    unit: string;
    level: number;
    holdout: number;
    fresh_within: string;
    mismatch: string;
    steps: PlanStep[];
    metrics: PlanMetric[];
    error: { all: number; of_this_candidate: number; attempt: number; pass: number; sizes: number; metrics: number };
  };
  mismatch_bound: number;
  looks: {
    time: number[];
    candidate: number[];
    control: number[];
    mismatch: number[];
    metrics: Record<string, { difference: (number | null)[]; low: (number | null)[]; high: (number | null)[]; units: number[]; verdict: Outcome[] }>;
  };
}

/// Who changes sides between two versions, as `charter compare` says it.
export interface Estimate {
  value: number | null;
  interval: [number, number] | null;
  reason?: string;
  rows: number;
}
export interface Sides {
  by?: string;
  group?: string;
  rows: number;
  too_few: boolean;
  of_1000: { both: number; newly_get: number; lose: number; neither: number };
  newly_get: Estimate;
  newly_get_rightly: { rows: number; of: number };
  lose: Estimate;
  lose_rightly: { rows: number; of: number };
}
export interface SideChanges {
  product: string;
  before: string;
  after: string;
  /// Why nothing can be said; null: something can.
  why_none: string | null;
  pairs: number;
  joined_by: string | null;
  level: number;
  changes: { before: string; after: string; identical: boolean; sides: Sides[]; moved: { id: string; before: number; after: number; happened: boolean | null }[] } | null;
}

export interface LedgerEntry {
  sequence: number;
  previous: string;
  time: string;
  kind: string;
  body: Record<string, unknown>;
}
export interface LedgerPage {
  size: number;
  searched: number;
  next: number | null;
  entries: { entry: LedgerEntry; digest: string; what: string; beside: Record<string, string | null> }[];
}

declare module "../answers" {
  interface Answers {
    "get /v1/products/{product}/versions": VersionList;
    "get /v1/products/{product}/versions/{version}": VersionDetail;
    "get /v1/products/{product}/versions/{version}/changes": SideChanges;
    "get /v1/products/{product}/versions/{version}/promises": VersionPromises;
    "get /v1/products/{product}/releases": { releases: Release[]; may: { act: boolean; continue: boolean } };
    "get /v1/products/{product}/releases/{release}/looks": Looks;
    "get /v1/ledger/entries": LedgerPage;
  }
}
