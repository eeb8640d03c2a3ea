#pragma once

#include "charter/charter.h"

namespace charter {

/// A few metrics as a document needs to know them, for tests of the document alone.
inline Vocabulary sample_vocabulary() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return {
        {.id = "recall", .needs_labels = true, .confusion = true, .lowest = 0, .highest = 1},
        {.id = "precision", .needs_labels = true, .confusion = true, .lowest = 0, .highest = 1},
        {.id = "positive_rate", .confusion = true, .lowest = 0, .highest = 1},
        {.id = "roc_auc", .needs_labels = true, .needs_score = true, .lowest = 0, .highest = 1},
        {.id = "expected_calibration_error", .needs_labels = true, .needs_score = true, .lowest = 0, .highest = 1},
        {.id = "log_loss", .needs_labels = true, .needs_score = true, .lowest = 0, .highest = infinity},
        {.id = "value_per_decision", .needs_amounts = true, .needs_labels = true, .confusion = true, .lowest = -infinity, .highest = infinity},
        {.id = "equal_opportunity_difference", .needs_groups = true, .needs_labels = true, .confusion = true, .lowest = 0, .highest = 1},
        {.id = "psi", .needs_column = true, .needs_reference = true, .lowest = 0, .highest = infinity},
        {.id = "missing_share", .needs_column = true, .fact = true, .lowest = 0, .highest = 1},
        {.id = "invalid_share", .fact = true, .lowest = 0, .highest = 1},
        {.id = "duplicate_share", .needs_column = true, .fact = true, .lowest = 0, .highest = 1},
        {.id = "category_share", .needs_column = true, .lowest = 0, .highest = 1},
        {.id = "row_count", .fact = true, .lowest = 0, .highest = infinity},
        {.id = "freshness", .fact = true, .seconds = true, .lowest = 0, .highest = infinity},
    };
}

/// The document of DESIGN.md's outline.
inline constexpr const char* sample_charter = R"(charter: 1
product: flight-delay-alerts
vision: Travellers learn of a likely delay while they can still change plans.
currency: USD
timezone: UTC
roles:
  product: {title: Product manager}
  science: {title: Data science}
  risk:    {title: Risk and compliance, approves: [release, weaken-promise]}
objectives:
  - {id: save-trips, statement: Fewer missed connections, owner: product}
task:
  kind: binary
  positive: 1
  columns: {time: day, id: flight, unit: day, version: model, score: p_late, label: late}
  decide: {threshold: 0.35}
outcomes: {late_by: 1d, absent_means: unknown, observed_when: always}
reference: {period: {from: 2001-01-01, to: 2001-03-01}}
value: {true_positive: 18, false_positive: -2.5, false_negative: -11, true_negative: 0}
data:
  columns:
    distance: {type: number, min: 0, max: 6000, required: true}
    origin:   {type: category}
    flight:   {unique: true}
  volume: {per: day, at_least: 10000}
  freshness: {at_most: 2h}
  rejected: {at_most: 0.001}
populations:
  - {id: places, column: origin, shares: {ORD: 0.6, ATL: 0.02}, within: 0.05, owner: risk}
promises:
  - {id: useful,     metric: recall,             at_least: 0.60, over: 7d, serves: save-trips, owner: science, breach: stop}
  - {id: worth-it,   metric: value_per_decision, at_least: 0.40, over: 7d, owner: product, breach: warn}
  - {id: even,       metric: equal_opportunity_difference, by: airport_size, at_most: 0.10, owner: risk, breach: stop}
  - {id: stable,     metric: psi, of: [distance, origin], at_most: 0.20, owner: science, breach: warn}
  - {id: reviewed,   evidence: review, by: risk, every: 365d, breach: stop}
)";

}  // namespace charter
