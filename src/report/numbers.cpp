#include "report/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "report/outline.h"

namespace report {

namespace {

constexpr int decimals_max = 6;
constexpr int time_units_max = 4;

/// The number as it stands on paper: shares and their differences in hundredths.
double on_paper(Measure::Kind kind, double value) {
    return kind == Measure::Kind::share || kind == Measure::Kind::points ? value * 100 : value;
}

/// Decimals that show two significant digits of a small number and three of one around 1.
int decimals_for(Measure::Kind kind, double value) {
    const double size = std::abs(on_paper(kind, value));
    const int exponent = size > 0 ? static_cast<int>(std::floor(std::log10(size))) : 0;
    switch (kind) {
        case Measure::Kind::share:
        case Measure::Kind::points: return std::clamp(exponent < 0 ? 1 - exponent : 1, 1, decimals_max);
        case Measure::Kind::money: return size >= 1000 ? 0 : std::clamp(1 - exponent, 2, decimals_max);
        case Measure::Kind::count: return value == std::floor(value) ? 0 : 1;
        case Measure::Kind::seconds: return 2;
        case Measure::Kind::number: break;
    }
    if (size == 0) return 2;
    return std::clamp(exponent >= 0 ? 2 - exponent : std::max(3, 1 - exponent), 0, decimals_max);
}

/// `1 h 40 min`: the largest unit that fits and the ones below it, as many as asked for.
std::string duration(double seconds, int units) {
    struct Unit {
        std::string_view name;
        double seconds;
    };
    static constexpr std::array<Unit, 4> all{{{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}}};
    if (seconds < 60) return seconds == std::floor(seconds) ? fmt::format("{:.0f} s", seconds) : fmt::format("{:.3g} s", seconds);
    const auto first = std::find_if(all.begin(), all.end(), [&](const Unit& unit) { return seconds >= unit.seconds; });
    const auto last = std::min(all.end(), first + units) - 1;
    double rest = std::round(seconds / last->seconds) * last->seconds;
    // Rounding may have carried: 23 h 59 min 40 s is 1 d.
    const auto start = first != all.begin() && rest >= (first - 1)->seconds ? first - 1 : first;
    std::string out;
    for (auto unit = start; unit <= last; ++unit) {
        const double count = std::floor(rest / unit->seconds);
        rest -= count * unit->seconds;
        if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : " ", grouped(count, 0), unit->name);
    }
    return out;
}

std::string without_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

/// Without a unit: `61.2`.
std::string bare(const Measure& measure, double value) {
    const double shown = on_paper(measure.kind, value);
    if (shown == 0) return "0";  // exactly none, not some that were rounded away
    if (measure.kind == Measure::Kind::number && shown != 0 && std::abs(shown) < 1e-6) return fmt::format("{:.2g}", shown);
    return grouped(shown, measure.precision);
}

std::string with_unit(const Measure& measure, const std::string& text) {
    switch (measure.kind) {
        case Measure::Kind::share: return text + " %";
        case Measure::Kind::points: return text + " points";
        case Measure::Kind::money: return measure.currency.empty() ? text : measure.currency + " " + text;
        case Measure::Kind::number:
        case Measure::Kind::seconds:
        case Measure::Kind::count: break;
    }
    return text;
}

std::string bare_exact(const Measure& measure, double value) {
    if (measure.kind == Measure::Kind::money) {
        // Cents stay: USD 0.40.
        const std::string text = without_zeros(grouped(value, decimals_max));
        const std::size_t point = text.find('.');
        return point != std::string::npos && text.size() - point == 2 ? text + "0" : text;
    }
    return without_zeros(grouped(on_paper(measure.kind, value), decimals_max));
}

Measure::Kind kind_of(metrics::Scale scale) {
    switch (scale) {
        case metrics::Scale::share: return Measure::Kind::share;
        case metrics::Scale::seconds: return Measure::Kind::seconds;
        case metrics::Scale::count: return Measure::Kind::count;
        case metrics::Scale::money: return Measure::Kind::money;
        case metrics::Scale::number: break;
    }
    return Measure::Kind::number;
}

/// A ratio of shares is a plain number, a difference of shares is counted in points.
Measure::Kind kind_of(const PromiseResult& result) {
    if (result.metric == nullptr) return Measure::Kind::number;
    const std::string_view id = result.metric->id;
    if (result.promise.compare == charter::Compare::ratio || id.ends_with("_ratio")) return Measure::Kind::number;
    const bool difference = result.promise.compare == charter::Compare::difference || result.promise.compare == charter::Compare::to_overall || id.ends_with("_difference");
    const Measure::Kind kind = kind_of(result.metric->scale);
    return difference && kind == Measure::Kind::share ? Measure::Kind::points : kind;
}

void gather(const PromiseResult& result, const metrics::Estimate& estimate, std::vector<double>& values) {
    if (!estimate.value) return;
    values.push_back(*estimate.value);
    const auto interval = interval_of(result, estimate);
    if (interval && std::isfinite(interval->low)) values.push_back(interval->low);
    if (interval && std::isfinite(interval->high)) values.push_back(interval->high);
}

}  // namespace

