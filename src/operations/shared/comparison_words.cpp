#include "operations/shared/comparison_words.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

namespace operations {

namespace {

using report::Measure;
using Kind = report::Measure::Kind;

Kind kind_of(const operations::Measure& measure, bool difference) {
    const std::string_view id = measure.metric->id;
    const bool gap = measure.compare == charter::Compare::difference || measure.compare == charter::Compare::to_overall || id.ends_with("_difference");
    if (measure.compare == charter::Compare::ratio || id.ends_with("_ratio")) return Kind::number;
    switch (measure.metric->scale) {
        case metrics::Scale::share: return gap || difference ? Kind::points : Kind::share;
        case metrics::Scale::money: return Kind::money;
        case metrics::Scale::seconds: return Kind::seconds;
        case metrics::Scale::count: return Kind::count;
        case metrics::Scale::number: break;
    }
    return Kind::number;
}

/// As fine as the interval is wide, or as the value is large where there is none.
report::Measure fitting(Kind kind, const std::string& currency, const Advantage& of) {
    double size = std::abs(of.value.value_or(0));
    if (of.limits && std::isfinite(of.limits->low) && std::isfinite(of.limits->high) && of.limits->high > of.limits->low) size = (of.limits->high - of.limits->low) / 2;
    return report::measure(kind, currency, std::vector<double>{size}, {});
}

/// `-400 to 2,200`: the unit was said with the value.
std::string bare_limits(const report::Measure& measure, const metrics::Limits& limits) {
    const double times = measure.kind == Kind::share || measure.kind == Kind::points ? 100 : 1;
    const auto end = [&](double value, const char* without) { return std::isfinite(value) ? report::grouped(times * value, measure.precision) : std::string(without); };
    return fmt::format("{} to {}", end(limits.low, "any less"), end(limits.high, "any more"));
}

std::string with_limits(const report::Measure& measure, const Advantage& of, const std::string& unit) {
    if (!of.value) return "no value";
    std::string text = report::write(measure, *of.value) + unit;
    const bool ends = of.limits && of.limits->high > of.limits->low && (std::isfinite(of.limits->low) || std::isfinite(of.limits->high));
    if (ends) text += fmt::format(" ({})", bare_limits(measure, *of.limits));
    return text;
}

}  // namespace

std::string upper_first(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string value_words(const operations::Measure& measure, const metrics::Estimate& estimate, const std::string& currency) {
    if (!estimate.value) return "no value";
    return report::write(report::measure(kind_of(measure, false), currency, std::vector<double>{*estimate.value}, {}), *estimate.value);
}

std::string difference_words(const Comparison& of, std::size_t measure, const Advantage& difference) {
    return with_limits(fitting(kind_of(of.measures[measure], true), of.document->currency, difference), difference, "");
}

std::string money_words(const Comparison& of, const Price& price) {
    return with_limits(fitting(Kind::money, of.document->currency, price.advantage), price.advantage, price.monthly ? " a month" : " per 1,000 decisions");
}

std::string money_limits(const Comparison& of, const Price& price, const metrics::Limits& limits) {
    return bare_limits(fitting(Kind::money, of.document->currency, price.advantage), limits);
}

Advantage turned(const Advantage& of) {
    Advantage out = of;
    if (out.value) out.value = -*out.value;
    if (out.limits) out.limits = metrics::Limits{-of.limits->high, -of.limits->low};
    return out;
}

Price turned(const Price& of) {
    Price out = of;
    out.advantage = turned(of.advantage);
    return out;
}

std::string what_it_keeps(const Comparison& of, std::size_t rival) {
    const Contender &other = of.contest.contenders[rival], &product = of.product();
    std::string price;
    if (other.cost && product.cost && *product.cost > 0) price = fmt::format(" at {:.3g} % of the cost", 100 * *other.cost / *product.cost);
    else if (other.seconds && product.seconds && *product.seconds > 0) {
        const double percent = 100 * *other.seconds / *product.seconds;
        price = percent < 9.95 ? fmt::format(" in {:.2g} % of the time", percent) : fmt::format(" in {:.0f} % of the time", percent);
    }
    if (of.money) {
        // Of what the product adds to treating everybody alike: the value itself may be below zero, or mostly not the model's.
        double nothing = 0;
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (of.contest.contenders[i].kind == models::Kind::constant) nothing = of.measures[*of.money].values[i].value.value_or(0);
        }
        const auto &mine = of.measures[*of.money].values[rival].value, &its = of.measures[*of.money].values[of.contest.product].value;
        if (mine && its && *its > nothing) return fmt::format("keeps {:.0f} % of the value{}", 100 * (*mine - nothing) / (*its - nothing), price);
        if (mine && its) return fmt::format("is worth {} a decision where {} is worth {}{}", value_words(of.measures[*of.money], of.measures[*of.money].values[rival], of.document->currency), product.name,
                                            value_words(of.measures[*of.money], of.measures[*of.money].values[of.contest.product], of.document->currency), price);
    }
    const operations::Measure& measure = of.measures[of.deciding];
    return fmt::format("reaches {} in {} where {} reaches {}{}", value_words(measure, measure.values[rival], of.document->currency), measure.metric->id, product.name, value_words(measure, measure.values[of.contest.product], of.document->currency), price);
}

std::string version_sentence(const Comparison& of) {
    const std::string &before = of.contest.contenders.front().name, &after = of.product().name;
    if (of.changes && of.changes->identical) return fmt::format("{} and {} give every row the same score: there is nothing to choose between them.", before, after);
    const auto price = price_of(of, 0);
    const Advantage difference = price ? price->advantage : advantage(of, of.deciding, 0);
    if (!difference.value) return fmt::format("{} and {} cannot be compared: {}.", before, after, reason_words(of.measures[of.deciding].differences[0]));
    const std::string what = price ? "is worth" : fmt::format("is, in {},", of.measures[of.deciding].metric->id);
    const auto size = [&](bool turn) {
        if (price) return money_words(of, turn ? turned(*price) : *price);
        return difference_words(of, of.deciding, turn ? turned(difference) : difference);
    };
    const std::string tail = price ? "" : " ";
    if (!difference.limits || !difference.proper) return fmt::format("{} {} {} more than {}, and how sure that is cannot be said.", after, what, size(false), before);
    if (difference.limits->low > 0) return price ? fmt::format("{} is worth {} more than {}.", after, size(false), before) : fmt::format("{} is better than {} in {}, by {}.", after, before, of.measures[of.deciding].metric->id, size(false));
    if (difference.limits->high < 0) return price ? fmt::format("{} is worth {} less than {}.", after, size(true), before) : fmt::format("{} is worse than {} in {}, by {}.", after, before, of.measures[of.deciding].metric->id, size(true));
    return fmt::format("{} is not shown to be {} than {}: the difference{} is {}.", after, price ? "worth more" : "better", before, price ? "" : fmt::format(" in {}", of.measures[of.deciding].metric->id), size(false));
}

std::string reason_words(const metrics::Estimate& estimate) {
    if (!estimate.detail.empty()) return estimate.detail;
    std::string text(metrics::sentence(estimate.reason));
    while (!text.empty() && text.back() == '.') text.pop_back();
    if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

std::string margin_words(const Comparison& of) {
    return report::write_exact({.kind = kind_of(of.measures[of.deciding], true), .currency = of.document->currency}, of.margin.value_or(0));
}

std::string time_words(double seconds) {
    const auto written = [](double number, const char* unit) { return number < 9.95 ? fmt::format("{:.2g} {}", number, unit) : fmt::format("{:.0f} {}", number, unit); };
    if (seconds >= 0.9995) return written(seconds, "s");
    if (seconds >= 0.9995e-3) return written(seconds * 1e3, "ms");
    if (seconds >= 0.9995e-6) return written(seconds * 1e6, "µs");
    return written(seconds * 1e9, "ns");
}

std::string bytes_words(std::int64_t bytes) {
    if (bytes < 1000) return fmt::format("{} bytes", bytes);
    if (bytes < 1'000'000) return fmt::format("{:.3g} kB", static_cast<double>(bytes) / 1e3);
    return fmt::format("{:.3g} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace operations
