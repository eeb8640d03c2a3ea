#include "tools/simulate/properties.h"

#include <fmt/format.h>

#include <cmath>

#include "base/assert.h"
#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "verdicts/verdict.h"

namespace simulate {
namespace {

using charter::About;
using charter::Bound;
using verdicts::judge;
using verdicts::Judgement;
using verdicts::Verdict;

constexpr double level = 0.95;

Bound at_least(double low) {
    Bound bound;
    bound.low = low;
    return bound;
}

// Accuracy of `rows` decisions, each right with probability `share`.
metrics::Estimate accuracy(double share, std::int64_t rows, base::Random& random) {
    metrics::Split<metrics::Confusion> split;
    for (std::int64_t i = 0; i < rows; ++i) {
        const bool right = random.uniform() < share;
        split.total.add(metrics::Confusion::Label::positive, right, metrics::mass_one);
    }
    split.units = rows;
    return metrics::evaluate(*metrics::find("accuracy"), split, nullptr, {});
}

void at_the_bound(std::vector<Property>& found, const Plan& plan, double share, std::int64_t rows) {
    base::Random random(base::Random::mix(plan.seed + static_cast<std::uint64_t>(rows)));
    std::int64_t kept = 0, broken = 0;
    for (std::int64_t i = 0; i < plan.replicates; ++i) {
        const Judgement judgement = judge(accuracy(share, rows, random), at_least(share), About::process, level);
        kept += judgement.verdict == Verdict::kept;
        broken += judgement.verdict == Verdict::broken;
    }
    const auto says = [&](const char* verdict) {
        return fmt::format("accuracy of {} rows promised to be at least {}, which it is exactly: called {}", rows, share, verdict);
    };
    found.push_back({says("kept"), kept, plan.replicates, 0, error_max});
    found.push_back({says("broken"), broken, plan.replicates, 0, error_max});
}

// Twenty columns, all exactly at their bound; where they are alike, eighteen of them are the same column.
void many_columns(std::vector<Property>& found, const Plan& plan, charter::Breach breach, bool alike) {
    constexpr int columns = 20;
    constexpr std::int64_t rows = 400;
    constexpr double share = 0.7;
    base::Random random(base::Random::mix(plan.seed + (alike ? 1 : 2)));
    std::int64_t broken = 0, kept = 0;
    for (std::int64_t i = 0; i < plan.replicates; ++i) {
        std::vector<Judgement> checks;
        const std::uint64_t shared = random();
        for (int column = 0; column < columns; ++column) {
            base::Random own(alike && column % 11 != 0 ? shared : random());
            checks.push_back(judge(accuracy(share, rows, own), at_least(share), About::process, level));
        }
        const Verdict verdict = verdicts::together(checks, breach, level);
        broken += verdict == Verdict::broken;
        kept += verdict == Verdict::kept;
    }
    const std::string what = fmt::format("20 {} columns, each exactly at its bound, breach: {}", alike ? "like" : "independent",
                                         breach == charter::Breach::stop ? "stop" : "warn");
    found.push_back({what + ": the promise is called broken", broken, plan.replicates, 0, error_max});
    found.push_back({what + ": the promise is called kept", kept, plan.replicates, 0, error_max});
}

// If the truth is where the value was, as many units as are said to be needed decide four times out of five.
void enough_more(std::vector<Property>& found, const Plan& plan, double share, double bound, std::int64_t rows) {
    base::Random random(base::Random::mix(plan.seed + static_cast<std::uint64_t>(rows) + 77));
    std::int64_t decided = 0, asked = 0;
    for (std::int64_t i = 0; i < plan.replicates; ++i) {
        const metrics::Estimate first = accuracy(share, rows, random);
        const Judgement judgement = judge(first, at_least(bound), About::process, level);
        if (!judgement.more || judgement.more->hopeless) continue;
        ++asked;
        const metrics::Estimate second = accuracy(*first.value, judgement.more->units, random);
        decided += judge(second, at_least(bound), About::process, level).verdict != Verdict::unproven;
    }
    found.push_back({fmt::format("accuracy near {} promised to be at least {}, unproven with {} rows: decided by as many as were said to be needed",
                                 share, bound, rows), decided, asked, 0.75, 0.85});
}

// A column of two categories: so many reference rows half and half, and current ones with this share of the first.
metrics::NamedEstimate drift_of(double share, std::int64_t rows, base::Random& random) {
    const auto draw = [&](double p) {
        metrics::Split<metrics::Histogram> sample;
        for (std::int64_t i = 0; i < rows; ++i) {
            sample.total.categories[random.uniform() < p ? "a" : "b"] += metrics::mass_one;
            sample.total.tally.add(metrics::mass_one);
        }
        sample.units = rows;
        return metrics::Statistic(sample);
    };
    const metrics::Statistic reference = draw(0.5);
    return {"column", metrics::evaluate(*metrics::find("drift"), draw(share), &reference, {})};
}

// Sixteen columns of 20 lie exactly at the limit and four are far beyond it, or all lie at it.
void drifted_columns(std::vector<Property>& found, const Plan& plan, int beyond) {
    constexpr int columns = 20;
    constexpr std::int64_t rows = 1000;
    constexpr double at_limit = 0.6167923938394608;  // a Jensen-Shannon distance of 0.1 from half and half
    metrics::Setting setting;
    setting.numbers["limit"] = 0.1;
    base::Random random(base::Random::mix(plan.seed + 31 + static_cast<std::uint64_t>(beyond)));
    std::int64_t false_ones = 0, listed = 0, any = 0, low = 0, high = 0;
    for (std::int64_t i = 0; i < plan.replicates; ++i) {
        std::vector<metrics::NamedEstimate> all;
        for (int column = 0; column < columns; ++column) all.push_back(drift_of(column < beyond ? 0.75 : at_limit, rows, random));
        const metrics::Estimate share = metrics::evaluate_columns(*metrics::find("drifted_share"), all, setting);
        const auto count = std::llround(*share.value * columns);
        // Those beyond are found for certain, so what is listed more is false.
        listed += count;
        false_ones += std::max<std::int64_t>(0, count - beyond);
        any += count > beyond;
        const double truth = static_cast<double>(beyond) / columns;
        low += share.limits(0.025).low > truth + 1e-9;
        high += share.limits(0.025).high < truth - 1e-9;
    }
    const std::string what = fmt::format("drifted_share of 20 columns, {} far beyond the limit and the others exactly at it", beyond);
    if (beyond > 0) found.push_back({what + ": of those listed, false", false_ones, listed, 0, 0.05});
    else found.push_back({what + ": any is listed", any, plan.replicates, 0, 0.05});
    found.push_back({what + ": the lower limit lies above the true share", low, plan.replicates, 0, error_max});
    found.push_back({what + ": the upper limit lies below the true share", high, plan.replicates, 0, error_max});
}

}  // namespace

bool Property::holds() const {
    ASSERT(times >= 0 && times <= of);
    const auto k = static_cast<double>(times);
    const auto n = static_cast<double>(of);
    const double low = times == 0 ? 0 : metrics::beta_quantile(0.01, k, n - k + 1);
    const double high = times == of ? 1 : metrics::beta_quantile(0.99, k + 1, n - k);
    return low <= highest && high >= lowest;
}

std::vector<Property> properties(const Plan& plan) {
    std::vector<Property> found;
    for (const std::int64_t rows : {50, 200, 1000, 5000}) at_the_bound(found, plan, 0.9, rows);
    many_columns(found, plan, charter::Breach::stop, false);
    many_columns(found, plan, charter::Breach::stop, true);
    many_columns(found, plan, charter::Breach::warn, false);
    drifted_columns(found, plan, 0);
    drifted_columns(found, plan, 4);
    enough_more(found, plan, 0.9, 0.87, 200);
    enough_more(found, plan, 0.7, 0.68, 1000);
    enough_more(found, plan, 0.7, 0.72, 1000);
    return found;
}

}  // namespace simulate
