#include "tools/simulate/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "base/assert.h"
#include "metrics/metric.h"

namespace simulate {
namespace {

constexpr std::string_view preface = R"(# How often verdicts are wrong

Written by `build/release/simulate`; do not edit. In situations whose truth is known, samples are drawn, every sampled metric is
computed from them with its interval at level 95 %, and it is counted how often the lower limit lies above the truth (a
false *kept* of `at_least`, a false *broken* of `at_most`) and how often the upper limit lies below it. Each may happen in
2.5 %; more than 3.5 %, beyond what chance explains (lower 99 % limit of Clopper and Pearson), is marked **exceeds**. Shares are of
all samples; where a reason is raised nothing is claimed, the verdict is *unproven*, and that is counted by itself. The
width is the mean of high - low where a claim is made and both ends are finite. Where it says **cannot hold**, the situation is one
that the method assumes away and that nothing in the data can show, such as a label that has come to mean something else: how
wrong it is then is shown, and why such a number never keeps a promise.
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

struct Summary {
    std::int64_t cells = 0, exceeding = 0, silent = 0;
    double worst = 0;

    void add(const Cell& cell) {
        ++cells;
        exceeding += exceeds(cell);
        silent += 2 * cell.unproven > cell.replicates;
        if (cell.beyond) return;  // how wrong it is stands on the family's page
        worst = std::max({worst, percent(cell.low_errors, cell.replicates), percent(cell.high_errors, cell.replicates)});
    }
};

/// The family's page is named after it; what is no metric of the catalogue by itself is beside them.
std::string family_of(const std::string& name) {
    if (name.starts_with("money: ") || name.ends_with("of two versions on the same rows")) return "choices";
    const metrics::Metric* metric = metrics::find(name.substr(0, name.find(' ')));
    if (name.starts_with("estimated ")) metric = metrics::find("estimated_mae");
    std::string family(metric == nullptr ? "verdicts" : metrics::name(metric->family));
    std::replace(family.begin(), family.end(), ' ', '-');
    return family;
}

void write_summary(std::string& page, const std::map<std::string, Summary>& families) {
    page += "\n## Metrics\n\nIn so many cells (metric, situation, size) errors exceed 3.5 %; the largest measured error; the cells in which a reason is "
            "raised in most samples.\n\n| family | cells | exceed | largest error % | mostly unproven |\n|---|---:|---:|---:|---:|\n";
    for (const auto& [family, of] : families) {
        fmt::format_to(std::back_inserter(page), "| [{}](errors/{}.md) | {} | {} | {:.1f} | {} |\n", family, family, of.cells, of.exceeding, of.worst, of.silent);
    }
}

void write_exceeding(std::string& page, const std::vector<Cell>& cells) {
    bool first = true;
    for (const Cell& cell : cells) {
        if (!exceeds(cell)) continue;
        if (std::exchange(first, false)) page += "\nThose that exceed:\n\n| metric | situation | n | low error % | high error % |\n|---|---|---:|---:|---:|\n";
        fmt::format_to(std::back_inserter(page), "| {} | {} | {} {} | {:.1f} | {:.1f} |\n", cell.metric, cell.situation, cell.size, cell.unit, percent(cell.low_errors, cell.replicates), percent(cell.high_errors, cell.replicates));
    }
}

void write_metric(std::string& page, const std::string& metric, const std::vector<const Cell*>& cells) {
    fmt::format_to(std::back_inserter(page),
                   "\n## {}\n\n| situation | n | truth | low error % | high error % | unproven % | width | |\n"
                   "|---|---:|---:|---:|---:|---:|---:|---|\n",
                   metric);
    for (const Cell* cell : cells) {
        fmt::format_to(std::back_inserter(page), "| {} | {} {} | {:.4g} | {:.1f} | {:.1f} | {:.1f} | {} | {} |\n", cell->situation,
                       cell->size, cell->unit, std::abs(cell->truth) < 1e-9 ? 0.0 : cell->truth,
                       percent(cell->low_errors, cell->replicates), percent(cell->high_errors, cell->replicates),
                       percent(cell->unproven, cell->replicates), width_of(*cell), cell->beyond ? "**cannot hold**" : exceeds(*cell) ? "**exceeds**" : "ok");
    }
}

}  // namespace

std::map<std::string, std::string> pages(const std::vector<Cell>& cells, const std::vector<Property>& properties, const Plan& plan,
                                         const std::string& commit) {
    const std::string made = fmt::format("\nCommit {}, seed {}, {} samples for each line.\n", commit.empty() ? "not given" : commit, plan.seed, plan.replicates);
    std::map<std::string, std::string> out;
    std::map<std::string, Summary> families;
    std::map<std::string, std::vector<const Cell*>> by_metric;
    for (const Cell& cell : cells) {
        by_metric[cell.metric].push_back(&cell);
        families[family_of(cell.metric)].add(cell);
    }
    for (const auto& [metric, of_metric] : by_metric) {
        const std::string family = family_of(metric);
        std::string& page = out["errors/" + family + ".md"];
        if (page.empty()) page = fmt::format("# How often verdicts are wrong: {}\n\nWritten by `build/release/simulate`; do not edit. What the columns mean is told in [errors.md](../errors.md).\n{}", family, made);
        write_metric(page, metric, of_metric);
    }
    std::string& first = out["errors.md"];
    first = std::string(preface) + made;
    write_properties(first, properties);
    write_summary(first, families);
    write_exceeding(first, cells);
    return out;
}

}  // namespace simulate
