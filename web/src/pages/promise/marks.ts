import type { LedgerPage } from "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { promise as words } from "../../words/promise";

/// What happened to a product that may explain a change: a revision of its charter, a version that came, a release that began.
export interface Mark {
  time: number;
  kind: "charter" | "version" | "release";
  short: string;
  says: string;
}

/// Those of the time that is drawn. What cannot be asked for is left out: a chart without marks is better than none.
export function useMarks(product: string, first: number, last: number): Mark[] {
  const versions = useAnswer("/v1/products/{product}/versions", { path: { product }, query: { json: true } });
  const revisions = useAnswer("/v1/ledger/entries", { query: { product, kind: "charter", format: "page", most: 100 } });
  const marks: Mark[] = [];
  for (const { entry, what } of (revisions.answer as LedgerPage | undefined)?.entries ?? []) marks.push({ time: Date.parse(entry.time), kind: "charter", short: "§", says: what || words.history.marks.charter });
  for (const one of versions.answer?.versions ?? []) {
    if (one.seen?.first) marks.push({ time: Date.parse(one.seen.first), kind: "version", short: one.version, says: words.history.marks.version(one.version) });
    if (one.release) marks.push({ time: Date.parse(one.release.begun), kind: "release", short: one.version, says: words.history.marks.release(one.version) });
  }
  return marks.filter((mark) => mark.time >= first && mark.time <= last).sort((a, b) => a.time - b.time);
}
