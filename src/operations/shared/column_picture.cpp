#include "operations/shared/column_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace operations {

namespace {

using metrics::Histogram;
using metrics::Kind;
using metrics::Split;
using metrics::weight_of;

constexpr std::array<double, 9> shares{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};
constexpr std::size_t top_max = 20;

double middle(std::int32_t bucket) {
    if (bucket == 0) return 0;
    const double inner = Histogram::inner_bound(bucket);
    const double outer = Histogram::inner_bound(bucket < 0 ? bucket - 1 : bucket + 1);
    return std::isfinite(outer) ? inner + (outer - inner) / 2 : inner;
}

std::vector<std::pair<double, double>> quantiles_of(const Histogram& histogram, double min, double max) {
    metrics::Mass all = 0;
    for (const auto& [bucket, mass] : histogram.numbers) all += mass;
    std::vector<std::pair<double, double>> out;
    if (all == 0) return out;
    auto at = histogram.numbers.begin();
    metrics::Mass below = 0;
    for (const double share : shares) {
        // The smallest value that at least this share of the values does not exceed.
        const double wanted = share * static_cast<double>(all);
        while (static_cast<double>(below + at->second) < wanted && std::next(at) != histogram.numbers.end()) below += (at++)->second;
        out.emplace_back(share, std::clamp(middle(at->first), min, max));
    }
    return out;
}

std::vector<std::pair<std::string, std::int64_t>> top_of(const Histogram& histogram) {
    std::vector<std::pair<std::string, std::int64_t>> all;
    for (const auto& [name, mass] : histogram.categories) all.emplace_back(name, std::llround(weight_of(mass)));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return std::pair(-a.second, a.first) < std::pair(-b.second, b.first); });
    if (all.size() > top_max) all.resize(top_max);
    return all;
}

/// Rows with a value, the sum of what is measured of each, and of its square.
struct Sums {
    double rows = 0, sum = 0, square = 0;
};
Sums sums_of(const Histogram& histogram, const std::string& category) {
    Sums sums;
    const auto add = [&](double value, metrics::Mass mass) {
        sums.rows += weight_of(mass);
        sums.sum += weight_of(mass) * value;
        sums.square += weight_of(mass) * value * value;
    };
    for (const auto& [bucket, mass] : histogram.numbers) add(middle(bucket), mass);
    for (const auto& [name, mass] : histogram.categories) add(name == category ? 1 : 0, mass);
    return sums;
}

/// Variance of the mean between units against that of independent rows (Kish 1965, Survey Sampling, 5.4 and 6.1).
std::optional<double> design_effect_of(const Split<Histogram>& split, const std::string& category) {
    const auto units = static_cast<double>(split.parts.size());
    if (units < 2) return std::nullopt;
    const Sums all = sums_of(split.total, category);
    if (all.rows < 2) return std::nullopt;
    const double mean = all.sum / all.rows;
    const double independent = (all.square / all.rows - mean * mean) / (all.rows - 1);
    double between = 0;
    for (const Histogram& part : split.parts) {
        const Sums own = sums_of(part, category);
        between += (own.sum - mean * own.rows) * (own.sum - mean * own.rows);
    }
    const double effect = units / (units - 1) * between / (all.rows * all.rows) / independent;
    return independent > 0 && std::isfinite(effect) ? std::optional<double>(effect) : std::nullopt;
}

std::string_view word_for(observations::ColumnType type) {
    using observations::ColumnType;
    switch (type) {
        case ColumnType::number:
        case ColumnType::integer: return "number";
        case ColumnType::boolean: return "boolean";
        case ColumnType::text: return "text";
        case ColumnType::time: return "time";
        case ColumnType::other: return "other";
    }
    return "other";
}

}  // namespace

std::vector<ColumnPicture> pictures_of(const observations::ReferenceProfile& profile) {
    std::vector<ColumnPicture> pictures;
    for (const auto& column : profile.columns) {
        ColumnPicture& picture = pictures.emplace_back();
        picture.name = column.name;
        picture.type = word_for(column.type);
        if (const auto* summary = profile.of<metrics::Summary>(Kind::summary, column.name)) {
            picture.rows = summary->rows;
            picture.missing = summary->missing;
            picture.distinct = summary->distinct.value();
            picture.distinct_exact = summary->distinct.exact();
            picture.min = summary->min;
            picture.max = summary->max;
            picture.mean = summary->mean();
            picture.standard_deviation = summary->standard_deviation();
        }
        if (const auto* unanswered = profile.of<metrics::Unanswered>(Kind::histogram, column.name)) picture.remark = unanswered->why;
        const auto* split = profile.of<Split<Histogram>>(Kind::histogram, column.name);
        if (split == nullptr) continue;
        picture.top = top_of(split->total);
        if (picture.min && picture.max) picture.quantiles = quantiles_of(split->total, *picture.min, *picture.max);
        // Texts that are all kept are counted exactly, however many.
        if (split->total.is_categorical()) picture.distinct = static_cast<std::int64_t>(split->total.categories.size());
        if (split->total.is_categorical()) picture.distinct_exact = true;
        picture.design_effect = design_effect_of(*split, picture.top.empty() ? "" : picture.top.front().first);
    }
    return pictures;
}

}  // namespace operations
