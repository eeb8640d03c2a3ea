import type { Bound, Interval, Scale } from "./api/answers";
import { parts as words } from "./words/parts";

/// Numbers and times as the reader's locale writes them, with their units. The server measures; nothing is computed here but decimals.

/// What kind of number it is. `difference`: between two shares, written in points.
export interface Measure {
  scale: Scale | null;
  currency?: string | null;
  difference?: boolean;
  /// Decimals, where several numbers must be written alike; else as many as the value needs.
  decimals?: number;
}

const decimals_max = 6;
const factor = (measure: Measure): number => (measure.scale === "share" ? 100 : 1);

/// So fine that every value shows two significant digits, and none that lies beside a bound is written like it.
export function decimalsFor(values: (number | null | undefined)[], bounds: (number | null | undefined)[], measure: Measure): number {
  if (measure.scale === "count") return 0;
  const present = (list: (number | null | undefined)[]) => list.filter((one): one is number => typeof one === "number" && Number.isFinite(one)).map((one) => one * factor(measure));
  const limits = present(bounds);
  const fineEnough = (value: number, digits: number) => {
    const scaled = Math.abs(value) * 10 ** digits;
    const shown = value === 0 || scaled >= 9.5 || Math.abs(value) < 1e-9 || Number.isInteger(value);
    return shown && limits.every((limit) => value === limit || Math.round(value * 10 ** digits) !== Math.round(limit * 10 ** digits));
  };
  const written = present(values);
  for (let digits = measure.scale === "money" ? 2 : measure.scale === "share" ? 1 : 0; digits < decimals_max; ++digits) {
    if (written.every((value) => fineEnough(value, digits))) return digits;
  }
  return decimals_max;
}

const formats = new Map<string, Intl.NumberFormat>();
function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (found === undefined) formats.set(key, (found = new Intl.NumberFormat(undefined, options)));
  return found;
}

export function count(value: number): string {
  return format({ maximumFractionDigits: 0 }).format(value);
}

export function number(value: number, decimals: number): string {
  return format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

export function percent(value: number, decimals = 1): string {
  return format({ style: "percent", minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

/// A probability: one that is next to nothing is never written as none, and one that is next to sure never as sure.
export function chance(value: number): string {
  if (value > 0 && value < 0.001) return words.less(percent(0.001, 1));
  if (value < 1 && value > 0.999) return words.more(percent(0.999, 1));
  return percent(value, value < 0.1 ? 1 : 0);
}

export function money(value: number, currency: string | null | undefined, decimals?: number): string {
  const places = decimals ?? (Math.abs(value) >= 1000 ? 0 : 2);
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return `${format(digits).format(value)}${currency ? ` ${currency}` : ""}`;
  return format({ style: "currency", currency, ...digits }).format(value);
}

/// `1 h 40 min`: the two largest units.
export function duration(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  let rest = Math.abs(seconds);
  if (rest === 0) return format({ style: "unit", unit: "second", unitDisplay: "short" }).format(0);
  if (rest < 1) return `${sign}${format({ style: "unit", unit: "millisecond", maximumFractionDigits: rest < 0.01 ? 2 : 0 }).format(rest * 1000)}`;
  const units: [Intl.NumberFormatOptions["unit"], number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
  const first = units.findIndex(([, size]) => rest >= size);
  const written: string[] = [];
  for (const [unit, size] of units.slice(first, first + 2)) {
    const whole = size === 1 && first === 3 ? Math.round(rest * 100) / 100 : Math.floor(rest / size);
    rest -= Math.floor(rest / size) * size;
    if (whole > 0) written.push(format({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 2 }).format(whole));
  }
  return sign + written.join(" ");
}

/// A value with its unit.
export function amount(value: number, measure: Measure): string {
  const decimals = measure.decimals ?? decimalsFor([value], [], measure);
  switch (measure.scale) {
    case "share":
      return measure.difference ? words.points(number(value * 100, decimals), value * 100) : percent(value, decimals);
    case "money":
      return money(value, measure.currency, decimals);
    case "seconds":
      return duration(value);
    case "count":
      return count(value);
    default:
      return Math.abs(value) > 0 && (Math.abs(value) < 1e-6 || Math.abs(value) >= 1e12) ? format({ notation: "scientific", maximumSignificantDigits: 3 }).format(value) : number(value, decimals);
  }
}

export function interval(limits: Interval | null | undefined, measure: Measure): string {
  if (!limits) return "";
  const { low, high } = limits;
  if (low === null && high === null) return "";
  if (low === null) return words.orLess(amount(high as number, measure));
  if (high === null) return words.orMore(amount(low, measure));
  return words.range(amount(low, measure), amount(high, measure));
}

/// `at least 25 %`.
export function bound(of: Bound, measure: Measure): string {
  const low = of.low === null ? "" : exact(of.low, measure);
  const high = of.high === null ? "" : exact(of.high, measure);
  switch (of.kind) {
    case "at_least": return words.atLeast(low);
    case "at_most": return words.atMost(high);
    case "between": return words.between(low, high);
    default: return words.equals(low || high);
  }
}

/// A number that somebody chose: without zeros at its end.
export function exact(value: number, measure: Measure): string {
  if (measure.scale === "seconds") return duration(value);
  if (measure.scale === "money") return money(value, measure.currency, Number.isInteger(value) ? 0 : Math.max(2, Math.min(decimals_max, decimalsOf(value))));
  if (measure.scale === "share" && measure.difference) return words.points(format({ maximumFractionDigits: 4 }).format(value * 100), value * 100);
  if (measure.scale === "share") return format({ style: "percent", maximumFractionDigits: 4 }).format(value);
  return format({ maximumFractionDigits: decimals_max }).format(value);
}
function decimalsOf(value: number): number {
  const text = String(value);
  return text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
}

/// The day alone where the time is midnight. In UTC, as the server writes it.
export function time(moment: string | null | undefined): string {
  if (!moment) return "";
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(moment) ? `${moment}T00:00:00Z` : moment);
  if (Number.isNaN(date.getTime())) return moment;
  const midnight = date.getUTCHours() === 0 && date.getUTCMinutes() === 0 && date.getUTCSeconds() === 0;
  const day: Intl.DateTimeFormatOptions = { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(undefined, midnight ? day : { ...day, hour: "2-digit", minute: "2-digit" }).format(date);
}

/// A window by its days: the end does not belong to it.
export function period(of: { start: string; end: string } | null | undefined): string {
  if (!of) return "";
  const start = new Date(of.start), last = new Date(new Date(of.end).getTime() - 1);
  if (Number.isNaN(start.getTime()) || Number.isNaN(last.getTime())) return `${of.start} – ${of.end}`;
  const whole = [new Date(of.start), new Date(of.end)].every((one) => one.getUTCHours() === 0 && one.getUTCMinutes() === 0);
  const day: Intl.DateTimeFormatOptions = { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(undefined, whole ? day : { ...day, hour: "2-digit", minute: "2-digit" }).formatRange(start, whole ? last : new Date(of.end));
}

/// `3 days ago`, `in 2 hours`, as seen from `now`.
export function ago(moment: string, now: number): string {
  const seconds = (new Date(moment).getTime() - now) / 1000;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(Math.trunc(seconds), "second");
}
