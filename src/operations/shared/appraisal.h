#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "operations/shared/decided.h"
#include "report/study.h"
#include "value/curve.h"

namespace operations {

/// What a model's decisions are worth at every threshold, and which of them to choose.
struct Appraisal {
    const charter::Charter* document = nullptr;
    const Decided* decided = nullptr;
    value::Gains gains;
    std::optional<metrics::Limits> break_even;   ///< ends over what the amounts may be
    std::optional<double> capacity_share;        ///< of decisions that can be acted on
    value::Allowed allowed;                      ///< within the capacity
    value::Valued present;
    std::size_t best = 0;                        ///< within the capacity
    std::size_t chosen = 0;                      ///< of those that keep every promise as well as the present one does, the best
    value::Valued at_best, at_chosen;
    value::Valued gain;                          ///< of choosing, over the present threshold, on rows that it was not chosen on
    std::vector<std::size_t> as_good;            ///< candidates that are not shown to be worse than the chosen
    struct Point {
        std::size_t candidate = 0;
        value::Valued valued;
    };
    std::vector<Point> curve;                    ///< at the coarse candidates that flag somebody
    std::vector<value::NetBenefit> benefits;     ///< empty where scores are no probabilities
    value::Knowledge knowledge;
    struct PromiseAt {
        const charter::Promise* promise = nullptr;
        ThresholdPromise::Stands present, best, chosen;
    };
    std::vector<PromiseAt> promises;

    std::vector<std::string> broken_at_best() const;
    /// Its whole interval lies above nothing.
    bool gain_is_shown() const;
};
/// `decided` must have stakes; both must outlive it.
Appraisal appraise(const charter::Charter& document, const Decided& decided);

base::json::object json_of(const Appraisal& appraisal);
/// The chapters; `prefix` begins the ids of pictures.
std::vector<report::Chapter> chapters_of(const Appraisal& appraisal, const std::string& prefix);
std::string headline_of(const Appraisal& appraisal);
std::vector<std::string> notes_of(const Appraisal& appraisal);

/// What is plainly the matter with the amounts, and what to change; empty: nothing.
std::string matter(const value::Gains& gains);
std::optional<metrics::Limits> times(const std::optional<metrics::Limits>& limits, double factor);
/// `0.31`; `above every score` for the threshold at which nobody is flagged.
std::string written_threshold(const value::Outcomes& outcomes, std::size_t candidate);
/// `USD 0.42 (0.35 to 0.48)`, in a measure fit for them all.
std::string written_money(const std::string& currency, double value, const std::optional<metrics::Limits>& limits);
/// `0.35 to 0.48`.
std::string written_limits(const metrics::Limits& limits);
/// A number that is not finite is null.
base::json::value number_json(double number);
base::json::object interval_json(double value, const std::optional<metrics::Limits>& limits);

}  // namespace operations
