#include "value/frequencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace value {

namespace {

using base::Error;
using base::Fault;

/// A share of a class this near to a whole number is that number: what is off is rounding of our own.
constexpr double whole = 1e-7;

using Four = std::array<double, 4>;  ///< true positive, false positive, false negative, true negative

/// The cells with their sums: flagged, not flagged, events, others.
std::array<double, 8> with_margins(const Four& cell) {
    return {cell[0], cell[1], cell[2], cell[3], cell[0] + cell[1], cell[2] + cell[3], cell[0] + cell[2], cell[1] + cell[3]};
}

/// What a rounding is off, squared and summed over cells and margins; infinite where one of them is a whole step off or more.
double cost_of(const Four& rounded, const Four& exact) {
    const auto now = with_margins(rounded);
    const auto then = with_margins(exact);
    double cost = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const double off = std::abs(now[i] - then[i]);
        if (off > 1 - whole) return std::numeric_limits<double>::infinity();
        cost += off * off;
    }
    return cost;
}

}  // namespace

std::int64_t reference_class(const Cells& cells) {
    const double total = cells.total();
    ASSERT(total > 0);
    double smallest = 1;
    for (const double cell : {cells.true_positive, cells.false_positive, cells.false_negative, cells.true_negative}) {
        if (cell > 0) smallest = std::min(smallest, cell / total);
    }
    for (const std::int64_t of : classes) {
        if (smallest * static_cast<double>(of) >= 1 - whole) return of;
    }
    return classes.back();
}

Frequencies frequencies(const Cells& cells, std::int64_t of) {
    const double total = cells.total();
    ASSERT(total > 0);
    ASSERT(of > 0);
    const double scale = static_cast<double>(of) / total;
    const Four exact{cells.true_positive * scale, cells.false_positive * scale, cells.false_negative * scale, cells.true_negative * scale};
    Four below{};
    for (std::size_t i = 0; i < 4; ++i) below[i] = std::floor(exact[i] + whole);
    // Sixteen roundings are few enough to look at each.
    double best = std::numeric_limits<double>::infinity();
    Four chosen{};
    for (unsigned up = 0; up < 16; ++up) {
        Four rounded = below;
        for (std::size_t i = 0; i < 4; ++i) rounded[i] += (up >> i & 1u) != 0 ? 1 : 0;
        if (rounded[0] + rounded[1] + rounded[2] + rounded[3] != static_cast<double>(of)) continue;
        const double cost = cost_of(rounded, exact);
        if (cost >= best) continue;
        best = cost;
        chosen = rounded;
    }
    ASSERT(std::isfinite(best));
    const auto count = [&](std::size_t i) { return static_cast<std::int64_t>(chosen[i]); };
    return {.of = of, .true_positive = count(0), .false_positive = count(1), .false_negative = count(2), .true_negative = count(3)};
}

base::Result<Cells> at_rate(const Cells& cells, double rate) {
    if (!(rate >= 0 && rate <= 1)) return Error{Fault::input, fmt::format("a rate cannot be {:g}", rate), "give the share of events where the model works, from 0 to 1"};
    if (!(cells.events() > 0)) return Error{Fault::input, "no event is in the data, so what the model does to events is not known", "use data in which both outcomes occur"};
    if (!(cells.others() > 0)) return Error{Fault::input, "only events are in the data, so what the model does to others is not known", "use data in which both outcomes occur"};
    const double sensitivity = cells.true_positive / cells.events();
    const double specificity = cells.true_negative / cells.others();
    return Cells{.true_positive = rate * sensitivity, .false_positive = (1 - rate) * (1 - specificity), .false_negative = rate * (1 - sensitivity), .true_negative = (1 - rate) * specificity};
}

std::optional<Range> precision_at(const Range& sensitivity, const Range& specificity, double rate) {
    const auto precision = [rate](double sensitive, double specific) -> std::optional<double> {
        const double right = rate * sensitive;
        const double flagged = right + (1 - rate) * (1 - specific);
        if (!(flagged > 0)) return std::nullopt;
        return right / flagged;
    };
    const auto value = precision(sensitivity.value, specificity.value);
    if (!value) return std::nullopt;
    Range range{.value = *value, .low = {}, .high = {}};
    // Precision grows with either.
    if (sensitivity.low && specificity.low) range.low = precision(*sensitivity.low, *specificity.low);
    if (sensitivity.high && specificity.high) range.high = precision(*sensitivity.high, *specificity.high);
    return range;
}

}  // namespace value
