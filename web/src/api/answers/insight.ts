import type { Bound, Interval, Period, Scale, Verdict } from "../answers";
import type { Estimate } from "./scorecard";

/// What stands behind the numbers: the data, the groups, and a promise's evidence.

export interface Window {
  start: string | null;
  end: string | null;
  length: string | null;
}
export interface Measured extends Estimate {
  reason: string | null;
  /// The reason as a sentence.
  why: string | null;
  detail: string | null;
}
/// A promise in one line.
export interface PromiseLine {
  id: string;
  section: string;
  statement: string | null;
  verdict: Verdict;
  reason: string | null;
  why: string | null;
  detail: string | null;
  sentence: string;
  metric: string | null;
  compare: string | null;
  scale: Scale | null;
  of: string[];
  by: string[];
  category: string | null;
  owner: string | null;
  breach: "stop" | "warn" | "info";
  value: number | null;
  interval: Interval | null;
  n: number;
  units: number;
  units_named: boolean;
  method: string | null;
  bound: Bound;
  window: Period | null;
}
export interface CheckLine {
  promise: string;
  section: string;
  metric: string | null;
  scale: Scale | null;
  column: string | null;
  group: string | null;
  category: string | null;
  verdict: Verdict;
  reason: string | null;
  why: string | null;
  value: number | null;
  interval: Interval | null;
  n: number;
  units: number;
  units_named: boolean;
  method: string | null;
  bound: Bound;
  window: Period | null;
}
export interface Lines {
  total: number;
  kept: number;
  broken: number;
  unproven: number;
  lines: PromiseLine[];
}

export interface DistributionsPicture {
  kind: "distributions";
  title: string | null;
  labels: string[];
  /// Null: there is nothing to compare with.
  reference: number[] | null;
  current: number[];
  /// The label whose share moved most.
  largest: { label: string; reference: number; current: number } | null;
}
export interface ReliabilityPoint {
  score: number;
  rate: number;
  share: number;
}
export interface ReliabilityPicture {
  kind: "reliability";
  title: string | null;
  points: ReliabilityPoint[];
  largest: ReliabilityPoint | null;
}
export interface RocPicture {
  kind: "roc";
  title: string | null;
  points: { false_positive_rate: number; true_positive_rate: number }[];
}
export interface ThresholdPoint {
  threshold: number;
  value: number | null;
  low: number | null;
  high: number | null;
  recall: number | null;
  precision: number | null;
  false_positive_rate: number | null;
  acted_on: number | null;
}
export interface ThresholdsPicture {
  kind: "thresholds";
  title: string | null;
  /// The charter's.
  threshold: number;
  points: ThresholdPoint[];
}
export type Picture = DistributionsPicture | ReliabilityPicture | RocPicture | ThresholdsPicture;

export interface ColumnSide {
  rows: number;
  missing: number;
  distinct: number;
  distinct_exact: boolean;
  min: number | null;
  max: number | null;
  mean: number | null;
  standard_deviation: number | null;
}
export interface DataColumn {
  name: string;
  type: "number" | "integer" | "boolean" | "text" | "time" | "other";
  declared: string;
  role: string | null;
  current: ColumnSide;
  reference: ColumnSide | null;
  quality: { rows: number; missing: number; invalid: number; reasons: { why: string; rows: number }[] } | null;
  drift: Measured;
  /// Categories that the reference lacks.
  unseen: { share: number; names: string } | null;
  picture: DistributionsPicture | null;
  promises: CheckLine[];
  /// The worst of what is promised of it; null: nothing is.
  verdict: Verdict | null;
}
export interface DataPage {
  product: string;
  charter_digest: string;
  as_of: string;
  window: Window;
  rows: number;
  timeless: number;
  unreadable: number;
  rejected: number;
  newest: string | null;
  reference: { rows: number; newest: string | null; from: "file" | "period" } | null;
  metric: { id: string; summary: string; formula: string; source: string; interval: string };
  volume: { step: string; steps: { start: string; end: string; rows: number }[] } | null;
  contract: Lines;
  drift_promises: Lines;
  populations: { column: string; categories: { name: string; declared: number; promise: PromiseLine | null }[] }[];
  columns: { total: number; found: number; offset: number; limit: number; order: string; items: DataColumn[] };
}

export interface GroupMeasured extends Measured {
  state: "measured" | "unproven";
}
export interface FairGroup {
  name: string;
  values: string[];
  rows: number;
  share: number;
  estimates: Record<string, GroupMeasured>;
}
export interface Disparity {
  metric: string;
  difference: GroupMeasured;
  ratio: GroupMeasured | null;
  highest: string | null;
  lowest: string | null;
}
export interface Grouping {
  by: string[];
  total: number;
  left_out: number;
  groups: FairGroup[];
  disparities: Disparity[];
  fault: { what: string; next: string } | null;
}
export interface GroupMetric {
  id: string;
  summary: string;
  formula: string;
  source: string;
  scale: Scale;
  better: "higher" | "lower" | null;
  overall: GroupMeasured;
}
export interface FairnessPage {
  product: string;
  charter_digest: string;
  as_of: string;
  window: Window;
  rows: number;
  level: number;
  columns: string[];
  columns_left_out: string[];
  could_divide: string[];
  metrics: GroupMetric[];
  groupings: Grouping[];
  promises: (PromiseLine & { groups: (Measured & { name: string })[]; checks: CheckLine[] })[];
}

export interface MetricFacts {
  id: string;
  family: string;
  summary: string;
  estimand: string;
  formula: string;
  source: string;
  interval: string;
  example: string;
  scale: Scale;
  better: "higher" | "lower" | null;
}
export interface FoundSlice {
  where: string;
  value: number | null;
  rest: number | null;
  difference: number | null;
  interval: Interval | null;
  confirmed: boolean;
  rows: number;
  units: number;
  share_of_rows: number;
  share_of_losses: number;
  reason?: string;
  promise: string;
}
export interface Slices {
  /// Why there are none to be found; null: they were searched for.
  reason: string | null;
  why: string | null;
  slices: FoundSlice[];
  overall?: number | null;
  searched?: { rows: number; columns: number; depth: number; combinations: number };
  held_out?: { rows: number; units: number; units_named: boolean };
}
export interface PromiseEvidence {
  product: string;
  charter_digest: string;
  as_of: string;
  window: Window;
  level: number;
  promise: PromiseLine;
  metric: MetricFacts | null;
  checks: CheckLine[];
  groups: (Measured & { name: string })[];
  pictures: Picture[];
  labelled: { low: number; high: number; rows: number; labelled: number }[];
  people: {
    of: number;
    true_positive: number;
    false_positive: number;
    false_negative: number;
    true_negative: number;
    event: string;
    threshold: number;
    rows: number;
    told: string[];
    sentences: Record<"executive" | "product" | "science" | "risk", string>;
  } | null;
  /// Only where they were asked for: then it is all there is beside the promise's id.
  slices?: Slices;
}

declare module "../answers" {
  interface Answers {
    "get /v1/products/{product}/data": DataPage;
    "get /v1/products/{product}/fairness": FairnessPage;
    "get /v1/products/{product}/promises/{promise}/evidence": PromiseEvidence;
  }
}
