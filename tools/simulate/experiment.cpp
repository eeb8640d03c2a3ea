#include "tools/simulate/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "metrics/evaluate.h"
#include "metrics/statistics/joined.h"
#include "tools/simulate/choices.h"
#include "tools/simulate/class_scores.h"
#include "tools/simulate/keys.h"
#include "tools/simulate/numbers.h"
#include "tools/simulate/foresight.h"
#include "tools/simulate/situations.h"
#include "tools/simulate/statistics.h"
#include "tools/simulate/together.h"

namespace simulate {
namespace {

using namespace metrics;

Setting setting_of(const Metric& metric, std::uint64_t seed) {
    Setting setting;
    setting.numbers = fallbacks_of(metric);
    setting.amounts = Amounts{.true_positive = 18, .false_positive = -2.5, .false_negative = -11, .true_negative = 0};
    setting.seed = seed;
    return setting;
}

std::vector<const Metric*> catalogue_where(const std::function<bool(const Metric&)>& wanted) {
    std::vector<const Metric*> found;
    for (const Metric* metric : catalogue()) {
        if (!metric->fact && wanted(*metric)) found.push_back(metric);
    }
    return found;
}

bool of_labels(const Metric& metric) {
    const Kind kind = metric.needs.kind;
    return !metric.needs.groups && !metric.needs.reference && !metric.needs.column &&
           (kind == Kind::confusion || kind == Kind::moments || kind == Kind::reliability || kind == Kind::score_runs);
}

std::vector<std::string> names_of(const std::vector<const Metric*>& metrics) {
    std::vector<std::string> names;
    for (const Metric* metric : metrics) names.emplace_back(metric->id);
    return names;
}

void declare(Experiment& experiment, Clustering clustering) {
    switch (clustering) {
        case Clustering::rows: experiment.unit = "rows"; experiment.sizes = {50, 200, 1000, 5000}; return;
        case Clustering::days: experiment.unit = "days"; experiment.sizes = {7, 14, 30, 100}; return;
        case Clustering::users: experiment.unit = "users"; experiment.sizes = {50, 200, 1000, 5000}; return;
    }
}

// The statistics are made once for the metrics that wish for the same.
std::vector<Estimate> measure(const std::vector<const Metric*>& metrics, const Sample& sample, double threshold,
                              std::uint64_t seed) {
    std::map<std::pair<Kind, Expression>, Statistic> made;
    std::vector<Estimate> estimates;
    for (const Metric* metric : metrics) {
        const auto key = std::pair{metric->needs.kind, metric->needs.expression};
        if (made.find(key) == made.end()) made.emplace(key, statistic_of(sample, metric->needs, threshold));
        estimates.push_back(evaluate(*metric, made.at(key), nullptr, setting_of(*metric, seed)));
    }
    return estimates;
}

Experiment of_world(const World& world) {
    Experiment experiment;
    experiment.situation = world.situation;
    declare(experiment, world.clustering);
    const auto metrics = catalogue_where(of_labels);
    experiment.metrics = names_of(metrics);
    experiment.truths = [=] { return measure(metrics, truth_of(world), world.threshold, 0); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) {
        return measure(metrics, draw(world, size, seed), world.threshold, seed);
    };
    return experiment;
}

// What is taken of sorted values has no value for the rest of the rows.
bool adds_up(const Metric& metric) { return metric.needs.kind != Kind::score_runs; }

// Each part beside the others together.
Estimate from_overall(const Metric& metric, const std::vector<Sample>& parts, const std::vector<NamedEstimate>& each, double threshold, std::uint64_t seed) {
    std::vector<Statistic> statistics;
    for (const Sample& part : parts) statistics.push_back(statistic_of(part, metric.needs, threshold));
    std::vector<const Statistic*> pointers;
    for (const Statistic& statistic : statistics) pointers.push_back(&statistic);
    const Statistic all = joined(pointers).value();
    const Estimate overall = evaluate(metric, all, nullptr, setting_of(metric, seed));
    std::vector<Beside> beside;
    for (std::size_t i = 0; i < parts.size(); ++i) beside.push_back({each[i], evaluate(metric, without(all, statistics[i]), nullptr, setting_of(metric, seed)), overall});
    return largest_from_overall(beside, metric.highest - metric.lowest);
}

// Metrics that compare groups by themselves, and a choice of those that are compared afterwards: of each engine one.
std::vector<Estimate> compare_groups(const std::vector<const Metric*>& metrics, const std::vector<const Metric*>& plain,
                                     const World& world, const Sample& sample, std::uint64_t seed) {
    std::vector<Sample> parts;
    std::vector<Statistic> confusions;
    for (std::uint32_t part = 0; part < world.parts.size(); ++part) {
        parts.push_back(part_of(sample, part));
        confusions.push_back(statistic_of(parts.back(), Need{.kind = Kind::confusion}, world.threshold));
    }
    const auto name = [](std::size_t part) { return std::string(1, static_cast<char>('a' + part)); };
    std::vector<GroupStatistic> groups;
    for (std::size_t i = 0; i < parts.size(); ++i) groups.push_back({name(i), &confusions[i]});

    std::vector<Estimate> estimates;
    for (const Metric* metric : metrics) estimates.push_back(evaluate_groups(*metric, groups, setting_of(*metric, seed)));
    for (const Metric* metric : plain) {
        std::vector<NamedEstimate> each;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            each.push_back({name(i), measure({metric}, parts[i], world.threshold, seed).front()});
        }
        estimates.push_back(largest_difference(each));
        estimates.push_back(smallest_ratio(each));
        estimates.push_back(worst_group(each, metric->better == Better::higher ? Worst::lowest : Worst::highest, metric->lowest, metric->highest));
        if (adds_up(*metric)) estimates.push_back(from_overall(*metric, parts, each, world.threshold, seed));
    }
    return estimates;
}

Experiment of_groups(const World& world) {
    Experiment experiment;
    experiment.situation = world.situation;
    declare(experiment, world.clustering);
    const auto metrics = catalogue_where([](const Metric& metric) { return metric.needs.groups; });
    const auto plain = catalogue_where([](const Metric& metric) {
        return metric.id == "recall" || metric.id == "f1" || metric.id == "brier_score" || metric.id == "roc_auc";
    });
    experiment.metrics = names_of(metrics);
    for (const Metric* metric : plain) {
        experiment.metrics.push_back(fmt::format("{}, difference between groups", metric->id));
        experiment.metrics.push_back(fmt::format("{}, ratio between groups", metric->id));
        experiment.metrics.push_back(fmt::format("{}, worst group", metric->id));
        if (adds_up(*metric)) experiment.metrics.push_back(fmt::format("{}, difference of a group from all rows", metric->id));
    }
    experiment.truths = [=] { return compare_groups(metrics, plain, world, truth_of(world), 0); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) {
        return compare_groups(metrics, plain, world, draw(world, size, seed), seed);
    };
    return experiment;
}

std::vector<Estimate> compare_samples(const std::vector<const Metric*>& metrics, const Pair& pair, bool categories,
                                      std::uint64_t seed, int bins = 10) {
    std::map<Kind, std::pair<Statistic, Statistic>> made;
    std::vector<Estimate> estimates;
    for (const Metric* metric : metrics) {
        const Kind kind = metric->needs.kind;
        if (made.find(kind) == made.end()) {
            made.emplace(kind, std::pair{statistic_of(pair.reference, kind, categories),
                                         statistic_of(pair.current, kind, categories)});
        }
        const auto& [reference, current] = made.at(kind);
        Setting setting = setting_of(*metric, seed);
        setting.bins = bins;
        estimates.push_back(evaluate(*metric, current, &reference, setting));
    }
    return estimates;
}

Experiment of_drift(const Drift& drift) {
    Experiment experiment;
    experiment.situation = drift.situation;
    declare(experiment, drift.clustering);
    const bool categories = drift.shape == Shape::categories;
    const auto metrics = catalogue_where([=](const Metric& metric) {
        // Sorted values are numbers; categories have no order to sort by.
        return metric.needs.reference && !metric.needs.columns && !metric.needs.features && metric.id != "drift" && (categories || metric.id != "l_infinity") && !(categories && metric.needs.kind == Kind::value_runs);
    });
    experiment.metrics = names_of(metrics);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (metrics[i]->id == "chi_square") experiment.means.push_back(i);
    }
    experiment.truths = [=] { return compare_samples(metrics, truth_of(drift), categories, 0); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) {
        return compare_samples(metrics, draw(drift, size, seed), categories, seed);
    };
    return experiment;
}

