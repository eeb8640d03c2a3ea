#include "metrics/intervals/classes.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/intervals/ties.h"

namespace metrics {

namespace {

/// Of a class, for its share to be known at all.
constexpr double class_rows_min = 5;
/// Below it the normal scales are too optimistic, as for shares.
constexpr double events_min = 10;

/// Rows of each class by label and by prediction, those of both, and all: labelled rows only.
struct Margins {
    std::vector<double> labelled, predicted, right;
    double all = 0;

    explicit Margins(const ClassTable& table) {
        const std::size_t count = table.names ? table.names->size() : 0;
        labelled.resize(count);
        predicted.resize(count);
        right.resize(count);
        for (const auto& [place, mass] : table.cells) {
            if (place.label == ClassTable::unknown) continue;
            const double weight = weight_of(mass);
            labelled[place.label] += weight;
            predicted[place.predicted] += weight;
            if (place.label == place.predicted) right[place.label] += weight;
            all += weight;
        }
    }
    bool occurs(std::size_t k) const { return labelled[k] + predicted[k] > 0; }
    std::size_t occurring() const {
        std::size_t count = 0;
        for (std::size_t k = 0; k < labelled.size(); ++k) count += occurs(k) ? 1 : 0;
        return count;
    }
};

/// An average of a share over classes, and what it is with a row less.
class AverageNumber {
public:
    AverageNumber(const ClassTable& table, ClassShare share, Average average) : margins_(table), share_(share), average_(average) {
        for (std::size_t k = 0; k < margins_.labelled.size(); ++k) add(k, margins_.labelled[k], margins_.predicted[k], margins_.right[k], 1, sum_, weight_);
    }
    const Margins& margins() const { return margins_; }
    std::optional<double> value() const { return quotient(sum_, weight_); }
    std::optional<double> without(ClassTable::Place place) const {
        double sum = sum_;
        double weight = weight_;
        const auto change = [&](std::size_t k) {
            const double by_label = k == place.label ? 1 : 0;
            const double by_prediction = k == place.predicted ? 1 : 0;
            add(k, margins_.labelled[k], margins_.predicted[k], margins_.right[k], -1, sum, weight);
            add(k, margins_.labelled[k] - by_label, margins_.predicted[k] - by_prediction, margins_.right[k] - by_label * by_prediction, 1, sum, weight);
        };
        change(place.label);
        if (place.predicted != place.label) change(place.predicted);
        return quotient(sum, weight);
    }
    /// The class's share; nothing for 0 / 0.
    std::optional<double> of_class(std::size_t k) const { return of(margins_.labelled[k], margins_.predicted[k], margins_.right[k]); }

private:
    static std::optional<double> quotient(double sum, double weight) {
        if (weight <= 0.5) return std::nullopt;
        return std::clamp(sum / weight, 0.0, 1.0);
    }
    std::optional<double> of(double labelled, double predicted, double right) const {
        const double whole = share_ == ClassShare::precision ? predicted : share_ == ClassShare::recall ? labelled : (labelled + predicted) / 2;
        if (whole <= 0) return std::nullopt;
        return right / whole;
    }
    void add(std::size_t, double labelled, double predicted, double right, double sign, double& sum, double& weight) const {
        const auto share = of(labelled, predicted, right);
        if (!share) return;
        const double counts = average_ == Average::macro ? 1 : labelled;
        sum += sign * counts * *share;
        weight += sign * counts;
    }

