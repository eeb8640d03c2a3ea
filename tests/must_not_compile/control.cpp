// Must compile: what the other files of this folder do wrongly, done rightly. If this fails, their failing means nothing.
#include "metrics/metric.h"
#include "verdicts/verdict.h"

verdicts::Verdict control(const metrics::Estimate& now, const metrics::Estimate& then, const charter::Bound& bound) {
    return verdicts::judge(metrics::Current<metrics::Estimate>{now}, metrics::Reference<metrics::Estimate>{then}, bound,
                           charter::About::process, 0.95)
        .verdict;
}

metrics::Estimate drift(metrics::Reference<metrics::Split<metrics::Histogram>>,
                        metrics::Current<metrics::Split<metrics::Histogram>>, const metrics::Setting&) {
    return {};
}
metrics::Formula formula() { return &drift; }

base::Result<base::Done> step() { return base::Done{}; }
base::Result<base::Done> steps() {
    RETURN_IF_ERROR(step());
    return step();
}

int code() { return verdicts::gate_exit_code({{charter::Breach::stop, verdicts::Verdict::kept}}); }
