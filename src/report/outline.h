#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/scorecard.h"

/// The order in which every format tells the same story: sections as they come, in each the broken promises first, then
/// the unproven ones, then the kept ones; among equals those that stop before those that warn.
namespace report {

struct Counts {
    int kept = 0;
    int broken = 0;
    int unproven = 0;
    int all() const { return kept + broken + unproven; }
    void add(verdicts::Verdict verdict);
};

struct Section {
    std::string id;
    std::string title;
    std::vector<const PromiseResult*> promises;
    Counts counts;
};

std::vector<Section> outline(const Scorecard& card);
Counts counts_of(const Scorecard& card);
/// What counts for the gate: the promises that stop or, where some are chosen, those whatever their severity; of them an
/// estimate made without outcomes is unproven.
std::vector<verdicts::Verdict> gate_verdicts(const Scorecard& card);
Counts gate_counts(const Scorecard& card);

/// A mark that says the verdict without colour: ✓ ✗ ?
std::string_view mark(verdicts::Verdict verdict);
/// What a breach does: "stops", "warns", "informs".
std::string_view consequence(charter::Breach breach);
/// The check to read aloud; null where nothing was computed.
const Check* deciding_check(const PromiseResult& result);
/// The interval at the promise's level. None for facts, and for a census that knows every row: there is nothing to be unsure of.
std::optional<metrics::Limits> interval_of(const PromiseResult& result, const metrics::Estimate& estimate);
/// What a check is of: column, category and group; empty for the whole.
std::string name_of(const Check& check);
/// What a promise is measured by: the metric's id, "difference in recall between groups", the kind of record.
std::string measured_by(const PromiseResult& result);
/// "where distance > 500, of version 2"; empty for all rows.
std::string slice_of(const PromiseResult& result);
/// "2001-03-01 to 2001-03-08", or "all of the data".
std::string window_of(const PromiseResult& result);
/// The first twelve digits: enough to recognise a digest by.
std::string short_digest(const base::Digest& digest);

}  // namespace report
