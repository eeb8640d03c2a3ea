#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "metrics/estimate.h"
#include "report/scorecard.h"

/// How numbers are written for people, in one place: shares as `61.2 %`, differences between shares as `7.1 points`,
/// lengths of time as `1 h 40 min`, money as `USD 0.42`, thousands separated by commas. Machines read the JSON.
namespace report {

/// What kind of number it is, and how finely it is written. The numbers of one promise share a measure.
struct Measure {
    enum class Kind { share, points, number, seconds, count, money };
    Kind kind = Kind::number;
    std::string currency;  ///< money: `USD`
    int precision = 0;     ///< decimals; of a length of time: how many units, `1 h 40 min` being two
};

/// So fine that the values show two significant digits and none that lies beside a bound is written like it.
Measure measure(Measure::Kind kind, const std::string& currency, std::span<const double> values, std::span<const double> bounds);

/// The measure of a promise's deciding check; of its groups, whose values are not differences.
Measure measure_of(const PromiseResult& result, const Scorecard& card);
Measure measure_of(const PromiseResult& result, const Check& check, const Scorecard& card);
Measure measure_of_groups(const PromiseResult& result, const Scorecard& card);

std::string write(const Measure& measure, double value);
/// A number that somebody chose: written without zeros at its end.
std::string write_exact(const Measure& measure, double value);
/// A number on an axis, whose unit stands beside it: a difference between shares goes without its word.
std::string write_tick(const Measure& measure, double value);
/// `59.6 to 62.8 %`. An end that is not finite is `or more`, `or less`.
std::string write(const Measure& measure, const metrics::Limits& limits);
/// `at least 60 %`.
std::string write(const Measure& measure, const charter::Bound& bound);

/// `61.2 % (59.6 to 62.8 %)`, or `no value`.
std::string write(const Measure& measure, const PromiseResult& result, const metrics::Estimate& estimate);

/// `16,484`.
std::string grouped(std::int64_t value);
/// The same with decimals: `1,234.50`.
std::string grouped(double value, int decimals);
/// `3 groups`, `1 group`.
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

/// The finite ends of a bound.
std::vector<double> ends_of(const charter::Bound& bound);

}  // namespace report
