// A verdict against the reference from two samples that do not say which is which.
#include "verdicts/verdict.h"

verdicts::Verdict nameless(const metrics::Estimate& now, const metrics::Estimate& then, const charter::Bound& bound) {
    return verdicts::judge(now, then, bound, charter::About::process, 0.95).verdict;
}
