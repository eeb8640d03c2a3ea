#include <fmt/format.h>

#include <array>

#include "operations/operation.h"
#include "operations/shared/appraisal.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/sources.h"
#include "operations/shared/study.h"
#include "operations/shared/worth_elsewhere.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 4> formats{"text", "json", "markdown", "html"};
constexpr std::array<Parameter, 9> parameters{{
    {.name = "CHARTER", .sentence = "The charter, with its section value:; - reads it from standard input.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What happened: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "reference", .kind = Parameter::Kind::list, .sentence = "Instead of the charter's reference; a reference period within the data is left out of them.", .placeholder = "FILE..."},
    {.name = "where", .sentence = "Only rows for which this holds.", .placeholder = "CONDITION"},
    {.name = "version", .sentence = "Only the predictions of this model version.", .placeholder = "V"},
    {.name = "as-of", .kind = Parameter::Kind::time, .sentence = "As if it were this moment: rows after it have not happened, and labels may still come.", .placeholder = "TIME", .fallback = "the newest time in the data"},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "How sure intervals are; each end is wrong with at most half of the rest.", .placeholder = "0.95", .fallback = "0.95"},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

report::Study study_of(const Appraisal& appraisal) {
    report::Study study;
    study.title = "Worth";
    study.headline = headline_of(appraisal);
    study.chapters = chapters_of(appraisal, "");
    study.notes = notes_of(appraisal);
    study.terms = {{"threshold", "Scores of at least this are acted on."},
                   {"break-even probability", "How likely a positive must be for acting to pay: (worth of leaving a negative alone - worth of a false alarm) / (that + worth of a right alarm - worth of a miss)."},
                   {"net benefit", "Right alarms per decision, less false ones at the odds of the threshold probability: TP/n - FP/n p/(1 - p)."},
                   {"worth of knowing", "How much more the best threshold would bring on average if the amount were known before it is chosen (expected value of perfect information)."}};
    return study;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const charter::Charter document, load_charter(arguments.text("CHARTER")));
    if (!document.worth) return base::Error{base::Fault::input, "what decisions are worth is not known: the charter has no section value:", "add value: {true_positive: ..., false_positive: ..., false_negative: ...}"};
    ASSIGN_OR_RETURN(const Deciding how, deciding(document, arguments));
    ASSIGN_OR_RETURN(const Sources sources, open_sources(document, arguments.text("CHARTER"), arguments, surroundings));
    if (document.task.kind == charter::TaskKind::regression || document.task.kind == charter::TaskKind::ranking) return worth_elsewhere(document, *sources.current, how, arguments, surroundings);
    ASSIGN_OR_RETURN(const Decided decided, read_decisions(document, *sources.current, how));
    const Appraisal appraisal = appraise(document, decided);
    return written(study_of(appraisal), json_of(appraisal), document, *sources.current, arguments, surroundings);
}

}  // namespace

extern const Operation value{
    .id = "value",
    .command = "value",
    .scope = on_this_machine,
    .summary = "Says what a model's decisions are worth in money, at which threshold they are worth most, and how sure that is.",
    .about = "Value per decision, per 1,000 and per month with intervals for chance in the rows and for what the amounts may be, apart and together; the whole curve over thresholds; the best threshold, and what moving there is worth on "
             "rows that it was not chosen on; whether it keeps the promises that depend on it; when acting pays; a decision curve; and what it would be worth to know an uncertain amount. Of predicted numbers: what errors cost, and "
             "which shift would cost least. Of rankings: value by position.",
    .parameters = parameters,
    .example = "charter value my.charter.yaml --data predictions.parquet --format html --output worth.html",
    .run = run,
};

}  // namespace operations
