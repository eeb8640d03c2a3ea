#include "tools/simulate/detection.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "tools/simulate/detectors.h"
#include "tools/simulate/drift.h"
#include "tools/simulate/statistics.h"

namespace simulate {
namespace {

using metrics::Estimate;
using metrics::Kind;

/// A metric and a bound that people set on it; values have a standard deviation of 1.
struct Watched {
    const char* metric;
    double bound;
};
constexpr std::array<Watched, 11> watched{{{"drift", 0.1}, {"psi", 0.1}, {"kl_divergence", 0.1}, {"js_distance", 0.1}, {"hellinger_distance", 0.1}, {"total_variation", 0.1}, {"cramers_v", 0.1},
                                           {"chi_square", 0}, {"ks_distance", 0.1}, {"wasserstein_distance", 0.1}, {"energy_distance", 0.1}}};
constexpr double tail = 0.025;
constexpr double step = 0.01;
constexpr int steps_max = 120;
constexpr double often = 0.8;
constexpr std::int64_t unchanged_times = 10;  // as many samples where nothing moved: what is called so there is rare

std::array<Estimate, watched.size()> estimates_of(const Pair& pair, std::uint64_t seed) {
    std::map<Kind, std::pair<metrics::Statistic, metrics::Statistic>> made;
    std::array<Estimate, watched.size()> all;
    for (std::size_t i = 0; i < watched.size(); ++i) {
        const metrics::Metric& metric = *metrics::find(watched[i].metric);
        const Kind kind = metric.needs.kind;
        if (made.find(kind) == made.end()) made.emplace(kind, std::pair{statistic_of(pair.reference, kind, false), statistic_of(pair.current, kind, false)});
        metrics::Setting setting;
        setting.seed = seed;
        all[i] = metrics::evaluate(metric, made.at(kind).second, &made.at(kind).first, setting);
    }
    return all;
}

/// Where chi-square's lower limit is compared with what it is when nothing moved.
double nothing(std::size_t i, const Estimate& estimate) { return watched[i].bound == 0 ? estimate.unchanged.value_or(0) : 0; }

/// Of the samples at one shift, the shares in which the metric's value, or its lower limit, is too large.
struct Shares {
    std::array<double, watched.size()> value_over{}, moved{}, broken{};
};

class Samples {
public:
    Samples(std::uint32_t rows, const Plan& plan) : rows_(rows), plan_(plan) {}

    const Shares& at(int shift) {
        const auto found = made_.find(shift);
        if (found != made_.end()) return found->second;
        Shares shares;
        const std::int64_t samples = (shift == 0 ? unchanged_times : 1) * plan_.replicates;
        const double each = 1 / static_cast<double>(samples);
        for (std::int64_t r = 0; r < samples; ++r) {
            const std::uint64_t seed = base::Random::mix(plan_.seed + static_cast<std::uint64_t>(r) * 1'000 + static_cast<std::uint64_t>(shift));
            const auto estimates = estimates_of(draw({.situation = "", .shift = step * shift}, rows_, seed), seed);
            for (std::size_t i = 0; i < watched.size(); ++i) {
                const double low = estimates[i].limits(tail).low;
                const bool sure = estimates[i].reason == metrics::Reason::none;
                shares.value_over[i] += *estimates[i].value > watched[i].bound ? each : 0;
                shares.moved[i] += sure && low > nothing(i, estimates[i]) + 1e-12 ? each : 0;
                shares.broken[i] += sure && low > watched[i].bound ? each : 0;
            }
        }
        return made_.emplace(shift, shares).first->second;
    }

    /// The smallest shift that is found often, by halving.
    std::optional<double> found(std::size_t i, std::array<double, watched.size()> Shares::*share) {
        if ((at(steps_max).*share)[i] < often) return std::nullopt;
        int low = 0;
        int high = steps_max;
        while (high - low > 1) {
            const int middle = (low + high) / 2;
            ((at(middle).*share)[i] < often ? low : high) = middle;
        }
        return step * high;
    }

private:
    std::uint32_t rows_;
    const Plan& plan_;
    std::map<int, Shares> made_;
};

/// The shift at which each metric is at its bound.
std::array<double, watched.size()> shifts_at_bounds() {
    std::array<double, watched.size()> shifts{};
    std::array<double, watched.size()> before{};
    for (double shift = 0; shift <= 0.8; shift += 0.05) {
        const auto truth = estimates_of(truth_of({.situation = "", .shift = shift}), 1);
        for (std::size_t i = 0; i < watched.size(); ++i) {
            const double value = *truth[i].value;
            if (shifts[i] == 0 && value >= watched[i].bound && shift > 0) shifts[i] = shift - 0.05 * (value - watched[i].bound) / (value - before[i]);
            before[i] = value;
        }
    }
    return shifts;
}

std::string shift_or_none(std::optional<double> shift) { return shift ? fmt::format("{:.2f}", *shift) : "-"; }

constexpr std::string_view preface = R"(# What drift metrics find

Written by `build/release/simulate --detection`; do not edit. A column of standard normal numbers, as many reference as current
rows. *Moved*: the lower limit (level 95 %) lies above what unchanged data have, so at most 2.5 % of unchanged data should be
called that. *Broken*: it lies above a bound that people set. A shift is in standard deviations, and found when it is called so
in four samples of five.

An ordinary threshold looks at the value alone: the first two columns of numbers say how often that would call unchanged data
drifted. The third says at which shift the metric truly is at its bound: below it nothing should be called broken, however
many rows there are.
)";

}  // namespace

std::string detection(const Plan& plan, const std::string& commit) {
    Samples few(1'000, plan);
    Samples many(100'000, plan);
    const auto at_bound = shifts_at_bounds();
    std::string page(preface);
    page += fmt::format("\nCommit {}, seed {}, {} samples for each shift, {} of unchanged data; the command: `build/release/simulate --detection --replicates {} --output docs`.\n", commit.empty() ? "not given" : commit, plan.seed, plan.replicates, unchanged_times * plan.replicates, plan.replicates);
    page += "\n| metric | bound | unchanged, value over the bound %: 100 rows | 1,000 rows | shift that is the bound | broken found from: 1,000 rows | 100,000 rows "
            "| unchanged, called moved %: 1,000 rows | 100,000 rows | moved found from: 1,000 rows | 100,000 rows |\n"
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    Samples fewest(100, plan);
    for (std::size_t i = 0; i < watched.size(); ++i) {
        const bool bounded = watched[i].bound > 0;
        const auto percent = [&](double share) { return fmt::format("{:.1f}", 100 * share); };
        fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", watched[i].metric, bounded ? fmt::format("{:g}", watched[i].bound) : "-",
                       bounded ? percent(fewest.at(0).value_over[i]) : "-", bounded ? percent(few.at(0).value_over[i]) : "-", bounded ? fmt::format("{:.2f}", at_bound[i]) : "-",
                       bounded ? shift_or_none(few.found(i, &Shares::broken)) : "-", bounded ? shift_or_none(many.found(i, &Shares::broken)) : "-", percent(few.at(0).moved[i]), percent(many.at(0).moved[i]),
                       shift_or_none(few.found(i, &Shares::moved)), shift_or_none(many.found(i, &Shares::moved)));
    }
    return page + detectors(plan);
}

}  // namespace simulate
