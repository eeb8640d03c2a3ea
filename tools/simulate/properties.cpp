#include "tools/simulate/properties.h"

#include <fmt/format.h>

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
    enough_more(found, plan, 0.9, 0.87, 200);
    enough_more(found, plan, 0.7, 0.68, 1000);
    enough_more(found, plan, 0.7, 0.72, 1000);
    return found;
}

}  // namespace simulate