Measure measure(Measure::Kind kind, const std::string& currency, std::span<const double> values, std::span<const double> bounds) {
    Measure found{.kind = kind, .currency = currency, .precision = values.empty() ? decimals_for(kind, 0) : decimals_for(kind, values[0])};
    const auto blurred = [&] {
        return std::any_of(values.begin(), values.end(), [&](double value) {
            return std::any_of(bounds.begin(), bounds.end(),
                               [&](double bound) { return value != bound && write(found, value) == write(found, bound); });
        });
    };
    const int finest = kind == Measure::Kind::seconds ? time_units_max : decimals_max;
    while (found.precision < finest && blurred()) ++found.precision;
    return found;
}

std::vector<double> ends_of(const charter::Bound& bound) {
    std::vector<double> ends;
    if (std::isfinite(bound.low)) ends.push_back(bound.low);
    if (std::isfinite(bound.high) && bound.high != bound.low) ends.push_back(bound.high);
    return ends;
}

Measure measure_of(const PromiseResult& result, const Check& check, const Scorecard& card) {
    std::vector<double> values;
    gather(result, check.estimate, values);
    return measure(kind_of(result), card.currency, values, ends_of(check.bound));
}

Measure measure_of(const PromiseResult& result, const Scorecard& card) {
    if (result.deciding < result.checks.size()) return measure_of(result, result.checks[result.deciding], card);
    return measure(kind_of(result), card.currency, {}, ends_of(result.promise.bound));
}

Measure measure_of_groups(const PromiseResult& result, const Scorecard& card) {
    const bool built_in = result.metric != nullptr && result.metric->needs.groups;
    const auto scale = result.metric == nullptr || built_in ? metrics::Scale::share : result.metric->scale;
    std::vector<double> values;
    for (const GroupValue& group : result.groups) {
        if (group.estimate.value) values.push_back(*group.estimate.value);
    }
    return measure(kind_of(scale), card.currency, values, {});
}

std::string write(const Measure& measure, double value) {
    if (measure.kind == Measure::Kind::seconds) return (value < 0 ? "−" : "") + duration(std::abs(value), measure.precision);
    return with_unit(measure, bare(measure, value));
}

std::string write_exact(const Measure& measure, double value) {
    if (measure.kind == Measure::Kind::seconds) return (value < 0 ? "−" : "") + duration(std::abs(value), time_units_max);
    return with_unit(measure, bare_exact(measure, value));
}

std::string write_tick(const Measure& measure, double value) {
    return measure.kind == Measure::Kind::points ? bare_exact(measure, value) : write_exact(measure, value);
}

std::string write(const Measure& measure, const metrics::Limits& limits) {
    if (!std::isfinite(limits.low) && !std::isfinite(limits.high)) return "anything";
    if (!std::isfinite(limits.high)) return write(measure, limits.low) + " or more";
    if (!std::isfinite(limits.low)) return write(measure, limits.high) + " or less";
    if (measure.kind == Measure::Kind::seconds) return write(measure, limits.low) + " to " + write(measure, limits.high);
    return with_unit(measure, bare(measure, limits.low) + " to " + bare(measure, limits.high));
}

namespace {

/// An end that was computed from the reference has digits without end; one that somebody chose is written as chosen.
std::string write_end(const Measure& measure, double value) {
    const std::string exact = write_exact(measure, value);
    return exact.size() > write(measure, value).size() + 2 ? write(measure, value) : exact;
}

}  // namespace

std::string write(const Measure& measure, const charter::Bound& bound) {
    const auto pair = [&](std::string_view word) {
        if (measure.kind == Measure::Kind::seconds) return write_exact(measure, bound.low) + std::string(word) + write_exact(measure, bound.high);
        return with_unit(measure, bare_exact(measure, bound.low) + std::string(word) + bare_exact(measure, bound.high));
    };
    switch (bound.kind) {
        case charter::Bound::Kind::at_least: return "at least " + write_end(measure, bound.low);
        case charter::Bound::Kind::at_most: return "at most " + write_end(measure, bound.high);
        case charter::Bound::Kind::between: return "between " + pair(" and ");
        case charter::Bound::Kind::equals: break;
    }
    return bound.low == bound.high ? "exactly " + write_exact(measure, bound.low) : "between " + pair(" and ");
}

std::string write(const Measure& measure, const PromiseResult& result, const metrics::Estimate& estimate) {
    if (!estimate.value) return "no value";
    const auto interval = interval_of(result, estimate);
    return write(measure, *estimate.value) + (interval ? " (" + write(measure, *interval) + ")" : "");
}

std::string grouped(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    std::size_t end = std::min(text.find('.'), text.size());
    while (end > 3) {
        end -= 3;
        text.insert(end, ",");
    }
    return (value < 0 && !zero ? "−" : "") + text;
}

std::string grouped(std::int64_t value) {
    return grouped(static_cast<double>(value), 0);
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

}  // namespace report
