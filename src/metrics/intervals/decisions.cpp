#include "metrics/intervals/decisions.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace metrics {

namespace {

Counts counts_of(const Confusion& of) { return {of.tp(), of.fp(), of.fn(), of.tn()}; }

Counts scaled(const Counts& counts, double ratio) {
    return {counts.true_positive * ratio, counts.false_positive * ratio, counts.false_negative * ratio, counts.true_negative * ratio};
}

Mass positives_of(const Confusion& of) { return of.true_positive + of.false_negative; }
Mass negatives_of(const Confusion& of) { return of.false_positive + of.true_negative; }

/// A unit's share is that of the rarer outcome, which such numbers stand and fall with: where a few of many units have nearly all
/// of it, they alone decide (2 % positive over 50 heavy users: 80 of 100 limits wrong, by simulation, with shares of all rows).
std::vector<Replicate> replicates_of(const Split<Confusion>& of, const OfCounts& number, double value) {
    std::vector<Replicate> replicates;
    replicates.reserve(of.parts.size());
    const Mass positive = positives_of(of.total), negative = negatives_of(of.total);
    const auto rarer = negative == 0 || (positive > 0 && positive < negative) ? positives_of : negatives_of;  // of what there is
    const double all = weight_of(rarer(of.total));
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const double share = weight_of(rarer(of.parts[i])) / all;
        replicates.push_back({of.keys[i], number.value(counts_of(of.without(i))).value_or(value), share});
    }
    return replicates;
}

/// Draws are made when limits are first asked for, once, whichever thread asks.
class Draws {
public:
    Draws(const Counts& counts, std::function<std::optional<double>(const Counts&)> number, std::uint64_t seed)
        : counts_(counts), number_(std::move(number)), seed_(seed) {}

    double quantile(double p) {
        std::call_once(once_, [this] { make(); });
        const double at = p * static_cast<double>(sorted_.size() - 1);
        const auto below = static_cast<std::size_t>(at);
        const std::size_t above = std::min(below + 1, sorted_.size() - 1);
        return sorted_[below] + (at - static_cast<double>(below)) * (sorted_[above] - sorted_[below]);
    }

private:
    void make() {
        constexpr int count = 2'000;
        base::Random random(seed_);
        const auto gamma = [&](double rows) { return random.gamma(rows + 0.5); };
        sorted_.reserve(count);
        for (int i = 0; i < count; ++i) {
            Counts drawn;
            drawn.true_positive = gamma(counts_.true_positive);
            drawn.false_positive = gamma(counts_.false_positive);
            drawn.false_negative = gamma(counts_.false_negative);
            drawn.true_negative = gamma(counts_.true_negative);
            // A draw so near to a corner that it rounds into it says nothing of the number.
            if (const auto number = number_(drawn); number && std::isfinite(*number)) sorted_.push_back(std::clamp(*number, -1.0, 1.0));
        }
        if (sorted_.empty()) sorted_ = {-1, 1};
        std::sort(sorted_.begin(), sorted_.end());
    }

    Counts counts_;
    std::function<std::optional<double>(const Counts&)> number_;
    std::uint64_t seed_;
    std::once_flag once_;
    std::vector<double> sorted_;
};

double inside(double number) { return std::clamp(number, -1 + 0x1p-52, 1 - 0x1p-52); }

}  // namespace

Estimate estimate_counts(const Split<Confusion>& of, const OfCounts& number) {
    if (of.total.all.rows == 0) return Estimate::absent(Reason::no_rows);
    if (of.total.labelled.rows == 0) return Estimate::absent(Reason::no_labels);
    const Counts counts = counts_of(of.total);
    const auto value = number.value(counts);
    if (!value) {
        const bool one_class = counts.true_positive + counts.false_negative == 0 || counts.false_positive + counts.true_negative == 0;
        return one_class ? Estimate::absent(Reason::one_class) : Estimate::absent(Reason::no_denominator, "every decision is the same");
    }
    Estimate estimate;
    estimate.value = *value;
    estimate.rows = of.total.labelled.rows;
    estimate.left_out = of.total.all.rows - of.total.labelled.rows;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    const Counts effective = scaled(counts, of.total.labelled.effective() / weight_of(of.total.labelled.weight));
    if (of.clustered()) {
        jackknife(estimate, replicates_of(of, number, *value), number.transform, number.lowest, number.highest);
    } else {
        estimate.method = number.method;
        estimate.limits = number.limits(effective, *value);
    }
    const double rarer = std::min(effective.true_positive + effective.false_negative, effective.false_positive + effective.true_negative);
    if (estimate.reason == Reason::none && rarer < number.events_min) {
        estimate.reason = Reason::few_events;
        estimate.limits = [lowest = number.lowest, highest = number.highest](double) { return Limits{lowest, highest}; };
    }
    return estimate;
}

std::function<Limits(double tail)> dirichlet_limits(const Counts& counts, double value, const std::function<std::optional<double>(const Counts&)>& number, std::uint64_t seed) {
    const auto draws = std::make_shared<Draws>(counts, number, seed);
    return [=](double tail) {
        constexpr double tail_drawn = 0.005;
        const double near = std::max(tail, tail_drawn);
        Limits limits{draws->quantile(near), draws->quantile(1 - near)};
        if (tail < tail_drawn) {
            const double middle = std::atanh(inside(draws->quantile(0.5)));
            const double further = normal_quantile(1 - tail) / normal_quantile(1 - tail_drawn);
            limits.low = std::tanh(middle + (std::atanh(inside(limits.low)) - middle) * further);
            limits.high = std::tanh(middle + (std::atanh(inside(limits.high)) - middle) * further);
        }
        return Limits{std::min(value, limits.low), std::max(value, limits.high)};
    };
}

}  // namespace metrics
