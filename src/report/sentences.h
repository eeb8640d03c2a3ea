#pragma once

#include <string>

#include "report/scorecard.h"

/// A promise's result in plain language, made from the metric and its numbers alone. Shares are told as counts, because
/// people read "612 of 1,000" right more often than "0.612" (Gigerenzer and Hoffrage 1995).
namespace report {

/// Statement, finding and verdict: "Most late flights are warned about. Of 1,000 actual positives, 612 are found (596 to
/// 628); the promise is at least 600. The promise is kept."
std::string sentence(const PromiseResult& result, const Scorecard& card);

/// The number against the bound, without a verdict.
std::string finding(const PromiseResult& result, const Scorecard& card);

/// Kept, broken, or unproven with its reason and what would help.
std::string verdict_sentence(const PromiseResult& result);

/// What was foreseen of windows whose outcomes are not in, and how often that held before; empty where nothing was.
std::string before_outcomes(const PromiseResult& result, const Scorecard& card);

/// What the gate says, and how many promises it rests on.
std::string gate_sentence(const Scorecard& card);

}  // namespace report
