#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "metrics/intervals/mover.h"
#include "verdicts/curve.h"
#include "verdicts/verdict.h"

namespace verdicts {
namespace {

using metrics::Estimate;
using metrics::Limits;
using metrics::Reason;

// The tail at which the two samples' shares of the uncertainty are compared; any would do.
constexpr double usual_tail = 0.025;

Limits scaled(Limits limits, double factor) {
    ASSERT(std::isfinite(factor));
    const Limits ends{factor * limits.low, factor * limits.high};
    return factor < 0 ? Limits{ends.high, ends.low} : ends;
}

// 110 rows are 1.1 times 100 rows, although 110 - 1.1 * 100 is not zero in binary.
double difference(double a, double b) {
    ASSERT(std::isfinite(a) && std::isfinite(b));
    const double rounding = 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(a), std::abs(b));
    const double exact = a - b;
    return std::abs(exact) <= rounding ? 0 : exact;
}

double share_of_variance(Limits part, Limits other) {
    const double a = part.high - part.low;
    const double b = other.high - other.low;
    ASSERT(a >= 0 && b >= 0);
    if (std::isinf(a)) return std::isinf(b) ? 0.5 : 1;
    return a + b > 0 && !std::isinf(b) ? a * a / (a * a + b * b) : 0;
}

// The current sample's complaint comes first: it is the one that more data can cure.
void take_reasons(Estimate& result, const Estimate& current, const Estimate& reference) {
    if (current.reason != Reason::none || !current.value) {
        result.reason = current.reason != Reason::none ? current.reason : Reason::not_computed;
        result.detail = current.detail;
    } else if (reference.reason != Reason::none || !reference.value) {
        result.reason = reference.reason != Reason::none ? reference.reason : Reason::no_reference;
        result.detail = reference.detail.empty() ? "in the reference" : "in the reference: " + reference.detail;
    }
    ASSERT(result.reason != Reason::none || (current.value && reference.value));
}

std::optional<More> larger(const std::optional<More>& a, const std::optional<More>& b) {
    if (!a || !b) return a ? a : b;
    if (a->hopeless || b->hopeless) return More{.units = 0, .hopeless = true};
    return a->units > b->units ? a : b;
}

// The two ends of a bound, each a promise of its own: both must be kept, and breaking one breaks the whole.
Judgement both(const Judgement& low, const Judgement& high) {
    const bool low_decides = low.verdict == Verdict::broken ||
                             (low.verdict == Verdict::unproven && high.verdict != Verdict::broken);
    Judgement whole = low_decides ? low : high;
    whole.p_broken = std::min(low.p_broken, high.p_broken);
    if (whole.verdict == Verdict::unproven) whole.more = larger(low.more, high.more);
    ASSERT((whole.verdict == Verdict::kept) == (low.verdict == Verdict::kept && high.verdict == Verdict::kept));
    ASSERT(whole.verdict == Verdict::unproven || !whole.more);
    return whole;
}

}  // namespace

Estimate against_reference(const Estimate& current, const Estimate& reference, double factor) {
    ASSERT(std::isfinite(factor));
    Estimate result;
    result.rows = current.rows;
    result.units = current.units;
    result.units_named = current.units_named;
    result.units_exact = current.units_exact;
    result.left_out = current.left_out;
    result.method = "counted";
    take_reasons(result, current, reference);
    if (!current.value || !reference.value) return result;

    const double a = *current.value;
    const double b = factor * *reference.value;
    result.value = difference(a, b);
    if (current.is_fact() && reference.is_fact()) return result;

    result.method = "MOVER, current less a multiple of the reference";
    result.fixed_share =
        share_of_variance(scaled(limits_at(reference, usual_tail), factor), limits_at(current, usual_tail));
    result.limits = [current, reference, factor, a, b](double tail) {
        return metrics::mover_difference(a, limits_at(current, tail), b, scaled(limits_at(reference, tail), factor));
    };
    return result;
}

Judgement judge(metrics::Current<Estimate> current, metrics::Reference<Estimate> reference, const charter::Bound& bound,
                charter::About about, double level) {
    ASSERT(bound.relative);
    ASSERT(bound.low <= bound.high);
    std::vector<Judgement> ends;
    const charter::Bound above_zero{.kind = charter::Bound::Kind::at_least, .low = 0, .text = {}};
    const charter::Bound below_zero{.kind = charter::Bound::Kind::at_most, .high = 0, .text = {}};
    if (std::isfinite(bound.low)) {
        ends.push_back(judge(against_reference(current.of, reference.of, bound.low), above_zero, about, level));
    }
    if (std::isfinite(bound.high)) {
        ends.push_back(judge(against_reference(current.of, reference.of, bound.high), below_zero, about, level));
    }
    ASSERT(!ends.empty());
    return ends.size() == 1 ? ends.front() : both(ends.front(), ends.back());
}

}  // namespace verdicts
