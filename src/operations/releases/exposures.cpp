#include "operations/releases/exposures.h"

#include <algorithm>

#include "observations/exposed_units.h"

namespace operations {

namespace {

using charter::RolloutMetric;
using observations::UnitColumn;
using rollout::Arm;

/// The columns of all metrics, and where each metric's are.
struct Columns {
    std::vector<UnitColumn> all;
    struct Of {
        std::size_t value = 0;
        std::optional<std::size_t> beside;  ///< the denominator, or what was known before
    };
    std::vector<Of> of;
};

Columns columns_of(const charter::RolloutPlan& plan) {
    Columns columns;
    const auto add = [&](const std::string& name, UnitColumn::How how) {
        columns.all.push_back({name, how});
        return columns.all.size() - 1;
    };
    for (const auto& metric : plan.metrics) {
        Columns::Of of{.value = add(metric.column, metric.kind == RolloutMetric::Kind::rate ? UnitColumn::How::any : UnitColumn::How::sum), .beside = {}};
        if (metric.kind == RolloutMetric::Kind::ratio) of.beside = add(metric.per, UnitColumn::How::sum);
        if (metric.kind == RolloutMetric::Kind::mean && !metric.earlier.empty()) of.beside = add(metric.earlier, UnitColumn::How::earlier);
        columns.of.push_back(of);
    }
    return columns;
}

std::optional<rollout::Outcome> outcome_of(const RolloutMetric& metric, const Columns::Of& of, const std::vector<std::optional<double>>& values, bool absent_is_none) {
    std::optional<double> value = values[of.value];
    if (!value && absent_is_none) value = 0;
    std::optional<double> beside = of.beside ? values[*of.beside] : std::nullopt;
    if (metric.kind == RolloutMetric::Kind::ratio && !beside && absent_is_none) beside = 0;
    if (!value || (metric.kind == RolloutMetric::Kind::ratio && !beside)) return std::nullopt;
    return rollout::Outcome{.y = *value, .x = beside};
}

/// In which step it was: the newest that had begun, and how the units were shared out then.
const records::ReleaseStep* step_at(const records::ReleaseRecord& record, base::Time time) {
    const records::ReleaseStep* found = nullptr;
    for (const auto& step : record.steps) {
        if (step.time <= time) found = &step;
    }
    return found;
}

/// As which arm units are counted in each entry of a release, by how they were shared out then.
class Arms {
public:
    explicit Arms(const records::ReleaseRecord& record) {
        for (const auto& step : record.steps) {
            assignments_.emplace_back(rollout::Split{.product = record.product, .salt = record.product + "/" + record.id, .candidate = static_cast<rollout::Parts>(step.share), .holdout = static_cast<rollout::Parts>(step.holdout)});
        }
    }
    std::optional<Arm> at(std::size_t entry, std::string_view unit) const { return assignments_[entry].counted_as(unit); }
    /// The first entry in which the unit is in one of the arms: before it, what it got says nothing.
    bool begins_at(std::size_t entry, std::string_view unit) const {
        for (std::size_t i = 0; i < entry; ++i) {
            if (at(i, unit)) return false;
        }
        return at(entry, unit).has_value();
    }

private:
    std::vector<rollout::Assignment> assignments_;
};

}  // namespace

base::Time known_from(const charter::Charter& document, base::Time first) { return {first.micros + document.late_by.micros + document.late_by.months * 31 * base::micros_per_day}; }

base::Result<base::Done> visit_counted(const Product& product, const Release& release, const std::function<void(const CountedUnit&)>& take) {
    const auto document = product.document();
    const Columns columns = columns_of(release.plan);
    observations::ExposedQuestion question{.unit = release.plan.unit, .version = document->task.columns.version, .versions = {release.record.version, release.record.current}, .from = release.record.begun, .within = {}, .columns = columns.all};
    if (document->late_by.micros > 0 || document->late_by.months > 0) question.within = document->late_by;
    const bool absent_is_none = document->absent_means == charter::Absent::negative;
    const Arms arms(release.record);
    std::vector<std::optional<rollout::Outcome>> outcomes(release.plan.metrics.size());
    // A unit counts from when it came into an arm: one that was outside for a while before counts by what it met since. So each share that
    // was new is asked for the units that it brought in.
    const auto& steps = release.record.steps;
    for (std::size_t entry = 0; entry < steps.size(); ++entry) {
        const bool shadow = steps[entry].step == "shadow";
        if (shadow ? entry > 0 : entry > 0 && steps[entry].share == steps[entry - 1].share) continue;
        question.from = steps[entry].time;
        RETURN_IF_ERROR(product.store().exposed(question, [&](const observations::ExposedUnit& unit) {
            const auto* step = step_at(release.record, unit.first);
            if (step == nullptr || (step->step == "shadow") != shadow) return;
            const auto now_in = static_cast<std::size_t>(step - steps.data());
            const auto arm = shadow ? std::optional(Arm::candidate) : arms.begins_at(entry, unit.unit) ? arms.at(now_in, unit.unit) : std::nullopt;
            if (!arm) return;
            CountedUnit counted{.step = step->index, .arm = *arm, .first = unit.first, .newest = unit.newest, .shadow = shadow, .outcomes = nullptr};
            if (!shadow) {
                for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] = outcome_of(release.plan.metrics[i], columns.of[i], unit.values, absent_is_none);
                counted.outcomes = &outcomes;
            }
            take(counted);
        }));
    }
    return base::Done{};
}

base::Result<rollout::Summary> seen_by(const Product& product, const Release& release, base::Time now) {
    const auto document = product.document();
    rollout::Summary summary(release.plan);
    RETURN_IF_ERROR(visit_counted(product, release, [&](const CountedUnit& unit) {
        summary.meet(unit.step, unit.arm, unit.first);
        summary.newest = std::max(summary.newest, std::optional(unit.newest));
        if (!unit.shadow && known_from(*document, unit.first) <= now) summary.learn(release.plan, unit.step, unit.arm, *unit.outcomes);
    }));
    return summary;
}

}  // namespace operations
