#include "metrics/intervals/before_labels.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/ties.h"
#include "metrics/statistics/expected_runs.h"

namespace metrics {

/// Fitted to a reference, whole and without each of its parts.
struct Foresight::Calibrations {
    Isotonic whole;
    std::vector<Isotonic> without;
    double design_effect = 1;
};

namespace {

constexpr std::size_t parts_max = 20;
constexpr std::size_t groups_max = 128;      // of scores: enough that a metric's slope hardly changes inside one
constexpr double reference_steps = 2048;     // of scores, for the calibrations that only say how sure the calibration is
constexpr double expected_min = 10;
constexpr double reference_events_min = 100;
constexpr double units_min = 5;
constexpr double outside_shown = 0.01;
constexpr std::int64_t kept_rows_max = 4'000'000;  // of current rows, some 50 bytes each

/// Row by row, which part of the reference it belongs to. Rows have no names here, so a score's rows are dealt out by chance
/// that depends on the score alone.
class Dealer {
public:
    explicit Dealer(const Runs& labelled) : labelled_(labelled) {}

    std::size_t parts() const { return labelled_.clustered() ? std::min(parts_max, labelled_.parts) : parts_max; }

    template <class Each>
    void deal(const Run& run, Each each) const {
        if (labelled_.clustered()) {
            // As many units in each part as can be: units are few more often than rows are.
            each(run.unit % parts(), run.mass);
            return;
        }
        base::Random random(run.key * 2 + run.label);
        Mass left = run.mass;
        for (; left >= mass_one; left -= mass_one) each(random.below(parts()), mass_one);
        if (left > 0) each(random.below(parts()), left);
    }

private:
    const Runs& labelled_;
};

struct Side {
    Mass positive = 0;
    Mass negative = 0;
};

struct Fitted {
    Isotonic whole;
    std::vector<Isotonic> without;
};

Fitted fitted(const Runs& labelled) {
    const Dealer dealer(labelled);
    Fitted made;
    made.without.resize(dealer.parts());
    const double step = weight_of(labelled.tally.weight) / reference_steps;
    std::vector<Side> of_part(dealer.parts());
    Side pooled;
    double score = 0;
    const auto pour = [&] {
        for (std::size_t part = 0; part < of_part.size(); ++part) {
            const Side rest{pooled.positive - of_part[part].positive, pooled.negative - of_part[part].negative};
            if (rest.positive + rest.negative > 0) made.without[part].add(score, rest.positive, rest.negative);
        }
        std::fill(of_part.begin(), of_part.end(), Side{});
        pooled = {};
    };
    visit_ties(labelled, [&](const Tie& tie) {
        score = Runs::value_of(tie.runs.front().key);
        made.whole.add(score, tie.positive, tie.negative);
        pooled.positive += tie.positive;
        pooled.negative += tie.negative;
        for (const Run& run : tie.runs) {
            dealer.deal(run, [&](std::size_t part, Mass mass) { (run.label == 1 ? of_part[part].positive : of_part[part].negative) += mass; });
        }
        if (weight_of(pooled.positive + pooled.negative) >= step) pour();
    });
    if (pooled.positive + pooled.negative > 0) pour();
    return made;
}

/// How much more the labels differ from their probabilities by unit than those of independent rows would; at least 1.
double design_effect(const Runs& labelled, const Isotonic& calibration) {
    if (!labelled.clustered()) return 1;
    std::vector<double> residuals(labelled.parts, 0);
    double independent = 0;
    labelled.visit([&](const Run& run) {
        const double share = calibration.at(Runs::value_of(run.key));
        residuals[run.unit] += weight_of(run.mass) * (static_cast<double>(run.label) - share);
        independent += weight_of(run.mass) * share * (1 - share);
    });
    double by_unit = 0;
    for (const double residual : residuals) by_unit += residual * residual;
    return independent > 0 ? std::max(1.0, by_unit / independent) : 1;
}

/// Scores that lie side by side, on one side of the threshold.
struct ScoreGroup {
    std::uint64_t key = 0;  ///< of the highest
    double score = 0;       ///< the mean
    Mass mass = 0;
    Mass positive = 0;      ///< expected
    double variance = 0;    ///< of the number of positives
};

std::vector<ScoreGroup> grouped(const ExpectedRuns& expected, double threshold) {
    std::vector<ScoreGroup> groups;
    double used = 0;  // of the room in the last group
    // Where there are positives the groups are finer: the rare ones decide.
    const double room = 2.0 / static_cast<double>(groups_max);
    const double whole = weight_of(expected.tally.weight);
    const double positives = std::max(weight_of(expected.by_label[1]), 0x1p-30);
    visit_ties(expected, [&](const Tie& tie) {
        const std::uint64_t key = tie.runs.front().key;
        const double score = Runs::value_of(key);
        const Mass mass = tie.positive + tie.negative;
        const double weight = weight_of(mass);
        const double positive = weight_of(tie.positive);
        const bool other_side = !groups.empty() && Runs::value_of(groups.back().key) < threshold && score >= threshold;
        if (groups.empty() || used >= room || other_side) {
            groups.emplace_back();
            used = 0;
        }
        ScoreGroup& group = groups.back();
        group.key = key;
        group.score += weight * score;
        group.mass += mass;
        group.positive += tie.positive;
        group.variance += positive * (1 - positive / weight);
        used += weight / whole + positive / positives;
    });
    for (ScoreGroup& group : groups) group.score /= weight_of(group.mass);
    return groups;
}

/// The metric's own formula.
class Formulated {
public:
    Formulated(const Metric& metric, const Setting& setting) : metric_(metric), setting_(setting) {}

