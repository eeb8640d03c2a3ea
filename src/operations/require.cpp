#include <array>

#include "operations/operation.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/requirement.h"
#include "operations/shared/requirement_elsewhere.h"
#include "operations/shared/sources.h"
#include "operations/shared/study.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 4> formats{"text", "json", "markdown", "html"};
constexpr std::array<Parameter, 9> parameters{{
    {.name = "CHARTER", .sentence = "The charter, with its section business_limits:; - reads it from standard input.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What happened: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "reference", .kind = Parameter::Kind::list, .sentence = "Instead of the charter's reference; a reference period within the data is left out of them.", .placeholder = "FILE..."},
    {.name = "where", .sentence = "Only rows for which this holds.", .placeholder = "CONDITION"},
    {.name = "version", .sentence = "Only the predictions of this model version.", .placeholder = "V"},
    {.name = "as-of", .kind = Parameter::Kind::time, .sentence = "As if it were this moment: rows after it have not happened, and labels may still come.", .placeholder = "TIME", .fallback = "the newest time in the data"},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "How sure its words are; each is wrong with at most half of the rest.", .placeholder = "0.95", .fallback = "0.95"},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

/// Of what generates answers there are no limits but those of its costs, which are promises.
base::Result<base::Done> check_kind(charter::TaskKind kind) {
    if (kind != charter::TaskKind::generation) return base::Done{};
    return base::Error{base::Fault::input, "limits of the business are about decisions, predicted numbers and rankings, and the task is of kind " + std::string(charter::name(kind)), "promise what is borne, such as {metric: acceptance_rate, at_least: 0.8}"};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const charter::Charter document, load_charter(arguments.text("CHARTER")));
    RETURN_IF_ERROR(check_kind(document.task.kind));
    if (document.business_limits.empty()) return base::Error{base::Fault::input, "the charter says nothing of what the business needs: business_limits", "add, for example, business_limits: {flagged_wrong: {at_most: 3, of: 100}}"};
    ASSIGN_OR_RETURN(Deciding how, deciding(document, arguments));
    how.limits = true;
    ASSIGN_OR_RETURN(const Sources sources, open_sources(document, arguments.text("CHARTER"), arguments, surroundings));
    if (document.task.kind != charter::TaskKind::binary) {
        ASSIGN_OR_RETURN(const PlainRequirement plain, require_plainly(document, *sources.current, how));
        return written(study_of(plain), json_of(plain), document, *sources.current, arguments, surroundings);
    }
    ASSIGN_OR_RETURN(const Decided decided, read_decisions(document, *sources.current, how));
    const Requirement requirement = require_of(document, decided);
    return written(study_of(requirement), json_of(requirement), document, *sources.current, arguments, surroundings);
}

}  // namespace

extern const Operation require{
    .id = "require",
    .command = "require",
    .scope = on_this_machine,
    .summary = "Turns the limits of the business into what the model must reach, and says whether the present one can.",
    .about = "Each sentence of business_limits: becomes a metric with a bound and a set of thresholds at which it is met. Together they say at which thresholds all are met, whether the present model can keep them, cannot, or has not "
             "shown it, which are in conflict, what keeping each costs, how far the model would have to improve, and how much labelled data would prove it. Promises that the limits imply and the charter lacks are proposed. Of predicted numbers, rankings and one class among many, where no threshold decides, the demands are "
             "errors, leaning, ranges, precision and hits in the first places, and value.",
    .parameters = parameters,
    .example = "charter require my.charter.yaml --data predictions.parquet",
    .run = run,
};

}  // namespace operations
