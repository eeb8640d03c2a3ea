#include "tools/simulate/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/paired.h"
#include "tools/simulate/statistics.h"
#include "value/curve.h"

namespace simulate {
namespace {

using namespace metrics;

/// How likely a positive is: evenly spread, and moved from unit to unit without leaving (0, 1) or changing its mean.
struct Chances {
    base::Random random;
    bool days = false;
    std::vector<double> moved;       ///< by unit
    std::vector<std::uint32_t> unit_of;

    Chances(std::uint32_t size, bool in_days, std::uint64_t seed) : random(seed), days(in_days) {
        for (std::uint32_t unit = 0; unit < size; ++unit) {
            moved.push_back(days ? 2 * random.uniform() - 1 : 0);
            const std::uint32_t rows = days ? rows_of_unit(Clustering::days, random.uniform()) : 1;
            unit_of.insert(unit_of.end(), rows, unit);
        }
    }
    bool positive(std::size_t row, double chance) { return random.uniform() < chance + moved[unit_of[row]] * chance * (1 - chance); }
};

void declare(Experiment& experiment, const std::string& situation, bool days) {
    experiment.situation = situation + (days ? ", by day" : "");
    experiment.unit = days ? "days" : "rows";
    experiment.sizes = days ? std::vector<std::uint32_t>{14, 30, 100} : std::vector<std::uint32_t>{200, 1'000, 5'000};
}

std::vector<Estimate> zeros(std::size_t count) {
    Estimate nothing;
    nothing.value = 0;
    return std::vector<Estimate>(count, nothing);
}

// ------------------------------------------------------------------------------------------------ two versions

constexpr std::array<const char*, 7> compared{"accuracy", "recall", "precision", "f1", "positive_rate", "matthews_correlation", "value_per_decision"};
constexpr double threshold = 0.5;

/// How far a version's score lies from the chance, and how much of that both versions share.
struct Versions {
    double first = 0.2, second = 0.28, shared = 0.12;
    double own(double whole) const { return std::sqrt(whole * whole - shared * shared); }
};

Setting setting_for(const Metric& metric, std::uint64_t seed) {
    Setting setting = setting_of(metric);
    setting.amounts = Amounts{.true_positive = 18, .false_positive = -2.5, .false_negative = -11, .true_negative = 0};
    setting.seed = seed;
    return setting;
}

/// Of one version, by integration: chances are evenly spread, and the score is one and a normal error.
Estimate whole_of(const Metric& metric, double deviation) {
    constexpr int steps = 20'000;
    constexpr double scale = 1e10;
    double tp = 0, fp = 0;
    for (int i = 0; i < steps; ++i) {
        const double chance = (i + 0.5) / steps, flagged = normal_cdf((chance - threshold) / deviation) / steps;
        tp += chance * flagged;
        fp += (1 - chance) * flagged;
    }
    Split<Confusion> all;
    const auto mass = [](double share) { return static_cast<Mass>(std::llround(share * scale)); };
    all.total.true_positive = mass(tp);
    all.total.false_positive = mass(fp);
    all.total.false_negative = mass(0.5 - tp);
    all.total.true_negative = mass(0.5 - fp);
    all.total.all = all.total.labelled = {static_cast<std::int64_t>(scale), mass(1), mass(1)};
    return evaluate(metric, Statistic(all), nullptr, setting_for(metric, 0));
}

std::vector<Estimate> true_differences(const Versions& versions) {
    std::vector<Estimate> all;
    for (const char* id : compared) {
        Estimate one = whole_of(*find(id), versions.first);
        one.value = *one.value - *whole_of(*find(id), versions.second).value;
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<Estimate> differences(const Versions& versions, std::uint32_t size, bool days, std::uint64_t seed) {
    Chances chances(size, days, seed);
    PairedTable table;
    Sample first, second;
    first.units = second.units = days ? size : 0;
    for (std::size_t row = 0; row < chances.unit_of.size(); ++row) {
        const double chance = chances.random.uniform(), common = versions.shared * chances.random.normal();
        const double a = chance + common + versions.own(versions.first) * chances.random.normal(), b = chance + common + versions.own(versions.second) * chances.random.normal();
        const bool positive = chances.positive(row, chance);
        ++table.at(positive ? Confusion::Label::positive : Confusion::Label::negative, a >= threshold, b >= threshold);
        first.rows.push_back({positive, a, 0, chances.unit_of[row]});
        second.rows.push_back({positive, b, 0, chances.unit_of[row]});
    }
    std::vector<Estimate> all;
    for (const char* id : compared) {
        const Metric& metric = *find(id);
        const Setting setting = setting_for(metric, seed);
        const auto seen = [&](const Sample& sample) { return evaluate(metric, statistic_of(sample, metric.needs, threshold), nullptr, setting); };
        all.push_back(days ? paired_parts(metric, seen(first), seen(second)) : paired_decisions(metric, setting, table));
    }
    return all;
}

Experiment of_versions(const Versions& versions, const std::string& situation, bool days) {
    Experiment experiment;
    declare(experiment, situation, days);
    for (const char* id : compared) experiment.metrics.push_back(fmt::format("{}, difference of two versions on the same rows", id));
    experiment.truths = [=] { return true_differences(versions); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) { return differences(versions, size, days, seed); };
    return experiment;
}

// ------------------------------------------------------------------------------------------------ money

charter::Money known(double amount) {
    charter::Money money;
    money.mean = amount;
    return money;
}

charter::Money between(double low, double high) {
    charter::Money money;
    money.shape = charter::Money::Shape::uniform;
    money.low = low;
    money.high = high;
    money.mean = (low + high) / 2;
    money.deviation = (high - low) / std::sqrt(12.0);
    return money;
}

/// Scores that say how likely a positive is, as decisions at every threshold.
value::Outcomes outcomes_of(std::uint32_t size, bool days, std::uint64_t seed, base::Random& after) {
    Chances chances(size, days, seed);
    std::vector<value::Item> items;
    for (std::size_t row = 0; row < chances.unit_of.size(); ++row) {
        const double chance = chances.random.uniform();
        items.push_back({chance, days ? chances.unit_of[row] : 0, 0, chances.positive(row, chance), 1, 1, 1});
    }
    std::sort(items.begin(), items.end(), [](const value::Item& a, const value::Item& b) { return a.score < b.score; });
    value::Outcomes::Options options{.thresholds = {0.25, 0.5}, .seed = seed};
    for (std::uint32_t unit = 0; days && unit < size; ++unit) options.keys.push_back(unit + 1);
    options.units = static_cast<std::int64_t>(options.keys.size());
    after = base::Random(chances.random());
    return value::Outcomes([&](const auto& each) { std::for_each(items.begin(), items.end(), each); }, std::move(options));
}

/// Of those who score at least `at` so many are positive, of all rows.
double positives_above(double at) { return (1 - at * at) / 2; }

/// Less the truth, so that it should be 0.
Estimate less(Estimate sampled, double value, const std::function<std::optional<Limits>(double)>& limits, double truth) {
    sampled.value = value - truth;
    if (sampled.limits) sampled.limits = [=](double tail) {
        const auto own = limits(tail);
        return Limits{own->low - truth, own->high - truth};
    };
    return sampled;
}

/// The amounts are drawn from what they may be, and the truth is what decisions are worth at those.
Estimate worth_less_truth(std::uint32_t size, bool days, std::uint64_t seed) {
    charter::Worth worth;
    worth.true_positive = between(4, 8);
    worth.false_positive = between(-3, -1);
    worth.false_negative = known(-3);
    const value::Stakes stakes(worth, 7);
    base::Random random(0);
    const auto outcomes = outcomes_of(size, days, seed, random);
    const double tp = 4 + 4 * random.uniform(), fp = -3 + 2 * random.uniform(), found = positives_above(0.25);
    const double truth = tp * found + fp * (0.75 - found) - 3 * (0.5 - found);
    const auto valued = value::value_at(outcomes, stakes, outcomes.index_of(0.25));
    return less(valued.sampled, valued.value, [valued, stakes](double tail) { return valued.limits(stakes, tail); }, truth);
}

/// What the thresholds chosen without each fold bring in truth, over a threshold of one half.
Estimate gain_less_truth(std::uint32_t size, bool days, std::uint64_t seed) {
    charter::Worth worth;
    worth.true_positive = known(6);
    worth.false_positive = known(-2);
    const value::Stakes stakes(worth, 1);
    base::Random random(0);
    const auto outcomes = outcomes_of(size, days, seed, random);
    const auto worth_at = [](double threshold_at) {
        const double at = std::clamp(threshold_at, 0.0, 1.0), positive = positives_above(at);
        return 6 * positive - 2 * (1 - at - positive);
    };
    const value::CrossFitted fitted(outcomes, stakes, value::Allowed(outcomes.size(), true));
    double truth = 0;
    for (const std::size_t chosen : fitted.chosen) truth += (worth_at(outcomes.threshold(chosen)) - worth_at(0.5)) / static_cast<double>(fitted.chosen.size());
    const auto gain = fitted.gain_over(outcomes, stakes, outcomes.index_of(0.5));
    return less(gain.sampled, gain.value, [gain, stakes](double tail) { return gain.limits(stakes, tail); }, truth);
}

Experiment of_money(bool days) {
    Experiment experiment;
    declare(experiment, "scores that are probabilities", days);
    experiment.metrics = {"money: value per decision with uncertain amounts, less the truth", "money: gain of a threshold chosen on other rows, less the truth"};
    experiment.truths = [] { return zeros(2); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) { return std::vector<Estimate>{worth_less_truth(size, days, seed), gain_less_truth(size, days, seed)}; };
    return experiment;
}

}  // namespace

std::vector<Experiment> experiments_of_choices() {
    std::vector<Experiment> all;
    for (const bool days : {false, true}) {
        all.push_back(of_versions({}, "two versions, one better", days));
        all.push_back(of_versions({.first = 0.2, .second = 0.2, .shared = 0.19}, "two versions, equally good and much alike", days));
        all.push_back(of_money(days));
    }
    return all;
}

}  // namespace simulate
