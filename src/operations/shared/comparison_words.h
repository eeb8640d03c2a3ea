#pragma once

#include <string>

#include "operations/shared/comparison.h"
#include "report/numbers.h"

/// The numbers of a comparison in words.
namespace operations {

/// `61.2 %`, `USD 0.42`; `no value`.
std::string value_words(const Measure& measure, const metrics::Estimate& estimate, const std::string& currency);
/// `1.2 points (0.4 to 2.0)`, as it stands.
std::string difference_words(const Comparison& of, std::size_t measure, const Advantage& difference);
/// `USD 900 a month (-400 to 2,200)`.
std::string money_words(const Comparison& of, const Price& price);
/// `-400 to 2,200`, as fine as the price is written.
std::string money_limits(const Comparison& of, const Price& price, const metrics::Limits& limits);
Advantage turned(const Advantage& of);
Price turned(const Price& of);

/// `keeps 97 % of the value at 4 % of the cost`.
std::string what_it_keeps(const Comparison& of, std::size_t rival);
/// How the newest version stands against the first.
std::string version_sentence(const Comparison& of);
/// Why a number is missing or may not be relied on, for the middle of a sentence.
std::string reason_words(const metrics::Estimate& estimate);
/// The margin in the metric's own unit.
std::string margin_words(const Comparison& of);

/// `0.8 µs`.
std::string time_words(double seconds);
std::string bytes_words(std::int64_t bytes);
std::string upper_first(std::string text);

}  // namespace operations
