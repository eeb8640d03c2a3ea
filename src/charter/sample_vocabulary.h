#pragma once

#include "charter/charter.h"

namespace charter {

/// A few metrics as a document needs to know them, for tests of the document alone.
inline Vocabulary sample_vocabulary() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const ParameterWord threshold{.name = "threshold", .sentence = "Scores of this and more count as predicted positive.", .fallback = 0.5};
    const ParameterWord bins{.name = "bins", .sentence = "Number of bins.", .fallback = 10, .lowest = 2, .highest = 1000, .whole = true};
    return {
        {.id = "recall", .reads = {"label", "decision"}, .parameters = {threshold}, .lowest = 0, .highest = 1},
        {.id = "precision", .reads = {"label", "decision"}, .parameters = {threshold}, .lowest = 0, .highest = 1},
        {.id = "positive_rate", .reads = {"decision"}, .parameters = {threshold}, .lowest = 0, .highest = 1},
        {.id = "roc_auc", .reads = {"label", "score"}, .lowest = 0, .highest = 1},
        {.id = "expected_calibration_error", .reads = {"label", "score"}, .parameters = {bins}, .lowest = 0, .highest = 1},
        {.id = "log_loss", .reads = {"label", "score"}, .lowest = 0, .highest = infinity},
        {.id = "value_per_decision", .reads = {"label", "decision"}, .parameters = {threshold}, .needs_amounts = true, .lowest = -infinity, .highest = infinity},
        {.id = "equal_opportunity_difference", .reads = {"label", "decision"}, .parameters = {threshold}, .needs_groups = true, .lowest = 0, .highest = 1},
        {.id = "psi", .parameters = {bins}, .takes_column = true, .needs_column = true, .needs_reference = true, .lowest = 0, .highest = infinity},
        {.id = "missing_share", .takes_column = true, .needs_column = true, .fact = true, .lowest = 0, .highest = 1},
        {.id = "invalid_share", .takes_column = true, .fact = true, .lowest = 0, .highest = 1},
        {.id = "duplicate_share", .takes_column = true, .needs_column = true, .fact = true, .lowest = 0, .highest = 1},
        {.id = "category_share", .takes_column = true, .needs_column = true, .lowest = 0, .highest = 1},
        {.id = "row_count", .fact = true, .lowest = 0, .highest = infinity},
        {.id = "freshness", .reads = {"time"}, .fact = true, .seconds = true, .lowest = 0, .highest = infinity},
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
