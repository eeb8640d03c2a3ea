#include "report/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "metrics/intervals/calibration.h"
#include "metrics/intervals/ties.h"
#include "metrics/statistics/bins.h"

namespace report {

namespace {

using metrics::Mass;
using metrics::weight_of;

constexpr std::size_t categories_max = 12;  // further ones are one bar
constexpr std::size_t value_bins = 30;
constexpr double curve_points_max = 200;

using HistogramSplit = metrics::Split<metrics::Histogram>;

/// The largest bars keep their order and their names; the rest become one bar, so that the bars still add up to one.
void gather_small(Figure& figure) {
    const std::size_t count = figure.labels.size();
    if (count <= categories_max + 1) return;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto larger = [&](std::size_t i) { return std::max(figure.reference[i], figure.current[i]); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return larger(a) > larger(b); });
    std::sort(order.begin(), order.begin() + categories_max);
    Figure kept;
    kept.kind = figure.kind;
    double reference = 0;
    double current = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (i < categories_max) {
            kept.labels.push_back(figure.labels[order[i]]);
            kept.reference.push_back(figure.reference[order[i]]);
            kept.current.push_back(figure.current[order[i]]);
        } else {
            reference += figure.reference[order[i]];
            current += figure.current[order[i]];
        }
    }
    kept.labels.push_back(fmt::format("({} others)", count - categories_max));
    kept.reference.push_back(reference);
    kept.current.push_back(current);
    figure = std::move(kept);
}

std::optional<Figure> distributions_of(const HistogramSplit& reference, const HistogramSplit& current, int bins) {
    if (reference.total.tally.weight == 0 || current.total.tally.weight == 0) return std::nullopt;
    if (!metrics::same_type(reference.total, current.total)) return std::nullopt;
    // Only the totals are drawn: parts by unit would be binned for nothing.
    HistogramSplit reference_total, current_total;
    reference_total.total = reference.total;
    current_total.total = current.total;
    const metrics::Binned binned = metrics::binned(reference_total, current_total, {bins});
    if (binned.labels.empty()) return std::nullopt;
    Figure figure;
    figure.labels = binned.labels;
    figure.reference = metrics::shares_of(binned.reference);
    figure.current = metrics::shares_of(binned.current);
    gather_small(figure);
    return figure;
}

/// The value below which this share of the mass lies.
double quantile(const metrics::Runs& runs, double share) {
    const double wanted = share * weight_of(runs.tally.weight);
    double seen = 0;
    double found = 0;
    bool done = false;
    runs.visit([&](const metrics::Run& run) {
        if (done) return;
        seen += weight_of(run.mass);
        found = metrics::Runs::value_of(run.key);
        done = seen >= wanted;
    });
    return found;
}

std::vector<double> shares_by_width(const metrics::Runs& runs, double low, double width) {
    std::vector<Mass> masses(value_bins);
    runs.visit([&](const metrics::Run& run) {
        const double place = std::floor((metrics::Runs::value_of(run.key) - low) / width);
        masses[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(value_bins - 1)))] += run.mass;
    });
    return metrics::shares_of(masses);
}

std::optional<Figure> distributions_of(const metrics::Runs& reference, const metrics::Runs& current) {
    if (reference.tally.weight == 0 || current.tally.weight == 0) return std::nullopt;
    // Between quantiles: a single far value would leave all others in one bin. The outer bins hold what lies beyond.
    const double low = std::min(quantile(reference, 0.01), quantile(current, 0.01));
    const double high = std::max(quantile(reference, 0.99), quantile(current, 0.99));
    const double width = (high - low) / static_cast<double>(value_bins);
    if (!(width > 0) || !std::isfinite(width)) return std::nullopt;
    Figure figure;
    for (std::size_t i = 0; i < value_bins; ++i) {
        const double from = low + width * static_cast<double>(i);
        const std::string_view pattern = i == 0 ? "below {1:.4g}" : i + 1 == value_bins ? "{0:.4g} and more" : "{0:.4g} to {1:.4g}";
        figure.labels.push_back(fmt::format(fmt::runtime(pattern), from, from + width));
    }
    figure.reference = shares_by_width(reference, low, width);
    figure.current = shares_by_width(current, low, width);
    return figure;
}

