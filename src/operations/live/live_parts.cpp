#include "operations/live/live_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"

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

std::string said(const charter::Promise& promise, const charter::Charter& document) {
    std::string text = fmt::format("{}|{}|{}|{}|{}|{}|{}", promise.id, promise.metric, promise.category, fmt::join(promise.of, "\x02"), fmt::join(promise.by, "\x02"), charter::name(promise.compare), promise.where ? charter::format(*promise.where) : "");
    text += fmt::format("|{}|{}|{}|{}|{}", promise.version.value_or("\x01"), promise.against.value_or("\x01"), promise.per, fmt::join(promise.adjusted_by, "\x02"), promise.estimated);
    for (const auto& [name, value] : promise.with) text += fmt::format("|{}={:.17g}", name, value);
    text += fmt::format("|{}|{:.17g}|{:.17g}|{}|{}|{}|{:.17g}", static_cast<int>(promise.bound.kind), promise.bound.low, promise.bound.high, promise.bound.relative, promise.over ? base::format(*promise.over) : "", charter::name(promise.about), promise.level);
    text += fmt::format("|{}|{}|{:.17g}|{}", document.zone.name(), base::format(document.late_by), document.task.threshold, charter::name(document.absent_means));
    return base::format(base::digest_of(text));
}

}  // namespace operations
