#include "verdicts/verdict.h"

#include <cmath>

#include "base/assert.h"
#include "verdicts/curve.h"
#include "verdicts/more.h"

namespace verdicts {
namespace {

using metrics::Reason;

// What only says that an interval cannot be trusted; of rows that are all there is, the value is known all the same.
bool concerns_only_the_interval(Reason reason) {
    return reason == Reason::few_events || reason == Reason::too_skewed || reason == Reason::few_units;
}

bool is_point(const metrics::Estimate& estimate, charter::About about) {
    if (!estimate.limits) return true;
    return about == charter::About::census && estimate.left_out == 0;
}

Judgement unproven(Reason reason) {
    ASSERT(reason != Reason::none);
    Judgement judgement;
    judgement.verdict = Verdict::unproven;
    judgement.reason = reason;
    return judgement;
}

Judgement judge_point(double value, const charter::Bound& bound) {
    ASSERT(std::isfinite(value));
    Judgement judgement;
    const bool broken = is_broken({value, value}, bound);
    judgement.verdict = broken ? Verdict::broken : Verdict::kept;
    judgement.p_broken = broken ? 0 : 1;
    ASSERT(broken != is_kept({value, value}, bound));
    return judgement;
}

Judgement judge_interval(const metrics::Estimate& estimate, const charter::Bound& bound, double tail) {
    const metrics::Limits limits = limits_at(estimate, tail);
    Judgement judgement;
    judgement.p_broken = smallest_broken_tail(estimate, bound, tail);
    if (is_kept(limits, bound)) {
        judgement.verdict = Verdict::kept;
    } else if (is_broken(limits, bound)) {
        judgement.verdict = Verdict::broken;
    } else {
        judgement.reason = Reason::bound_inside;
        judgement.more = more_to_decide(estimate, bound, tail);
    }
    ASSERT((judgement.verdict == Verdict::broken) == (judgement.p_broken <= tail));
    ASSERT((judgement.verdict == Verdict::unproven) == (judgement.reason != Reason::none));
    return judgement;
}

Judgement verdict_alone(const metrics::Estimate& estimate, const charter::Bound& bound, double tail) {
    const metrics::Limits limits = limits_at(estimate, tail);
    if (!is_kept(limits, bound) && !is_broken(limits, bound)) return unproven(Reason::bound_inside);
    Judgement judgement;
    judgement.verdict = is_kept(limits, bound) ? Verdict::kept : Verdict::broken;
    return judgement;
}

/// What does not need the interval is decided here, the rest by `judge_interval`.
template <class JudgeInterval>
Judgement judged(const metrics::Estimate& estimate, const charter::Bound& bound, charter::About about, double level, JudgeInterval by_interval) {
    ASSERT(!bound.relative);
    ASSERT(level > 0 && level < 1);
    const bool point = is_point(estimate, about);
    const bool excused = point && estimate.limits && concerns_only_the_interval(estimate.reason);
    if (estimate.reason != Reason::none && !(estimate.value && excused)) return unproven(estimate.reason);
    if (!estimate.value) return unproven(Reason::not_computed);
    if (point) return judge_point(*estimate.value, bound);
    return by_interval(estimate, bound, (1 - level) / 2);
}

}  // namespace

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::kept: return "kept";
        case Verdict::broken: return "broken";
        case Verdict::unproven: return "unproven";
    }
    ASSERT(verdict == Verdict::kept);  // there are no other verdicts
    return {};
}

Judgement judge(const metrics::Estimate& estimate, const charter::Bound& bound, charter::About about, double level) { return judged(estimate, bound, about, level, judge_interval); }

Verdict verdict_of(const metrics::Estimate& estimate, const charter::Bound& bound, charter::About about, double level) { return judged(estimate, bound, about, level, verdict_alone).verdict; }

Judgement held_back(Judgement judgement, metrics::Standing standing, charter::Breach breach) {
    using metrics::Standing;
    if (standing == Standing::sound || judgement.verdict == Verdict::unproven) return judgement;
    const bool stops = breach == charter::Breach::stop;
    if (standing == Standing::estimated) return stops || judgement.verdict == Verdict::kept ? unproven(Reason::estimated_only) : judgement;
    ASSERT(standing == Standing::in_order);
    return stops ? unproven(Reason::in_order_only) : judgement;
}

int gate_exit_code(const std::vector<std::pair<charter::Breach, Verdict>>& promises) {
    int code = 0;
    for (const auto& [breach, verdict] : promises) {
        if (breach != charter::Breach::stop || verdict == Verdict::kept) continue;
        // Broken is the stronger news: it is told even where something else is unproven.
        if (verdict == Verdict::broken) return 1;
        ASSERT(verdict == Verdict::unproven);
        code = 2;
    }
    ASSERT(code == 0 || code == 2);
    return code;
}

}  // namespace verdicts