    Margins margins_;
    ClassShare share_;
    Average average_;
    double sum_ = 0;
    double weight_ = 0;
};

class CorrelationNumber {
public:
    explicit CorrelationNumber(const ClassTable& table) : margins_(table) {
        for (std::size_t k = 0; k < margins_.labelled.size(); ++k) {
            sums_.right += margins_.right[k];
            sums_.both += margins_.labelled[k] * margins_.predicted[k];
            sums_.labelled += margins_.labelled[k] * margins_.labelled[k];
            sums_.predicted += margins_.predicted[k] * margins_.predicted[k];
        }
        sums_.all = margins_.all;
    }
    const Margins& margins() const { return margins_; }
    std::optional<double> value() const { return of(sums_); }
    std::optional<double> without(ClassTable::Place place) const {
        Sums rest = sums_;
        const double right = place.label == place.predicted ? 1 : 0;
        rest.all -= 1;
        rest.right -= right;
        rest.both -= margins_.predicted[place.label] + margins_.labelled[place.predicted] - right;
        rest.labelled -= 2 * margins_.labelled[place.label] - 1;
        rest.predicted -= 2 * margins_.predicted[place.predicted] - 1;
        return of(rest);
    }

private:
    struct Sums {
        double all = 0, right = 0, both = 0, labelled = 0, predicted = 0;
    };
    static std::optional<double> of(const Sums& sums) {
        const double square = sums.all * sums.all;
        const double spread = (square - sums.labelled) * (square - sums.predicted);
        if (spread <= 0) return std::nullopt;
        return std::clamp((sums.right * sums.all - sums.both) / std::sqrt(spread), -1.0, 1.0);
    }

    Margins margins_;
    Sums sums_;
};

/// kappa = 1 - observed / expected, both being weights of disagreement; the expected ones are kept by class, so that a row less is
/// quick.
class KappaNumber {
public:
    KappaNumber(const ClassTable& table, int power) : margins_(table), power_(power) {
        for (std::size_t k = 0; k < margins_.labelled.size(); ++k) {
            if (margins_.occurs(k)) place_.push_back(k);
        }
        ranks_.resize(margins_.labelled.size());
        for (std::size_t i = 0; i < place_.size(); ++i) ranks_[place_[i]] = static_cast<double>(i);
        for (const auto& [place, mass] : table.cells) {
            if (place.label != ClassTable::unknown) observed_ += weight_of(mass) * apart(place.label, place.predicted);
        }
        of_label_.resize(ranks_.size());
        of_predicted_.resize(ranks_.size());
        for (const std::size_t i : place_) {
            for (const std::size_t k : place_) {
                of_label_[i] += apart(i, k) * margins_.predicted[k];
                of_predicted_[i] += apart(i, k) * margins_.labelled[k];
            }
            expected_ += margins_.labelled[i] * of_label_[i];
        }
    }
    const Margins& margins() const { return margins_; }
    std::optional<double> value() const { return of(observed_, expected_, margins_.all); }
    std::optional<double> without(ClassTable::Place place) const {
        const double own = apart(place.label, place.predicted);
        return of(observed_ - own, expected_ - of_label_[place.label] - of_predicted_[place.predicted] + own, margins_.all - 1);
    }

private:
    double apart(std::size_t i, std::size_t k) const {
        if (power_ == 0) return i == k ? 0 : 1;
        const double distance = std::abs(ranks_[i] - ranks_[k]);
        return power_ == 1 ? distance : distance * distance;
    }
    static std::optional<double> of(double observed, double expected, double all) {
        if (expected <= 1e-9) return std::nullopt;
        return 1 - observed * all / expected;
    }

