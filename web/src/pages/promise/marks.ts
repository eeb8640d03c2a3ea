import type { RevisionBound } from "../../api/answers/history";
import "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { bound as boundText, time as timeText, type Measure } from "../../format";
import { promise as words } from "../../words/promise";

/// What happened to a product that may explain a change: a revision of its charter, a version that came, a release that began. `time` is
/// that of the product's own clock; null: the first revision, which holds since ever, or a revision whose time was not recorded.
export interface Mark {
  time: number | null;
  first?: boolean;
  kind: "charter" | "version" | "release";
  short: string;
  says: string;
}

const day_ms = 86_400_000;

/// In the order of time, those without one first. What cannot be asked for is left out: a chart without marks is better than none.
export function useMarks(product: string, revisions: RevisionBound[], measure: Measure): Mark[] {
  const versions = useAnswer("/v1/products/{product}/versions", { path: { product }, query: { json: true } });
  const marks: Mark[] = revisions.map((one) => markOf(one, measure));
  for (const one of versions.answer?.versions ?? []) {
    if (one.seen?.first) marks.push({ time: Date.parse(one.seen.first), kind: "version", short: one.version, says: words.history.marks.version(one.version) });
    if (one.release) marks.push({ time: Date.parse(one.release.begun), kind: "release", short: one.version, says: words.history.marks.release(one.version) });
  }
  return marks.sort((a, b) => (a.time ?? -Infinity) - (b.time ?? -Infinity));
}

function markOf(one: RevisionBound, measure: Measure): Mark {
  const marks = words.history.marks;
  const bound = one.bound === null ? "" : one.bound.relative ? one.bound.text : boundText(one.bound, measure);
  const says = one.bound === null ? marks.charterNone : !one.same ? marks.charterOther : one.first ? marks.charterFirst(bound) : marks.charterBound(bound);
  const at = one.at === null ? null : Date.parse(one.at);
  // A product whose time is replayed has another clock than the wall: then both are said.
  const replayed = !one.first && (at === null || Math.abs(at - Date.parse(one.noted)) > day_ms);
  return { time: at, first: one.first, kind: "charter", short: "§", says: replayed ? `${says}, ${marks.noted(timeText(one.noted))}` : says };
}

/// When it was, where that is not a moment among the windows.
export function whenOf(mark: Mark, first: number, last: number): string {
  const marks = words.history.marks;
  if (mark.time === null) return mark.first ? marks.ever : marks.unknown;
  const when = timeText(new Date(mark.time).toISOString());
  return mark.time > last ? `${when}, ${marks.after}` : mark.time < first ? `${when}, ${marks.before}` : when;
}
