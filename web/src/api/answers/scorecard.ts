import type { Bound, Interval, Period, Scale, Verdict } from "../answers";

export interface Estimate {
  value: number | null;
  interval: Interval | null;
  n: number;
  units: number;
  units_named: boolean;
  units_exact: boolean;
  left_out: number;
  method: string | null;
  /// Of drift: what samples of this size show on average when nothing changed.
  unchanged: number | null;
  estimated: boolean;
  enough?: number;
}
export interface Check extends Estimate {
  column: string | null;
  group: string | null;
  category: string | null;
  bound: Bound;
  reference_value: number | null;
  verdict: Verdict;
  reason: string | null;
  p: number | null;
  more: { units: number; hopeless: boolean } | null;
}
export interface Group extends Estimate {
  name: string;
  reason: string | null;
}
export interface TrendPoint {
  window: Period;
  value: number | null;
  interval: Interval | null;
  verdict: Verdict;
  n: number;
}
export interface Live {
  check: string | null;
  since_release: { since: string; windows: number; n: number; value: number | null; interval: Interval | null; verdict: Verdict; method: string | null; why: string | null } | null;
  beginning: { evidence: number | null; threshold: number | null; windows: number; waiting: number; alarmed: string | null } | null;
  forecast: { probability: number | null; windows_ahead: number; windows_used: number; slope: number | null } | null;
}
export interface PromiseResult extends Estimate {
  id: string;
  section: string;
  statement: string | null;
  verdict: Verdict;
  reason: string | null;
  detail: string | null;
  sentence: string;
  metric: string | null;
  compare: string | null;
  scale: Scale | null;
  evidence: { kind: string; by: string | null; every: string | null } | null;
  of: string[];
  level: number;
  about: "process" | "census";
  bound: Bound;
  window: Period | null;
  slice: { where: string | null; by: string[]; version: string | null; against: string | null; per: string | null; adjusted_by: string[] };
  owner: string | null;
  serves: string | null;
  breach: "stop" | "warn" | "info";
  more: { units: number; hopeless: boolean } | null;
  deciding: number | null;
  live: Live | null;
  checks: Check[];
  groups: Group[];
  trend: TrendPoint[];
  reliability: { title: string | null; bins: { score: number; rate: number; share: number }[] }[];
  foreseen: { window: Period; value: number | null; interval: Interval | null; reason: string | null; n: number; realised: number | null; held: boolean | null }[];
  labelled: { low: number; high: number; rows: number; labelled: number }[];
}
export interface Card {
  product: string;
  vision: string | null;
  currency: string | null;
  charter_digest: string;
  rows: number;
  reference_rows: number;
  rejected: number;
  as_of: string | null;
  version: string | null;
  gate: Verdict;
  only: string[];
  counts: { kept: number; broken: number; unproven: number };
  promises: PromiseResult[];
  notes: string[];
}
export interface ListedProduct {
  product: string;
  vision: string;
  digest: string;
  promises: number;
  predictions: number;
}

declare module "../answers" {
  interface Answers {
    "get /v1/products": ListedProduct[];
    "get /v1/products/{product}/scorecard": Card;
  }
}
