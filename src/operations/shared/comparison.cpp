#include "operations/shared/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "operations/shared/comparison_words.h"

namespace operations {

namespace {

/// From here on a model ranks so well that it knows something that it should not.
constexpr double area_too_good = 0.98;
/// A single condition that comes this near to boosted trees explains nearly everything.
constexpr double area_as_good = 0.005;
/// So much worse on new rows than on its own, a model has learnt its rows by heart, or the world has changed.
constexpr double area_lost = 0.10;

const metrics::Estimate& value_of(const Comparison& of, std::size_t measure, std::size_t rival) { return of.measures[measure].values[rival]; }

/// What a model brings, more being better.
std::optional<double> brings(const Comparison& of, std::size_t rival) {
    const Measure& measure = of.measures[of.deciding];
    const auto& value = measure.values[rival].value;
    if (!value) return std::nullopt;
    return measure.higher_is_better() ? *value : -*value;
}

/// What a model asks for, where any of them is known to ask for it.
struct Asks {
    std::optional<double> money, time, reading;
};
std::vector<Asks> asks_of(const Comparison& of) {
    std::vector<Asks> all;
    for (const Contender& one : of.contest.contenders) {
        const auto terms = one.terms ? std::optional(static_cast<double>(*one.terms)) : std::nullopt;
        all.push_back({one.cost, one.cost ? std::nullopt : one.seconds, terms});
    }
    return all;
}

/// -1: a asks for less; 1: for more; 0: as much, or nobody knows. What is not known of one counts as more.
int compared(const std::optional<double>& a, const std::optional<double>& b) {
    if (!a && !b) return 0;
    if (!a) return 1;
    if (!b) return -1;
    return *a < *b ? -1 : *a > *b ? 1 : 0;
}

bool beats(const Asks& a, double a_brings, const Asks& b, double b_brings) {
    const std::array<int, 3> less{compared(a.money, b.money), compared(a.time, b.time), compared(a.reading, b.reading)};
    if (a_brings < b_brings || std::any_of(less.begin(), less.end(), [](int one) { return one > 0; })) return false;
    return a_brings > b_brings || std::any_of(less.begin(), less.end(), [](int one) { return one < 0; });
}

const Contender* find(const Contest& contest, models::Kind kind) {
    for (const Contender& one : contest.contenders) {
        if (one.kind == kind) return &one;
    }
    return nullptr;
}

std::optional<double> area_of(const std::vector<Measure>& measures, const Contest& contest, const Contender& contender) {
    for (const Measure& measure : measures) {
        if (measure.metric->id != "roc_auc" || measure.where || !measure.by.empty()) continue;
        return measure.values[static_cast<std::size_t>(&contender - contest.contenders.data())].value;
    }
    return std::nullopt;
}

}  // namespace

std::string_view name(Enough enough) {
    switch (enough) {
        case Enough::product: return "the product";
        case Enough::better: return "better";
        case Enough::good_enough: return "good enough";
        case Enough::not_shown: return "not shown";
        case Enough::not_enough: return "not enough";
        case Enough::unknown: return "unknown";
    }
    return {};
}

Advantage advantage(const Comparison& of, std::size_t measure, std::size_t rival) {
    const metrics::Estimate& difference = of.measures[measure].differences[rival];
    Advantage out;
    if (!difference.value) return out;
    const bool higher = of.measures[measure].higher_is_better();
    out.value = higher ? -*difference.value : *difference.value;
    if (difference.is_fact()) out.limits = metrics::Limits{*out.value, *out.value};
    else if (const auto limits = difference.interval(of.level)) out.limits = higher ? metrics::Limits{-limits->high, -limits->low} : *limits;
    out.proper = difference.reason == metrics::Reason::none;
    return out;
}

std::optional<Price> price_of(const Comparison& of, std::size_t rival) {
    if (!of.money) return std::nullopt;
    Price price{.advantage = advantage(of, *of.money, rival)};
    if (!price.advantage.value) return std::nullopt;
    const auto &own = of.product().cost, &other = of.contest.contenders[rival].cost;
    price.costs_paid = own && other;
    const double paid = price.costs_paid ? *own - *other : 0;
    const auto monthly = of.side.rows_a_month();
    price.monthly = monthly.has_value();
    const double times = monthly.value_or(1000);
    const auto monied = [&](const metrics::Limits& limits) { return metrics::Limits{(limits.low - paid) * times, (limits.high - paid) * times}; };
    price.advantage.value = (*price.advantage.value - paid) * times;
    if (price.advantage.limits) price.advantage.limits = monied(*price.advantage.limits);
    const Measure& money = of.measures[*of.money];
    if (!money.stakes || !money.apart[rival].sampled.limits) return price;
    const double tail = (1 - of.level) / 2;
    const auto turned = [](const metrics::Limits& limits) { return metrics::Limits{-limits.high, -limits.low}; };
    price.for_rows = monied(turned(money.apart[rival].sampled.limits(tail)));
    price.for_amounts = monied(turned(money.apart[rival].amounts(*money.stakes, tail)));
    return price;
}

Enough enough(const Comparison& of, std::size_t rival) {
    if (rival == of.contest.product) return Enough::product;
    const Advantage product = advantage(of, of.deciding, rival);
    if (!product.value || !product.limits) return Enough::unknown;
    if (!product.proper) return Enough::not_shown;
    const double margin = of.margin.value_or(0);
    if (product.limits->high < 0) return Enough::better;
    if (product.limits->high <= margin) return Enough::good_enough;
    return product.limits->low > margin ? Enough::not_enough : Enough::not_shown;
}

std::vector<bool> unbeaten(const Comparison& of) {
    const auto asks = asks_of(of);
    std::vector<bool> all(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        const auto own = brings(of, i);
        all[i] = own.has_value();
        for (std::size_t j = 0; own && j < of.size(); ++j) {
            const auto other = brings(of, j);
            if (i != j && other && beats(asks[j], *other, asks[i], *own)) all[i] = false;
        }
    }
    return all;
}

std::optional<std::size_t> best_rival(const Comparison& of) {
    const auto asks = asks_of(of);
    const Asks& product = asks[of.contest.product];
    std::optional<std::size_t> best, simpler;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (of.contest.contenders[i].is_version() || !brings(of, i)) continue;
        const auto nearer = [&](const std::optional<std::size_t>& than) { return !than || *brings(of, i) > *brings(of, *than); };
        if (nearer(best)) best = i;
        const bool asks_less = compared(asks[i].money, product.money) < 0 || compared(asks[i].reading, product.reading) < 0;
        if (asks_less && nearer(simpler)) simpler = i;
    }
    return simpler ? simpler : best;
}