    Margins margins_;
    int power_;
    std::vector<std::size_t> place_;  ///< classes that occur, in order
    std::vector<double> ranks_, of_label_, of_predicted_;
    double observed_ = 0, expected_ = 0;
};

Estimate described(const Split<ClassTable>& of) {
    if (of.total.all.rows == 0) return Estimate::absent(Reason::no_rows);
    if (of.total.labelled.rows == 0) return Estimate::absent(Reason::no_labels);
    Estimate estimate;
    estimate.rows = of.total.labelled.rows;
    estimate.left_out = of.total.all.rows - of.total.labelled.rows;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    return estimate;
}

/// (n - 1) / n sum of n_c (theta_c - mean)^2 over the cells c: the jackknife over rows, those of one cell being alike.
template <class Number>
double cell_variance(const ClassTable& table, const Number& number, double value) {
    double all = 0;
    double mean = 0;
    double square = 0;
    for (const auto& [place, mass] : table.cells) {
        if (place.label == ClassTable::unknown || mass <= 0) continue;
        const double rows = weight_of(mass);
        const double moved = number.without(place).value_or(value) - value;
        all += rows;
        mean += rows * moved;
        square += rows * moved * moved;
    }
    if (all <= 1) return 0;
    return std::max(0.0, (all - 1) / all * (square - mean * mean / all)) * weight_of(table.labelled.weight) / table.labelled.effective();
}

template <class Make>
std::vector<Replicate> replicates_of(const Split<ClassTable>& of, double value, const Make& make) {
    std::vector<Replicate> replicates;
    replicates.reserve(of.parts.size());
    const double all = weight_of(of.total.labelled.weight);
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        replicates.push_back({of.keys[i], make(of.without(i)).value().value_or(value), weight_of(of.parts[i].labelled.weight) / all});
    }
    return replicates;
}

/// Names of classes, at most ten.
class Listed {
public:
    void add(const std::string& name) {
        constexpr std::size_t shown_max = 10;
        if (++count_ <= shown_max) names_ += (names_.empty() ? "" : ", ") + name;
        else if (count_ == shown_max + 1) names_ += " and more";
    }
    bool empty() const { return count_ == 0; }
    const std::string& text() const { return names_; }

private:
    std::string names_;
    std::size_t count_ = 0;
};

/// What stands against an average: classes that are too small, or in which the share is 0 / 0.
void name_small_classes(Estimate& estimate, const ClassTable& table, const AverageNumber& number, ClassShare share) {
    const Margins& margins = number.margins();
    const double effective = table.labelled.effective() / weight_of(table.labelled.weight);
    Listed small, undefined;
    for (std::size_t k = 0; k < margins.labelled.size(); ++k) {
        if (!margins.occurs(k)) continue;
        const std::string& name = (*table.names)[k];
        if (!number.of_class(k)) undefined.add(name);
        else if (margins.labelled[k] * effective < class_rows_min || (share == ClassShare::precision && margins.predicted[k] * effective < class_rows_min)) small.add(name);
    }
    if (!undefined.empty()) estimate.detail = (share == ClassShare::precision ? "never predicted, and left out of the average: " : "without a row, and left out of the average: ") + undefined.text();
    if (!small.empty()) estimate.detail += (estimate.detail.empty() ? "" : "; ") + ("classes of fewer than five rows: " + small.text());
    if (estimate.detail.empty() || estimate.reason != Reason::none) return;
    give_up(estimate, Reason::few_events);
}

/// Rows that a share without any error rests on: an average is as sure as its rarest class lets it be.
double rows_behind(const Margins& margins, ClassShare share, Average average) {
    if (average == Average::weighted) return margins.all;
    double fewest = margins.all;
    for (std::size_t k = 0; k < margins.labelled.size(); ++k) {
        if (margins.occurs(k)) fewest = std::min(fewest, share == ClassShare::precision ? margins.predicted[k] : margins.labelled[k]);
    }
    return fewest * static_cast<double>(margins.occurring());
}

/// A class in which nothing was wrong, or everything, shows no variance, and has some: as if one row more of each kind had been
/// there.
double unseen_variance(const AverageNumber& number, ClassShare share, Average average, double effective) {
    const Margins& margins = number.margins();
    const auto classes = static_cast<double>(margins.occurring());
    double sum = 0;
    for (std::size_t k = 0; k < margins.labelled.size(); ++k) {
        const auto own = number.of_class(k);
        if (!own || (*own > 0 && *own < 1)) continue;
        const double rows = (share == ClassShare::precision ? margins.predicted[k] : margins.labelled[k]) * effective;
        const double counts = average == Average::macro ? 1 / classes : margins.labelled[k] / margins.all;
        if (rows > 0) sum += counts * counts * (rows + 1) / ((rows + 2) * (rows + 2) * rows);
    }
    return sum;
}

void limit_average(Estimate& estimate, double variance, double rows) {
    const double value = *estimate.value;
    const bool inside = value > 0 && value < 1 && variance > 0;
    const double count = inside ? std::min(static_cast<double>(estimate.rows), value * (1 - value) / variance) : rows;
    const bool few = count * std::min(value, 1 - value) < events_min;
    estimate.method = few ? "cell jackknife, exact limits at the effective number of rows" : "cell jackknife, logit";
    estimate.limits = [=, deviation = std::sqrt(variance)](double tail) {
        return few ? clopper_pearson(value * count, count, tail) : logit_limits(value, deviation, tail);
    };
}

/// A correlation or an agreement. Where hardly any row is wrong, its limits are those of the share of right rows, carried over
/// by kappa's line: 1 - wrong / wrong by chance.
void limit_agreement(Estimate& estimate, double variance, const Margins& margins, double effective) {
    const double value = *estimate.value;
    double right = 0;
    double by_chance = 0;
    for (std::size_t k = 0; k < margins.right.size(); ++k) {
        right += margins.right[k];
        by_chance += margins.labelled[k] * margins.predicted[k] / (margins.all * margins.all);
    }
    const double rows = margins.all * effective;
    const bool few = (margins.all - right) * effective < events_min || right * effective < events_min;
    const bool inside = std::abs(value) < 1 && variance > 0;
    estimate.method = few ? "cell jackknife, atanh, or the limits of the share that agrees where wider" : "cell jackknife, atanh";
    estimate.limits = [=, deviation = std::sqrt(variance)](double tail) {
        Limits limits{value, value};
        if (inside) {
            const double half = normal_quantile(1 - tail) * deviation / (1 - value * value);
            limits = {std::tanh(std::atanh(value) - half), std::tanh(std::atanh(value) + half)};
        }
        if (!few && inside) return limits;
        const Limits share = share_limits(right * effective, rows, tail);
        const double middle = right / margins.all;
        const double slope = by_chance < 1 ? 1 / (1 - by_chance) : 1;
        return Limits{std::max(-1.0, std::min(limits.low, value - (middle - share.low) * slope)), std::min(1.0, std::max(limits.high, value + (share.high - middle) * slope))};
    };
}

template <class Number, class Make>
Estimate agreement(const Split<ClassTable>& of, const Make& make) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const Number number = make(of.total);
    const auto value = number.value();
    if (!value) {
        if (number.margins().occurring() < 2) return Estimate::absent(Reason::one_class);
        return Estimate::absent(Reason::no_denominator, "every label or every prediction is the same");
    }
    estimate.value = *value;
    const double effective = of.total.labelled.effective() / weight_of(of.total.labelled.weight);
    if (of.clustered()) jackknife(estimate, replicates_of(of, *value, make), Transform::atanh, -1, 1);
    else limit_agreement(estimate, cell_variance(of.total, number, *value), number.margins(), effective);
    const auto& labelled = number.margins().labelled;
    const double outside = number.margins().all - *std::max_element(labelled.begin(), labelled.end());
    if (estimate.reason == Reason::none && outside * effective < events_min) {
        estimate.reason = Reason::few_events;
        estimate.limits = [](double) { return Limits{-1, 1}; };
    }
    return estimate;
}

}  // namespace

