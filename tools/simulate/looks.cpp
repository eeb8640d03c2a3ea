#include "tools/simulate/looks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/proportion.h"
#include "tools/simulate/drift.h"
#include "tools/simulate/statistics.h"
#include "verdicts/asymptotic_sequence.h"
#include "verdicts/bounded_sequence.h"
#include "verdicts/break_detector.h"
#include "verdicts/looks.h"
#include "verdicts/share_sequence.h"
#include "verdicts/strength.h"
#include "verdicts/curve.h"

namespace simulate {
namespace {

using base::Random;
using metrics::Estimate;
using metrics::Limits;

constexpr double alpha = 0.05;
constexpr int looks_of_a_run = 200;
constexpr std::size_t first_rows = 50, more_rows = 100, all_rows = first_rows + (looks_of_a_run - 1) * more_rows;
constexpr double planned = 30 * more_rows;  // as a server plans: thirty windows

/// What has come so far, and what is said of it: by the tool for all looks, and by the fixed interval that is meant for one.
struct Watch {
    virtual ~Watch() = default;
    virtual void take(std::size_t rows) = 0;
    virtual std::optional<Limits> sequence() const = 0;
    virtual std::optional<Limits> fixed() const = 0;
};
using Start = std::function<std::unique_ptr<Watch>(std::uint64_t seed)>;

class Share : public Watch {
public:
    Share(double rate, std::uint64_t seed) : rate_(rate), random_(seed) {}
    void take(std::size_t rows) override {
        for (std::size_t i = 0; i < rows; ++i) events_ += random_.uniform() < rate_ ? 1 : 0;
        rows_ += static_cast<double>(rows);
    }
    std::optional<Limits> sequence() const override { return verdicts::share_sequence(events_, rows_, alpha / 2); }
    std::optional<Limits> fixed() const override { return metrics::share_limits(events_, rows_, alpha / 2); }

private:
    double rate_, events_ = 0, rows_ = 0;
    Random random_;
};

/// The mean of values that `draw` makes; in [0, 1] where `bounded`.
class Mean : public Watch {
public:
    using Draw = double (*)(Random& random, double change);
    Mean(Draw draw, double change, bool bounded, std::uint64_t seed) : draw_(draw), change_(change), bounded_(bounded), random_(seed), sequence_(planned) {}

    void take(std::size_t rows) override {
        double sum = 0, square = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            const double x = draw_(random_, change_);
            sum += x;
            square += x * x;
            cube_ += x * x * x;
        }
        if (bounded_) sequence_.add(static_cast<double>(rows), sum, square);
        rows_ += static_cast<double>(rows);
        sum_ += sum;
        square_ += square;
    }
    std::optional<Limits> sequence() const override {
        if (bounded_) return sequence_.limits(alpha / 2);
        return is_strong() ? verdicts::asymptotic_sequence(estimate(), verdicts::Scaled::identity, rows_, planned, alpha) : std::nullopt;
    }
    std::optional<Limits> fixed() const override { return estimate().limits(alpha / 2); }

private:
    double variance() const { return square_ / rows_ - sum_ * sum_ / rows_ / rows_; }
    /// The start rule of strength.h for means.
    bool is_strong() const {
        const double mean = sum_ / rows_;
        const double third = cube_ / rows_ - 3 * mean * square_ / rows_ + 2 * mean * mean * mean;
        return rows_ >= 30 && std::fabs(third) / std::pow(variance(), 1.5) / std::sqrt(rows_) <= 0.2;
    }
    Estimate estimate() const {
        Estimate mean;
        mean.value = sum_ / rows_;
        mean.limits = [value = *mean.value, error = std::sqrt(variance() / (rows_ - 1)), freedom = rows_ - 1](double tail) {
            const double half = error * metrics::student_quantile(1 - tail, freedom);
            return Limits{value - half, value + half};
        };
        return mean;
    }

    Draw draw_;
    double change_;
    bool bounded_;
    Random random_;
    verdicts::BoundedSequence sequence_;
    double rows_ = 0, sum_ = 0, square_ = 0, cube_ = 0;
};

/// A metric of labels and scores, of all rows that have come.
class OfScores : public Watch {
public:
    OfScores(const char* metric, const World& world, std::uint64_t seed) : metric_(*metrics::find(metric)), world_(world), all_(draw(world, all_rows, seed)) {}

