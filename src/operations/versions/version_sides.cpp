#include "operations/versions/version_sides.h"

#include <algorithm>

#include <fmt/format.h>

#include "observations/paired_rows.h"
#include "operations/live/received.h"
#include "operations/shared/sources.h"
#include "report/escape.h"

namespace operations {

namespace {

using observations::pair_column;

/// What the charter must name so that anything can be said; empty: it does.
std::string why_not_comparable(const charter::Charter& document) {
    const auto& columns = document.task.columns;
    if (document.task.kind != charter::TaskKind::binary) return "Only versions that say yes or no are compared, and the charter's task is another.";
    if (columns.score.empty() || columns.label.empty()) return "The charter names no column of scores, or none of what happened.";
    if (columns.version.empty()) return "The charter names no column that says which version a prediction is of.";
    if (columns.unit.empty() || columns.time.empty()) return "Which predictions of two versions belong together is told by unit and time, and the charter does not name both.";
    return {};
}

/// Groups that the promises divide by, of the columns that are kept; the unit too, for the intervals.
std::vector<std::string> groups_of(const charter::Charter& document, const std::vector<observations::ColumnInfo>& columns) {
    std::vector<std::string> groups;
    for (const auto& promise : document.promises) {
        for (const auto& name : promise.by) {
            const bool kept = std::any_of(columns.begin(), columns.end(), [&](const auto& one) { return one.name == name; });
            if (kept && std::find(groups.begin(), groups.end(), name) == groups.end()) groups.push_back(name);
        }
    }
    return groups;
}

observations::Judging judging_of(const charter::Charter& document, const std::vector<observations::ScoredVersion>& versions) {
    observations::Judging judging;
    judging.versions = versions;
    judging.id = document.task.columns.id;
    judging.label = document.task.columns.label;
    judging.positive = document.task.positive;
    if (document.absent_means != charter::Absent::unknown && document.late_by.micros == 0) judging.absent_label = document.absent_means == charter::Absent::positive;
    judging.threshold = document.task.threshold;
    return judging;
}

/// By how much the newer version's decisions are worth more than the older one's, of the same rows.
base::Result<base::Done> add_money(VersionSides& sides, charter::Charter document, Contest contest, const JudgedSide& side, const Surroundings& surroundings) {
    if (!document.worth) sides.no_money = "The charter does not say what outcomes are worth: it has no section value.";
    else if (document.worth->by_row()) sides.no_money = "Every row has amounts of its own, which are not kept with pairs; charter compare says it of two scored files.";
    if (!sides.no_money.empty()) return base::Done{};
    document.promises.clear();
    // A row whose outcome may still come is left out, and is not taken for what its absence would mean.
    if (document.late_by.micros != 0) document.absent_means = charter::Absent::unknown;
    document.late_by = {};
    contest.product = 0;
    auto measures = measures_for(document, "value_per_decision");
    measures.erase(measures.begin() + 1, measures.end());
    if (const auto measured = measure_all(measures, contest, document, side, surroundings); !measured) {
        if (measured.error().fault == base::Fault::interrupted) return measured.error();
        sides.no_money = "It cannot be measured: " + measured.error().what + ".";  // who changes sides is said all the same
        return base::Done{};
    }
    sides.money = measures.front().differences.back();
    return base::Done{};
}

base::Result<base::Done> add_changes(VersionSides& sides, const charter::Charter& document, const std::vector<observations::ScoredVersion>& versions, const std::vector<std::string>& groups, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto file, observations::PassingFile::make("judged.parquet"));
    auto judging = judging_of(document, versions);
    judging.stop = surroundings.stop;
    judging.output = file.path();
    judging.columns = groups;
    for (const auto& name : {document.task.columns.id, document.task.columns.unit, document.task.columns.label}) {
        if (std::find(groups.begin(), groups.end(), name) == groups.end()) judging.columns.push_back(name);
    }
    JudgedSide side;
    side.file = file.path();
    side.columns = judging.columns;
    side.independent = false;
    ASSIGN_OR_RETURN(side.rows, observations::join_judged(judging));
    Contest contest;
    for (const auto& version : versions) contest.contenders.push_back({.name = version.name});
    contest.versions = versions;
    contest.product = 1;
    ASSIGN_OR_RETURN(sides.changes, change_of_sides(contest, document, side, groups, {}, surroundings));
    return add_money(sides, document, contest, side, surroundings);
}

}  // namespace

base::Result<VersionSides> version_sides(const Product& product, const std::string& before, const std::string& after, const Surroundings& surroundings) {
    const auto document = product.document();
    VersionSides sides;
    sides.why_none = why_not_comparable(*document);
    if (sides.why_none.empty() && product.store().rows() == 0) sides.why_none = "Nothing has been received yet.";
    if (!sides.why_none.empty()) return sides;
    const auto& columns = document->task.columns;
    sides.joined_by = fmt::format("{} and {}", columns.unit, columns.time);
    observations::Reading reading = reading_of(*document);
    reading.stop = surroundings.stop;
    ASSIGN_OR_RETURN(const auto received, received_by(product.store()).source(std::move(reading), std::nullopt));
    const auto groups = groups_of(*document, received->columns());
    observations::PairQuestion question{.version = columns.version, .unit = columns.unit, .time = columns.time, .score = columns.score, .label = columns.label, .before = before, .after = after, .columns = groups};
    if (std::find(groups.begin(), groups.end(), columns.unit) == groups.end()) question.columns.push_back(columns.unit);
    ASSIGN_OR_RETURN(const auto before_file, observations::PassingFile::make("before.parquet"));
    ASSIGN_OR_RETURN(const auto after_file, observations::PassingFile::make("after.parquet"));
    ASSIGN_OR_RETURN(sides.pairs, observations::write_pairs(*received, question, before_file.path(), after_file.path()));
    if (sides.pairs == 0) {
        sides.why_none = fmt::format("No prediction of version {} is kept that version {} made too, of the same {} at the same time. A shadow makes such pairs; charter compare says it of two scored files.", after, before, columns.unit);
        return sides;
    }
    charter::Charter paired = *document;
    paired.task.columns.id = pair_column;
    RETURN_IF_ERROR(add_changes(sides, paired, {{.name = before, .files = {before_file.path()}, .score = columns.score}, {.name = after, .files = {after_file.path()}, .score = columns.score}}, groups, surroundings));
    return sides;
}

}  // namespace operations
