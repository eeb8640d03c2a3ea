#include "operations/shared/vocabulary.h"

#include "metrics/metric.h"

namespace operations {

charter::Vocabulary vocabulary() {
    using metrics::Kind;
    charter::Vocabulary words;
    for (const metrics::Metric* metric : metrics::catalogue()) {
        const Kind kind = metric->needs.kind;
        words.push_back({
            .id = std::string(metric->id),
            .needs_column = metric->needs.column,
            .needs_groups = metric->needs.groups,
            .needs_reference = metric->needs.reference,
            .needs_amounts = metric->scale == metrics::Scale::money,
            .needs_labels = metric->needs_labels(),
            .needs_score = kind == Kind::moments || kind == Kind::reliability || kind == Kind::score_runs,
            .fact = metric->fact,
            .seconds = metric->scale == metrics::Scale::seconds,
            .confusion = kind == Kind::confusion,
            .lowest = metric->lowest,
            .highest = metric->highest,
        });
    }
    return words;
}

}  // namespace operations
