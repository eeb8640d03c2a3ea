import type { Verdict } from "../../api/answers";
import type { HistoryColumns } from "../../api/answers/history";

/// What is drawn in one column of a picture: one window or, where there are more than columns, the whole range of several. Nothing is
/// averaged away: the lowest and highest value, the outermost ends of the intervals, and the worst verdict stay.
export interface Bucket {
  start: number;
  end: number;
  windows: number;
  lowest: number | null;
  highest: number | null;
  low: number | null;
  high: number | null;
  verdict: Verdict;
  last: number;
}

const worse: Record<Verdict, number> = { broken: 2, unproven: 1, kept: 0 };

/// Indices of the windows of one check, in order.
export function indicesOf(of: HistoryColumns, check: string): number[] {
  const found: number[] = [];
  for (let i = 0; i < of.check.length; ++i) {
    if (of.check[i] === check) found.push(i);
  }
  return found;
}

/// The windows that touch [from, until], in at most `columns_max` buckets of the same number of windows.
export function bucketed(of: HistoryColumns, indices: number[], from: number, until: number, columns_max: number): Bucket[] {
  let begin = 0, end = indices.length;
  while (begin < end && of.end[indices[begin]] < from) ++begin;
  while (end > begin && of.start[indices[end - 1]] > until) --end;
  const each = Math.max(1, Math.ceil((end - begin) / columns_max));
  const buckets: Bucket[] = [];
  for (let first = begin; first < end; first += each) buckets.push(joined(of, indices, first, Math.min(first + each, end)));
  return buckets;
}

function joined(of: HistoryColumns, indices: number[], first: number, end: number): Bucket {
  const last = indices[end - 1];
  const bucket: Bucket = { start: of.start[indices[first]], end: of.end[last], windows: end - first, lowest: null, highest: null, low: null, high: null, verdict: of.verdict[indices[first]], last };
  for (let k = first; k < end; ++k) {
    const i = indices[k], value = of.value[i], low = of.low[i], high = of.high[i];
    if (worse[of.verdict[i]] > worse[bucket.verdict]) bucket.verdict = of.verdict[i];
    if (value === null) continue;
    if (bucket.lowest === null || value < bucket.lowest) bucket.lowest = value;
    if (bucket.highest === null || value > bucket.highest) bucket.highest = value;
    if (low !== null && (bucket.low === null || low < bucket.low)) bucket.low = low;
    if (high !== null && (bucket.high === null || high > bucket.high)) bucket.high = high;
  }
  return bucket;
}

/// Neighbours of one verdict, as one stretch.
export function stretches(buckets: Bucket[]): { start: number; end: number; verdict: Verdict }[] {
  const found: { start: number; end: number; verdict: Verdict }[] = [];
  for (const bucket of buckets) {
    const before = found[found.length - 1];
    if (before !== undefined && before.verdict === bucket.verdict && bucket.start <= before.end) before.end = bucket.end;
    else found.push({ start: bucket.start, end: bucket.end, verdict: bucket.verdict });
  }
  return found;
}
