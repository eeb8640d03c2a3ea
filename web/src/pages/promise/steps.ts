import type { Bound } from "../../api/answers";
import type { BoundStep } from "../../api/answers/history";

/// What was promised over a stretch of time.
export interface Step {
  start: number;
  end: number;
  low: number | null;
  high: number | null;
}

/// The steps of one check up to the end of the axis.
export function stepsOf(bounds: BoundStep[], check: string, last: number): Step[] {
  const own = bounds.filter((one) => one.check === check);
  return own.map((one, i) => ({ start: one.start, end: own[i + 1]?.start ?? last, low: one.low, high: one.high }));
}

/// As a bound that can be written.
export function boundOf(step: Step): Bound {
  const kind = step.low !== null && step.high !== null ? "between" : step.low !== null ? "at_least" : "at_most";
  return { kind, low: step.low, high: step.high, relative: false, text: "" };
}

export function stepAt(steps: Step[], moment: number): Step | undefined {
  return steps.find((one) => moment > one.start && moment <= one.end);
}