Estimate average_over_classes(const Split<ClassTable>& of, ClassShare share, Average average) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const auto make = [=](const ClassTable& table) { return AverageNumber(table, share, average); };
    const AverageNumber number = make(of.total);
    const auto value = number.value();
    if (!value) return Estimate::absent(Reason::no_denominator);
    estimate.value = *value;
    if (of.clustered()) {
        jackknife(estimate, replicates_of(of, *value, make), Transform::logit, 0, 1);
    } else {
        const double effective = of.total.labelled.effective() / weight_of(of.total.labelled.weight);
        limit_average(estimate, cell_variance(of.total, number, *value) + unseen_variance(number, share, average, effective), rows_behind(number.margins(), share, average) * effective);
    }
    name_small_classes(estimate, of.total, number, share);
    return estimate;
}

Estimate correlation_of_classes(const Split<ClassTable>& of) {
    return agreement<CorrelationNumber>(of, [](const ClassTable& table) { return CorrelationNumber(table); });
}

Estimate kappa_of_classes(const Split<ClassTable>& of, int power) {
    return agreement<KappaNumber>(of, [power](const ClassTable& table) { return KappaNumber(table, power); });
}

Estimate share_of_right(const Split<ClassTable>& of) {
    return estimate_share(converted<Confusion>(of, right_or_wrong), {.part = [](const Confusion& c) { return c.true_positive; },
                                                                     .whole = [](const Confusion& c) { return c.labelled.weight; },
                                                                     .left_out = unlabelled});
}

}  // namespace metrics