// The metric `drift` takes fewer bins of smaller references, so its truth depends on the size: one experiment for each
// number of bins. Units have so many rows that four bins can be had of any number of them.
std::vector<Experiment> of_chosen_drift(const Drift& drift) {
    Experiment plain;
    plain.situation = drift.situation;
    plain.metrics = {"drift"};
    declare(plain, drift.clustering);
    const auto sizes = std::exchange(plain.sizes, {});
    std::map<int, Experiment> by_bins;
    for (const std::uint32_t size : sizes) {
        const auto rows = static_cast<int>(drift.reference_times * size);
        const int bins = drift.clustering == Clustering::rows ? std::clamp(rows / 50, 4, 10) : 4;
        by_bins.try_emplace(bins, plain).first->second.sizes.push_back(size);
    }
    const bool categories = drift.shape == Shape::categories;
    const std::vector<const Metric*> metrics{find("drift")};
    std::vector<Experiment> all;
    for (auto& [bins, experiment] : by_bins) {
        experiment.truths = [=, bins = bins] { return compare_samples(metrics, truth_of(drift), categories, 0, bins); };
        experiment.replicate = [=, bins = bins](std::uint32_t size, std::uint64_t seed) {
            return compare_samples(metrics, draw(drift, size, seed), categories, seed, bins);
        };
        all.push_back(std::move(experiment));
    }
    return all;
}

