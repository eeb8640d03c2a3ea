#include "value/demands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "charter/bounds.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"

namespace value {

namespace {

using charter::BusinessLimit;
using Kind = BusinessLimit::Kind;
using Which = Outcomes::Which;
using metrics::Estimate;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A month's share of decisions, or of money for each of them.
double per_decision(const BusinessLimit& limit, const Pace& pace) { return limit.per.per_month() / pace.decisions_per_month; }

/// One limit as a demand, or what is missing for it.
class Compiler {
public:
    Compiler(const Labels& all, const Stakes* stakes, std::optional<Pace> pace) : all_(all), stakes_(stakes), pace_(pace) {}

    Demand demand(const BusinessLimit& limit, std::string& missing) const {
        Demand demand;
        demand.limit = &limit;
        const bool paced = limit.kind == Kind::earn || limit.kind == Kind::reviews || limit.kind == Kind::budget;
        if (paced && !pace_) missing = "how many decisions there are is not known: add value: {volume: {per: month, decisions: ...}}, or name a time column";
        else if ((limit.kind == Kind::earn || limit.kind == Kind::budget) && stakes_ == nullptr) missing = "amounts are not known: add a section value:";
        if (!missing.empty()) return demand;
        switch (limit.kind) {
            case Kind::earn: earn(demand); break;
            case Kind::flagged_wrong: set(demand, "precision", charter::at_least(1 - limit.bound / limit.of)); break;
            case Kind::cases_found: set(demand, "recall", charter::at_least(limit.bound / limit.of)); break;
            case Kind::reviews: set(demand, "positive_rate", charter::at_most(per_decision(limit, *pace_))); break;
            case Kind::every_group: every_group(demand); break;
            case Kind::budget: budget(demand); break;
            case Kind::latency:
                set(demand, "latency", charter::at_most(limit.bound));
                demand.with = {{"q", std::min(0.9999, limit.of / 100)}};
                demand.of_threshold = false;
                break;
            case Kind::off_by:
            case Kind::leaning:
            case Kind::ranges_hold:
            case Kind::shown_wrong:
            case Kind::answered: missing = "it is about a task in which no threshold decides"; break;
        }
        return demand;
    }

private:
    static void set(Demand& demand, std::string metric, charter::Bound bound) {
        demand.metric = std::move(metric);
        demand.bound = std::move(bound);
    }
    void earn(Demand& demand) const {
        set(demand, "value_per_decision", charter::at_least(per_decision(*demand.limit, *pace_)));
        const Labels perfect{Sums{}, all_[1]}, none{}, everybody = all_, upside_down{all_[0], Sums{}};
        double most = -infinity;
        for (const Labels& acted : {perfect, none, everybody, upside_down}) most = std::max(most, stakes_->value(quantities(all_, acted)) / (all_[0].rows + all_[1].rows));
        if (most < demand.bound.low) demand.no_model = fmt::format("even a model that is always right brings {} a decision, and {} are needed", base::format_number(most), base::format_number(demand.bound.low));
    }
    void every_group(Demand& demand) const {
        const auto share = demand.limit->share;
        set(demand, share == BusinessLimit::Share::found ? "recall" : share == BusinessLimit::Share::flagged ? "positive_rate" : "precision", charter::at_least(demand.limit->bound / demand.limit->of));
    }
    void budget(Demand& demand) const {
        const auto& at = stakes_->means();
        const double left = per_decision(*demand.limit, *pace_) - at[prediction], each = at[action] + at[review];
        set(demand, "positive_rate", charter::at_most(each > 0 ? std::clamp(left / each, 0.0, 1.0) : 1));
        if (left < 0) demand.no_model = fmt::format("predictions alone cost {} each, and {} can be spent on a decision", base::format_number(at[prediction]), base::format_number(left + at[prediction]));
        if (each == 0) demand.of_threshold = false;
    }

