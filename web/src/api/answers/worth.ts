import type { Interval, Scale, Verdict } from "../answers";
import type { Card } from "./scorecard";

/// What decisions are worth, and the document that says what is promised: the pages Value and Charter.

/// Per decision. Its interval is of both what is uncertain: `sampling` is for chance in the rows alone, `amounts` for what amounts may be.
export interface Valued {
  value: number | null;
  low: number | null;
  high: number | null;
  sampling?: Interval | null;
  amounts?: Interval | null;
  reason?: string | null;
}
/// Whole people; the four add up to `of`.
export interface People {
  of: number;
  true_positive: number;
  false_positive: number;
  false_negative: number;
  true_negative: number;
}
export interface Step {
  /// Null: nobody is flagged.
  threshold: number | null;
  flagged: number;
  recall: number | null;
  precision: number | null;
  /// `reason`: why there is no interval for chance.
  money: { value: number | null; low: number | null; high: number | null; reason: string | null } | null;
  people: People;
  /// By promise of the slider.
  promises: { verdict: Verdict; value: number | null }[];
  /// By limit of the slider: whether it is met on these rows.
  limits: boolean[];
  within_capacity: boolean;
}
export interface Slider {
  steps: Step[];
  present: number;
  best: number | null;
  best_whatever_is_promised: number | null;
  promises: { id: string; statement: string; metric: string; scale: Scale; difference: boolean; bound: string; breach: string; owner: string }[];
  limits: { says: string; of_threshold: boolean }[];
}
interface AtThreshold {
  threshold: number | null;
  flagged: number;
  recall: number | null;
  precision: number | null;
}
export interface Worth {
  headline: string;
  level: number;
  decided: number;
  decisions_per_month: number | null;
  present: AtThreshold;
  /// `value`: the threshold, null where nobody is to be acted on; its ends hold those that are not shown to be worse.
  best_threshold: Omit<AtThreshold, "threshold"> & Valued & { value_per_decision: Valued; exact: boolean };
  best_whatever_is_promised: AtThreshold;
  break_even: Valued;
  value_per_decision: Valued;
  value_per_1000: Valued;
  value_per_month: Valued;
  gain: { per_decision: Valued; per_month: Valued; shown: boolean };
  promises: { id: string; present: { verdict: Verdict }; best_threshold: { verdict: Verdict }; best_whatever_is_promised: { verdict: Verdict } }[];
  decision_curve?: { threshold_probability: number; net_benefit: Valued; act_on_all: number; avoided_per_100: number }[];
  knowing: { everything_per_decision: number; each: { amount: string; per_decision: number; per_month: number | null }[] };
  notes: string[];
}
export interface Demand {
  limit: string;
  says: string;
  line: number;
  metric: string;
  at_least?: number;
  at_most?: number;
  by: string[];
  thresholds: { low: number | null; high: number | null }[];
  at_present: number | null;
  at_threshold: { verdict: Verdict } | null;
  cost_per_decision: number | null;
  cost_per_month: number | null;
  no_model: string | null;
  promise: { how: "lacking" | "promised" | "weaker" | "contradicted"; id: string | null };
}
export interface Required {
  headline: string;
  ability: string;
  threshold: number | null;
  thresholds: { low: number | null; high: number | null }[];
  demands: Demand[];
  conflicts: [string, string][];
  not_compiled: { limit: string; why: string }[];
  apart: { promise: string; limit: string }[];
  proposals: string;
}
export interface WorthAnswer {
  product: string;
  charter: string;
  currency: string | null;
  task: string;
  from: string | null;
  until: string | null;
  newest: string | null;
  version: string | null;
  known_versions: string[];
  /// Predicted numbers and rankings, which have no threshold: what the command says of them.
  elsewhere: { headline: string; notes?: string[] } | null;
  decided?: {
    rows: number;
    decided: number;
    unlabelled: number;
    without_amount: number;
    sampled: boolean;
    units: number | null;
    per_month: number | null;
    pace: string;
    level: number;
    threshold: number;
    not_looked_at: string[];
  };
  worth?: Worth | null;
  required?: Required | null;
  required_why?: { what: string; next: string } | null;
  slider?: Slider;
  versions?: { version: string; first: string | null; last: string | null; rows: number; why: string | null; worth: Worth | null }[];
}

export interface CharterFault {
  line: number;
  column: number;
  what: string;
  next: string;
}
export interface Change {
  kind: "added" | "dropped" | "strengthened" | "weakened" | "changed";
  promise: string;
  what: string;
}
export interface Checked {
  valid: boolean;
  product: string | null;
  digest: string | null;
  faults: CharterFault[];
  faults_in_all: number;
  promises: { id: string; line: number; statement: string; metric: string; evidence: string; bound: string; breach: string; owner: string }[];
  notes: { line: number; column: number; text: string }[];
  against: { product: string; digest: string; same: boolean; changes: Change[]; waits_for_approval: boolean; approving_roles: string[] } | null;
}
/// A JSON Schema, as far as completion reads it.
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  description?: string;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
}
export interface Grammar {
  schema: Schema;
  metrics: { id: string; sentence: string }[];
}
export interface SeenColumn {
  name: string;
  type: string;
  rows: number;
  missing: number;
  distinct: number;
  min: number | null;
  max: number | null;
  first: string | null;
  last: string | null;
  top: { value: string; rows: number }[];
}
export interface Draft {
  draft: string;
  name: string;
  bytes: number;
  expires: string;
  product: string;
  charter: string;
  rows: number;
  columns: SeenColumn[];
  parts: { part: string; column: string; why: string }[];
}
export interface RevisionEvent {
  kind: "proposed" | "approved" | "refused" | "applied";
  entry: number;
  time: string;
  actor_id: string;
  /// Null: it was erased, or nobody was named.
  actor: string | null;
  comment: string | null;
}
export interface RevisionLine {
  digest: string;
  stands: boolean;
  waits: boolean;
  before: string | null;
  events: RevisionEvent[];
  changes: Change[] | null;
}
export interface Applied {
  product: string;
  digest: string;
  new: boolean;
  entry: number | null;
  proposed: boolean;
  changes: Change[];
}

declare module "../answers" {
  interface Answers {
    "get /v1/products/{product}/value": WorthAnswer;
    "post /v1/charters/check": Checked;
    "get /v1/charters/schema": Grammar;
    "post /v1/drafts": Draft;
    "post /v1/trials": Card;
    "get /v1/products/{product}/revisions": { product: string; revisions: RevisionLine[] };
    "post /v1/charters": Applied;
  }
}
