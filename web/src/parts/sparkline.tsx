import type { Bound, Interval, Verdict } from "../api/answers";
import { amount, decimalsFor, type Measure } from "../format";
import { parts as words } from "../words/parts";

export interface SparkPoint {
  value: number | null;
  interval?: Interval | null;
  verdict?: Verdict;
}

const width = 120, height = 32, edge = 3;

/// The last windows of a number: a line with its intervals behind it, and the bound. Where a value is absent the line has a gap.
export function Sparkline({ points, bound, measure }: { points: SparkPoint[]; bound?: Bound | null; measure: Measure }) {
  const known = points.map((point) => point.value).filter((value): value is number => value !== null);
  if (known.length === 0) return <span className="quiet">{words.trendNone}</span>;
  const limits = [bound?.low, bound?.high].filter((one): one is number => typeof one === "number");
  const ends = points.flatMap((point) => [point.interval?.low, point.interval?.high]).filter((one): one is number => typeof one === "number");
  const all = [...known, ...ends, ...limits];
  const low = Math.min(...all), span = Math.max(...all) - low || 1;
  const x = (i: number) => edge + (points.length === 1 ? 0.5 : i / (points.length - 1)) * (width - 2 * edge);
  const y = (value: number) => height - edge - ((value - low) / span) * (height - 2 * edge);
  const fine = { ...measure, decimals: decimalsFor(known, limits, measure) };
  const said = words.trend(points.length, amount(known[0], fine), amount(known[known.length - 1], fine));
  const last = points.length - 1 - [...points].reverse().findIndex((point) => point.value !== null);
  return (
    <svg className="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said} direction="ltr">
      <title>{said}</title>
      <path d={band(points, x, y)} className="spark-band" />
      {limits.map((limit) => (
        <line key={limit} x1="0" x2={width} y1={y(limit)} y2={y(limit)} className="spark-bound" />
      ))}
      <path d={line(points, x, y)} className="spark-line" />
      <circle cx={x(last)} cy={y(points[last].value as number)} r="2.6" className={`spark-end spark-${points[last].verdict ?? "none"}`} />
    </svg>
  );
}

function line(points: SparkPoint[], x: (i: number) => number, y: (value: number) => number): string {
  let path = "", drawing = false;
  points.forEach((point, i) => {
    if (point.value === null) drawing = false;
    else {
      path += `${drawing ? "L" : "M"}${x(i).toFixed(1)} ${y(point.value).toFixed(1)}`;
      drawing = true;
    }
  });
  return path;
}

function band(points: SparkPoint[], x: (i: number) => number, y: (value: number) => number): string {
  const whole = points.map((point, i) => ({ i, low: point.interval?.low, high: point.interval?.high })).filter((one): one is { i: number; low: number; high: number } => typeof one.low === "number" && typeof one.high === "number");
  if (whole.length < 2) return "";
  const upper = whole.map((one) => `${x(one.i).toFixed(1)} ${y(one.high).toFixed(1)}`);
  const lower = [...whole].reverse().map((one) => `${x(one.i).toFixed(1)} ${y(one.low).toFixed(1)}`);
  return `M${[...upper, ...lower].join("L")}Z`;
}
