#include "operations/shared/metric_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "metrics/intervals/class_foresight.h"
#include "operations/shared/task_columns.h"

namespace operations {

std::vector<const metrics::Metric*> by_family() {
    std::vector<const metrics::Metric*> all(metrics::catalogue().begin(), metrics::catalogue().end());
    std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->family < b->family; });
    return all;
}

std::string needs_of(const metrics::Metric& metric) {
    std::vector<std::string> needs;
    for (const auto& key : keys_of(metric.reads())) needs.push_back(key == "decision" ? "score or prediction" : key);
    if (metric.takes_class_scores()) needs.emplace_back("a score for each class (scores)");
    if (metric.needs.column) needs.emplace_back("a column (of)");
    if (metric.needs.features) needs.emplace_back("several columns (of, or task.columns.features)");
    if (metric.learns_labels) needs.emplace_back("labels in the reference");
    if (metric.needs.groups) needs.emplace_back("groups (by)");
    if (metric.needs.reference) needs.emplace_back("a reference");
    if (metric.scale == metrics::Scale::money && metric.needs.kind == metrics::Kind::confusion) needs.emplace_back("amounts (value)");
    return needs.empty() ? "nothing but rows" : fmt::format("{}", fmt::join(needs, "; "));
}

std::string promise_example(const metrics::Metric& metric) {
    std::string line = fmt::format("{{id: my-promise, metric: {}", metric.id);
    if (metric.needs.column) line += ", of: COLUMN";
    if (metric.needs.features) line += ", of: [COLUMN, COLUMN]";
    if (metric.needs.groups) line += ", by: COLUMN";
    const auto parameters = metrics::parameters_of(metric);
    std::vector<std::string> with;
    for (const auto& parameter : parameters) {
        if (parameter.name != "threshold" && parameter.name != "bins") with.push_back(fmt::format("{}: {:g}", parameter.name, parameter.fallback));
    }
    if (!with.empty()) line += fmt::format(", with: {{{}}}", fmt::join(with, ", "));
    return line + (metric.better == metrics::Better::higher ? ", at_least: BOUND}" : metric.better == metrics::Better::lower ? ", at_most: BOUND}" : ", between: [LOW, HIGH]}");
}

std::string_view name_of(const metrics::as::Definition& definition) {
    return metrics::as::find(definition.metric, definition.peer) == &definition ? definition.peer : definition.id;
}

std::string remark_of(const metrics::as::Definition& definition) {
    return std::string(definition.differs) + (definition.defect.empty() ? "" : " Known defect, reproduced: ") + std::string(definition.defect);
}

std::string before_labels_of(const metrics::Metric& metric) {
    const bool classes = metrics::estimable_over_classes(metric);
    if (!metric.estimable && !classes) return {};
    const std::string_view where = !classes ? "" : metric.estimable ? ", also among many classes with a score for each" : ", among many classes with a score for each";
    return fmt::format("estimated from scores and a labelled reference{}: `estimated: true` in a promise, `--estimated` of `charter measure`", where);
}

std::string range_of(const metrics::Parameter& parameter) {
    const std::string kind = parameter.whole ? "a whole number" : "a number";
    const bool below = std::isfinite(parameter.lowest);
    const bool above = std::isfinite(parameter.highest);
    const std::string range = below && above ? fmt::format(" from {:g} to {:g}", parameter.lowest, parameter.highest) : below ? fmt::format(" of at least {:g}", parameter.lowest) : above ? fmt::format(" of at most {:g}", parameter.highest) : "";
    return fmt::format("{:g}; {}{}", parameter.fallback, kind, range);
}

}  // namespace operations