std::optional<Figure> reliability_of(const metrics::Reliability& reliability) {
    Figure figure;
    figure.kind = Figure::Kind::reliability;
    const double all = weight_of(reliability.tally.weight);
    for (const auto& bin : reliability.bins) {
        if (bin.weight == 0) continue;
        const double weight = weight_of(bin.weight);
        figure.points.emplace_back(bin.score.value() / weight, weight_of(bin.positive) / weight);
        figure.sizes.push_back(weight / all);
    }
    if (figure.points.empty()) return std::nullopt;
    return figure;
}

/// The threshold rises through the scores, so the curve is walked from (1, 1) to (0, 0) and turned round at the end. A point
/// is kept when the curve has gone far enough since the last one: its length is at most 2.
std::optional<Figure> roc_of(const metrics::Runs& runs) {
    const double negatives = weight_of(runs.by_label[0]);
    const double positives = weight_of(runs.by_label[1]);
    if (negatives == 0 || positives == 0) return std::nullopt;
    constexpr double step = 2 / (curve_points_max - 2);
    Figure figure;
    figure.kind = Figure::Kind::roc;
    figure.points.emplace_back(1, 1);
    double below_negative = 0;
    double below_positive = 0;
    std::uint64_t key = 0;
    const auto keep = [&] {
        const std::pair<double, double> point{1 - below_negative / negatives, 1 - below_positive / positives};
        const auto& last = figure.points.back();
        if (std::abs(last.first - point.first) + std::abs(last.second - point.second) >= step) figure.points.push_back(point);
    };
    runs.visit([&](const metrics::Run& run) {
        // Equal scores move together: between them there is no threshold.
        if (run.key != key) keep();
        key = run.key;
        (run.label == 1 ? below_positive : below_negative) += weight_of(run.mass);
    });
    keep();
    if (figure.points.back() != std::pair<double, double>{0, 0}) figure.points.emplace_back(0, 0);
    std::reverse(figure.points.begin(), figure.points.end());
    return figure;
}

std::optional<Figure> of_runs(const metrics::Metric& metric, const metrics::Runs& current, const metrics::Statistic* reference, int bins) {
    if (metric.needs.kind == metrics::Kind::score_runs && metric.family == metrics::Family::calibration) {
        if (current.tally.weight == 0 || metrics::no_probabilities(current)) return std::nullopt;
        return reliability_of(metrics::in_bins_of_equal_count(current, bins).total);
    }
    if (metric.needs.kind == metrics::Kind::score_runs) return roc_of(current);
    if (metric.needs.kind != metrics::Kind::value_runs || reference == nullptr) return std::nullopt;
    const auto* other = std::get_if<std::shared_ptr<const metrics::Runs>>(reference);
    return other == nullptr ? std::nullopt : distributions_of(**other, current);
}

}  // namespace

std::optional<Figure> figure_of(const metrics::Metric& metric, const metrics::Statistic& current, const metrics::Statistic* reference, int bins) {
    if (const auto* reliability = std::get_if<metrics::Split<metrics::Reliability>>(&current)) return reliability_of(reliability->total);
    if (const auto* runs = std::get_if<std::shared_ptr<const metrics::Runs>>(&current)) return of_runs(metric, **runs, reference, bins);
    const auto* histogram = std::get_if<HistogramSplit>(&current);
    const auto* other = reference == nullptr ? nullptr : std::get_if<HistogramSplit>(reference);
    return histogram == nullptr || other == nullptr ? std::nullopt : distributions_of(*other, *histogram, bins);
}

}  // namespace report
