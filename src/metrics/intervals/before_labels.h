#pragma once

#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "metrics/metric.h"

/// Engine E: what a metric will turn out to be once the outcomes are in, told from the scores alone.
///
/// The reference's scores and labels give a calibration (isotonic), the calibration gives each current row a probability,
/// and the metric's own formula is computed from these. Its variance has two parts: the labels, which will be drawn with
/// those probabilities, and the calibration, which is fitted again without each of 20 parts of the reference. Where units
/// are named, the parts are made of whole units, and the first part is multiplied by how much more the reference's labels
/// differed from their probabilities by unit than independent rows would.
///
/// It holds while a score means what it meant in the reference. Nothing in data without labels can tell whether it does:
/// such an estimate may warn, and never proves that a promise is kept.
namespace metrics {

class ExpectedRuns;

/// What an estimate before labels may be away from what will be realised.
struct Foreseen {
    double labels = 0;       ///< variances: of the labels that will be drawn
    double calibration = 0;  ///< of the calibration
    double degrees = 1;      ///< of freedom in the second
    double optimism = 0;     ///< how much too high the value may be: a calibration looks sharper on its own rows than it is

    /// Kott 2001, "The delete-a-group jackknife": the metric's values at calibrations that each lack a part of the reference.
    void calibrate(double value, const std::vector<double>& without);
    double share_of_calibration() const { return labels + calibration > 0 ? calibration / (labels + calibration) : 0; }
};

/// What is realised lies about the value as a share of so many rows would: symmetric on the logit scale away from an end of
/// the range, on its own towards it, where every row may turn out right. The wider of both on either side.
Limits limits_before_labels(const Metric& metric, double value, const Foreseen& spread, double tail);
/// Where nothing varies nothing is known of how it would: a share of 0 or 1, or next to it, is no certainty.
bool says_nothing_before_labels(const Metric& metric, double value, const Foreseen& spread, double rows);

/// Many estimates from the same references and of the same rows: what they have in common is computed once, and kept while
/// it is no more than some millions of rows. The runs must outlive it.
class Foresight {
public:
    Foresight();
    ~Foresight();
    Foresight(const Foresight&) = delete;
    Foresight& operator=(const Foresight&) = delete;

    /// As `estimate_before_labels`.
    Estimate estimate(const Metric& metric, Reference<Runs> labelled, Current<Runs> scores, const Setting& setting);

private:
    struct Calibrations;
    struct Prospect;
    const Calibrations& calibrations_of(const Runs& labelled);
    const Prospect& prospect_of(const Runs& labelled, const Runs& scores, double threshold);

    std::map<const Runs*, std::unique_ptr<const Calibrations>> calibrations_;
    std::int64_t held_rows_ = 0;  ///< of current rows, in what is kept below
    std::map<std::pair<const Runs*, const Runs*>, std::shared_ptr<const ExpectedRuns>> expected_;
    std::map<std::tuple<const Runs*, const Runs*, double>, std::unique_ptr<const Prospect>> prospects_;
};

/// Absent with `no_rows`, `no_labels` or `one_class` (of the reference); `few_events` where fewer than ten of the rarer
/// outcome are expected, or the reference has fewer than a hundred; `few_units` where the reference has fewer than five.
/// Without `metric.estimable` there is no such estimate. `setting.numbers` has the threshold where the metric decides.
Estimate estimate_before_labels(const Metric& metric, Reference<Runs> labelled, Current<Runs> scores, const Setting& setting);

}  // namespace metrics
