#include "tools/simulate/detectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <numbers>
#include <optional>
#include <vector>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "tools/simulate/drift.h"
#include "tools/simulate/statistics.h"

namespace simulate {
namespace {

using namespace metrics;
using base::Random;

constexpr double tail = 0.025;
constexpr double often = 0.8;

/// The share of so many samples in which something is found.
double share_of(std::int64_t samples, const std::function<bool(std::uint64_t seed)>& found, std::uint64_t seed) {
    std::int64_t times = 0;
    for (std::int64_t i = 0; i < samples; ++i) times += found(Random::mix(seed + static_cast<std::uint64_t>(i))) ? 1 : 0;
    return static_cast<double>(times) / static_cast<double>(samples);
}

/// The smallest of `steps` changes that is found often, by halving.
std::optional<double> smallest(const std::vector<double>& steps, const std::function<double(double change)>& share) {
    if (share(steps.back()) < often) return std::nullopt;
    std::size_t low = 0;
    std::size_t high = steps.size() - 1;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (share(steps[middle]) < often) low = middle + 1;
        else high = middle;
    }
    return steps[high];
}

std::vector<double> steps_of(double step, double last) {
    std::vector<double> steps;
    for (double at = step; at <= last + step / 2; at += step) steps.push_back(at);
    return steps;
}

std::string shown(std::optional<double> change) { return change ? fmt::format("{:g}", *change) : "-"; }
std::string percent(double share) { return fmt::format("{:.1f}", 100 * share); }

/// Five normal columns with a common cause. In `loose` of the rows the first column is another row's: each column by itself stays
/// as it was.
Statistic columns_together(std::size_t rows, double loose, Random& random) {
    constexpr std::size_t columns = 5;
    auto sample = std::make_shared<RowSample>();
    for (std::size_t i = 0; i < columns; ++i) sample->columns.push_back({std::string(1, static_cast<char>('a' + i)), false, {}});
    for (std::size_t row = 0; row < rows; ++row) {
        sample->rows.push_back({random(), 1, 0});
        const double common = random.normal();
        const double other = random.uniform() < loose ? random.normal() : common;
        for (std::size_t i = 0; i < columns; ++i) sample->cells.push_back((i == 0 ? other : common) + 0.7 * random.normal());
    }
    sample->population = static_cast<std::int64_t>(rows);
    return std::shared_ptr<const RowSample>(std::move(sample));
}

void write_together(std::string& page, const Plan& plan) {
    page +=
        "\n## Several columns together\n\nFive normal columns with a common cause, as many reference as current rows. The change: in a share of the rows one column no longer goes with the others, while each "
        "column by itself stays as it was. *Moved*: the lower limit lies above what unchanged data have (0, and an area of 0.5). Both look at a sample of rows, so that more rows than that change nothing; "
        "the domain classifier's fifteen fits are simulated with a fifth of the samples for changes.\n\n"
        "| metric | rows | unchanged, called moved % | samples | moved found from a share of |\n|---|---:|---:|---:|---:|\n";
    for (const char* id : {"reconstruction_error", "domain_classifier"}) {
        const Metric& metric = *find(id);
        const Setting setting = setting_of(metric);
        const double nothing = metric.id == "domain_classifier" ? 0.5 : 0;
        const std::int64_t samples = nothing > 0 ? std::max<std::int64_t>(10, plan.replicates / 5) : plan.replicates;
        for (const std::uint32_t rows : {1'000u, 100'000u}) {
            const auto looked_at = static_cast<std::size_t>(std::min<double>(rows, setting.number("sample")));
            const auto share = [&](double loose, std::int64_t of) {
                return share_of(of, [&](std::uint64_t seed) {
                    Random random(seed);
                    const Statistic reference = columns_together(looked_at, 0, random);
                    const Estimate estimate = evaluate(metric, columns_together(looked_at, loose, random), &reference, setting);
                    return estimate.reason == Reason::none && estimate.limits(tail).low > nothing;
                }, plan.seed + rows + static_cast<std::uint64_t>(1e4 * loose));
            };
            const std::int64_t unchanged = nothing > 0 && rows > 1'000 ? samples : plan.replicates;
            fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} | {} |\n", id, rows, percent(share(0, unchanged)), unchanged,
                           shown(smallest({0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1}, [&](double loose) { return share(loose, samples); })));
        }
    }
}

