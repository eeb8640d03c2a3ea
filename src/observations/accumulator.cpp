#include "observations/accumulator.h"

#include "observations/runs_tally.h"
#include "observations/summary_tally.h"
#include "observations/tallies.h"

namespace observations {

std::unique_ptr<Accumulator> make_accumulator(const Task& task, const Workbench& bench) {
    using metrics::Kind;
    switch (task.wish.kind) {
        case Kind::confusion: return std::make_unique<ConfusionTally>(task.wish.threshold);
        case Kind::moments: return std::make_unique<MomentsTally>(task.wish.expression);
        case Kind::reliability: return std::make_unique<ReliabilityTally>(task.wish.bins);
        case Kind::histogram:
            if (task.number) return std::make_unique<HistogramTally>(*task.number);
            return std::make_unique<HistogramTally>(task.text, task.wish.column, *(*bench.dictionaries)[task.text]);
        case Kind::quality:
            if (task.wish.column.empty()) return std::make_unique<QualityTally>(std::nullopt, std::nullopt, task.reasons);
            return std::make_unique<QualityTally>(task.code, task.check, task.reasons);
        case Kind::summary: return std::make_unique<SummaryTally>(task);
        case Kind::extent: return std::make_unique<ExtentTally>();
        default: return std::make_unique<RunsTally>(task, bench);
    }
}

}  // namespace observations