    bool decides() const { return metric_.needs.kind == Kind::confusion; }
    /// A loss of label and score, which is a mean over rows.
    bool averages() const { return metric_.needs.kind == Kind::moments; }
    /// Without a decision there is none to cross.
    double threshold() const { return decides() ? setting_.number("threshold") : std::numeric_limits<double>::infinity(); }

    Estimate of(const Split<Confusion>& confusion, const std::shared_ptr<const Runs>& labelled) const {
        if (decides()) return evaluate(metric_, confusion, nullptr, setting_);
        if (!averages()) return evaluate(metric_, labelled, nullptr, setting_);
        if (auto none = no_probabilities(*labelled)) return *none;
        Split<Moments> split;
        labelled->visit([&](const Run& run) { split.total.add(metric_.needs.expression, run.label == 1, Runs::value_of(run.key), run.mass); });
        return evaluate(metric_, counted(std::move(split), labelled->tally), nullptr, setting_);
    }

    std::optional<double> of(const std::vector<ScoreGroup>& groups, const std::vector<Mass>& positive) const {
        if (decides()) return evaluate(metric_, confusion_of_groups(groups, positive), nullptr, setting_).value;
        if (averages()) return evaluate(metric_, moments_of_groups(groups, positive), nullptr, setting_).value;
        std::vector<Run> runs;
        runs.reserve(2 * groups.size());
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (groups[i].mass > positive[i]) runs.push_back({groups[i].key, 0, 0, groups[i].mass - positive[i]});
            if (positive[i] > 0) runs.push_back({groups[i].key, 0, 1, positive[i]});
        }
        return evaluate(metric_, std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs))), nullptr, setting_).value;
    }

private:
    /// Parts of rows are no rows: there are as many as there are scores.
    static Split<Moments> counted(Split<Moments> split, const Tally& tally) {
        split.total.tally = tally;
        split.units = tally.rows;
        return split;
    }

    Split<Moments> moments_of_groups(const std::vector<ScoreGroup>& groups, const std::vector<Mass>& positive) const {
        Split<Moments> split;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            split.total.add(metric_.needs.expression, true, groups[i].score, positive[i]);
            split.total.add(metric_.needs.expression, false, groups[i].score, groups[i].mass - positive[i]);
        }
        const Mass weight = split.total.tally.weight;
        return counted(std::move(split), {weight / mass_one, weight, weight});
    }

    Split<Confusion> confusion_of_groups(const std::vector<ScoreGroup>& groups, const std::vector<Mass>& positive) const {
        Split<Confusion> split;
        Confusion& all = split.total;
        const double edge = threshold();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const bool predicted = Runs::value_of(groups[i].key) >= edge;
            (predicted ? all.true_positive : all.false_negative) += positive[i];
            (predicted ? all.false_positive : all.true_negative) += groups[i].mass - positive[i];
        }
        const Mass weight = all.true_positive + all.false_negative + all.false_positive + all.true_negative;
        all.labelled = all.all = {weight / mass_one, weight, weight};
        split.units = all.all.rows;
        return split;
    }

    const Metric& metric_;
    const Setting& setting_;
};

