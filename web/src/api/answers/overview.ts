import type { Period, Verdict } from "../answers";

export interface Failing {
  promise: string;
  statement: string | null;
  verdict: Verdict;
  breach: "stop" | "warn" | "info";
  owner: string | null;
  /// The start of the first window that has had this verdict without interruption; null: it has no windows.
  since: string | null;
  windows: number;
  window: Period | null;
  money: string;
  sentence: string;
  next: string;
}
export interface Breaking {
  promise: string;
  statement: string | null;
  owner: string | null;
  breach: "stop" | "warn" | "info";
  verdict: Verdict;
  why: "alarm" | "forecast" | "evidence";
  alarmed: string | null;
  evidence_share: number | null;
  probability: number | null;
  windows_ahead: number | null;
}
export interface RoleHeld {
  id: string;
  title: string;
  people: string[];
}
export interface Standing {
  product: string;
  vision: string;
  currency: string | null;
  judged: boolean;
  fault: string | null;
  as_of: string | null;
  version: string | null;
  gate: Verdict;
  counts: { kept: number; broken: number; unproven: number };
  failing: Failing[];
  breaking: Breaking[];
  roles: RoleHeld[];
  objectives: { id: string; statement: string; owner: string | null }[];
}

declare module "../answers" {
  interface Answers {
    "get /v1/overview": { products: Standing[] };
  }
}
