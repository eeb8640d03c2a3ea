#include "plan/backtest.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace plan {

namespace {

/// Windows with a value that lie whole in [from, until), by their age after `from`.
std::vector<Point> points_of(std::span<const Past> history, double from, double until) {
    std::vector<Point> points;
    for (const Past& one : history) {
        if (one.value && one.start >= from && one.end <= until) points.push_back({(one.start + one.end) / 2 - from, *one.value});
    }
    return points;
}

double decisions_per_day(std::span<const Past> history, double from, double until) {
    double decisions = 0, days = 0;
    for (const Past& one : history) {
        if (one.start < from || one.end > until) continue;
        decisions += one.decisions;
        days += one.end - one.start;
    }
    return days > 0 ? decisions / days : 0;
}

std::vector<Stretch> stretches_of(std::span<const Past> history, std::span<const double> trainings, double level) {
    std::vector<Stretch> stretches;
    const double end = history.back().end;
    for (std::size_t i = 0; i < trainings.size(); ++i) {
        Stretch stretch{.from = trainings[i], .until = i + 1 < trainings.size() ? trainings[i + 1] : end, .decay = {}, .recovered_days = 0};
        if (stretch.until <= stretch.from) continue;
        const auto points = points_of(history, stretch.from, stretch.until);
        stretch.decay = decay(points, level);
        stretches.push_back(std::move(stretch));
    }
    return stretches;
}

/// What each training that took place brought back of what was lost before it.
void measure_recovery(const std::vector<Stretch>& stretches, double worth, Backtest& result) {
    std::vector<double> shares;
    for (std::size_t i = 1; i < stretches.size(); ++i) {
        const Decay &before = stretches[i - 1].decay, &after = stretches[i].decay;
        if (!before.interval || !after.interval) continue;
        const bool sure = std::max(before.interval->low * worth, before.interval->high * worth) < 0;
        if (!sure) continue;
        const double lost = *before.slope * (stretches[i - 1].until - stretches[i - 1].from);
        shares.push_back(std::clamp((before.start + lost - after.start) / lost, 0.0, 1.0));
        result.seen_at.push_back(stretches[i].from);
    }
    if (shares.empty()) return;
    std::sort(shares.begin(), shares.end());
    result.recovers = shares.size() % 2 == 1 ? shares[shares.size() / 2] : (shares[shares.size() / 2 - 1] + shares[shares.size() / 2]) / 2;
}

/// Walks through the history as the rule would have.
class Walk {
public:
    Walk(std::span<const Past> history, const Rule& rule, Backtest& result) : history_(history), rule_(rule), result_(result) {}

    void stretch(Stretch& stretch) {
        since_ = stretch.from;
        for (const Past& one : history_) {
            if (one.start < stretch.from || one.end > stretch.until) continue;
            // What was spared before this window began holds in all of it.
            stretch.recovered_days += one.decisions * (since_ - stretch.from);
            const std::string why = reason(one);
            if (why.empty()) continue;
            if (!allowed(one.end)) {
                ++result_.held_back;
                continue;
            }
            result_.trainings.push_back({one.end, one.end - since_, why});
            since_ = one.end;
        }
    }

private:
    std::string reason(const Past& one) const {
        if (!one.trigger.empty() && one.start >= since_) return one.trigger;
        if (rule_.schedule_days && one.end - since_ >= *rule_.schedule_days) return "schedule";
        if (!rule_.pays) return {};
        Costing costing = rule_.costing;
        costing.recovers = result_.recovers;
        costing.decisions_per_day = decisions_per_day(history_, since_, one.end);
        return payoff(points_of(history_, since_, one.end), one.end - since_, costing).advice == Advice::retrain ? "pays" : "";
    }

    bool allowed(double at) const {
        const auto& begun = result_.trainings;
        if (!begun.empty() && at - begun.back().at < rule_.pause_days) return false;
        const auto lately = std::count_if(begun.begin(), begun.end(), [&](const Would& one) { return at - one.at < rule_.per_days; });
        return lately < rule_.at_most;
    }

    std::span<const Past> history_;
    const Rule& rule_;
    Backtest& result_;
    double since_ = 0;
};

/// The sum over stretches, less what was spent.
std::optional<Amount> saved_of(const Backtest& result, const Costing& costing) {
    double value = 0, below = 0, above = 0;
    for (const Stretch& stretch : result.stretches) {
        if (stretch.recovered_days == 0) continue;
        if (!stretch.decay.interval) return std::nullopt;
        const double factor = -costing.worth * result.recovers * stretch.recovered_days;
        const double one = factor * *stretch.decay.slope, first = factor * stretch.decay.interval->low, second = factor * stretch.decay.interval->high;
        value += one;
        below += (one - std::min(first, second)) * (one - std::min(first, second));
        above += (std::max(first, second) - one) * (std::max(first, second) - one);
    }
    value -= result.spent;
    return Amount{value, {value - std::sqrt(below), value + std::sqrt(above)}};
}

}  // namespace

Backtest backtest(std::span<const Past> history, std::span<const double> trainings, const Rule& rule) {
    Backtest result;
    result.recovers = rule.costing.recovers;
    if (history.empty() || trainings.empty()) return result;
    ASSERT(std::is_sorted(trainings.begin(), trainings.end()));
    result.stretches = stretches_of(history, trainings, rule.costing.level);
    measure_recovery(result.stretches, rule.costing.worth, result);
    Walk walk(history, rule, result);
    for (Stretch& stretch : result.stretches) walk.stretch(stretch);
    result.spent = rule.costing.cost * static_cast<double>(result.trainings.size());
    result.saved = saved_of(result, rule.costing);
    return result;
}

}  // namespace plan
