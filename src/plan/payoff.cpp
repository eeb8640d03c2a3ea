#include "plan/payoff.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace plan {

namespace {

constexpr std::int64_t foreseen_windows_max = 200;

/// Money that is lost in a day for each day of age: V w r d, with its limits turned where the worth is negative.
struct Loss {
    double value = 0;
    std::optional<metrics::Limits> limits;
};

Loss loss_of(const Decay& decay, const Costing& costing) {
    const double factor = -costing.decisions_per_day * costing.worth * costing.recovers;
    Loss loss{factor * decay.slope.value_or(0), {}};
    if (decay.interval) loss.limits = metrics::Limits{std::min(factor * decay.interval->low, factor * decay.interval->high), std::max(factor * decay.interval->low, factor * decay.interval->high)};
    return loss;
}

Amount times(const Loss& loss, double factor) { return {loss.value * factor, {loss.limits->low * factor, loss.limits->high * factor}}; }

std::optional<double> age_at(double loss, double cost) { return loss > 0 ? std::optional(std::sqrt(2 * cost / loss)) : std::nullopt; }

/// How many windows more until one end of the interval passes the cost, if the slope stays and its interval narrows as that of a
/// straight line does: with the power 3/2 of the number of windows.
std::int64_t more_of(const Payoff& found, const Loss& loss) {
    const double every = found.age / static_cast<double>(std::max<std::int64_t>(found.decay.windows, 1));
    for (std::int64_t more = 1; more <= foreseen_windows_max; ++more) {
        const double windows = static_cast<double>(found.decay.windows), narrower = std::pow(windows / (windows + static_cast<double>(more)), 1.5);
        const double age = found.age + every * static_cast<double>(more), factor = age * age / 2;
        const double low = loss.value - (loss.value - loss.limits->low) * narrower, high = loss.value + (loss.limits->high - loss.value) * narrower;
        if (low * factor >= found.costing.cost || high * factor < found.costing.cost) return more;
    }
    return 0;
}

}  // namespace

std::string_view name(Advice advice) {
    switch (advice) {
        case Advice::retrain: return "retrain";
        case Advice::wait: return "wait";
        case Advice::unproven: return "unproven";
    }
    return {};
}

Payoff payoff(std::span<const Point> windows, double age, const Costing& costing) {
    ASSERT(costing.cost >= 0);
    ASSERT(age >= 0);
    Payoff found;
    found.costing = costing;
    found.age = age;
    found.decay = decay(windows, costing.level);
    const Loss loss = loss_of(found.decay, costing);
    const double since = age * age / 2;
    if (found.decay.slope) found.estimate = loss.value * since;
    if (!loss.limits) {
        found.more_windows = found.decay.enough - found.decay.windows;
        return found;
    }
    found.lost = times(loss, since);
    found.waiting = times(loss, age * costing.horizon_days);
    found.pays_at = age_at(loss.value, costing.cost);
    found.pays_at_first = age_at(loss.limits->high, costing.cost);
    found.pays_at_last = age_at(loss.limits->low, costing.cost);
    if (found.lost->limits.low >= costing.cost && loss.value > 0) found.advice = Advice::retrain;
    else if (found.lost->limits.high < costing.cost) found.advice = Advice::wait;
    else found.more_windows = more_of(found, loss);
    return found;
}

}  // namespace plan