/// Standard normal values whose mean rises by `shift` in the middle; how many alarms there are before and after it.
std::array<double, 2> alarms(const Metric& metric, const Setting& setting, std::size_t values, double shift, std::uint64_t seed) {
    Random random(seed);
    const auto all = std::make_shared<Sequence>();
    for (std::size_t i = 0; i < values; ++i) all->arrivals.push_back({{}, static_cast<std::int64_t>(i), random.normal() + (i >= values / 2 ? shift : 0)});
    const auto first = std::make_shared<Sequence>();
    first->arrivals.assign(all->arrivals.begin(), all->arrivals.begin() + static_cast<std::ptrdiff_t>(values / 2));
    const double before = *evaluate(metric, std::shared_ptr<const Sequence>(first), nullptr, setting).value;
    return {before, *evaluate(metric, std::shared_ptr<const Sequence>(all), nullptr, setting).value - before};
}

void write_streams(std::string& page, const Plan& plan) {
    page +=
        "\n## In order of arrival\n\nStandard normal values one after the other, the detectors as they are by default (river's defaults). *Unchanged*: streams with any alarm, and alarms in 100,000 values. "
        "*Found from*: the smallest rise of the mean in the middle of the stream, in standard deviations, after which an alarm follows in four streams of five. ADWIN's `delta` (0.002) is a bound for each "
        "place at which a window may be cut, not for a stream; Page and Hinkley's test claims no rate at all, and with these defaults it alarms at anything that is as noisy as a standard "
        "normal value. Neither opens a gate.\n\n"
        "| detector | values | unchanged streams with an alarm % | alarms in 100,000 values | found from |\n|---|---:|---:|---:|---:|\n";
    for (const char* id : {"adwin_alarms", "page_hinkley_alarms"}) {
        const Metric& metric = *find(id);
        const Setting setting = setting_of(metric);
        for (const std::size_t values : {1'000u, 100'000u}) {
            double all = 0;
            const double unchanged = share_of(plan.replicates, [&](std::uint64_t seed) {
                const auto [before, after] = alarms(metric, setting, values, 0, seed);
                all += before + after;
                return before + after > 0;
            }, plan.seed + values);
            const auto found = smallest(steps_of(0.05, 2), [&](double shift) {
                return share_of(plan.replicates, [&](std::uint64_t seed) { return alarms(metric, setting, values, shift, seed)[1] > 0; }, plan.seed + values + static_cast<std::uint64_t>(1e4 * shift));
            });
            fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {:.3g} | {} |\n", id, values, percent(unchanged), all * 1e5 / static_cast<double>(values) / static_cast<double>(plan.replicates), shown(found));
        }
    }
}

/// Values of an hour of the week: its mean goes up and down by one standard deviation in a day, and is lower at weekends.
double usual_at(int hour) { return std::sin(2 * std::numbers::pi * (hour % 24) / 24) - (hour >= 120 ? 0.5 : 0); }

Values hours(const std::vector<int>& which, std::uint32_t rows, double shift, Random& random) {
    Values values;
    for (std::uint32_t i = 0; i < rows; ++i) values.rows.push_back({usual_at(which[i % which.size()]) + shift + random.normal(), 0});
    return values;
}

