import type { Bound, Interval } from "../api/answers";
import { amount, decimalsFor, interval as written, type Measure } from "../format";
import { parts as words } from "../words/parts";

/// A value with its unit, its interval smaller behind it. Absent, it says so: never zero, never a dash that could be one.
export function Value({ value, interval, measure, bound }: { value: number | null | undefined; interval?: Interval | null; measure: Measure; bound?: Bound | null }) {
  if (value === null || value === undefined) return <span className="value value-none">{words.noValue}</span>;
  const decimals = measure.decimals ?? decimalsFor([value, interval?.low, interval?.high], [bound?.low, bound?.high], measure);
  const fine = { ...measure, decimals };
  const range = written(interval, fine);
  return (
    <span className="value">
      <span className="value-number">{amount(value, fine)}</span>
      {range !== "" && <span className="value-interval"> ({range})</span>}
    </span>
  );
}