std::string sentence_of(const Comparison& of, std::size_t rival) {
    const Contender& other = of.contest.contenders[rival];
    const std::string keeps = what_it_keeps(of, rival);
    const auto price = price_of(of, rival);
    const bool by_money = price.has_value();
    const Advantage difference = by_money ? price->advantage : advantage(of, of.deciding, rival);
    if (!difference.value || !value_of(of, of.deciding, rival).value) return fmt::format("{} cannot be compared: {}.", upper_first(other.called()), reason_words(value_of(of, of.deciding, rival)));
    const std::string size = by_money ? money_words(of, *price) : difference_words(of, of.deciding, difference);
    if (difference.limits && difference.limits->low == 0 && difference.limits->high == 0) return fmt::format("{} {}; on these rows the two do exactly the same.", upper_first(other.called()), keeps);
    if (!difference.limits || !difference.proper) return fmt::format("{} {}; the difference is {}, and how sure it is cannot be said.", upper_first(other.called()), keeps, size);
    const std::string costs = by_money && !price->costs_paid ? ", before what the models themselves cost" : "";
    if (difference.limits->low > 0) return fmt::format("{} {}; the difference is {}: {} is shown to be {}{}.", upper_first(other.called()), keeps, size, of.product().name, by_money ? "worth it" : "better", costs);
    if (difference.limits->high < 0) return fmt::format("{} {}; it brings more than {} does, by {}: {} is shown not to be worth it{}.", upper_first(other.called()), keeps, of.product().name,
                                                        by_money ? money_words(of, turned(*price)) : difference_words(of, of.deciding, turned(difference)), of.product().name, costs);
    return fmt::format("{} {}; the difference is {}: not shown to be {}{}.", upper_first(other.called()), keeps, size, by_money ? "worth it" : "better", costs);
}

std::string headline_of(const Comparison& of) {
    std::string text;
    if (of.contest.versions.size() > 1) text = version_sentence(of);
    if (const auto rival = best_rival(of)) text += (text.empty() ? "" : " ") + sentence_of(of, *rival);
    return text;
}

std::vector<std::string> leaks_in(const Contest& contest, const std::vector<Measure>& measures) {
    std::vector<std::string> found;
    if (!contest.training) return found;
    for (const auto& [feature, area] : contest.training->alone) {
        if (area > area_too_good) found.push_back(fmt::format("{} alone ranks the training rows almost perfectly (area {:.3f}): it may have been written down after the outcome was known.", feature, area));
    }
    const Contender* rule = find(contest, models::Kind::rule);
    const Contender* boosted = find(contest, models::Kind::boosted);
    if (rule != nullptr && boosted != nullptr) {
        const auto simple = area_of(measures, contest, *rule), large = area_of(measures, contest, *boosted);
        if (simple && large && *large > 0.9 && *simple >= *large - area_as_good) {
            found.push_back(fmt::format("A single condition does almost as well as boosted trees (areas {:.3f} and {:.3f}): one feature explains nearly everything. Ask whether it is known when the prediction is made.", *simple, *large));
        }
    }
    for (const Contender& one : contest.contenders) {
        const auto trained = contest.training->areas.find(one.name);
        const auto judged = area_of(measures, contest, one);
        if (trained == contest.training->areas.end() || !judged || trained->second - *judged <= area_lost) continue;
        found.push_back(fmt::format("{} ranks its own training rows far better than the judged ones (areas {:.3f} and {:.3f}): it learnt them by heart, or a feature means something else by now.", upper_first(one.called()), trained->second, *judged));
    }
    for (const Contender& one : contest.contenders) {
        const auto judged = area_of(measures, contest, one);
        if (one.is_version() && judged && *judged > area_too_good) found.push_back(fmt::format("{} ranks the judged rows almost perfectly (area {:.3f}): check that its scores were made before the outcomes were known.", one.name, *judged));
    }
    return found;
}

}  // namespace operations
