#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "charter/sample_vocabulary.h"
#include "observations/event_batch.h"

/// Any bytes at all: every line is an event or a reject with a reason, and what is taken has an id, a time and every column.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto layout = std::make_shared<const observations::EventLayout>(observations::layout_of(*charter::parse(
        "charter: 1\nproduct: a\ntimezone: Europe/Berlin\ntask: {kind: binary, columns: {time: at, id: key, subject: person, score: p, label: bad, features: [x, town]}}\n"
        "data: {columns: {x: {type: number}, member: {type: boolean}, seen: {type: time}}}\nprivacy: {pseudonymise: [subject]}\n",
        charter::sample_vocabulary()).charter));
    const auto batch = observations::read_events({reinterpret_cast<const char*>(data), size}, layout, [](std::string_view) { return std::string("hidden"); }, base::Time{1'000});
    ASSERT(static_cast<std::size_t>(batch.rejected) >= batch.rejects.size());
    for (const auto& reject : batch.rejects) ASSERT(reject.line > 0 && !reject.reason.empty());
    for (const auto& rows : batch.kinds) {
        ASSERT(rows.times.size() == rows.size() && rows.others.size() == rows.size() && rows.predictions.size() == rows.size());
        for (const auto& id : rows.ids) ASSERT(!id.empty());
        for (std::size_t i = 0; i < rows.columns.size(); ++i) {
            ASSERT(rows.columns[i].known.size() == rows.size());
            if (!layout->columns[i].pseudonym) continue;
            for (std::size_t row = 0; row < rows.size(); ++row) ASSERT(rows.columns[i].known[row] == 0 || rows.columns[i].texts[row].find_first_not_of(" \t\r\n") == std::string_view::npos || rows.columns[i].texts[row] == "hidden");
        }
    }
    return 0;
}