    const Labels& all_;
    const Stakes* stakes_;
    std::optional<Pace> pace_;
};

/// Limits that rule each other out whatever the model is: finding needs flagging.
void note_contradictions(std::vector<Demand>& demands, double rate) {
    for (Demand& found : demands) {
        if (found.metric != "recall" || found.by_group()) continue;
        for (const Demand& flagged : demands) {
            if (flagged.metric != "positive_rate" || flagged.limit->at_least() || found.bound.low * rate <= flagged.bound.high) continue;
            found.no_model = fmt::format("to find {} of 100 cases at least {} of 100 decisions must be flagged, since {} of 100 are cases; \"{}\" allows {}", base::format_number(100 * found.bound.low),
                                         fmt::format("{:.3g}", 100 * found.bound.low * rate), fmt::format("{:.3g}", 100 * rate), flagged.limit->text, fmt::format("{:.3g}", 100 * flagged.bound.high));
        }
    }
}

const metrics::Metric& metric_of(const Demand& demand) {
    const metrics::Metric* metric = metrics::find(demand.metric);
    ASSERT(metric != nullptr);
    return *metric;
}

/// Of one group or of all, from the decisions at a threshold.
Estimate estimate_of(const Demand& demand, metrics::Split<metrics::Confusion> decisions) {
    metrics::Setting setting;
    setting.numbers = metrics::fallbacks_of(metric_of(demand));
    return metrics::evaluate(metric_of(demand), metrics::Statistic(std::move(decisions)), nullptr, setting);
}

/// How the demands stand at one threshold, on some of the units.
class Judge {
public:
    Judge(const Outcomes& outcomes, const Stakes* stakes, const std::optional<Estimate>& latency, double level) : outcomes_(outcomes), stakes_(stakes), latency_(latency), level_(level) {}

