#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "metrics/metric.h"

/// promise + estimate -> verdict. A verdict uses one end of the interval: kept when the whole interval is on the good
/// side, broken when the whole interval is on the bad side, unproven otherwise. At level 95 % each wrong verdict has at
/// most 2.5 %.
namespace verdicts {

enum class Verdict { kept, broken, unproven };
std::string_view name(Verdict verdict);

/// How much more would decide four times out of five, if the truth is where the value is.
struct More {
    std::int64_t units = 0;     ///< in all, the present ones included; 0 when hopeless
    bool hopeless = false;      ///< over 50 times the present data: the truth may lie at the bound
};

struct Judgement {
    Verdict verdict = Verdict::unproven;
    metrics::Reason reason = metrics::Reason::none;  ///< why unproven
    double p_broken = 1;  ///< the smallest one-sided error at which this would be called broken; tests the bound
    std::optional<More> more;
};

/// Judges one estimate against an absolute bound; relative ones go to the function below.
///
/// Facts are compared as points. So is a complete census, whatever its size: reasons that only say that an interval
/// cannot be trusted (`few_events`, `too_skewed`, `few_units`) do not concern it. A census with rows left out is judged by
/// its interval, as a sample of the whole. Any other reason of the estimate is passed on, and the verdict is unproven.
Judgement judge(const metrics::Estimate& estimate, const charter::Bound& bound, charter::About about, double level);

/// Judges against a bound whose numbers are multiples of the metric's value on the reference. Each end is tested by the
/// interval of the difference, never by whether two intervals overlap. The order of the samples is in their types.
Judgement judge(metrics::Current<metrics::Estimate> current, metrics::Reference<metrics::Estimate> reference,
                const charter::Bound& bound, charter::About about, double level);

/// The verdict alone, without how clear it is and how much more would decide: for the many windows of a trend.
Verdict verdict_of(const metrics::Estimate& estimate, const charter::Bound& bound, charter::About about, double level);

/// What the interval says, held back by what the number may be used for. Made without outcomes (`estimated_only`): never
/// kept, and broken only where that warns. Depending on the order of rows (`in_order_only`): neither, where it would stop.
Judgement held_back(Judgement judgement, metrics::Standing standing, charter::Breach breach);

/// current - factor x reference as an estimate (MOVER; the samples are independent), to be judged against zero.
metrics::Estimate against_reference(const metrics::Estimate& current, const metrics::Estimate& reference, double factor);

/// Several checks (columns, groups, categories) of one promise. Kept when every one is kept: no correction is needed.
/// Broken when any is broken after Holm's correction (`stop`: the family-wise error is at most the promise's) or
/// Benjamini and Hochberg's (else: a list to look into); the correction turns broken into unproven, never anything into
/// kept. Changes the judgements that it takes back to unproven (`not_significant`) and returns the promise's verdict.
Verdict together(std::vector<Judgement>& checks, charter::Breach breach, double level);

/// Of the stopping promises: 0 all kept, 1 one broken, 2 none broken but one unproven.
int gate_exit_code(const std::vector<std::pair<charter::Breach, Verdict>>& promises);

}  // namespace verdicts
