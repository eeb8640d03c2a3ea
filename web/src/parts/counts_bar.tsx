import type { Verdict } from "../api/answers";
import { count } from "../format";
import { scorecard as words } from "../words/scorecard";
import { VerdictShape } from "./verdict";

const order: Verdict[] = ["broken", "unproven", "kept"];

/// How many promises are broken, unproven and kept: a bar of their shares, and the numbers under it.
export function CountsBar({ counts }: { counts: { kept: number; broken: number; unproven: number } }) {
  const all = counts.kept + counts.broken + counts.unproven;
  let begin = 0;
  return (
    <div className="counts">
      {all > 0 && (
        <svg className="counts-bar" width="100%" height="10" role="img" aria-label={words.countsSaid(counts.broken, counts.unproven, counts.kept)}>
          {order.map((verdict) => {
            const share = (counts[verdict] / all) * 100, from = begin;
            begin += share;
            return share > 0 && <rect key={verdict} x={`${from}%`} width={`${share}%`} height="10" className={`counts-${verdict}`} />;
          })}
        </svg>
      )}
      <ul className="plain counts-list">
        {order.map((verdict) => (
          <li key={verdict} className={counts[verdict] === 0 ? "quiet" : undefined}>
            <VerdictShape verdict={verdict} />
            <strong>{count(counts[verdict])}</strong> {words.counts[verdict]}
          </li>
        ))}
      </ul>
    </div>
  );
}
