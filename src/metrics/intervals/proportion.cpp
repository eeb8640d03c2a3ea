#include "metrics/intervals/proportion.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"

namespace metrics {

Limits clopper_pearson(double events, double count, double tail) {
    return {events <= 0 ? 0 : beta_quantile(tail, events, count - events + 1),
            events >= count ? 1 : beta_quantile(1 - tail, events + 1, count - events)};
}

namespace {

/// The share at which `chance`, which rises with it, is `wanted`.
template <class Chance>
double share_where(double wanted, double low, double high, Chance chance) {
    for (int i = 0; i < 60 && high - low > 1e-15 * high; ++i) {
        const double middle = low + (high - low) / 2;
        (chance(middle) < wanted ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

}  // namespace

Limits mid_p(double events, double count, double tail) {
    const double rest = count - events;
    // As many events as seen count half: the mean of the chances of "at least as many" and of "more".
    const auto more = [&](double share) {
        const double at_least = events <= 0 ? 1 : beta_cdf(share, events, rest + 1);
        const double beyond = rest <= 0 ? 0 : beta_cdf(share, events + 1, rest);
        return (at_least + beyond) / 2;
    };
    const auto limit = [&](double chance) {
        const double low = events <= 0 ? 0 : beta_quantile(chance, events, rest + 1);
        const double high = rest <= 0 ? 1 : beta_quantile(chance, events + 1, rest);
        return share_where(chance, low, high, more);
    };
    return {events <= 0 ? 0 : limit(tail), rest <= 0 ? 1 : limit(1 - tail)};
}

namespace {

bool few_events(double events, double count) { return std::min(events, count - events) < 10; }

}  // namespace

Limits share_limits(double events, double count, double tail) {
    return few_events(events, count) ? clopper_pearson(events, count, tail) : mid_p(events, count, tail);
}

Mass unlabelled(const Confusion& of) { return of.unlabelled_positive + of.unlabelled_negative; }

namespace {

/// Rows behind a part of the weight. Exact without weights; with them, the same share of rows as of weight.
double rows_behind(Mass part, const Tally& tally) {
    return weight_of(part) * static_cast<double>(tally.rows) / weight_of(tally.weight);
}

std::vector<Replicate> replicates_of(const Split<Confusion>& of, const Share& share, double value) {
    std::vector<Replicate> replicates;
    replicates.reserve(of.parts.size());
    const auto whole = static_cast<double>(share.whole(of.total));
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const Mass part_left = share.part(of.total) - share.part(of.parts[i]);
        const Mass whole_left = share.whole(of.total) - share.whole(of.parts[i]);
        const double without = whole_left == 0 ? value : static_cast<double>(part_left) / static_cast<double>(whole_left);
        replicates.push_back({of.keys[i], without, static_cast<double>(share.whole(of.parts[i])) / whole});
    }
    return replicates;
}

}  // namespace

Estimate estimate_share(const Split<Confusion>& of, const Share& share) {
    if (of.total.all.rows == 0) return Estimate::absent(Reason::no_rows);
    if (share.labels && of.total.labelled.rows == 0) return Estimate::absent(Reason::no_labels);
    const Mass whole = share.whole(of.total);
    if (whole == 0) return Estimate::absent(Reason::no_denominator);

    const Tally& tally = share.labels ? of.total.labelled : of.total.all;
    Estimate estimate;
    const double value = static_cast<double>(share.part(of.total)) / static_cast<double>(whole);
    estimate.value = value;
    estimate.rows = std::llround(rows_behind(whole, tally));
    estimate.left_out = std::llround(rows_behind(share.left_out(of.total), of.total.all));
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    if (of.clustered()) {
        jackknife(estimate, replicates_of(of, share, value), Transform::logit, 0, 1);
        return estimate;
    }
    const double count = weight_of(whole) * tally.effective() / weight_of(tally.weight);
    const double events = value * count;
    estimate.method = few_events(events, count) ? "Clopper-Pearson" : "mid-P";
    estimate.limits = [events, count](double tail) { return share_limits(events, count, tail); };
    return estimate;
}

}  // namespace metrics
