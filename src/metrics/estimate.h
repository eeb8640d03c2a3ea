#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace metrics {

/// Why a number is absent, or why it must not decide. `none`: it may.
enum class Reason {
    none,
    no_rows,          ///< the window or slice is empty
    no_labels,        ///< no row has a known label
    one_class,        ///< only one of the two labels occurs
    few_events,       ///< too few of the rarer outcome for the method
    too_skewed,       ///< a few values or units decide nearly everything
    few_units,        ///< too few independent units for the method
    no_denominator,   ///< 0 / 0: nothing that the share is a share of
    one_group,        ///< a comparison of groups needs two
    small_groups,     ///< some groups are too small to be known
    constant,         ///< the reference has a single value
    no_reference,     ///< a comparison needs a reference
    no_amounts,       ///< the charter has no `value:` section
    missing_column,   ///< the data lack a column
    wrong_type,       ///< the column's type does not fit the metric
    not_identified,   ///< outcomes are seen only for some decisions, and the metric needs the others
    not_matured,      ///< the window's outcomes are not in yet
    bound_inside,     ///< the interval holds the bound: more data would decide
    not_significant,  ///< broken by itself, not among as many as were tested together
    uneven_split,     ///< an experiment's subjects are not divided as they were meant to be
    estimated_only,   ///< an estimate made without outcomes, which can warn and can prove nothing
    in_order_only,    ///< the number depends on the order in which rows came, and stays out of gates
    no_record,        ///< a review or approval that nobody has recorded
    infinite_values,  ///< a number that is made of them is infinite too
    no_spread,        ///< all values are the same
    no_range,         ///< neither a least nor a greatest value is declared
    no_population,    ///< no population is declared for the column
    not_computed,
};

/// `few_events`, as it is written in reports.
std::string_view name(Reason reason);
/// One sentence for people: what is the matter and what would help.
std::string_view sentence(Reason reason);

/// What a number may be used for, whatever its interval says.
enum class Standing {
    sound,      ///< for anything
    estimated,  ///< made without outcomes: it may warn, and never keeps a promise
    in_order,   ///< depends on the order in which rows came: it opens and closes no gate
};

struct Limits {
    double low = 0;
    double high = 0;
};

/// The metric computed without one unit: what a jackknife, and the comparison of groups that share units, are made from.
struct Replicate {
    std::uint64_t unit = 0;  ///< key of the part, as in Split
    double value = 0;
    double share = 0;        ///< of what the metric rests on, that this unit has; all 0: not known, taken as equal
};

/// A metric's value and how sure it is. An estimate carries its whole confidence curve, not one pair of numbers:
/// verdicts, comparisons and "how many more" all read the same curve.
struct Estimate {
    std::optional<double> value;
    Reason reason = Reason::none;
    std::string detail;  ///< added to the reason's sentence, where something particular can be said
    Standing standing = Standing::sound;

    /// One-sided limits, each wrong with probability at most `tail` (0 < tail <= 0.5). Empty for facts: they are exact.
    std::function<Limits(double tail)> limits;

    std::int64_t rows = 0;        ///< observations that the value rests on
    std::int64_t units = 0;       ///< independent units among them
    bool units_named = false;     ///< false: rows were taken as independent
    bool units_exact = true;
    std::int64_t left_out = 0;    ///< rows of the slice that could not be used (no label, no score)
    std::string_view method;      ///< `mid-P`, `DeLong, logit`, `jackknife over units`, `counted`, ...
    std::vector<Replicate> replicates;  ///< where units are named
    std::optional<double> p_value;      ///< of the test that a peer reports with its number; only where a number is a peer's
    std::optional<double> unchanged;    ///< drift: what samples of this size show on average when nothing changed
    std::vector<std::pair<std::string, double>> weights;  ///< by category: what a row must count for the population's shares
    std::int64_t enough = 0;  ///< where there are too few units for limits: about so many in all would have them; 0: not known
    double fixed_share = 0;  ///< of the variance, what more of these units cannot remove: the reference's part

    bool is_fact() const { return value.has_value() && !limits; }
    /// Both ends at a two-sided level, as reports print them.
    std::optional<Limits> interval(double level) const {
        if (!value || !limits) return std::nullopt;
        return limits((1 - level) / 2);
    }

    static Estimate absent(Reason reason, std::string detail = {}) {
        Estimate estimate;
        estimate.reason = reason;
        estimate.detail = std::move(detail);
        return estimate;
    }
    static Estimate fact(double value, std::int64_t rows) {
        Estimate estimate;
        estimate.value = value;
        estimate.rows = rows;
        estimate.units = rows;
        estimate.method = "counted";
        return estimate;
    }
};

struct NamedEstimate {
    std::string name;
    Estimate estimate;
};

}  // namespace metrics
