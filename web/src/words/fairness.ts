/// The page of groups. Numbers come already written.
export const fairness = {
  title: "Fairness",
  lead: (all: number, broken: number, unproven: number) =>
    all === 0 ? "The charter promises nothing about groups. What is measured of them stands below all the same."
      : broken > 0 ? `Of ${all} promises about groups ${broken === 1 ? "one is" : `${broken} are`} broken${unproven > 0 ? ` and ${unproven} unproven` : ""}.`
        : unproven > 0 ? `No promise about groups is broken; of ${all}, ${unproven === 1 ? "one is" : `${unproven} are`} unproven.` : `All ${all} promises about groups are kept.`,
  promises: "What was promised of groups",
  promisesLead: "Each by its own metric and over its own window.",
  groupsOf: (promise: string) => `The groups behind ${promise}`,
  groups: "The groups themselves",
  groupsLead: "The bar is the interval, the dot the value; the dashed line is all rows together. A group that is too small for its number is unproven: an open dot, never left out.",
  by: (columns: string[]) => `By ${columns.join(" and ")}`,
  metric: "What is measured",
  columns: "Divided by",
  chosen: (columns: string[]) => columns.join(", "),
  charters: "The charter's groups",
  metricOf: (metric: string, columns: string[]) => `${metric} by ${columns.join(" and ")}`,
  apart: (metric: string, difference: string, highest: string, lowest: string) => `${metric} lies ${difference} apart: highest for ${highest}, lowest for ${lowest}.`,
  apartUnproven: (why: string) => ` That difference is unproven: ${why}`,
  notApart: (metric: string, why: string) => `How far the groups lie apart in ${metric} cannot be said: ${why}`,
  ratio: (ratio: string) => ` The lowest is ${ratio} of the highest.`,
  all: (metric: string, value: string) => `Of all rows together, ${metric} is ${value}.`,
  everything: "Every metric of every group",
  showAll: (shown: string, all: string) => `The ${shown} largest are shown. Show all ${all} groups`,
  leftOut: (many: number) => `${many} smaller groups are not listed.`,
  columnsLeftOut: (columns: string[]) => `Not looked at, for there are more columns than fit: ${columns.join(", ")}. Choose them above.`,
  none: "The charter names no groups",
  noneNext: "Choose a column to divide by, or name groups in the charter: a promise with by, or a population.",
  share: "Share of rows",
};
