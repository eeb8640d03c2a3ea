#include "operations/live/live_parts.h"

#include "operations/shared/sources.h"
#include "report/outline.h"
#include "report/sentences.h"

namespace operations {

using report::Scorecard;
using verdicts::Verdict;

void finish(Scorecard& card) {
    for (auto& result : card.promises) result.sentence = report::sentence(result, card);
    std::vector<std::pair<charter::Breach, Verdict>> counted;
    for (const Verdict verdict : report::gate_verdicts(card)) counted.emplace_back(charter::Breach::stop, verdict);
    const int code = verdicts::gate_exit_code(counted);
    card.gate = code == 0 ? Verdict::kept : code == 1 ? Verdict::broken : Verdict::unproven;
}

base::Result<std::unique_ptr<observations::Source>> open_reference(const charter::Charter& document, const std::string& charter_file, const Received& received, std::optional<base::Time> known_at) {
    observations::Reading reading = reading_of(document);
    reading.late_by = {};
    if (document.reference_file) return open_reference_file(document, charter_file);
    if (!document.reference_period) return std::unique_ptr<observations::Source>();
    observations::Reading schema = reading;
    schema.columns = {};
    ASSIGN_OR_RETURN(const auto probe, received.source(std::move(schema), known_at));
    reading.from = document.reference_period->from;
    reading.until = document.reference_period->to;
    reading.columns = present(reading.columns, probe->columns());
    return received.source(std::move(reading), known_at);
}

report::Period period_of(const charter::Windowing& windowing, std::int64_t window) { return {windowing.start_of(window), windowing.end_of(window)}; }

}  // namespace operations