/// The variance that the labels will bring, each drawn with its probability: by the metric's slope in each group.
double label_variance(const Formulated& formula, const std::vector<ScoreGroup>& groups) {
    std::vector<Mass> positive;
    for (const ScoreGroup& group : groups) positive.push_back(group.positive);
    const auto value = formula.of(groups, positive);
    if (!value) return 0;
    double variance = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const Mass room = std::min(groups[i].positive, groups[i].mass - groups[i].positive);
        const Mass step = room / 256;
        if (step == 0) continue;
        positive[i] += step;
        const double slope = (formula.of(groups, positive).value_or(*value) - *value) / weight_of(step);
        positive[i] -= step;
        variance += groups[i].variance * slope * slope;
    }
    return variance;
}

void add_calibration(Foreseen& spread, const Formulated& formula, const std::vector<ScoreGroup>& groups, const std::vector<std::vector<Mass>>& without) {
    std::vector<double> values;
    for (const auto& positive : without) {
        if (const auto value = formula.of(groups, positive)) values.push_back(*value);
    }
    std::vector<Mass> whole;
    for (const ScoreGroup& group : groups) whole.push_back(group.positive);
    const auto value = formula.of(groups, whole);
    if (value) spread.calibrate(*value, values);
}

/// Scores that the reference never showed are calibrated like the nearest that it did.
std::string scores_outside(const ExpectedRuns& expected, const Isotonic& calibration) {
    Mass outside = 0;
    expected.visit([&](const Run& run) {
        const double score = Runs::value_of(run.key);
        if (score < calibration.first() || score > calibration.last()) outside += run.mass;
    });
    const double share = weight_of(outside) / weight_of(expected.tally.weight);
    return share < outside_shown ? std::string() : fmt::format("{:.1f} % of the scores lie beyond those of the reference", 100 * share);
}

Reason obstacle(const Runs& labelled, const ExpectedRuns& expected) {
    if (labelled.clustered() && static_cast<double>(labelled.parts) < units_min) return Reason::few_units;
    const double seen = weight_of(std::min(labelled.by_label[0], labelled.by_label[1]));
    const double rarer = weight_of(std::min(expected.by_label[0], expected.by_label[1]));
    return seen < reference_events_min || rarer < expected_min ? Reason::few_events : Reason::none;
}

}  // namespace

/// The current rows as a calibration sees them, on either side of a threshold.
struct Foresight::Prospect {
    Prospect(const Calibrations& calibrations, std::shared_ptr<const ExpectedRuns> of, double threshold)
        : expected(std::move(of)), confusion(confusion_of(*expected, threshold)), groups(grouped(*expected, threshold)), outside(scores_outside(*expected, calibrations.whole)) {
        for (const Isotonic& calibration : calibrations.without) {
            if (calibration.empty()) continue;
            auto& positive = without.emplace_back();
            for (const ScoreGroup& group : groups) positive.push_back(expected_positive(group.mass, calibration.at(group.score)));
        }
    }

    std::shared_ptr<const ExpectedRuns> expected;
    Split<Confusion> confusion;
    std::vector<ScoreGroup> groups;
    std::vector<std::vector<Mass>> without;  ///< positives of each group, by the calibrations that lack a part
    std::string outside;
};

void Foreseen::calibrate(double value, const std::vector<double>& without) {
    const auto count = static_cast<double>(without.size());
    degrees = std::max(1.0, count - 1);
    if (count < 2) return;
    double mean = 0;
    for (const double one : without) mean += one / count;
    double squares = 0;
    for (const double one : without) squares += (one - mean) * (one - mean);
    calibration = (count - 1) / count * squares;
    // What a jackknife takes for bias; only a value that looks too good is allowed for.
    optimism = std::max(0.0, (count - 1) * (mean - value));
}

