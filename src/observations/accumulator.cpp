#include "observations/accumulator.h"

#include "observations/class_tally.h"
#include "observations/key_tally.h"
#include "observations/row_tallies.h"
#include "observations/runs_tally.h"
#include "observations/sample_tally.h"
#include "observations/sequence_tally.h"
#include "observations/summary_tally.h"
#include "observations/tallies.h"

namespace observations {

std::unique_ptr<Accumulator> make_accumulator(const Task& task, const Workbench& bench) {
    using metrics::Kind;
    if (task.keyed) return std::make_unique<KeyTally>(*task.keyed, bench);
    switch (task.wish.kind) {
        case Kind::confusion: return std::make_unique<ConfusionTally>(task.wish.threshold);
        case Kind::classes: return std::make_unique<ClassTally>(task.classes, *(*bench.dictionaries)[task.classes.label]);
        case Kind::moments: return std::make_unique<MomentsTally>(task.wish.expression);
        case Kind::reliability: return std::make_unique<ReliabilityTally>(task.wish.bins);
        case Kind::histogram:
            if (task.number) return std::make_unique<HistogramTally>(*task.number);
            return std::make_unique<HistogramTally>(task.text, task.wish.column, *(*bench.dictionaries)[task.text]);
        case Kind::quality:
            if (task.wish.column.empty()) return std::make_unique<QualityTally>(std::nullopt, std::nullopt, task.reasons);
            return std::make_unique<QualityTally>(task.code, task.check, task.reasons);
        case Kind::class_runs: return std::make_unique<ClassRunsTally>(task, bench);
        case Kind::row_powers: return std::make_unique<PowersTally>(task);
        case Kind::row_cross: return std::make_unique<CrossTally>(task);
        case Kind::row_extremes: return std::make_unique<ExtremesTally>(task);
        case Kind::summary: return std::make_unique<SummaryTally>(task);
        case Kind::extent: return std::make_unique<ExtentTally>();
        case Kind::sequence: return std::make_unique<SequenceTally>(*task.number, task.place);
        case Kind::row_sample: return std::make_unique<SampleTally>(task, bench);
        default: return std::make_unique<RunsTally>(task, bench);
    }
}

}  // namespace observations
