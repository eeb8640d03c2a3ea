import type { Verdict } from "../../api/answers";
import type { Step } from "../../api/answers/worth";

/// Neighbouring steps with the same verdict.
export interface Stretch {
  verdict: Verdict;
  first: number;
  last: number;
}

export function stretchesOf(steps: Step[], promise: number): Stretch[] {
  const all: Stretch[] = [];
  steps.forEach((step, index) => {
    const verdict = step.promises[promise].verdict;
    const before = all[all.length - 1];
    if (before?.verdict === verdict) before.last = index;
    else all.push({ verdict, first: index, last: index });
  });
  return all;
}
