#include "tools/simulate/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "base/assert.h"

namespace simulate {
namespace {

constexpr std::string_view preface = R"(# How often verdicts are wrong

Written by `build/release/simulate`; do not edit. In situations whose truth is known, samples are drawn, every sampled metric is
computed from them with its interval at level 95 %, and it is counted how often the lower limit lies above the truth (a
false *kept* of `at_least`, a false *broken* of `at_most`) and how often the upper limit lies below it. Each may happen in
2.5 %; more than 3.5 %, beyond what chance explains (lower 99 % limit of Clopper and Pearson), is marked **exceeds**. Shares are of
all samples; where a reason is raised nothing is claimed, the verdict is *unproven*, and that is counted by itself. The
width is the mean of high - low where a claim is made and both ends are finite.
)";

double percent(std::int64_t count, std::int64_t of) {
    ASSERT(of > 0);
    return 100.0 * static_cast<double>(count) / static_cast<double>(of);
}

std::string width_of(const Cell& cell) {
    const std::int64_t bounded = cell.replicates - cell.unproven - cell.unbounded;
    return bounded > 0 ? fmt::format("{:.3g}", cell.width / static_cast<double>(bounded)) : "-";
}

void write_properties(std::string& page, const std::vector<Property>& properties) {
    if (properties.empty()) return;
    page += "\n## Verdicts\n\n| property | measured % | should be % | |\n|---|---:|---:|---|\n";
    for (const Property& property : properties) {
        fmt::format_to(std::back_inserter(page), "| {} | {:.1f} | {:.0f} to {:.1f} | {} |\n", property.says,
                       percent(property.times, property.of), 100 * property.lowest, 100 * property.highest,
                       property.holds() ? "ok" : "**exceeds**");
    }
}

void write_summary(std::string& page, const std::vector<Cell>& cells) {
    std::int64_t exceeding = 0, silent = 0;
    double worst = 0;
    for (const Cell& cell : cells) {
        exceeding += exceeds(cell);
        silent += 2 * cell.unproven > cell.replicates;
        worst = std::max({worst, percent(cell.low_errors, cell.replicates), percent(cell.high_errors, cell.replicates)});
    }
    fmt::format_to(std::back_inserter(page),
                   "\n## Metrics\n\n{} cells: {} exceed 3.5 %; the largest measured error is {:.1f} %. In {} cells a reason is raised in "
                   "most samples.\n",
                   cells.size(), exceeding, worst, silent);
}

void write_metric(std::string& page, const std::string& metric, const std::vector<const Cell*>& cells) {
    fmt::format_to(std::back_inserter(page),
                   "\n### {}\n\n| situation | n | truth | low error % | high error % | unproven % | width | |\n"
                   "|---|---:|---:|---:|---:|---:|---:|---|\n",
                   metric);
    for (const Cell* cell : cells) {
        fmt::format_to(std::back_inserter(page), "| {} | {} {} | {:.4g} | {:.1f} | {:.1f} | {:.1f} | {} | {} |\n", cell->situation,
                       cell->size, cell->unit, std::abs(cell->truth) < 1e-9 ? 0.0 : cell->truth,
                       percent(cell->low_errors, cell->replicates), percent(cell->high_errors, cell->replicates),
                       percent(cell->unproven, cell->replicates), width_of(*cell), exceeds(*cell) ? "**exceeds**" : "ok");
    }
}

}  // namespace

std::string table(const std::vector<Cell>& cells, const std::vector<Property>& properties, const Plan& plan,
                  const std::string& commit) {
    std::string page(preface);
    fmt::format_to(std::back_inserter(page), "\nCommit {}, seed {}, {} samples for each line.\n",
                   commit.empty() ? "not given" : commit, plan.seed, plan.replicates);
    write_properties(page, properties);
    write_summary(page, cells);
    std::map<std::string, std::vector<const Cell*>> by_metric;
    for (const Cell& cell : cells) by_metric[cell.metric].push_back(&cell);
    for (const auto& [metric, of_metric] : by_metric) write_metric(page, metric, of_metric);
    return page;
}

}  // namespace simulate