    /// The worst group first, where there are groups.
    std::vector<Estimate> estimates(const Demand& demand, std::size_t coarse, Which which) const {
        std::vector<Estimate> all;
        const std::size_t candidate = outcomes_.coarse()[coarse];
        if (demand.metric == "latency") {
            if (latency_) all.push_back(*latency_);
        } else if (demand.metric == "value_per_decision") {
            all.push_back(value(candidate, which));
        } else if (demand.by_group()) {
            for (std::size_t group = 0; group < outcomes_.groups().size(); ++group) all.push_back(estimate_of(demand, outcomes_.decisions(group, coarse, which)));
            std::stable_sort(all.begin(), all.end(), [](const Estimate& a, const Estimate& b) { return a.value.value_or(infinity) < b.value.value_or(infinity); });
        } else {
            all.push_back(estimate_of(demand, outcomes_.decisions(candidate, which)));
        }
        return all;
    }
    /// Kept: every group is. Broken: one is, allowing for how many there are.
    Held held(const Demand& demand, std::size_t coarse, Which which) const {
        const auto all = estimates(demand, coarse, which);
        std::vector<verdicts::Judgement> judgements;
        for (const auto& estimate : all) judgements.push_back(verdicts::judge(estimate, demand.bound, charter::About::process, level_));
        Held held;
        if (all.empty()) return held;
        const auto verdict = verdicts::together(judgements, charter::Breach::stop, level_);
        held.estimate = all.front();
        held.judgement = judgements.front();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (judgements[i].verdict != verdict || verdict == verdicts::Verdict::kept) continue;
            held = {judgements[i], all[i]};
            break;
        }
        held.judgement.verdict = verdict;
        if (demand.metric == "value_per_decision" && which == Which::all && held.judgement.more) need_rows(demand, outcomes_.coarse()[coarse], held);
        return held;
    }
    /// Distance from the bound in widths of the interval at one standard error; below 0: missed.
    double slack(const Demand& demand, std::size_t coarse, Which which) const {
        double least = infinity;
        for (const auto& estimate : estimates(demand, coarse, which)) {
            if (!estimate.value) return -infinity;
            const bool low = std::isfinite(demand.bound.low);
            const double distance = low ? *estimate.value - demand.bound.low : demand.bound.high - *estimate.value;
            const auto limits = estimate.limits ? estimate.limits(0.16) : metrics::Limits{*estimate.value, *estimate.value};
            const double width = std::max(low ? *estimate.value - limits.low : limits.high - *estimate.value, 1e-12);
            least = std::min(least, distance / width);
        }
        return least;
    }

private:
    /// Rows shrink only their own part of the interval: of the distance to the bound they have what the amounts leave.
    void need_rows(const Demand& demand, std::size_t candidate, Held& held) const {
        const double tail = (1 - level_) / 2;
        const Valued valued = value_at(outcomes_, *stakes_, candidate);
        if (stakes_->variance(valued.quantities) == 0) return;
        const bool low = valued.value >= demand.bound.low;
        const auto amounts = valued.amounts(*stakes_, tail), rows = valued.sampled.limits(tail);
        const double distance = std::abs(valued.value - demand.bound.low), own = low ? valued.value - amounts.low : amounts.high - valued.value;
        if (own >= distance) {
            held.amounts_decide = true;
            held.judgement.more.reset();
            return;
        }
        // Four times out of five, as everywhere: the next value varies too.
        const double width = low ? valued.value - rows.low : rows.high - valued.value, z = metrics::normal_quantile(1 - tail);
        const double times = width * width / (distance * distance - own * own) * std::pow((z + 0.84) / z, 2);
        held.judgement.more = verdicts::More{static_cast<std::int64_t>(std::ceil(std::min(times, 51.0) * static_cast<double>(held.estimate.units))), times > 51};
        if (times > 51) held.judgement.more->units = 0;
    }
    /// With what is not known of the amounts themselves.
    Estimate value(std::size_t candidate, Which which) const {
        // Halves are of units; the value of a half is that of its decisions at the mean columns of all.
        if (which == Which::all) {
            Valued valued = value_at(outcomes_, *stakes_, candidate);
            Estimate estimate = valued.sampled;
            if (estimate.limits) estimate.limits = [valued, stakes = stakes_](double tail) { return *valued.limits(*stakes, tail); };
            return estimate;
        }
        const auto split = outcomes_.decisions(candidate, which);
        const auto mean = [](double sum, double rows) { return rows > 0 ? sum / rows : 1; };
        const Labels &all = outcomes_.all(), &above = outcomes_.above(candidate);
        const Labels below = less(all, above);
        const auto& at = stakes_->means();
        const double cost = at[action] + at[review] + at[prediction];
        metrics::Setting setting;
        setting.amounts = metrics::Amounts{at[true_positive] * mean(above[1].act, above[1].rows) - cost, at[false_positive] * mean(above[0].act, above[0].rows) - cost,
                                           at[false_negative] * mean(below[1].pass, below[1].rows) - at[prediction], at[true_negative] * mean(below[0].pass, below[0].rows) - at[prediction]};
        setting.numbers = metrics::fallbacks_of(*metrics::find("value_per_decision"));
        Estimate estimate = metrics::evaluate(*metrics::find("value_per_decision"), metrics::Statistic(split), nullptr, setting);
        const double deviation = std::sqrt(stakes_->variance(value_at(outcomes_, *stakes_, candidate).quantities));
        if (!estimate.limits || deviation == 0) return estimate;
        estimate.limits = [own = estimate.limits, centre = *estimate.value, quantities = value_at(outcomes_, *stakes_, candidate).quantities, stakes = stakes_](double tail) {
            const auto rows = own(tail), amounts = stakes->limits(quantities, tail);
            const double mean_value = stakes->value(quantities);
            return metrics::Limits{centre - std::hypot(centre - rows.low, mean_value - amounts.low), centre + std::hypot(rows.high - centre, amounts.high - mean_value)};
        };
        return estimate;
    }

