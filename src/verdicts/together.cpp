#include <algorithm>

#include "base/assert.h"
#include "metrics/intervals/multiplicity.h"
#include "verdicts/verdict.h"

namespace verdicts {

Verdict together(std::vector<Judgement>& checks, charter::Breach breach, double level) {
    ASSERT(level > 0 && level < 1);
    // Nothing was looked at: that is not the same as nothing being wrong.
    if (checks.empty()) return Verdict::unproven;

    std::vector<double> p_values;
    for (const Judgement& check : checks) p_values.push_back(check.p_broken);
    const double tail = (1 - level) / 2;
    // A gate may not block the blameless even once; a list to look into may hold a few of them.
    const std::vector<bool> significant =
        breach == charter::Breach::stop ? metrics::holm(p_values, tail) : metrics::benjamini_hochberg(p_values, tail);

    bool any_broken = false;
    bool all_kept = true;
    for (std::size_t i = 0; i < checks.size(); ++i) {
        Judgement& check = checks[i];
        if (check.verdict == Verdict::broken && !significant[i]) {
            check.verdict = Verdict::unproven;
            check.reason = metrics::Reason::not_significant;
        }
        ASSERT(!significant[i] || check.verdict == Verdict::broken);
        any_broken = any_broken || check.verdict == Verdict::broken;
        all_kept = all_kept && check.verdict == Verdict::kept;
    }
    ASSERT(!(any_broken && all_kept));
    return any_broken ? Verdict::broken : all_kept ? Verdict::kept : Verdict::unproven;
}

}  // namespace verdicts
