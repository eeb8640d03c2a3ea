#include "metrics/evaluate.h"

#include <type_traits>

namespace metrics {

namespace {

template <class T>
constexpr bool is_shared = std::is_same_v<T, Runs> || std::is_same_v<T, ClassRuns> || std::is_same_v<T, Sequence> || std::is_same_v<T, RowSample>;

/// The statistic as the type that a formula takes. A mismatch is a fault of the planner, never of the input.
template <class T>
const T& as(const Statistic& statistic) {
    if constexpr (is_shared<T>) {
        using Pointer = std::shared_ptr<const T>;
        ASSERT(std::holds_alternative<Pointer>(statistic));
        return *std::get<Pointer>(statistic);
    } else {
        ASSERT(std::holds_alternative<T>(statistic));
        return std::get<T>(statistic);
    }
}

using Confusions = Split<Confusion>;
using ClassTables = Split<ClassTable>;

/// Decisions about one class of many, or about the two there are.
Confusions decisions_in(const Statistic& statistic, const Setting& setting) {
    if (const auto* two = std::get_if<Confusions>(&statistic)) return *two;
    const ClassTables& tables = as<ClassTables>(statistic);
    const std::uint32_t positive = tables.total.number_of(setting.category);
    return converted<Confusion>(tables, [positive](const ClassTable& table) { return one_against_rest(table, positive); });
}

struct Call {
    const Statistic& current;
    const Statistic* reference;
    const Setting& setting;

    template <class T>
    Estimate operator()(Estimate (*formula)(const T&, const Setting&)) const {
        return formula(as<T>(current), setting);
    }
    Estimate operator()(Estimate (*formula)(const Confusions&, const Setting&)) const {
        if (std::holds_alternative<Confusions>(current)) return formula(as<Confusions>(current), setting);
        return formula(decisions_in(current, setting), setting);
    }
    Estimate operator()(Estimate (*formula)(const ClassTables&, const Setting&)) const {
        if (std::holds_alternative<ClassTables>(current)) return formula(as<ClassTables>(current), setting);
        return formula(converted<ClassTable>(as<Confusions>(current), as_classes), setting);
    }
    template <class T>
    Estimate operator()(Estimate (*formula)(Reference<T>, Current<T>, const Setting&)) const {
        if (reference == nullptr) return Estimate::absent(Reason::no_reference);
        return formula(Reference<T>{as<T>(*reference)}, Current<T>{as<T>(current)}, setting);
    }
    Estimate operator()(Estimate (*)(std::span<const Group>, const Setting&)) const {
        return Estimate::absent(Reason::one_group);
    }
    Estimate operator()(Estimate (*)(std::span<const NamedEstimate>, const Setting&)) const {
        return Estimate::absent(Reason::not_computed, "it is made from several columns");
    }
};

}  // namespace

Estimate evaluate(const Metric& metric, const Statistic& current, const Statistic* reference, const Setting& setting) {
    // The same number over any number of classes, where there is one.
    if (metric.of_classes != nullptr && std::holds_alternative<ClassTables>(current)) return metric.of_classes(as<ClassTables>(current), setting);
    return evaluate(metric.evaluate, current, reference, setting);
}

Estimate evaluate(const Formula& formula, const Statistic& current, const Statistic* reference, const Setting& setting) {
    for (const auto* side : {&current, reference}) {
        if (side == nullptr) continue;
        if (const auto* unanswered = std::get_if<Unanswered>(side)) return Estimate::absent(Reason::not_computed, unanswered->why);
    }
    return std::visit(Call{current, reference, setting}, formula);
}

Estimate evaluate_groups(const Metric& metric, const std::vector<GroupStatistic>& groups, const Setting& setting) {
    return evaluate_groups(metric.evaluate, groups, setting);
}

Estimate evaluate_groups(const Formula& formula, const std::vector<GroupStatistic>& groups, const Setting& setting) {
    using GroupFormula = Estimate (*)(std::span<const Group>, const Setting&);
    ASSERT(std::holds_alternative<GroupFormula>(formula));
    std::vector<Confusions> decisions;
    decisions.reserve(groups.size());
    for (const auto& group : groups) decisions.push_back(decisions_in(*group.statistic, setting));
    std::vector<Group> typed;
    typed.reserve(groups.size());
    for (const auto& group : groups) {
        if (const auto* unanswered = std::get_if<Unanswered>(group.statistic)) return Estimate::absent(Reason::not_computed, unanswered->why);
    }
    for (std::size_t i = 0; i < groups.size(); ++i) typed.push_back({groups[i].name, decisions[i]});
    return std::get<GroupFormula>(formula)(typed, setting);
}

Estimate evaluate_columns(const Metric& metric, std::span<const NamedEstimate> columns, const Setting& setting) {
    using ColumnsFormula = Estimate (*)(std::span<const NamedEstimate>, const Setting&);
    ASSERT(std::holds_alternative<ColumnsFormula>(metric.evaluate));
    return std::get<ColumnsFormula>(metric.evaluate)(columns, setting);
}

}  // namespace metrics
