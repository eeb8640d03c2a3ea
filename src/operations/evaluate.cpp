#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "base/nearest.h"
#include "operations/operation.h"
#include "operations/shared/appraisal.h"
#include "operations/shared/assessment.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/false_alarms.h"
#include "operations/shared/judged.h"
#include "operations/shared/recording.h"
#include "operations/shared/sources.h"
#include "operations/shared/written.h"
#include "report/html.h"
#include "report/outline.h"
#include "report/sentences.h"
#include "report/study.h"

namespace operations {

namespace {

using charter::Breach;
using charter::Charter;
using report::Scorecard;
using verdicts::Verdict;

constexpr std::array<Parameter, 14> parameters{{
    {.name = "CHARTER", .sentence = "The charter; - reads it from standard input.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What happened: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "reference", .kind = Parameter::Kind::list, .sentence = "What to compare with, instead of the charter's reference.", .placeholder = "FILE..."},
    {.name = "as-of", .kind = Parameter::Kind::time, .sentence = "Judge as if it were this moment.", .placeholder = "TIME", .fallback = "the newest time in the data"},
    {.name = "version", .sentence = "Only the predictions of this model version.", .placeholder = "V"},
    {.name = "only", .kind = Parameter::Kind::list, .sentence = "Promises that count for the exit code, whatever their severity.", .placeholder = "ID,...", .fallback = "all that stop"},
    {.name = "rejects", .sentence = "Write the rows that could not be read to this file, with line and reason.", .placeholder = "FILE"},
    {.name = "false-alarms", .kind = Parameter::Kind::flag, .sentence = "Instead of a scorecard: how often each drift promise would alarm on the reference itself, window against windows (text or JSON)."},
    {.name = "ledger", .sentence = "Record the charter and every verdict that changed in the ledger of this folder, made when there is none.", .placeholder = "FOLDER"},
    {.name = "checkpoint", .sentence = "Write the ledger's signed checkpoint to this file too: kept elsewhere, it shows whether the ledger was rewritten.", .placeholder = "FILE"},
    {.name = "by", .sentence = "Who judges; kept beside the ledger, where it can be erased.", .placeholder = "NAME"},
    {.name = "pages", .kind = Parameter::Kind::list, .sentence = "Pages that compare, people, explain, value or require wrote with --format html; the scorecard's page then holds their chapters.", .placeholder = "FILE..."},
    {.name = "format", .sentence = "How to write the scorecard.", .choices = scorecard_formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

/// `--only a,b --only c` as one list of ids that exist.
base::Result<std::vector<std::string>> chosen(const Charter& document, const std::vector<std::string>& words) {
    std::vector<std::string> ids;
    std::vector<std::string> known;
    for (const auto& promise : document.promises) known.push_back(promise.id);
    for (const auto& word : words) {
        for (std::size_t start = 0; start <= word.size();) {
            const auto end = std::min(word.find(',', start), word.size());
            const std::string id = word.substr(start, end - start);
            start = end + 1;
            if (id.empty()) continue;
            if (document.find(id) == nullptr) {
                const auto nearest = base::nearest_name(id, known);
                return base::Error{base::Fault::input, "the charter has no promise: " + id, nearest.empty() ? "its promises: " + fmt::format("{}", fmt::join(known, ", ")) : "did you mean " + nearest + "?"};
            }
            ids.push_back(id);
        }
    }
    return ids;
}

/// Without `--as-of` it is the newest time in the data; where that is a date, the whole of that day is in.
Moment moment_of(const Charter& document, const observations::Source& source, const Arguments& arguments, double days) {
    if (arguments.has("as-of")) {
        const base::Time as_of = *base::parse_time(arguments.text("as-of"));
        return {as_of, as_of, days};
    }
    return newest_moment(document, source, days);
}

/// The gate over the promises that count.
Verdict gate_of(const std::vector<std::pair<Breach, Verdict>>& counted) {
    switch (verdicts::gate_exit_code(counted)) {
        case 0: return Verdict::kept;
        case 1: return Verdict::broken;
        default: return Verdict::unproven;
    }
}

std::vector<std::pair<Breach, Verdict>> counted(const Scorecard& card) {
    std::vector<std::pair<Breach, Verdict>> all;
    for (const Verdict verdict : report::gate_verdicts(card)) all.emplace_back(Breach::stop, verdict);
    return all;
}

void add_facts(Scorecard& card, const observations::Source& source, const std::string& role) {
    for (const auto& file : source.files()) card.data.push_back({role, file.path, file.digest});
    card.rejected += source.rejected();
}

void add_notes(Scorecard& card, const Charter& document, const Sources& sources) {
    for (const auto& note : document.notes) card.notes.push_back(note.place.line > 0 ? fmt::format("Line {}: {}", note.place.line, note.text) : note.text);
    if (document.task.columns.unit.empty()) card.notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    if (card.rejected > 0) card.notes.push_back(fmt::format("{} rows could not be read and are counted apart; --rejects FILE shows them with line and reason.", card.rejected));
    if (const auto unreadable = sources.current->unreadable(); unreadable > 0) card.notes.push_back(fmt::format("{} values could not be read as their column's type; they are left out, and --rejects FILE shows them.", unreadable));
    if (const auto timeless = sources.current->timeless(); timeless > 0) card.notes.push_back(fmt::format("{} rows have no time and are in no window.", timeless));
}

/// The chapters of pages that other commands wrote.
base::Result<std::vector<std::string>> pages_of(const Arguments& arguments) {
    std::vector<std::string> pages;
    if (!arguments.has("pages")) return pages;
    if (arguments.text("format", "text") != "html") return base::Error{base::Fault::input, "--pages are parts of a page", "add --format html"};
    for (const auto& path : arguments.list("pages")) {
        std::ifstream file(path, std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        if (!file) return base::Error{base::Fault::missing, "cannot read file: " + path, "check the path and its permissions"};
        auto chapters = report::chapters_of_page(text.str(), fmt::format("page-{}-", pages.size() + 1));
        if (!chapters) return base::Error{base::Fault::input, "this is no page of compare, people, explain, value or require, or it was changed since: " + path, "write it again with --format html --output " + path};
        pages.push_back(std::move(*chapters));
    }
    return pages;
}

base::Result<base::Done> check_version(const Charter& document, const Arguments& arguments) {
    if (!arguments.has("version") || !document.task.columns.version.empty()) return base::Done{};
    return base::Error{base::Fault::input, "--version needs a version column", "name it in the charter: task: {columns: {version: ...}}"};
}

/// From which document and data it was made, beside what was judged.
void add_grounds(Scorecard& card, const Charter& document, const Sources& sources, const Arguments& arguments) {
    card.charter_file = arguments.text("CHARTER");
    add_facts(card, *sources.current, "data");
    if (sources.reference) add_facts(card, *sources.reference, "reference");
    add_notes(card, document, sources);
}

base::Result<base::Done> check_recording(const Arguments& arguments) {
    for (const auto* name : {"checkpoint", "by"}) {
        if (arguments.has(name) && !arguments.has("ledger")) return base::Error{base::Fault::input, fmt::format("--{} needs --ledger", name), "name the ledger's folder"};
    }
    return base::Done{};
}

/// What the decisions are worth, for the page; where it cannot be said, why not.
base::Result<base::Done> add_worth(Scorecard& card, const Charter& document, const Sources& sources, const Arguments& arguments) {
    const auto& columns = document.task.columns;
    if (!document.worth || document.task.kind != charter::TaskKind::binary || columns.score.empty() || columns.label.empty()) return base::Done{};
    Deciding how;
    if (arguments.has("version")) how.version = arguments.text("version");
    const auto decided = read_decisions(document, *sources.current, how);
    if (!decided) {
        if (decided.error().fault == base::Fault::interrupted) return decided.error();
        card.notes.push_back("What the decisions are worth is not shown: " + decided.error().what + ".");
        return base::Done{};
    }
    const Appraisal appraisal = appraise(document, *decided);
    auto chapters = chapters_of(appraisal, "worth-");
    chapters.front().blocks.insert(chapters.front().blocks.begin(), headline_of(appraisal));
    chapters.back().blocks.emplace_back(report::Items(notes_of(appraisal)));
    std::move(chapters.begin(), chapters.end(), std::back_inserter(card.studies));
    return base::Done{};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Charter document, load_charter(arguments.text("CHARTER")));
    ASSIGN_OR_RETURN(const auto only, chosen(document, arguments.list("only")));
    RETURN_IF_ERROR(check_version(document, arguments));
    RETURN_IF_ERROR(check_recording(arguments));
    ASSIGN_OR_RETURN(const auto pages, pages_of(arguments));
    ASSIGN_OR_RETURN(const Sources sources, open_sources(document, arguments.text("CHARTER"), arguments, surroundings));

    if (arguments.flag("false-alarms")) {
        if (!sources.reference) return base::Error{base::Fault::input, "--false-alarms is measured on a reference, and there is none", "name one with --reference or in the charter"};
        ASSIGN_OR_RETURN(const auto alarms, false_alarms(document, *sources.reference));
        return Output{arguments.text("format", "text") == "json" ? false_alarms_json(alarms) : false_alarms_text(alarms), 0};
    }
    Moment moment;
    const auto version = arguments.has("version") ? std::optional(arguments.text("version")) : std::nullopt;
    ASSIGN_OR_RETURN(Scorecard card, judged(document, {sources.current.get(), sources.reference.get()}, version, [&](double days) { return moment = moment_of(document, *sources.current, arguments, days); }));
    if (arguments.has("rejects")) RETURN_IF_ERROR(write_rejects(arguments.text("rejects"), {sources.reference.get(), sources.current.get()}));
    add_grounds(card, document, sources, arguments);
    card.only = only;
    std::unique_ptr<records::Ledger> ledger;
    if (arguments.has("ledger")) {
        ASSIGN_OR_RETURN(ledger, records::Ledger::open(arguments.text("ledger")));
        // Records are of today, whatever day the data are of, unless another day is asked for.
        RETURN_IF_ERROR(judge_records(card, document, *ledger, arguments.has("as-of") ? *moment.as_of : surroundings.now));
    }
    for (auto& result : card.promises) result.sentence = report::sentence(result, card);
    card.gate = gate_of(counted(card));
    if (ledger) RETURN_IF_ERROR(remember(card, document, *ledger, {arguments.text("ledger"), arguments.text("checkpoint"), arguments.text("by")}, surroundings.now));
    if (arguments.text("format", "text") == "html") RETURN_IF_ERROR(add_worth(card, document, sources, arguments));
    const std::string format = arguments.text("format", "text");
    return Output{pages.empty() ? written(card, format, surroundings) : report::html(card, pages), verdicts::gate_exit_code(counted(card))};
}

}  // namespace

extern const Operation evaluate{
    .id = "evaluate",
    .command = "evaluate",
    .scope = on_this_machine,
    .summary = "Says of every promise of a charter whether it is kept, broken or unproven.",
    .about = "Reads the data once for all promises, measures, judges, and writes a scorecard. The exit code is the gate: 0 when every stopping promise is kept, 1 when one is broken, 2 when none is broken but one is unproven, 3 when "
             "the input is at fault, 4 for any other fault, 130 when interrupted.",
    .parameters = parameters,
    .example = "charter evaluate my.charter.yaml --data march.parquet --reference february.parquet --format html --output report.html",
    .run = run,
};

}  // namespace operations
