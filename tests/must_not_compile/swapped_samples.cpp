// A verdict against the reference with the two samples swapped.
#include "verdicts/verdict.h"

verdicts::Verdict swapped(const metrics::Estimate& now, const metrics::Estimate& then, const charter::Bound& bound) {
    return verdicts::judge(metrics::Reference<metrics::Estimate>{then}, metrics::Current<metrics::Estimate>{now}, bound,
                           charter::About::process, 0.95)
        .verdict;
}