    void take(std::size_t rows) override {
        const auto begin = all_.rows.begin() + static_cast<std::ptrdiff_t>(so_far_.rows.size());
        so_far_.rows.insert(so_far_.rows.end(), begin, begin + static_cast<std::ptrdiff_t>(rows));
        statistic_ = statistic_of(so_far_, metric_.needs, world_.threshold);
        estimate_ = metrics::evaluate(metric_, statistic_, nullptr, setting_of(metric_));
    }
    std::optional<Limits> sequence() const override {
        if (!verdicts::strong_enough(metric_, statistic_, estimate_, verdicts::Use::sequence)) return std::nullopt;
        return verdicts::asymptotic_sequence(estimate_, verdicts::Scaled::logit, static_cast<double>(estimate_.units), planned, alpha);
    }
    std::optional<Limits> fixed() const override {
        if (estimate_.reason != metrics::Reason::none || !estimate_.limits) return std::nullopt;
        return estimate_.limits(alpha / 2);
    }

    static double truth(const char* metric, const World& world) {
        const auto& one = *metrics::find(metric);
        return *metrics::evaluate(one, statistic_of(truth_of(world), one.needs, world.threshold), nullptr, setting_of(one)).value;
    }

private:
    const metrics::Metric& metric_;
    World world_;
    Sample all_, so_far_;
    metrics::Statistic statistic_;
    Estimate estimate_;
};

struct Case {
    std::string of, tool, change;
    double truth = 0;  ///< of unchanged data, and the bound that changed data break
    Start unchanged, changed;
    std::int64_t cost = 1;  ///< so many times fewer runs
};

/// The number of a promise since its release, with the sequence that serves it.
std::vector<Case> cases() {
    std::vector<Case> all;
    for (const double rate : {0.005, 0.02, 0.1, 0.5}) {
        const double worse = rate < 0.5 ? 2 * rate : 0.55;
        all.push_back({fmt::format("a share of {:g} %", 100 * rate), "beta-binomial mixture", fmt::format("{:g} %", 100 * worse), rate,
                       [rate](std::uint64_t seed) { return std::make_unique<Share>(rate, seed); }, [worse](std::uint64_t seed) { return std::make_unique<Share>(worse, seed); }});
    }
    const auto mean = [&all](std::string of, std::string change, double truth, bool bounded, double changed, Mean::Draw draw) {
        all.push_back({std::move(of), bounded ? "empirical Bernstein" : "asymptotic", std::move(change), truth, [=](std::uint64_t seed) { return std::make_unique<Mean>(draw, 1.0, bounded, seed); },
                       [=](std::uint64_t seed) { return std::make_unique<Mean>(draw, changed, bounded, seed); }});
    };
    mean("a mean in [0, 1], even", "0.45", 0.5, true, 0.9, [](Random& random, double change) { return change * random.uniform(); });
    mean("a mean in [0, 1], skewed (u to the 4th)", "0.18", 0.2, true, 0.9, [](Random& random, double change) { return change * std::pow(random.uniform(), 4); });
    mean("a mean, normal", "0.1 deviations lower", 10, false, 0.99, [](Random& random, double change) { return 10 * change + random.normal(); });
    mean("a mean, lognormal", "a tenth lower", std::exp(0.5), false, 0.9, [](Random& random, double change) { return change * std::exp(random.normal()); });
    for (const char* metric : {"roc_auc", "f1"}) {
        World usual, worse;
        worse.separation = 1.0;
        const double truth = OfScores::truth(metric, usual);
        all.push_back({fmt::format("{} of {:.3f}", metric, truth), "asymptotic", fmt::format("{:.3f}", OfScores::truth(metric, worse)), truth,
                       [=](std::uint64_t seed) { return std::make_unique<OfScores>(metric, usual, seed); }, [=](std::uint64_t seed) { return std::make_unique<OfScores>(metric, worse, seed); }, 5});
    }
    return all;
}

bool excludes(const std::optional<Limits>& limits, double truth) { return limits && (truth < limits->low || truth > limits->high); }

/// After how many rows of a run the truth was first excluded, by the sequence or by the fixed interval; nothing: never.
std::optional<std::size_t> first_excluded(Watch& watch, double truth, bool fixed) {
    std::size_t rows = 0;
    for (int look = 0; look < looks_of_a_run; ++look) {
        const std::size_t more = look == 0 ? first_rows : more_rows;
        watch.take(more);
        rows += more;
        if (excludes(fixed ? watch.fixed() : watch.sequence(), truth)) return rows;
    }
    return std::nullopt;
}

bool more_than_promised(std::int64_t wrong, std::int64_t runs) { return metrics::share_limits(static_cast<double>(wrong), static_cast<double>(runs), 0.01).low > alpha; }

/// The value that so many runs have not exceeded, where runs without one count as endless.
template <class T>
std::string reached(std::vector<std::optional<T>> found, double share) {
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a && (!b || *a < *b); });
    const auto at = found[static_cast<std::size_t>(std::ceil(share * static_cast<double>(found.size()))) - 1];
    return at ? fmt::format("{}", *at) : "-";
}

