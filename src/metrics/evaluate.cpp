#include "metrics/evaluate.h"

#include <type_traits>

namespace metrics {

namespace {

using RunsPointer = std::shared_ptr<const Runs>;

/// The statistic as the type that a formula takes. A mismatch is a fault of the planner, never of the input.
template <class T>
const T& as(const Statistic& statistic) {
    if constexpr (std::is_same_v<T, Runs>) {
        ASSERT(std::holds_alternative<RunsPointer>(statistic));
        return *std::get<RunsPointer>(statistic);
    } else {
        ASSERT(std::holds_alternative<T>(statistic));
        return std::get<T>(statistic);
    }
}

struct Call {
    const Statistic& current;
    const Statistic* reference;
    const Setting& setting;

    template <class T>
    Estimate operator()(Estimate (*formula)(const T&, const Setting&)) const {
        return formula(as<T>(current), setting);
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
    std::vector<Group> typed;
    typed.reserve(groups.size());
    for (const auto& group : groups) {
        if (const auto* unanswered = std::get_if<Unanswered>(group.statistic)) return Estimate::absent(Reason::not_computed, unanswered->why);
    }
    for (const auto& group : groups) typed.push_back({group.name, as<Split<Confusion>>(*group.statistic)});
    return std::get<GroupFormula>(formula)(typed, setting);
}

Estimate evaluate_columns(const Metric& metric, std::span<const NamedEstimate> columns, const Setting& setting) {
    using ColumnsFormula = Estimate (*)(std::span<const NamedEstimate>, const Setting&);
    ASSERT(std::holds_alternative<ColumnsFormula>(metric.evaluate));
    return std::get<ColumnsFormula>(metric.evaluate)(columns, setting);
}

}  // namespace metrics
