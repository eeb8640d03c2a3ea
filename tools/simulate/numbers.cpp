#include "tools/simulate/numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "base/assert.h"
#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "tools/simulate/statistics.h"

namespace simulate {
namespace {

using namespace metrics;

constexpr std::uint64_t truth_points = 1u << 20;
/// What decides a row: label, error, cost, flag and category.
constexpr std::size_t sources = 4;
using Normals = std::array<double, sources>;

double error_of(Errors errors, double z) {
    switch (errors) {
        case Errors::normal: return 1 + 5 * z;
        case Errors::heavy: return student_quantile(normal_cdf(z), 5);
        case Errors::skewed: return std::exp(z);
        case Errors::whole: return std::round(1 + 2 * z);
        case Errors::rare: break;
    }
    const double u = normal_cdf(z);
    return u < 0.95 ? 0 : std::exp(normal_quantile(std::clamp((u - 0.95) / 0.05, 1e-12, 1 - 1e-12)));
}

NumberRow row_of(const NumberWorld& world, const Normals& z, std::uint32_t unit) {
    NumberRow row;
    row.numbers.label = 50 + 10 * z[0];
    const double error = error_of(world.errors, z[1]);
    row.numbers.prediction = row.numbers.label + error;
    row.numbers.lower = row.numbers.prediction - 6;
    row.numbers.upper = row.numbers.prediction + 6 + 0.5 * std::abs(z[2]);
    const bool plain = world.errors == Errors::normal || world.errors == Errors::whole;
    row.numbers.column = world.errors == Errors::rare ? error_of(Errors::rare, z[2]) : std::exp((plain ? 0.3 : 1) * z[2]);
    row.numbers.other = row.numbers.column * 0.5 + z[0] * 0.5;
    row.flag = z[3] < normal_quantile(0.9) ? 1 : 0;
    row.numbers.found = row.flag;
    row.category = z[0] < normal_quantile(0.5) ? 0 : z[0] < normal_quantile(0.8) ? 1 : 2;
    row.unit = unit;
    return row;
}

/// A number of the experiment: a metric with what it is given.
struct Measured {
    std::string id;
    double q = 0;                             ///< 0: none
    std::map<std::string, double> population{};
    std::string suffix{};
};

std::vector<Measured> measured() {
    std::vector<Measured> all;
    for (const char* id : {"mean_error", "mae", "rmse", "mape", "smape", "wape", "r2", "interval_coverage", "interval_width", "median_absolute_error",
                           "mean", "correlation", "cost_per_correct_decision", "true_share"}) {
        all.push_back({id});
    }
    for (const double q : {0.1, 0.9}) all.push_back({"pinball_loss", q, {}, q < 0.5 ? ", q = 0.1" : ", q = 0.9"});
    for (const double q : {0.5, 0.95, 0.99}) all.push_back({"quantile", q, {}, q < 0.9 ? ", q = 0.5" : q < 0.98 ? ", q = 0.95" : ", q = 0.99"});
    all.push_back({"representativeness", 0, {{"c0", 0.5}, {"c1", 0.3}, {"c2", 0.2}}, ", as declared"});
    all.push_back({"representativeness", 0, {{"c0", 0.6}, {"c1", 0.25}, {"c2", 0.15}}, ", a tenth away"});
    return all;
}

Setting setting_of(const Metric& metric, const Measured& wanted) {
    Setting setting;
    for (const Parameter& parameter : parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    if (wanted.q > 0) setting.numbers["q"] = wanted.q;
    setting.population = wanted.population;
    return setting;
}

std::vector<Estimate> measure(const std::vector<Measured>& all, const Numbers& numbers) {
    std::vector<Estimate> estimates;
    for (const Measured& wanted : all) {
        const Metric* metric = find(wanted.id);
        ASSERT(metric != nullptr);
        const Setting setting = setting_of(*metric, wanted);
        estimates.push_back(evaluate(*metric, statistic_of(numbers, metric->needs, wanted.q), nullptr, setting));
    }
    return estimates;
}

}  // namespace

std::vector<NumberWorld> worlds_of_numbers() {
    return {
        {.situation = "numbers with normal errors"},
        {.situation = "numbers with heavy tails (t, 5 degrees)", .errors = Errors::heavy},
        {.situation = "numbers with skewed errors (lognormal)", .errors = Errors::skewed},
        {.situation = "numbers that are 0 in 95 of 100 rows", .errors = Errors::rare},
        {.situation = "numbers with ties", .errors = Errors::whole},
        {.situation = "numbers over days", .clustering = Clustering::days, .unit_deviation = 0.5},
        {.situation = "numbers of heavy users, skewed", .errors = Errors::skewed, .clustering = Clustering::users, .unit_deviation = 0.7},
    };
}

Numbers draw(const NumberWorld& world, std::uint32_t size, std::uint64_t seed) {
    base::Random random(seed);
    Numbers numbers;
    if (world.clustering != Clustering::rows) numbers.units = size;
    const double own = std::sqrt(1 - world.unit_deviation * world.unit_deviation);
    for (std::uint32_t unit = 0; unit < size; ++unit) {
        Normals effect{};
        for (double& z : effect) z = random.normal();
        const std::uint32_t rows = rows_of_unit(world.clustering, std::max(random.uniform(), 0x1p-54));
        for (std::uint32_t i = 0; i < rows; ++i) {
            Normals z{};
            for (std::size_t k = 0; k < sources; ++k) z[k] = world.unit_deviation * effect[k] + own * random.normal();
            numbers.rows.push_back(row_of(world, z, unit));
        }
    }
    return numbers;
}

Numbers truth_of(const NumberWorld& world) {
    Numbers numbers;
    numbers.rows.reserve(truth_points);
    for (std::uint64_t i = 0; i < truth_points; ++i) {
        const auto point = even_point(i);
        Normals z{};
        for (std::size_t k = 0; k < sources; ++k) z[k] = normal_quantile(std::clamp(point[k], 1e-9, 1 - 1e-9));
        numbers.rows.push_back(row_of(world, z, 0));
    }
    return numbers;
}

Experiment of_numbers(const NumberWorld& world) {
    Experiment experiment;
    experiment.situation = world.situation;
    switch (world.clustering) {
        case Clustering::rows: experiment.unit = "rows"; experiment.sizes = {50, 200, 1000, 5000}; break;
        case Clustering::days: experiment.unit = "days"; experiment.sizes = {7, 14, 30, 100}; break;
        case Clustering::users: experiment.unit = "users"; experiment.sizes = {50, 200, 1000}; break;
    }
    const auto all = measured();
    for (const Measured& one : all) experiment.metrics.push_back(one.id + one.suffix);
    experiment.truths = [=] { return measure(all, truth_of(world)); };
    experiment.replicate = [=](std::uint32_t size, std::uint64_t seed) { return measure(all, draw(world, size, seed)); };
    return experiment;
}

}  // namespace simulate
