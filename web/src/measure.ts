import type { ListedPromise } from "./api/answers/scorecard";
import type { Measure } from "./format";

/// What kind of number a promise is about, as report/numbers.cpp has it: the difference of two shares is written in points, a ratio is a number.
export function measureOf(of: Pick<ListedPromise, "scale" | "compare" | "metric">, currency: string | null | undefined): Measure {
  const metric = of.metric ?? "";
  if (of.compare === "ratio" || metric.endsWith("_ratio")) return { scale: "number", currency };
  const difference = of.compare === "difference" || of.compare === "to_overall" || metric.endsWith("_difference");
  return { scale: of.scale, currency, difference: difference && of.scale === "share" };
}
