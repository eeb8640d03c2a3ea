#include "operations/shared/appraisal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.h"

namespace operations {

namespace {

using metrics::Limits;
using value::Gains;
using value::Outcomes;
using value::Valued;
using verdicts::Verdict;
namespace json = base::json;

int rank(Verdict verdict) { return verdict == Verdict::kept ? 2 : verdict == Verdict::unproven ? 1 : 0; }

/// At which thresholds the promises stand no worse than at the present one.
class Keeping {
public:
    Keeping(const Decided& decided, std::size_t best) : decided_(decided), outcomes_(*decided.outcomes) {
        places_ = outcomes_.coarse();
        places_.push_back(best);
        places_.push_back(decided.present);
        std::sort(places_.begin(), places_.end());
        places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
        std::vector<double> thresholds;
        for (const std::size_t place : places_) thresholds.push_back(outcomes_.threshold(place));
        for (const auto& promise : decided.promises) stands_.push_back(promise.at(thresholds));
        present_ = at(decided.present);
    }
    ThresholdPromise::Stands stands(std::size_t promise, std::size_t candidate) const {
        const std::size_t place = at(candidate);
        if (place < places_.size() && places_[place] == candidate) return stands_[promise][place];
        return decided_.promises[promise].at({outcomes_.threshold(candidate)}).front();
    }
    /// Of one of those that were looked at.
    bool keeps(std::size_t candidate) const {
        return std::all_of(stands_.begin(), stands_.end(), [&](const auto& stands) { return rank(stands[at(candidate)].verdict) >= rank(stands[present_].verdict); });
    }
    /// Candidates between two that keep the promises are taken to keep them.
    value::Allowed mask() const {
        value::Allowed allowed(outcomes_.size(), false);
        for (std::size_t p = 0; p + 1 < places_.size(); ++p) {
            if (!keeps(places_[p])) continue;
            allowed[places_[p]] = true;
            for (std::size_t i = places_[p]; keeps(places_[p + 1]) && i < places_[p + 1]; ++i) allowed[i] = true;
        }
        if (keeps(places_.back())) allowed[places_.back()] = true;
        return allowed;
    }

private:
    std::size_t at(std::size_t candidate) const { return static_cast<std::size_t>(std::lower_bound(places_.begin(), places_.end(), candidate) - places_.begin()); }