    const Outcomes& outcomes_;
    const Stakes* stakes_;
    const std::optional<Estimate>& latency_;
    double level_;
};

/// The coarse candidate whose least slack is the greatest.
std::optional<std::size_t> furthest(const Judge& judge, const Outcomes& outcomes, const std::vector<Demand>& demands, Which which) {
    std::optional<std::size_t> found;
    double most = -infinity;
    for (std::size_t k = 0; k < outcomes.coarse().size(); ++k) {
        double least = infinity;
        for (const Demand& demand : demands) {
            if (demand.metric != "latency") least = std::min(least, judge.slack(demand, k, which));
        }
        if (least <= most && found) continue;
        most = least;
        found = k;
    }
    return found;
}

Ability ability_of(const Outcomes& outcomes, const Stakes* stakes, const std::vector<Demand>& demands, const std::optional<Estimate>& latency, double level) {
    if (std::any_of(demands.begin(), demands.end(), [](const Demand& demand) { return !demand.no_model.empty(); })) return Ability::cannot;
    const Judge judge(outcomes, stakes, latency, level);
    if (const auto chosen = furthest(judge, outcomes, demands, Which::first_half)) {
        const bool kept = std::all_of(demands.begin(), demands.end(), [&](const Demand& demand) { return judge.held(demand, *chosen, Which::second_half).judgement.verdict == verdicts::Verdict::kept; });
        if (kept) return Ability::can;
    }
    const Judge strict(outcomes, stakes, latency, 1 - (1 - level) / static_cast<double>(std::max<std::size_t>(1, demands.size())));
    for (std::size_t k = 0; k < outcomes.coarse().size(); ++k) {
        const bool broken = std::any_of(demands.begin(), demands.end(), [&](const Demand& demand) { return strict.held(demand, k, Which::all).judgement.verdict == verdicts::Verdict::broken; });
        if (!broken) return Ability::not_shown;
    }
    return Ability::cannot;
}

bool any(const std::vector<bool>& of) { return std::find(of.begin(), of.end(), true) != of.end(); }

std::vector<bool> both(std::vector<bool> a, const std::vector<bool>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = a[i] && b[i];
    return a;
}

std::optional<double> most_valuable(const Outcomes& outcomes, const Stakes& stakes, const std::vector<bool>& allowed) {
    std::optional<double> most;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (allowed[i]) most = std::max(most.value_or(-infinity), mean_at(outcomes, stakes, i));
    }
    return most;
}

/// Groups are counted at coarse candidates; between two of them a demand is met where it is met at both.
std::vector<bool> met_at(const Outcomes& outcomes, const Stakes* stakes, const Demand& demand, const std::optional<Estimate>& latency) {
    std::vector<bool> met(outcomes.size(), false);
    if (demand.metric == "latency") return std::vector<bool>(outcomes.size(), latency && latency->value && demand.meets(*latency->value));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto value = reached(outcomes, stakes, demand, i);
        met[i] = value && demand.meets(*value);
    }
    return met;
}

}  // namespace

std::string_view name(Ability ability) {
    switch (ability) {
        case Ability::can: return "can";
        case Ability::cannot: return "cannot";
        case Ability::not_shown: return "not_shown";
    }
    return {};
}

Compiled compile(const charter::Charter& document, const Labels& all, const Stakes* stakes, std::optional<Pace> pace) {
    Compiled compiled;
    const Compiler compiler(all, stakes, pace);
    for (const BusinessLimit& limit : document.business_limits) {
        std::string missing;
        Demand demand = compiler.demand(limit, missing);
        if (missing.empty()) compiled.demands.push_back(std::move(demand));
        else compiled.not_compiled.emplace_back(&limit, std::move(missing));
    }
    note_contradictions(compiled.demands, all[1].rows / (all[0].rows + all[1].rows));
    return compiled;
}

std::optional<double> reached(const Outcomes& outcomes, const Stakes* stakes, const Demand& demand, std::size_t candidate) {
    if (demand.metric == "value_per_decision") return mean_at(outcomes, *stakes, candidate);
    const auto share = [&](double flagged, double positives, double cases, double rows) -> std::optional<double> {
        const double whole = demand.metric == "precision" ? flagged : demand.metric == "recall" ? cases : rows;
        if (whole == 0) return std::nullopt;
        return (demand.metric == "positive_rate" ? flagged : positives) / whole;
    };
    if (!demand.by_group()) {
        const Labels& above = outcomes.above(candidate);
        return share(above[0].rows + above[1].rows, above[1].rows, outcomes.positives(), outcomes.rows());
    }
    const auto& coarse = outcomes.coarse();
    const auto next = static_cast<std::size_t>(std::lower_bound(coarse.begin(), coarse.end(), candidate) - coarse.begin());
    const std::size_t first = next < coarse.size() && coarse[next] == candidate ? next : next == 0 ? 0 : next - 1;
    std::optional<double> worst;
    for (std::size_t k = first; k <= std::min(next, coarse.size() - 1); ++k) {
        for (std::size_t group = 0; group < outcomes.groups().size(); ++group) {
            const auto of = outcomes.decisions(group, k, Which::all).total;
            const auto value = share(of.tp() + of.fp(), of.tp(), of.tp() + of.fn(), metrics::weight_of(of.labelled.weight));
            if (value) worst = std::min(worst.value_or(infinity), *value);
        }
    }
    return worst;
}