std::vector<Estimate> measure_classes(const std::vector<const Metric*>& metrics, const Statistic& table, std::uint64_t seed) {
    std::vector<Estimate> estimates;
    for (const Metric* metric : metrics) estimates.push_back(evaluate(*metric, table, nullptr, setting_of(*metric, seed)));
    return estimates;
}

Experiment of_classes(const ClassWorld& world) {
    Experiment experiment;
    experiment.situation = world.situation;
    declare(experiment, world.clustering);
    // What is made of the scores of all classes has experiments of its own: these worlds tell a class, and no scores.
    const auto metrics = catalogue_where([](const Metric& metric) { return metric.needs.kind == Kind::classes || metric.of_classes != nullptr; });
    experiment.metrics = names_of(metrics);
    experiment.truths = [=] { return measure_classes(metrics, truth_of(world), 0); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) { return measure_classes(metrics, draw(world, size, seed), seed); };
    return experiment;
}

Experiment of_together(const Together& world) {
    Experiment experiment;
    experiment.situation = world.situation;
    experiment.unit = "rows";
    experiment.sizes = {200, 1000, 5000};
    experiment.metrics = {"reconstruction_error"};
    experiment.truths = [] {
        Estimate nothing;
        nothing.value = 0;
        return std::vector<Estimate>{nothing};
    };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) { return std::vector<Estimate>{reconstructed(world, size, seed)}; };
    return experiment;
}

Experiment of_foreseen(const Foreseen& foreseen) {
    Experiment experiment;
    experiment.situation = foreseen.situation;
    declare(experiment, foreseen.world.clustering);
    experiment.beyond = foreseen.shift == Shift::concept_;
    const auto metrics = catalogue_where([](const Metric& metric) { return metric.estimable; });
    for (const Metric* metric : metrics) experiment.metrics.push_back(fmt::format("estimated {}, less what was realised", metric->id));
    experiment.truths = [count = metrics.size()] {
        Estimate nothing;
        nothing.value = 0;
        return std::vector<Estimate>(count, nothing);
    };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) { return foresee(metrics, foreseen, size, seed); };
    return experiment;
}

}  // namespace

std::vector<Experiment> experiments() {
    std::vector<Experiment> all;
    for (const Together& one : together()) all.push_back(of_together(one));
    for (const Foreseen& one : foreseen()) all.push_back(of_foreseen(one));
    for (const World& world : worlds()) all.push_back(of_world(world));
    for (const World& world : worlds_of_groups()) all.push_back(of_groups(world));
    for (const ClassWorld& world : worlds_of_classes()) all.push_back(of_classes(world));
    for (const Drift& drift : drifts()) {
        all.push_back(of_drift(drift));
        for (Experiment& chosen : of_chosen_drift(drift)) all.push_back(std::move(chosen));
    }
    for (Experiment& experiment : experiments_of_keys()) all.push_back(std::move(experiment));
    for (Experiment& experiment : experiments_of_class_scores()) all.push_back(std::move(experiment));
    for (Experiment& experiment : experiments_of_choices()) all.push_back(std::move(experiment));
    for (const NumberWorld& world : worlds_of_numbers()) all.push_back(of_numbers(world));
    for (const Experiment& experiment : all) ASSERT(!experiment.sizes.empty());
    return all;
}

}  // namespace simulate
