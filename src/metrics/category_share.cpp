#include <charconv>
#include <cmath>

#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

/// Whole numbers up to here have a fine bucket each.
constexpr double codes_max = 255;

/// Where a category is found in a histogram.
struct Place {
    Reason reason = Reason::none;
    std::string detail;
    std::optional<std::int32_t> bucket;  ///< none: by name
};

std::optional<double> number_in(const std::string& text) {
    double number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_code(double number) { return std::floor(number) == number && std::abs(number) <= codes_max; }

/// Every value lies in a bucket that begins at a whole number which has that bucket for itself.
bool holds_codes(const Histogram& of) {
    for (const auto& [bucket, mass] : of.numbers) {
        if (mass != 0 && !is_code(Histogram::inner_bound(bucket))) return false;
    }
    return of.minus_infinity == 0 && of.plus_infinity == 0;
}

Place place_of(const Histogram& of, const std::string& category) {
    if (of.is_categorical()) {
        const bool gathered = of.categories.count(category) == 0 && of.categories.count("(other)") != 0;
        if (gathered) return {Reason::not_computed, "the column has too many categories to keep this one apart", {}};
        return {};
    }
    if (!holds_codes(of)) return {Reason::wrong_type, "a measured number has no categories", {}};
    const std::optional<double> number = number_in(category);
    if (!number || !is_code(*number)) return {Reason::wrong_type, "the column holds numbers, and this is not a whole number up to 255", {}};
    return {Reason::none, {}, Histogram::bucket_of(*number)};
}

Mass mass_at(const Histogram& of, const Place& place, const std::string& category) {
    if (place.bucket) {
        const auto found = of.numbers.find(*place.bucket);
        return found == of.numbers.end() ? 0 : found->second;
    }
    const auto found = of.categories.find(category);
    return found == of.categories.end() ? 0 : found->second;
}

Mass present(const Histogram& of) { return of.tally.weight - of.missing; }

double share(const Histogram& of, const Place& place, const std::string& category) {
    return static_cast<double>(mass_at(of, place, category)) / static_cast<double>(present(of));
}

std::vector<Replicate> replicates_of(const Split<Histogram>& of, const Place& place, const std::string& category) {
    std::vector<Replicate> replicates;
    for (std::size_t g = 0; g < of.parts.size(); ++g) {
        const Mass rest = present(of.total) - present(of.parts[g]);
        // Without its only unit a share does not exist; the whole stands in, and the one unit is reported as too few.
        const Mass hits = mass_at(of.total, place, category) - mass_at(of.parts[g], place, category);
        const double value = rest > 0 ? static_cast<double>(hits) / static_cast<double>(rest) : share(of.total, place, category);
        replicates.push_back({of.keys[g], value, static_cast<double>(present(of.parts[g])) / static_cast<double>(present(of.total))});
    }
    return replicates;
}

Estimate evaluate_share(const Split<Histogram>& of, const Setting& setting) {
    const Histogram& total = of.total;
    if (total.tally.weight == 0) return Estimate::absent(Reason::no_rows);
    if (present(total) == 0) return Estimate::absent(Reason::no_denominator, "no row has a value");
    const Place place = place_of(total, setting.category);
    if (place.reason != Reason::none) return Estimate::absent(place.reason, place.detail);

    Estimate estimate;
    estimate.value = share(total, place, setting.category);
    const double present_part = static_cast<double>(present(total)) / static_cast<double>(total.tally.weight);
    estimate.rows = std::llround(static_cast<double>(total.tally.rows) * present_part);
    estimate.left_out = total.tally.rows - estimate.rows;
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    estimate.units_named = of.clustered();
    if (of.clustered()) {
        jackknife(estimate, replicates_of(of, place, setting.category), Transform::logit, 0, 1);
        return estimate;
    }
    const double count = total.tally.effective() * present_part;
    estimate.method = "mid-P";
    estimate.limits = [events = *estimate.value * count, count](double tail) { return share_limits(events, count, tail); };
    return estimate;
}

}  // namespace

/// How much of the data a category is: what a promise about a population is held to.
extern const Metric category_share{
    .id = "category_share",
    .family = Family::data,
    .summary = "Share of the rows with a value in which a column has the named category.",
    .words = {.share = {"rows", "has {category} in {column}", "have {category} in {column}"}},
    .estimand = "The probability that a row which has a value has this one.",
    .formula = "rows of the category / rows that have a value. Numbers count as categories only where every value lies in a "
               "bucket (128 steps for each power of two) that begins at a whole number up to 255.",
    .source = "Definition; pandas, Series.value_counts(normalize=True).",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::histogram, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::share,
    .example = {.current = {30, 70}, .current_size = 2, .value = 0.3, .says = "Of 100 rows 30 are of category a: 0.3."},
    .evaluate = evaluate_share,
};

}  // namespace metrics