void since_the_release(Looks& result, const Plan& plan) {
    result.page += "\n## Since the release\n\n| of | tool | ever false % | the fixed interval, looked at as often % | runs | change | rows until it is found: half of the runs | 9 of 10 |\n|---|---|---:|---:|---:|---|---:|---:|\n";
    for (const auto& one : cases()) {
        const std::int64_t runs = std::max<std::int64_t>(20, plan.replicates / one.cost);
        std::int64_t wrong = 0, fixed_wrong = 0;
        std::vector<std::optional<std::size_t>> found;
        for (std::int64_t run = 0; run < runs; ++run) {
            const std::uint64_t seed = Random::mix(plan.seed + static_cast<std::uint64_t>(run));
            wrong += first_excluded(*one.unchanged(seed), one.truth, false) ? 1 : 0;
            fixed_wrong += first_excluded(*one.unchanged(seed), one.truth, true) ? 1 : 0;
            found.push_back(first_excluded(*one.changed(Random::mix(seed)), one.truth, false));
        }
        result.exceeding += more_than_promised(wrong, runs) ? 1 : 0;
        const auto percent = [&](std::int64_t times) { return 100 * static_cast<double>(times) / static_cast<double>(runs); };
        fmt::format_to(std::back_inserter(result.page), "| {} | {} | {:.1f} | {:.1f} | {} | {} | {} | {} |\n", one.of, one.tool, percent(wrong), percent(fixed_wrong), runs, one.change, reached(found, 0.5), reached(found, 0.9));
    }
}

/// Distances have no sequence: looks after 1, 2, 4, ... windows, at what each may spend.
struct Distance {
    const char* metric;
    double shift, bound, more;  ///< the shift at which the metric is at its bound; one that breaks it
};

std::optional<int> first_look_broken(const Distance& distance, double shift, std::uint64_t seed) {
    constexpr std::uint32_t window = 1'000;
    constexpr int last = 7;
    const metrics::Metric& metric = *metrics::find(distance.metric);
    const Pair pair = draw(Drift{.situation = "", .shift = shift}, window << (last - 1), seed);
    const auto reference = statistic_of(pair.reference, metric.needs.kind, false);
    metrics::Setting setting = setting_of(metric);
    setting.seed = seed;
    for (int look = 1; look <= last; ++look) {
        Values values;
        values.rows.assign(pair.current.rows.begin(), pair.current.rows.begin() + window * verdicts::windows_of_look(look));
        const auto estimate = metrics::evaluate(metric, statistic_of(values, metric.needs.kind, false), &reference, setting);
        if (estimate.reason == metrics::Reason::none && verdicts::limits_at(estimate, verdicts::spent_by(look, alpha) / 2).low > distance.bound) return look;
    }
    return std::nullopt;
}

void at_declared_looks(Looks& result, const Plan& plan) {
    result.page += "\n## Declared looks\n\nAfter 1, 2, 4, ... 64 windows of 1,000 rows, against 64,000 of the reference; the truth lies at the bound.\n\n"
                   "| metric | bound | ever false % | runs | shift, and at the bound | broken at the look: half of the runs | 9 of 10 |\n|---|---:|---:|---:|---|---:|---:|\n";
    // Of normal values moved by d deviations: KS is 2 Phi(d / 2) - 1, Wasserstein's distance d.
    for (const Distance& one : {Distance{"ks_distance", 2 * metrics::normal_quantile(0.55), 0.1, 0.4}, Distance{"wasserstein_distance", 0.1, 0.1, 0.15}}) {
        const std::int64_t runs = std::max<std::int64_t>(20, plan.replicates / 5);
        std::int64_t wrong = 0;
        std::vector<std::optional<int>> found;
        for (std::int64_t run = 0; run < runs; ++run) {
            const std::uint64_t seed = Random::mix(plan.seed + static_cast<std::uint64_t>(run));
            wrong += first_look_broken(one, one.shift, seed) ? 1 : 0;
            found.push_back(first_look_broken(one, one.more, Random::mix(seed)));
        }
        result.exceeding += more_than_promised(wrong, runs) ? 1 : 0;
        fmt::format_to(std::back_inserter(result.page), "| {} | {:g} | {:.1f} | {} | {:g}, {:.2f} | {} | {} |\n", one.metric, one.bound, 100 * static_cast<double>(wrong) / static_cast<double>(runs), runs, one.more, one.shift,
                       reached(found, 0.5), reached(found, 0.9));
    }
}

