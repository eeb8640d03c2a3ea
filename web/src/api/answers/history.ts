import type { Verdict } from "../answers";

/// A promise window by window, one list for each member, all of the same length: by window, then by check. Times are milliseconds since 1970.
export interface HistoryColumns {
  start: number[];
  end: number[];
  check: string[];
  value: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  verdict: Verdict[];
  n: number[];
  matured: boolean[];
  estimated: boolean[];
}

declare module "../answers" {
  interface Answers {
    "get /v1/products/{product}/promises/{promise}/history": { product: string; promise: string; windows: HistoryColumns };
  }
}