void write_seasons(std::string& page, const Plan& plan) {
    page +=
        "\n## Seasons\n\nA number whose mean follows the hour of the week (by one standard deviation up and down in a day, lower at weekends). A current window is one hour of it; the reference is eight "
        "weeks. Against the whole reference every hour differs from what is usual, although nothing has changed; with `season: week` an hour is held against the eight hours of the same time of the week. "
        "*Moved* and *broken* (the distance is more than 0.1) as above; the last column is the shift of the hour, in standard deviations, that is called moved in four windows of five.\n\n"
        "| metric | rows in the hour | reference | unchanged, called moved % | unchanged, called broken % | moved found from |\n|---|---:|---|---:|---:|---:|\n";
    constexpr std::uint32_t weeks = 8;
    std::vector<int> week;
    for (int hour = 0; hour < 168; ++hour) week.push_back(hour);
    for (const char* id : {"drift", "psi", "ks_distance", "wasserstein_distance"}) {
        const Metric& metric = *find(id);
        for (const std::uint32_t rows : {1'000u, 100'000u}) {
            // The whole reference is as many rows as eight hours here: hours of all times are only mixed in.
            for (const bool seasonal : {false, true}) {
                const std::int64_t samples = rows > 1'000 ? std::max<std::int64_t>(20, plan.replicates / 5) : plan.replicates;
                const auto share = [&](double shift, double bound) {
                    return share_of(samples, [&](std::uint64_t seed) {
                        Random random(seed);
                        const int now = static_cast<int>(random.below(168));
                        const Statistic reference = statistic_of(hours(seasonal ? std::vector{now} : week, weeks * rows, 0, random), metric.needs.kind, false);
                        Setting setting = setting_of(metric);
                        setting.seed = seed;
                        const Estimate estimate = evaluate(metric, statistic_of(hours({now}, rows, shift, random), metric.needs.kind, false), &reference, setting);
                        return estimate.reason == Reason::none && estimate.limits(tail).low > bound + 1e-12;
                    }, plan.seed + rows + static_cast<std::uint64_t>(1e4 * shift) + (seasonal ? 7 : 0));
                };
                const auto found = seasonal ? shown(smallest(rows > 1'000 ? steps_of(0.005, 0.05) : steps_of(0.05, 0.5), [&](double shift) { return share(shift, 0); })) : std::string("-");
                fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} | {} | {} |\n", id, rows, seasonal ? "same hour of the week" : "all hours", percent(share(0, 0)), percent(share(0, 0.1)), found);
            }
        }
    }
}

/// Whether the newest of `windows` + 1 numbers lies above a limit that is made from those before it.
void write_thresholds(std::string& page, const Plan& plan) {
    page +=
        "\n## Thresholds taken from earlier windows\n\nHow often the next window of unchanged data lies above a limit made from k windows before it: their mean and three standard deviations (said to be false "
        "in 0.13 % on this side), and the limit of `charter evaluate --false-alarms`, mean + t(k - 1, 97.5 %) sqrt(1 + 1/k) sd (2.5 %), the judged window left out. Normal numbers, such as means of many rows; "
        "and the distance `drift` of 1,000 rows from 10,000, which is skewed. A limit of that kind describes windows; a verdict comes from the interval.\n\n"
        "| windows | mean + 3 sd, normal % | drift % | t limit, normal % | drift % |\n|---:|---:|---:|---:|---:|\n";
    const Metric& drift = *find("drift");
    Random random(Random::mix(plan.seed + 99));
    const Statistic reference = statistic_of(draw(Drift{.situation = ""}, 10'000, plan.seed).current, drift.needs.kind, false);
    std::vector<double> distances;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
        const Statistic window = statistic_of(draw(Drift{.situation = ""}, 1'000, Random::mix(plan.seed + 100 + i)).current, drift.needs.kind, false);
        distances.push_back(*evaluate(drift, window, &reference, setting_of(drift)).value);
    }
    for (const int windows : {5, 10, 20, 50}) {
        std::array<std::array<std::int64_t, 2>, 2> over{};
        constexpr std::int64_t samples = 20'000;
        for (std::int64_t i = 0; i < samples; ++i) {
            for (const std::size_t kind : {0u, 1u}) {
                const auto next = [&] { return kind == 0 ? random.normal() : distances[random.below(distances.size())]; };
                double sum = 0;
                double squares = 0;
                for (int window = 0; window < windows; ++window) {
                    const double value = next();
                    sum += value;
                    squares += value * value;
                }
                const double k = windows;
                const double mean = sum / k;
                const double deviation = std::sqrt(std::max(0.0, squares / k - mean * mean) * k / (k - 1));
                const double value = next();
                over[0][kind] += value > mean + 3 * deviation ? 1 : 0;
                over[1][kind] += value > mean + student_quantile(1 - tail, k - 1) * std::sqrt(1 + 1 / k) * deviation ? 1 : 0;
            }
        }
        const auto of = [&](std::int64_t times) { return fmt::format("{:.2f}", 100.0 * static_cast<double>(times) / samples); };
        fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} | {} |\n", windows, of(over[0][0]), of(over[0][1]), of(over[1][0]), of(over[1][1]));
    }
}

}  // namespace

std::string detectors(const Plan& plan) {
    std::string page;
    write_together(page, plan);
    write_streams(page, plan);
    write_seasons(page, plan);
    write_thresholds(page, plan);
    return page;
}

}  // namespace simulate