Limits limits_before_labels(const Metric& metric, double value, const Foreseen& spread, double tail) {
    const double z = normal_quantile(1 - tail);
    const double t = student_quantile(1 - tail, spread.degrees);
    const double half = std::sqrt(z * z * spread.labels + t * t * spread.calibration);
    const double too_high = metric.better == Better::higher ? spread.optimism : 0;
    const Limits plain{std::max(metric.lowest, value - half - too_high), std::min(metric.highest, value + half)};
    if (metric.lowest != 0 || metric.highest != 1 || value <= 0 || value >= 1) return plain;
    const double logit = std::log(value / (1 - value));
    const double width = half / (value * (1 - value));
    const Limits bent{1 / (1 + std::exp(width - logit)) - too_high, 1 / (1 + std::exp(-width - logit))};
    return {std::max(0.0, std::min(plain.low, bent.low)), std::max(plain.high, bent.high)};
}

bool says_nothing_before_labels(const Metric& metric, double value, const Foreseen& spread, double rows) {
    if (spread.labels + spread.calibration <= 0) return true;
    const bool share = metric.lowest == 0 && metric.highest == 1;
    return share && rows * std::min(value, 1 - value) < expected_min;
}

Foresight::Foresight() = default;
Foresight::~Foresight() = default;

const Foresight::Calibrations& Foresight::calibrations_of(const Runs& labelled) {
    auto& place = calibrations_[&labelled];
    if (!place) {
        Fitted made = fitted(labelled);
        const double effect = design_effect(labelled, made.whole);
        place = std::make_unique<const Calibrations>(Calibrations{std::move(made.whole), std::move(made.without), effect});
    }
    return *place;
}

const Foresight::Prospect& Foresight::prospect_of(const Runs& labelled, const Runs& scores, double threshold) {
    if (held_rows_ > kept_rows_max) {
        prospects_.clear();
        expected_.clear();
        held_rows_ = 0;
    }
    auto& place = prospects_[{&labelled, &scores, threshold}];
    if (!place) {
        const Calibrations& calibrations = calibrations_of(labelled);
        auto& expected = expected_[{&labelled, &scores}];
        if (!expected) {
            expected = std::make_shared<const ExpectedRuns>(scores, calibrations.whole);
            held_rows_ += scores.tally.rows;
        }
        place = std::make_unique<const Prospect>(calibrations, expected, threshold);
    }
    return *place;
}

Estimate Foresight::estimate(const Metric& metric, Reference<Runs> labelled, Current<Runs> scores, const Setting& setting) {
    ASSERT(metric.estimable);
    const Runs& reference = labelled.of;
    const Runs& current = scores.of;
    if (current.tally.rows == 0) return Estimate::absent(Reason::no_rows, current.left_out > 0 ? "no row has a score" : "");
    if (reference.tally.rows == 0) return Estimate::absent(Reason::no_labels, "of the reference");
    if (reference.by_label[0] == 0 || reference.by_label[1] == 0) return Estimate::absent(Reason::one_class, "in the reference");

    const Formulated formula(metric, setting);
    const Calibrations& calibrations = calibrations_of(reference);
    const Prospect& prospect = prospect_of(reference, current, formula.threshold());
    Estimate estimate = formula.of(prospect.confusion, prospect.expected);
    if (!estimate.value) return estimate;
    Foreseen spread;
    spread.labels = label_variance(formula, prospect.groups) * calibrations.design_effect;
    add_calibration(spread, formula, prospect.groups, prospect.without);
    estimate.standing = Standing::estimated;
    estimate.reason = says_nothing_before_labels(metric, *estimate.value, spread, weight_of(current.tally.weight)) ? Reason::few_events : obstacle(reference, *prospect.expected);
    estimate.detail = prospect.outside;
    estimate.limits = [&metric, value = *estimate.value, spread](double tail) { return limits_before_labels(metric, value, spread, tail); };
    estimate.rows = current.tally.rows;
    estimate.left_out = current.left_out;
    estimate.units = current.units;
    estimate.units_named = current.clustered();
    estimate.units_exact = current.units_exact;
    estimate.replicates.clear();
    estimate.fixed_share = spread.share_of_calibration();
    estimate.method = "estimated from calibrated scores";
    return estimate;
}

Estimate estimate_before_labels(const Metric& metric, Reference<Runs> labelled, Current<Runs> scores, const Setting& setting) {
    return Foresight().estimate(metric, labelled, scores, setting);
}

}  // namespace metrics