double recall_for_value(const Outcomes& outcomes, const Stakes& stakes, std::size_t candidate, double value_per_decision) {
    const Gains gains = stakes.gains(outcomes.all());
    const Labels& above = outcomes.above(candidate);
    const double n = outcomes.rows(), flagged = (above[0].rows + above[1].rows) / n, rate = outcomes.positives() / n;
    const double without = stakes.value(quantities(outcomes.all(), Labels{})) / n;
    return (value_per_decision - without - flagged * gains.on_negative) / (rate * (gains.on_positive - gains.on_negative));
}

Finding find(const Outcomes& outcomes, const Stakes* stakes, const std::vector<Demand>& demands, const std::optional<Estimate>& latency, double level) {
    Finding finding;
    finding.all_met.assign(outcomes.size(), true);
    for (const Demand& demand : demands) {
        finding.met.push_back(met_at(outcomes, stakes, demand, latency));
        finding.all_met = both(finding.all_met, finding.met.back());
        if (!any(finding.met.back())) finding.never_met.push_back(finding.met.size() - 1);
    }
    for (std::size_t a = 0; a < demands.size(); ++a) {
        for (std::size_t b = a + 1; b < demands.size(); ++b) {
            if (any(finding.met[a]) && any(finding.met[b]) && !any(both(finding.met[a], finding.met[b]))) finding.conflicts.emplace_back(a, b);
        }
    }
    const std::vector<bool> everywhere(outcomes.size(), true);
    for (std::size_t d = 0; d < demands.size(); ++d) {
        std::vector<bool> others = everywhere;
        for (std::size_t e = 0; e < demands.size(); ++e) {
            if (e != d) others = both(std::move(others), finding.met[e]);
        }
        std::optional<double> best;
        const double sign = std::isfinite(demands[d].bound.low) ? 1 : -1;
        for (std::size_t i = 0; demands[d].metric != "latency" && i < outcomes.size(); ++i) {
            const auto value = others[i] ? reached(outcomes, stakes, demands[d], i) : std::nullopt;
            if (value && (!best || sign * *value > sign * *best)) best = value;
        }
        finding.reachable.push_back(best);
        const auto free = stakes != nullptr ? most_valuable(outcomes, *stakes, everywhere) : std::nullopt;
        const auto bound = stakes != nullptr ? most_valuable(outcomes, *stakes, finding.met[d]) : std::nullopt;
        finding.cost.push_back(free && bound ? std::optional(*free - *bound) : std::nullopt);
    }
    const Judge judge(outcomes, stakes, latency, level);
    if (const auto k = furthest(judge, outcomes, demands, Which::all)) {
        finding.candidate = outcomes.coarse()[*k];
        for (const Demand& demand : demands) finding.at_candidate.push_back(judge.held(demand, *k, Which::all));
    }
    if (!demands.empty()) finding.ability = ability_of(outcomes, stakes, demands, latency, level);
    return finding;
}

std::vector<std::pair<double, double>> stretches(const Outcomes& outcomes, const std::vector<bool>& of) {
    std::vector<std::pair<double, double>> all;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (!of[i]) continue;
        if (i == 0 || !of[i - 1]) all.emplace_back(outcomes.threshold(i), outcomes.threshold(i));
        all.back().second = outcomes.threshold(i);
    }
    return all;
}

}  // namespace value
