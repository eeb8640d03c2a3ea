#include "operations/shared/vocabulary.h"

#include "metrics/intervals/class_foresight.h"
#include "metrics/metric.h"
#include "operations/shared/task_columns.h"

namespace operations {

namespace {

/// Histograms and runs of several windows are those of all of them together.
bool takes_season(const metrics::Metric& metric) {
    const metrics::Metric& each = metric.of_each != nullptr ? *metric.of_each : metric;
    return each.needs.reference && (each.needs.kind == metrics::Kind::histogram || each.needs.kind == metrics::Kind::value_runs);
}

}  // namespace

charter::Vocabulary vocabulary() {
    charter::Vocabulary words;
    for (const metrics::Metric* metric : metrics::catalogue()) {
        std::vector<charter::ParameterWord> parameters;
        for (const auto& known : metrics::parameters_of(*metric)) {
            parameters.push_back({std::string(known.name), std::string(known.sentence), known.fallback, known.lowest, known.highest, known.whole});
        }
        metrics::Reads reads = metric->reads();
        reads.label = reads.label || metric->learns_labels;
        words.push_back({
            .id = std::string(metric->id),
            .reads = keys_of(reads),
            .parameters = std::move(parameters),
            .takes_column = metric->takes_column(),
            .needs_column = metric->needs.column,
            .compares_versions = metric->needs.versions,
            .takes_ratio = metric->needs.ratio,
            .needs_pair = metric->needs.pair,
            .needs_population = metric->needs.population,
            .needs_groups = metric->needs.groups,
            .needs_reference = metric->needs.reference,
            .needs_amounts = metric->needs.amounts,
            .takes_classes = metric->takes_classes(),
            .takes_one_class = metric->takes_one_class(),
            .needs_class_scores = metric->takes_class_scores(),
            .fact = metric->fact,
            .seconds = metric->scale == metrics::Scale::seconds,
            .neutral = metric->better == metrics::Better::neither,
            .takes_season = takes_season(*metric),
            .needs_features = metric->needs.features,
            .estimable = metric->estimable || metrics::estimable_over_classes(*metric),
            .lowest = metric->lowest,
            .highest = metric->highest,
        });
    }
    return words;
}

}  // namespace operations
