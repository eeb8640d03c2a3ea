/// What the server answers, by method and path. Each part of the pages declares its own, in a file of answers/:
///
///   declare module "../answers" {
///     interface Answers { "get /v1/products/{product}/scorecard": Card }
///   }
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Answers {}

export type Verdict = "kept" | "broken" | "unproven";
export type Scale = "share" | "number" | "seconds" | "count" | "money";
/// Ends that are null are open: the interval has no bound there.
export interface Interval {
  low: number | null;
  high: number | null;
  level?: number;
}
export interface Bound {
  kind: "at_least" | "at_most" | "between" | "equals";
  low: number | null;
  high: number | null;
  relative: boolean;
  text: string;
}
/// Half-open: `end` does not belong to it.
export interface Period {
  start: string;
  end: string;
}
