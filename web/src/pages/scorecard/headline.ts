import { scorecard as words } from "../../words/scorecard";

/// How a product stands, in a sentence or two.
export function headlineOf(counts: { kept: number; broken: number; unproven: number }): string {
  const all = counts.kept + counts.broken + counts.unproven;
  if (all === 0) return words.headline.nothing;
  if (counts.kept === all) return words.headline.allKept(all);
  return [counts.broken > 0 ? words.headline.broken(counts.broken) : words.headline.noneBroken, counts.unproven > 0 ? words.headline.unproven(counts.unproven) : ""].join(" ").trim();
}
