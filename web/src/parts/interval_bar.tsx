import type { Bound, Interval, Verdict } from "../api/answers";
import { amount, bound as boundText, decimalsFor, interval as intervalText, type Measure } from "../format";
import { parts as words } from "../words/parts";

/// A value with its interval, against its bound: the side where the promise is kept is shaded. Numbers grow to the right in every script.
export function IntervalBar({ value, interval, bound, measure, verdict }: { value: number | null; interval: Interval | null; bound: Bound; measure: Measure; verdict: Verdict }) {
  const limits = [bound.low, bound.high].filter(isNumber);
  const drawn = [value, interval?.low, interval?.high, ...limits].filter(isNumber);
  const decimals = decimalsFor([value, interval?.low, interval?.high], limits, measure);
  const fine = { ...measure, decimals };
  const said = value === null ? words.barNone(boundText(bound, measure)) : words.bar(amount(value, fine), intervalText(interval, fine), boundText(bound, measure));
  if (drawn.length === 0) return null;
  const { at } = axis(drawn, measure.scale === "share" && !measure.difference);
  const place = (number: number) => `${(at(number) * 100).toFixed(2)}%`;
  const low = bound.low === null ? 0 : at(bound.low), high = bound.high === null ? 1 : at(bound.high);
  const from = interval === null ? undefined : interval.low === null ? 0 : at(interval.low);
  const to = interval === null ? undefined : interval.high === null ? 1 : at(interval.high);
  return (
    <svg className={`bar bar-${verdict}`} role="img" aria-label={said} width="100%" height="26" direction="ltr">
      <title>{said}</title>
      <line x1="0%" x2="100%" y1="13" y2="13" className="bar-axis" />
      {limits.length > 0 && <rect x={`${low * 100}%`} width={`${Math.max(high - low, 0.004) * 100}%`} y="4" height="18" className="bar-good" />}
      {limits.map((limit) => (
        <line key={limit} x1={place(limit)} x2={place(limit)} y1="1" y2="25" className="bar-bound" />
      ))}
      {from !== undefined && to !== undefined && <rect x={`${from * 100}%`} width={`${Math.max(to - from, 0.004) * 100}%`} y="9.5" height="7" rx="3.5" className="bar-interval" />}
      {value !== null && <circle cx={place(value)} cy="13" r="5" className="bar-value" />}
    </svg>
  );
}

function isNumber(one: number | null | undefined): one is number {
  return typeof one === "number" && Number.isFinite(one);
}

/// An axis that holds all of them with some room; a share's never leaves 0 to 1.
function axis(drawn: number[], share: boolean): { at: (value: number) => number } {
  let low = Math.min(...drawn), high = Math.max(...drawn);
  const room = (high - low || Math.abs(high) || 1) * 0.18;
  const [least, most] = [low, high];
  low -= room;
  high += room;
  if (share && least >= 0) low = Math.max(low, 0);
  if (share && most <= 1) high = Math.min(high, 1);
  const span = high - low || 1;
  return { at: (value) => Math.min(1, Math.max(0, (value - low) / span)) };
}