Estimate share_of(double events, double rows) {
    Estimate share;
    share.value = events / rows;
    share.rows = share.units = static_cast<std::int64_t>(rows);
    share.method = "mid-P";
    share.limits = [=](double tail) { return metrics::share_limits(events, rows, tail); };
    return share;
}

/// Windows of 200 rows at a rate, the bound 5 %: how many pass until the detector alarms.
std::optional<std::int64_t> windows_to_alarm(double rate, double threshold, std::int64_t windows, Random& random, verdicts::Detector& detector) {
    constexpr double rows = 200;
    charter::Bound bound;
    bound.kind = charter::Bound::Kind::at_most;
    bound.high = 0.05;
    for (std::int64_t window = 1; window <= windows; ++window) {
        double events = 0;
        for (int row = 0; row < static_cast<int>(rows); ++row) events += random.uniform() < rate ? 1 : 0;
        if (detector.add(verdicts::p_of_window(share_of(events, rows), bound, 0.95), threshold)) return window;
    }
    return std::nullopt;
}

void has_it_begun(Looks& result, const Plan& plan) {
    result.page += "\n## Has it begun to break\n\nWindows of 200 rows whose share of errors is at its bound of 5 %, then above it.\n\n"
                   "| windows | a false alarm is tolerated every | false alarms came every | quarters watched | rises to | windows until the alarm: half of the runs | 9 of 10 |\n|---|---:|---:|---:|---:|---:|---:|\n";
    for (const auto& [name, days] : {std::pair{"daily", 1.0}, std::pair{"hourly", 1.0 / 24}}) {
        const double tolerated = verdicts::windows_per_false_alarm(days);
        const std::int64_t quarters = std::max<std::int64_t>(20, plan.replicates / (days < 1 ? 10 : 1));
        std::int64_t alarms = 0;
        std::vector<std::optional<std::int64_t>> doubled, half_more;
        for (std::int64_t quarter = 0; quarter < quarters; ++quarter) {
            Random random(Random::mix(plan.seed + static_cast<std::uint64_t>(quarter)));
            verdicts::Detector detector;
            auto left = static_cast<std::int64_t>(tolerated);
            while (const auto passed = windows_to_alarm(0.05, tolerated, left, random, detector)) {
                ++alarms;
                left -= *passed;
            }
            // The watch goes on with the evidence that it had gathered when the rate rises.
            verdicts::Detector same = detector;
            doubled.push_back(windows_to_alarm(0.10, tolerated, 1'000, random, detector));
            half_more.push_back(windows_to_alarm(0.075, tolerated, 1'000, random, same));
        }
        const double windows = std::floor(tolerated) * static_cast<double>(quarters);
        const double limit = windows / tolerated;
        result.exceeding += static_cast<double>(alarms) > limit + 3 * std::sqrt(limit) ? 1 : 0;
        const std::string every = alarms == 0 ? "-" : fmt::format("{:.0f}", windows / static_cast<double>(alarms));
        for (const auto& [rate, found] : {std::pair{10.0, &doubled}, std::pair{7.5, &half_more}}) {
            fmt::format_to(std::back_inserter(result.page), "| {} | {:.0f} windows | {} windows | {} | {:g} % | {} | {} |\n", name, tolerated, every, quarters, rate, reached(*found, 0.5), reached(*found, 0.9));
        }
    }
}

constexpr std::string_view preface = R"(# Looking all the time

Written by `build/release/simulate --looks`; do not edit. A server looks at every promise whenever something comes in, and so do
people. Here a run is a product in which nothing changes and the truth lies exactly at the bound: after 50 rows, and after each
hundred more, 200 times, somebody looks. *Ever false* is the share of runs in which any of the looks said something wrong: at most
5 % is promised. Beside it stands what looking as often at an interval that is meant for one look would do. Then something
changes, and it is counted how many rows pass until a tool that may be looked at all the time says so; - is never, in 19,950 rows.
)";

}  // namespace

Looks looks(const Plan& plan, const std::string& commit) {
    Looks result;
    result.page = preface;
    fmt::format_to(std::back_inserter(result.page), "\nCommit {}, seed {}; the command: `build/release/simulate --looks --replicates {} --output docs`.\n", commit.empty() ? "not given" : commit, plan.seed, plan.replicates);
    since_the_release(result, plan);
    at_declared_looks(result, plan);
    has_it_begun(result, plan);
    return result;
}

}  // namespace simulate
