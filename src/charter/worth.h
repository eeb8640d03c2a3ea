#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

/// What decisions are worth, and what the business can bear, as the document says it.
namespace charter {

/// Line and column in the file, counting from 1. Line 0: made by us, not written.
struct Place {
    int line = 0;
    int column = 0;
};

/// An amount of money: known, or uncertain with a distribution. Where a column is named every row has an amount of its own,
/// and this is what that is multiplied by.
struct Money {
    enum class Shape { known, uniform, triangular, normal };
    Shape shape = Shape::known;
    double mean = 0;
    double deviation = 0;                  ///< standard deviation; 0 where it is known
    double low = 0, likely = 0, high = 0;  ///< of the uniform (without `likely`) and the triangular distribution
    std::string column{};
    std::string text = "0";                ///< `18`, `10 to 20`, `fee x 0.2`
    Place place{};

    double variance() const { return deviation * deviation; }
};

/// So much in each hour, day, ...
struct Rate {
    double amount = 0;
    std::string per{};       ///< hour, day, week, month or year
    base::Duration length{};
    Place place{};

    /// A month is a twelfth of 365.25 days.
    double per_month() const;
};
/// Days of a length of time, months being twelfths of 365.25 days.
double days_of(const base::Duration& length);

/// The section `value:`. Amounts are signed, costs are not: they are what is spent.
struct Worth {
    Money true_positive{}, false_positive{}, false_negative{}, true_negative{};
    Money per_action{}, per_review{};      ///< for every positive decision
    Money per_prediction{};                ///< for every decision
    Money overestimate{}, underestimate{}; ///< for every unit by which a prediction is too high or too low
    std::vector<double> by_position{};     ///< of a relevant item in first place, in second, ...
    std::optional<Rate> capacity{};        ///< positive decisions that can be acted on
    std::optional<Rate> volume{};          ///< decisions
    bool errors = false;                   ///< what errors of numbers are worth is named

    /// Every row has an amount of its own.
    bool by_row() const { return !true_positive.column.empty() || !false_positive.column.empty() || !false_negative.column.empty() || !true_negative.column.empty(); }
    bool costs() const { return per_action.place.line > 0 || per_review.place.line > 0 || per_prediction.place.line > 0; }
};

/// The keys of `value:` that are amounts, and what they are in `Worth`.
struct MoneyKey {
    std::string_view key;
    Money Worth::*money;
};
std::span<const MoneyKey> money_keys();

/// One sentence of `business_limits:`.
struct BusinessLimit {
    enum class Kind { earn, flagged_wrong, cases_found, reviews, every_group, budget, latency, off_by, leaning, ranges_hold, shown_wrong, answered };
    enum class Share { found, flagged, right };
    Kind kind = Kind::earn;
    double bound = 0;
    double of = 100;               ///< flagged_wrong, cases_found, every_group, ranges_hold, shown_wrong, answered: so many out of these; latency: for so many of 100; off_by: 0 for a number of the label's own unit
    Rate per{};                    ///< earn, reviews, budget: the bound in each of these
    std::vector<std::string> by{}; ///< every_group, off_by
    Share share = Share::found;    ///< every_group
    std::string column{};          ///< latency
    std::string category{};        ///< of many classes the one that is meant
    double first = 0;              ///< of rankings: among so many first places; 0: among all
    std::string owner{};
    std::string breach = "warn";
    std::string text{};            ///< `at most 3 of 100 flagged are wrong`
    Place place{};

    /// More is better: the bound is the least that will do.
    bool at_least() const { return kind == Kind::earn || kind == Kind::cases_found || kind == Kind::every_group || kind == Kind::ranges_hold || kind == Kind::answered; }
};
std::string_view name(BusinessLimit::Kind kind);
std::string_view name(BusinessLimit::Share share);

}  // namespace charter
