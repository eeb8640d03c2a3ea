#include "observations/categories.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"

namespace observations {

namespace {

using metrics::Histogram;
using metrics::Mass;

void keep(Histogram& histogram, const std::set<std::string>& kept) {
    Mass other = 0;
    decltype(histogram.categories) left;
    for (auto& [name, mass] : histogram.categories) {
        if (kept.count(name) != 0) left.emplace_hint(left.end(), name, mass);
        else other += mass;
    }
    if (other != 0) left["(other)"] += other;
    histogram.categories = std::move(left);
}

}  // namespace

void gather_rare(Answer& histograms) {
    std::map<std::string, Mass> totals;
    for (const Cell& cell : histograms) {
        for (const auto& [name, mass] : std::get<metrics::Split<Histogram>>(cell.statistic).total.categories) totals[name] += mass;
    }
    if (totals.size() <= base::limits::categories_max) return;
    std::vector<std::pair<Mass, std::string>> order;
    for (const auto& [name, mass] : totals) order.emplace_back(-mass, name);
    std::sort(order.begin(), order.end());
    std::set<std::string> kept;
    for (std::size_t i = 0; i + 1 < base::limits::categories_max; ++i) kept.insert(order[i].second);
    for (Cell& cell : histograms) {
        auto& split = std::get<metrics::Split<Histogram>>(cell.statistic);
        keep(split.total, kept);
        for (Histogram& part : split.parts) keep(part, kept);
    }
}

}  // namespace observations
