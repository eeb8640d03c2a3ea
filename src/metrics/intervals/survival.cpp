#include "metrics/intervals/survival.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"

namespace metrics {

namespace {

/// Goes through the ages from the lowest.
class Curve {
public:
    Curve(const Runs& of, double at) : at_(at), at_risk_(weight_of(of.tally.weight)) {
        pull_.resize(of.clustered() ? of.parts : 0);
        size_.resize(pull_.size());
        of.visit([this](const Run& run) {
            if (!runs_.empty() && runs_.front().key != run.key) settle();
            runs_.push_back(run);
        });
        if (!runs_.empty()) settle();
    }

    double survival() const { return survival_; }
    double greenwood() const { return greenwood_; }
    double events() const { return events_; }
    double watched() const { return watched_; }       ///< who are looked at for longer than `at`
    bool reaches() const { return watched_ > 0 || survival_ == 0 || longest_ >= at_; }

    std::vector<Replicate> replicates(const Runs& of) const {
        std::vector<Replicate> replicates;
        for (std::size_t i = 0; i < pull_.size(); ++i) {
            const double without = std::clamp(survival_ * std::exp(-pull_[i]), 0.0, 1.0);
            replicates.push_back({of.keys[i], without, size_[i] / weight_of(of.tally.weight)});
        }
        return replicates;
    }

private:
    /// All who have one age.
    void settle() {
        const double age = Runs::value_of(runs_.front().key);
        longest_ = age;
        double gone = 0, all = 0;
        for (const Run& run : runs_) {
            all += weight_of(run.mass);
            if (run.label == 1) gone += weight_of(run.mass);
        }
        if (age <= at_ && gone > 0) {
            survival_ *= (at_risk_ - gone) / at_risk_;
            if (gone < at_risk_) {
                greenwood_ += gone / (at_risk_ * (at_risk_ - gone));
                hazard_ += gone / (at_risk_ * (at_risk_ - gone));
            }
            events_ += gone;
        }
        for (const Run& run : runs_) {
            if (pull_.empty()) break;
            const double mass = weight_of(run.mass);
            size_[run.unit] += mass;
            pull_[run.unit] += mass * hazard_;
            if (run.label == 1 && age <= at_ && gone < at_risk_) pull_[run.unit] -= mass / (at_risk_ - gone);
        }
        if (age > at_) watched_ += all;
        at_risk_ -= all;
        runs_.clear();
    }

    double at_;
    double at_risk_;
    std::vector<Run> runs_;
    std::vector<double> pull_;  ///< by unit: what it adds to the logarithm of the survival
    std::vector<double> size_;
    double survival_ = 1, greenwood_ = 0, hazard_ = 0, events_ = 0, watched_ = 0, longest_ = 0;
};

Limits curve_limits(double survival, double greenwood, double tail) {
    const double width = normal_quantile(1 - tail) * std::sqrt(greenwood) / std::abs(std::log(survival));
    return {std::pow(survival, std::exp(width)), std::pow(survival, std::exp(-width))};
}

}  // namespace

Estimate estimate_survival(const Runs& of, double at) {
    Estimate estimate;
    estimate.left_out = of.left_out;
    if (of.tally.rows == 0) {
        estimate.reason = Reason::no_rows;
        return estimate;
    }
    const Curve curve(of, at);
    if (!curve.reaches()) {
        estimate.reason = Reason::not_matured;
        estimate.detail = "nobody was watched for so long";
        return estimate;
    }
    const double survival = curve.survival();
    estimate.value = survival;
    estimate.rows = of.tally.rows;
    estimate.units = of.units;
    estimate.units_named = true;
    estimate.units_exact = of.units_exact;
    if (of.clustered()) {
        jackknife(estimate, curve.replicates(of), Transform::logit, 0, 1);
        return estimate;
    }
    if (curve.events() == 0 || survival == 0) {
        // Nothing is seen of how it varies; the number that was watched to the end says how little can be known.
        const double watched = survival == 0 ? curve.events() : std::max(1.0, curve.watched());
        estimate.method = "Clopper-Pearson on those watched to the end";
        estimate.limits = [=](double tail) { return clopper_pearson(survival * watched, watched, tail); };
        return estimate;
    }
    const double greenwood = curve.greenwood();
    estimate.method = "Greenwood, log-log";
    estimate.limits = [=](double tail) { return curve_limits(survival, greenwood, tail); };
    return estimate;
}

Estimate estimate_loss(const Runs& of, double at) {
    Estimate estimate = estimate_survival(of, at);
    if (!estimate.value) return estimate;
    estimate.value = 1 - *estimate.value;
    for (Replicate& replicate : estimate.replicates) replicate.value = 1 - replicate.value;
    const auto limits = estimate.limits;
    estimate.limits = [limits](double tail) {
        const Limits there = limits(tail);
        return Limits{1 - there.high, 1 - there.low};
    };
    return estimate;
}

}  // namespace metrics
