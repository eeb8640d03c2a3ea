#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/worth.h"
#include "metrics/estimate.h"
#include "value/outcomes.h"

/// What is at stake in a decision: the amounts of the charter's `value:`, known or uncertain.
///
/// The value of many decisions is a sum of amounts, each multiplied by a quantity that the data give: how many outcomes of its
/// kind there are, or what their column adds up to. So everything about amounts is about a vector of quantities.
namespace value {

enum Amount : std::size_t { true_positive, false_positive, false_negative, true_negative, action, review, prediction, amounts };
using Quantities = std::array<double, amounts>;

/// The value of the charter's key.
std::string_view name(Amount amount);

/// What acting on a positive, and on a negative, brings more than leaving it alone.
struct Gains {
    double on_positive = 0;
    double on_negative = 0;

    enum class Shape {
        threshold,     ///< act where a positive is likely enough
        always, never, ///< whatever the score says
        reversed,      ///< act where a positive is unlikely enough: outcomes or amounts are mixed up
        nothing,       ///< acting changes nothing
    };
    Shape shape() const;
    /// Act from this probability of a positive on: -on_negative / (on_positive - on_negative). Only of the shape `threshold`.
    double break_even() const { return -on_negative / (on_positive - on_negative); }
};

class Stakes {
public:
    Stakes(const charter::Worth& worth, std::uint64_t seed);

    const charter::Money& of(Amount amount) const { return money_[amount]; }
    const std::array<double, amounts>& means() const { return means_; }
    std::vector<Amount> uncertain() const;

    double value(const Quantities& of) const { return value(of, means_); }
    static double value(const Quantities& of, const std::array<double, amounts>& at);
    /// The variance of the value over what the amounts may be.
    double variance(const Quantities& of) const;
    /// Ends of the value over what the amounts may be, each exceeded with probability `tail`; from the mean where nothing is uncertain.
    metrics::Limits limits(const Quantities& of, double tail) const;

    /// Amounts drawn together, every one spread evenly over its distribution (a Latin hypercube).
    const std::vector<std::array<double, amounts>>& draws() const { return draws_; }
    static constexpr std::size_t draws_count = 4'000;
    /// `count` values of one amount, equally likely: the middles of so many equal parts of its distribution.
    std::vector<double> spread(Amount amount, std::size_t count) const;

    /// For rows whose columns are like these.
    Gains gains(const Labels& all) const { return gains(all, means_); }
    static Gains gains(const Labels& all, const std::array<double, amounts>& at);
    /// Ends of the break-even probability over what the amounts may be; nothing where it does not exist at the means.
    std::optional<metrics::Limits> break_even_limits(const Labels& all, double tail) const;

private:
    std::array<charter::Money, amounts> money_;
    std::array<double, amounts> means_{};
    std::vector<std::array<double, amounts>> draws_;
};

/// Of all rows when those above are acted on.
Quantities quantities(const Labels& all, const Labels& above);

/// Sums of powers of the rows' values: how many, and sum of v, v^2, v^3.
struct Powers {
    double rows = 0, first = 0, second = 0, third = 0;
    void merge(const Powers& other) {
        rows += other.rows;
        first += other.first;
        second += other.second;
        third += other.third;
    }
};
/// Of what rows are worth when those above are acted on, at the means of the amounts.
Powers powers(const Stakes& stakes, const Labels& all, const Labels& above);
/// Of what acting on these rows changes.
Powers powers_of_acting(const Stakes& stakes, const Labels& rows);

}  // namespace value