    const Decided& decided_;
    const Outcomes& outcomes_;
    std::vector<std::size_t> places_;
    std::vector<std::vector<ThresholdPromise::Stands>> stands_;
    std::size_t present_ = 0;
};

value::Allowed both(value::Allowed a, const value::Allowed& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = a[i] && b[i];
    return a;
}

json::value limits_json(const std::optional<Limits>& limits) {
    if (!limits) return nullptr;
    return json::object{{"low", number_json(limits->low)}, {"high", number_json(limits->high)}};
}

json::object valued_json(const Valued& valued, const Decided& decided, double factor) {
    const double tail = decided.tail();
    json::object all = interval_json(valued.value * factor, times(valued.limits(*decided.stakes, tail), factor));
    all["sampling"] = limits_json(times(valued.sampled.limits ? std::optional(valued.sampled.limits(tail)) : std::nullopt, factor));
    all["amounts"] = limits_json(times(valued.amounts(*decided.stakes, tail), factor));
    all["method"] = std::string(valued.sampled.method);
    all["reason"] = valued.sampled.reason == metrics::Reason::none ? json::value(nullptr) : json::value(std::string(metrics::name(valued.sampled.reason)));
    return all;
}

json::value month_json(const Valued& valued, const Decided& decided) {
    if (!decided.per_month) return json::object{{"value", nullptr}, {"low", nullptr}, {"high", nullptr}, {"reason", "the number of decisions is not known: add value: {volume: {per: month, decisions: ...}}"}};
    return valued_json(valued, decided, *decided.per_month);
}

json::object threshold_json(const Outcomes& outcomes, std::size_t candidate) {
    const auto& above = outcomes.above(candidate);
    const double flagged = above[0].rows + above[1].rows, threshold = outcomes.threshold(candidate);
    json::object all;
    all["threshold"] = number_json(threshold);
    all["flagged"] = flagged / outcomes.rows();
    all["recall"] = outcomes.positives() > 0 ? json::value(above[1].rows / outcomes.positives()) : json::value(nullptr);
    all["precision"] = flagged > 0 ? json::value(above[1].rows / flagged) : json::value(nullptr);
    return all;
}

}  // namespace

std::optional<Limits> times(const std::optional<Limits>& limits, double factor) {
    if (!limits) return std::nullopt;
    return Limits{limits->low * factor, limits->high * factor};
}

std::string matter(const Gains& gains) {
    switch (gains.shape()) {
        case Gains::Shape::always: return "At these amounts acting is right whatever the score says: it costs nothing even where it is wrong. If that is not so, give false_positive, per_action or per_review its cost.";
        case Gains::Shape::never: return "At these amounts acting is never right: even a right alarm brings no more than leaving it alone. If that is not so, check the signs of true_positive and false_negative, and the costs.";
        case Gains::Shape::reversed: return "At these amounts acting pays where a positive is unlikely: outcomes or signs seem to be mixed up. Check true_positive against false_positive, and task.positive.";
        case Gains::Shape::nothing: return "At these amounts acting changes nothing: give at least true_positive or false_positive an amount.";
        case Gains::Shape::threshold: break;
    }
    return {};
}

bool Appraisal::gain_is_shown() const {
    const auto limits = gain.limits(*decided->stakes, decided->tail());
    return gain.sampled.reason == metrics::Reason::none && limits && limits->low > 0;
}

std::string written_threshold(const Outcomes& outcomes, std::size_t candidate) {
    const double threshold = outcomes.threshold(candidate);
    if (!std::isfinite(threshold)) return "above every score";
    return report::write_exact({.kind = report::Measure::Kind::number, .currency = {}}, threshold);
}

namespace {

/// As fine as the largest of the numbers needs: one near zero would ask for digits that its interval does not have.
report::Measure money_measure(const std::string& currency, std::initializer_list<double> values) {
    double largest = 0;
    for (const double value : values) {
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    }
    const std::vector<double> shown{largest};
    return report::measure(report::Measure::Kind::money, currency, shown, {});
}

}  // namespace

std::string written_limits(const Limits& limits) { return report::write(money_measure("", {limits.low, limits.high}), limits); }

std::string written_money(const std::string& currency, double value, const std::optional<Limits>& limits) {
    const bool interval = limits && !(limits->low == value && limits->high == value);
    if (!interval) return report::write(money_measure(currency, {value}), value);
    const auto measure = money_measure(currency, {value, limits->low, limits->high});
    const std::string ends = report::write(measure, *limits);
    return report::write(measure, value) + " (" + (currency.empty() || !ends.starts_with(currency + " ") ? ends : ends.substr(currency.size() + 1)) + ")";
}

json::value number_json(double number) { return std::isfinite(number) ? json::value(number) : json::value(nullptr); }

json::object interval_json(double value, const std::optional<Limits>& limits) {
    return {{"value", number_json(value)}, {"low", limits ? number_json(limits->low) : json::value(nullptr)}, {"high", limits ? number_json(limits->high) : json::value(nullptr)}};
}

std::vector<std::string> Appraisal::broken_at_best() const {
    std::vector<std::string> ids;
    for (const auto& one : promises) {
        if (rank(one.best.verdict) < rank(one.present.verdict)) ids.push_back(one.promise->id);
    }
    return ids;
}

Appraisal appraise(const charter::Charter& document, const Decided& decided) {
    ASSERT(decided.stakes != nullptr);
    const Outcomes& outcomes = *decided.outcomes;
    const value::Stakes& stakes = *decided.stakes;
    Appraisal all;
    all.document = &document;
    all.decided = &decided;
    all.gains = stakes.gains(outcomes.all());
    all.break_even = stakes.break_even_limits(outcomes.all(), decided.tail());
    if (document.worth->capacity && decided.per_month) all.capacity_share = document.worth->capacity->per_month() / *decided.per_month;
    all.allowed = value::within_share(outcomes, all.capacity_share.value_or(1));
    all.best = value::best(outcomes, stakes, all.allowed);
    const Keeping keeping(decided, all.best);
    const value::Allowed keeps = both(all.allowed, keeping.mask());
    const bool some = std::find(keeps.begin(), keeps.end(), true) != keeps.end();
    all.chosen = keeping.keeps(all.best) ? all.best : some ? value::best(outcomes, stakes, keeps) : decided.present;
    all.present = value::value_at(outcomes, stakes, decided.present);
    all.at_best = value::value_at(outcomes, stakes, all.best);
    all.at_chosen = value::value_at(outcomes, stakes, all.chosen);
    const value::CrossFitted fitted(outcomes, stakes, some ? keeps : all.allowed);
    all.gain = fitted.gain_over(outcomes, stakes, decided.present);
    all.as_good = value::as_good(outcomes, stakes, fitted, some ? keeps : all.allowed, decided.tail());
    for (const std::size_t candidate : outcomes.coarse()) {
        if (std::isfinite(outcomes.threshold(candidate))) all.curve.push_back({candidate, value::value_at(outcomes, stakes, candidate)});
    }
    if (outcomes.lowest() >= 0 && outcomes.highest() <= 1) all.benefits = value::decision_curve(outcomes, value::hundredths());
    all.knowledge = value::knowledge(outcomes, stakes, all.allowed);
    for (std::size_t i = 0; i < decided.promises.size(); ++i) {
        all.promises.push_back({&decided.promises[i].promise(), keeping.stands(i, decided.present), keeping.stands(i, all.best), keeping.stands(i, all.chosen)});
    }
    return all;
}

json::object json_of(const Appraisal& of) {
    const Decided& decided = *of.decided;
    const Outcomes& outcomes = *decided.outcomes;
    json::object all;
    all["level"] = decided.level;
    all["rows"] = decided.rows;
    all["decided"] = static_cast<std::int64_t>(outcomes.rows());
    all["unlabelled"] = decided.unlabelled;
    all["without_amount"] = decided.without_amount;
    all["units"] = outcomes.clustered() ? json::value(outcomes.units()) : json::value(nullptr);
    all["decisions_per_month"] = decided.per_month ? json::value(*decided.per_month) : json::value(nullptr);
    all["capacity_share"] = of.capacity_share ? json::value(*of.capacity_share) : json::value(nullptr);
    all["present"] = threshold_json(outcomes, decided.present);
    all["present"].as_object()["threshold"] = decided.threshold;

    json::object best = interval_json(outcomes.threshold(of.chosen), std::nullopt);
    if (!of.as_good.empty()) {
        const double low = outcomes.threshold(of.as_good.front()), high = outcomes.threshold(of.as_good.back());
        best["low"] = number_json(std::min(low, outcomes.threshold(of.chosen)));
        best["high"] = number_json(std::max(high, outcomes.threshold(of.chosen)));
    }
    for (auto& member : threshold_json(outcomes, of.chosen)) {
        if (member.key() != "threshold") best[member.key()] = member.value();
    }
    best["value_per_decision"] = valued_json(of.at_chosen, decided, 1);
    best["exact"] = outcomes.exact();
    all["best_threshold"] = std::move(best);
    all["best_whatever_is_promised"] = threshold_json(outcomes, of.best);
    const bool threshold = of.gains.shape() == Gains::Shape::threshold;
    all["break_even"] = interval_json(threshold ? of.gains.break_even() : std::nan(""), threshold ? of.break_even : std::nullopt);
    if (!threshold) all["break_even"].as_object()["reason"] = matter(of.gains);
    all["value_per_decision"] = valued_json(of.present, decided, 1);
    all["value_per_1000"] = valued_json(of.present, decided, 1'000);
    all["value_per_month"] = month_json(of.present, decided);
    all["gain"] = json::object{{"per_decision", valued_json(of.gain, decided, 1)}, {"per_month", month_json(of.gain, decided)}, {"shown", of.gain_is_shown()}};

    json::array promises;
    for (const auto& one : of.promises) {
        const auto stands = [](const ThresholdPromise::Stands& at) { return json::object{{"verdict", std::string(verdicts::name(at.verdict))}, {"value", at.value ? json::value(*at.value) : json::value(nullptr)}}; };
        promises.push_back(json::object{{"id", one.promise->id}, {"present", stands(one.present)}, {"best_threshold", stands(one.chosen)}, {"best_whatever_is_promised", stands(one.best)}});
    }
    all["promises"] = std::move(promises);
    json::array curve;
    for (const auto& point : of.curve) {
        json::object own = threshold_json(outcomes, point.candidate);
        for (auto& member : valued_json(point.valued, decided, 1)) own[member.key()] = member.value();
        curve.push_back(std::move(own));
    }
    all["curve"] = std::move(curve);
    json::array benefits;
    for (const auto& benefit : of.benefits) {
        json::object own{{"threshold_probability", benefit.at}};
        own["net_benefit"] = interval_json(benefit.model, benefit.sampled.limits ? std::optional(benefit.sampled.limits(decided.tail())) : std::nullopt);
        own["act_on_all"] = benefit.all;
        own["avoided_per_100"] = benefit.avoided_per_hundred;
        benefits.push_back(std::move(own));
    }
    all["decision_curve"] = std::move(benefits);
    json::array knowledge;
    for (const auto& [amount, worth] : of.knowledge.each) knowledge.push_back(json::object{{"amount", std::string(value::name(amount))}, {"per_decision", worth}, {"per_month", decided.per_month ? json::value(worth * *decided.per_month) : json::value(nullptr)}});
    all["knowing"] = json::object{{"everything_per_decision", of.knowledge.everything}, {"each", std::move(knowledge)}};
    json::array notes;
    for (const auto& note : notes_of(of)) notes.push_back(json::value(note));
    all["notes"] = std::move(notes);
    return all;
}

}  // namespace operations
