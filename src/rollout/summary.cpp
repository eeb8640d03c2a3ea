#include "rollout/summary.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.h"

namespace rollout {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::array<double Sums::*, 10> parts{&Sums::n, &Sums::y, &Sums::x, &Sums::yy, &Sums::xy, &Sums::xx, &Sums::yyy, &Sums::yyx, &Sums::yxx, &Sums::xxx};

array written(const Sums& sums) {
    array numbers;
    for (const auto part : parts) numbers.push_back(sums.*part);
    return numbers;
}

/// Numbers of a list of exactly so many; false where it is none.
template <std::size_t N>
bool read(const value* from, std::array<double*, N> into) {
    if (from == nullptr || !from->is_array() || from->get_array().size() != N) return false;
    for (std::size_t i = 0; i < N; ++i) {
        const value& number = from->get_array()[i];
        if (!number.is_number()) return false;
        *into[i] = number.to_number<double>();
        if (!std::isfinite(*into[i])) return false;
    }
    return true;
}

bool read(const value* from, Sums& sums) {
    std::array<double*, parts.size()> into{};
    for (std::size_t i = 0; i < parts.size(); ++i) into[i] = &(sums.*parts[i]);
    return read(from, into);
}

const value* item(const value& from, const char* key) { return from.is_object() ? from.get_object().if_contains(key) : nullptr; }
const array* list(const value& from, const char* key) {
    const value* found = item(from, key);
    return found != nullptr ? found->if_array() : nullptr;
}

bool read(const value& from, MetricSums& metric) {
    const array* strata = list(from, "strata");
    if (strata == nullptr || !read<2>(item(from, "unknown"), {&metric.unknown_candidate, &metric.unknown_control})) return false;
    for (const value& stratum : *strata) {
        Cell& cell = metric.strata.emplace_back();
        if (!read(item(stratum, "candidate"), cell.candidate) || !read(item(stratum, "control"), cell.control)) return false;
    }
    return true;
}

}  // namespace

void Sums::add(double value, double given) {
    ASSERT(std::isfinite(value));
    ASSERT(std::isfinite(given));
    n += 1;
    y += value;
    x += given;
    yy += value * value;
    xy += value * given;
    xx += given * given;
    yyy += value * value * value;
    yyx += value * value * given;
    yxx += value * given * given;
    xxx += given * given * given;
}

Sums& Sums::operator+=(const Sums& other) {
    for (const auto part : parts) this->*part += other.*part;
    return *this;
}

Sums Sums::times(double factor) const {
    Sums result = *this;
    for (const auto part : parts) result.*part *= factor;
    return result;
}

Cell& Cell::operator+=(const Cell& other) {
    candidate += other.candidate;
    control += other.control;
    return *this;
}

Summary::Summary(const charter::RolloutPlan& plan) : met(plan.steps.size()), metrics(plan.metrics.size()) {
    for (MetricSums& metric : metrics) metric.strata.resize(2 * plan.steps.size());
}

void Summary::meet(std::size_t step, Arm arm, base::Time at) {
    ASSERT(step < met.size());
    ASSERT(arm != Arm::rest);
    (arm == Arm::candidate ? met[step].candidate : met[step].control) += 1;
    if (!newest || *newest < at) newest = at;
}

void Summary::learn(const charter::RolloutPlan& plan, std::size_t step, Arm arm, const std::vector<std::optional<Outcome>>& outcomes) {
    ASSERT(step < met.size());
    ASSERT(arm != Arm::rest);
    ASSERT(outcomes.size() == metrics.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const charter::RolloutMetric& metric = plan.metrics[i];
        const auto& outcome = outcomes[i];
        if (!outcome || (metric.kind == charter::RolloutMetric::Kind::ratio && !outcome->x)) {
            (arm == Arm::candidate ? metrics[i].unknown_candidate : metrics[i].unknown_control) += 1;
            continue;
        }
        Cell& cell = metrics[i].strata[2 * step + (outcome->x ? 1 : 0)];
        (arm == Arm::candidate ? cell.candidate : cell.control).add(metric.cap ? std::min(outcome->y, *metric.cap) : outcome->y, outcome->x.value_or(0));
    }
}

void Summary::add(const Summary& other) {
    ASSERT(met.size() == other.met.size());
    ASSERT(metrics.size() == other.metrics.size());
    for (std::size_t i = 0; i < met.size(); ++i) {
        met[i].candidate += other.met[i].candidate;
        met[i].control += other.met[i].control;
    }
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        for (std::size_t s = 0; s < metrics[i].strata.size(); ++s) metrics[i].strata[s] += other.metrics[i].strata[s];
        metrics[i].unknown_candidate += other.metrics[i].unknown_candidate;
        metrics[i].unknown_control += other.metrics[i].unknown_control;
    }
    if (other.newest && (!newest || *newest < *other.newest)) newest = other.newest;
}

value json_of(const Summary& summary) {
    array met, metrics;
    for (const Counts& counts : summary.met) met.push_back(array{counts.candidate, counts.control});
    for (const MetricSums& metric : summary.metrics) {
        array strata;
        for (const Cell& cell : metric.strata) strata.push_back(object{{"candidate", written(cell.candidate)}, {"control", written(cell.control)}});
        metrics.push_back(object{{"strata", strata}, {"unknown", array{metric.unknown_candidate, metric.unknown_control}}});
    }
    object all{{"met", met}, {"metrics", metrics}};
    if (summary.newest) all["newest"] = base::format(*summary.newest);
    return all;
}

base::Result<Summary> summary_of(const value& from) {
    const base::Error broken{base::Fault::corrupt, "not the sums of a release", "restore what was recorded"};
    const array *met = list(from, "met"), *metrics = list(from, "metrics");
    if (met == nullptr || metrics == nullptr) return broken;
    Summary summary;
    for (const value& counts : *met) {
        Counts& step = summary.met.emplace_back();
        if (!read<2>(&counts, {&step.candidate, &step.control})) return broken;
    }
    for (const value& metric : *metrics) {
        if (!read(metric, summary.metrics.emplace_back()) || summary.metrics.back().strata.size() != 2 * summary.met.size()) return broken;
    }
    if (const value* newest = item(from, "newest")) {
        const auto time = newest->is_string() ? base::parse_time(newest->get_string().c_str()) : base::Result<base::Time>(broken);
        if (!time) return broken;
        summary.newest = *time;
    }
    return summary;
}

}  // namespace rollout
