#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "operations/operation.h"
#include "operations/shared/amounts.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/decided.h"
#include "operations/shared/people_study.h"
#include "operations/shared/plan.h"
#include "operations/shared/sources.h"
#include "operations/shared/task_columns.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using charter::Charter;
using metrics::Metric;

constexpr std::array<std::string_view, 4> formats{"text", "json", "markdown", "html"};
constexpr std::array<std::string_view, 4> audience_names{"executive", "product", "science", "risk"};
constexpr std::array<std::string_view, 3> class_names{"100", "1000", "10000"};
constexpr auto parameters = std::to_array<Parameter>({
    {.name = "CHARTER", .sentence = "The charter; - reads it from standard input.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What happened: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "rate", .kind = Parameter::Kind::number, .sentence = "The share of events where the model works, if it is not that of the data.", .placeholder = "R", .fallback = "the charter's population of the label, else that of the data"},
    {.name = "audience", .sentence = "Tell it to one of them alone.", .choices = audience_names, .fallback = "all"},
    {.name = "of", .sentence = "How many cases are told of.", .choices = class_names, .fallback = "the fewest of which every kind has one"},
    {.name = "cases", .sentence = "What is counted: flights, customers.", .placeholder = "WORD", .fallback = "cases"},
    {.name = "event", .sentence = "What follows \"are\" for those that it is about: late, customers who leave.", .placeholder = "WORDS", .fallback = "the label's name, or its positive value"},
    {.name = "decision", .sentence = "What follows \"are\" for those that the model picks: warned of.", .placeholder = "WORDS", .fallback = "flagged"},
    {.name = "threshold", .kind = Parameter::Kind::number, .sentence = "Scores from here on are predicted positive.", .placeholder = "T", .fallback = "the charter's"},
    {.name = "version", .sentence = "Only the predictions of this model version.", .placeholder = "V"},
    {.name = "where", .sentence = "Only these rows: distance > 500 and origin in ('SFO', 'LAX').", .placeholder = "CONDITION"},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "Confidence level of the intervals.", .placeholder = "0.95", .fallback = "0.95"},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
});

/// "1" and the like say nothing of what happened; then the label's name does.
value::Words words_of(const Arguments& arguments, const Charter& document) {
    value::Words words;
    words.cases = arguments.text("cases", words.cases);
    words.decision = arguments.text("decision", words.decision);
    std::string event = document.task.positive;
    if (event == "1" || event == "true" || event == "yes" || event == "True") event = document.task.columns.label;
    std::replace(event.begin(), event.end(), '_', ' ');
    words.event = arguments.text("event", event);
    return words;
}

base::Result<base::Done> check(const Charter& document) {
    const auto& columns = document.task.columns;
    if (document.task.kind != charter::TaskKind::binary) return Error{Fault::input, fmt::format("counts of right and wrong decisions need a task with two outcomes, and this one is {}", charter::name(document.task.kind)), "set task.kind to binary and name the positive label"};
    if (columns.label.empty()) return Error{Fault::input, "the charter names no label, so it is not known what really happened", "name its column under task.columns.label"};
    if (columns.score.empty() && columns.prediction.empty()) return Error{Fault::input, "the charter names neither a score nor a prediction", "name its column under task.columns.score or task.columns.prediction"};
    if (document.observed_when != charter::Observed::always) return Error{Fault::input, "outcomes are seen only for some decisions, so how many of the others were events is not known", "give data in which outcomes are seen whatever was decided, such as a held-out sample"};
    return base::Done{};
}

base::Result<double> share_in(const Arguments& arguments, std::string_view name, double fallback, double lowest, const std::string& next) {
    const double number = arguments.has(name) ? arguments.number(name).value_or(std::nan("")) : fallback;
    if (number > lowest && number < 1) return number;
    return Error{Fault::input, fmt::format("--{} cannot be {}", name, arguments.text(name)), next};
}

/// Terms of the page: what is measured of labels and scores or decisions alone.
std::vector<const Metric*> terms_of(const Charter& document, const charter::Columns& columns) {
    using metrics::Family;
    using metrics::Kind;
    std::vector<const Metric*> all;
    for (const Metric* metric : metrics::catalogue()) {
        const auto kind = metric->needs.kind;
        const bool of_scores = kind == Kind::confusion || kind == Kind::moments || kind == Kind::reliability || kind == Kind::score_runs;
        const bool about_model = metric->family == Family::classification || metric->family == Family::calibration || metric->id == "value_per_decision";
        if (!of_scores || !about_model || metric->needs.column || metric->needs.groups || metric->needs.reference) continue;
        // At amounts of each row's own a mean over outcomes says nothing: that is looked at by row.
        if (metric->needs.amounts && !document.amounts) continue;
        const auto keys = keys_of(metric->reads());
        if (std::all_of(keys.begin(), keys.end(), [&](const auto& key) { return !column_for(columns, key).empty(); })) all.push_back(metric);
    }
    return all;
}

value::Range range_of(const metrics::Estimate& estimate, double level) {
    value::Range range{.value = *estimate.value, .low = {}, .high = {}};
    if (const auto interval = estimate.interval(level)) {
        range.low = interval->low;
        range.high = interval->high;
    }
    return range;
}

const metrics::Estimate* find(const std::vector<TermNow>& terms, std::string_view id) {
    const auto found = std::find_if(terms.begin(), terms.end(), [&](const auto& term) { return term.metric->id == id; });
    return found == terms.end() ? nullptr : &found->estimate;
}

/// Two numbers that each hold at half the tail hold together at the whole.
double halved(double level) { return 1 - (1 - level) / 2; }

/// What a case is worth at another rate: the ends take recall and specificity where they are worst and best for the purse.
value::Range worth_at(double rate, const charter::Amounts& amounts, const value::Range& recall, const value::Range& specificity) {
    const auto of_event = [&](double share) { return share * amounts.true_positive + (1 - share) * amounts.false_negative; };
    const auto of_other = [&](double share) { return share * amounts.true_negative + (1 - share) * amounts.false_positive; };
    value::Range worth{.value = rate * of_event(recall.value) + (1 - rate) * of_other(specificity.value), .low = {}, .high = {}};
    if (!recall.low || !recall.high || !specificity.low || !specificity.high) return worth;
    const auto [event_low, event_high] = std::minmax({of_event(*recall.low), of_event(*recall.high)});
    const auto [other_low, other_high] = std::minmax({of_other(*specificity.low), of_other(*specificity.high)});
    worth.low = rate * event_low + (1 - rate) * other_low;
    worth.high = rate * event_high + (1 - rate) * other_high;
    return worth;
}

/// What is uncertain about the amounts is carried into the ends of what a case is worth, and kept apart. `of`: a case, at the rate that
/// is told of; `rows`: the ends that chance in the rows leaves.
void carry_amounts(People& people, const Charter& document, const value::Quantities& of, value::Range rows) {
    const value::Stakes stakes(*document.worth, seed_for("amounts/" + base::format(document.digest)));
    if (stakes.uncertain().empty() || !rows.low || !rows.high) return;
    const double centre = stakes.value(of), tail = (1 - people.facts.level) / 2;
    const metrics::Limits own = stakes.limits(of, tail);
    people.money_for_rows = metrics::Limits{*rows.low, *rows.high};
    people.money_for_amounts = metrics::Limits{rows.value + own.low - centre, rows.value + own.high - centre};
    people.facts.money->per_case.low = rows.value - std::hypot(rows.value - *rows.low, centre - own.low);
    people.facts.money->per_case.high = rows.value + std::hypot(*rows.high - rows.value, own.high - centre);
}

/// Of a case, at this rate.
value::Quantities quantities_at(double rate, double recall, double specificity) {
    value::Quantities of{};
    of[value::true_positive] = rate * recall;
    of[value::false_negative] = rate * (1 - recall);
    of[value::true_negative] = (1 - rate) * specificity;
    of[value::false_positive] = (1 - rate) * (1 - specificity);
    of[value::action] = of[value::review] = -(of[value::true_positive] + of[value::false_positive]);
    of[value::prediction] = -1;
    return of;
}

/// Where every row has amounts of its own, a case is worth what `charter value` says; of another rate nothing is known, since nobody
/// knows the amounts of the rows that are not there.
base::Result<base::Done> add_worth_by_row(People& people, Charter document, observations::Source& source, const Asking& asking, const Arguments& arguments) {
    if (!document.worth || !document.worth->by_row()) return base::Done{};
    if (people.facts.restated) {
        people.notes.emplace_back("What a case is worth at another rate is not told: rows have amounts of their own, and those of the rows that would be there are not known.");
        return base::Done{};
    }
    document.task.threshold = people.facts.threshold;
    Deciding how{.where = asking.slice.where, .version = arguments.has("version") ? std::optional(arguments.text("version")) : std::nullopt, .level = people.facts.level};
    const auto decided = read_decisions(document, source, how);
    if (!decided) {
        if (decided.error().fault == Fault::interrupted) return decided.error();
        people.notes.push_back("What a case is worth is not told: " + decided.error().what + ".");
        return base::Done{};
    }
    const value::Valued valued = value::value_at(*decided->outcomes, *decided->stakes, decided->present);
    metrics::Estimate estimate = valued.sampled;
    estimate.value = valued.value;
    people.facts.money = value::Money{range_of(estimate, people.facts.level), document.currency};
    carry_amounts(people, document, valued.quantities, people.facts.money->per_case);
    return base::Done{};
}

/// What the data say of the four outcomes.
struct Seen {
    value::Cells cells;
    std::int64_t labelled = 0, unlabelled = 0;
};
Seen seen_of(const metrics::Statistic& statistic) {
    const auto& whole = std::get<metrics::Split<metrics::Confusion>>(statistic).total;
    return {{whole.tp(), whole.fp(), whole.fn(), whole.tn()}, whole.labelled.rows, whole.all.rows - whole.labelled.rows};
}

base::Result<base::Done> add_facts(People& people, const Charter& document, const Seen& seen, std::optional<double> rate, const Arguments& arguments) {
    auto& facts = people.facts;
    facts.rows = seen.labelled;
    facts.unlabelled = seen.unlabelled;
    if (seen.labelled == 0) return Error{Fault::input, "no row has a known label and a score, so nothing can be counted", "check the label's column, and --where"};
    value::Cells cells = seen.cells;
    const auto* recall = find(people.terms, "recall");
    const auto* specificity = find(people.terms, "specificity");
    if (recall == nullptr || !recall->value) return Error{Fault::input, "no event is among the rows with a known label, so it is not known how many the model finds", "give data in which both outcomes occur"};
    if (specificity == nullptr || !specificity->value) return Error{Fault::input, "only events are among the rows with a known label, so it is not known how many others the model leaves alone", "give data in which both outcomes occur"};
    facts.sensitivity = range_of(*recall, facts.level);
    facts.specificity = range_of(*specificity, facts.level);
    facts.units = recall->units;
    facts.units_named = recall->units_named;
    const auto* precision = find(people.terms, "precision");
    if (precision != nullptr && precision->value) facts.precision = range_of(*precision, facts.level);
    const auto* worth = find(people.terms, "value_per_decision");
    double place = cells.rate();
    if (worth != nullptr && worth->value) facts.money = value::Money{range_of(*worth, facts.level), document.currency};
    if (rate && std::abs(*rate - cells.rate()) > 1e-12) {
        facts.restated = value::Restated{cells.rate(), *rate};
        const auto wider_recall = range_of(*recall, halved(facts.level));
        const auto wider_specificity = range_of(*specificity, halved(facts.level));
        facts.precision = value::precision_at(wider_recall, wider_specificity, *rate);
        if (facts.money) facts.money->per_case = worth_at(*rate, *document.amounts, wider_recall, wider_specificity);
        ASSIGN_OR_RETURN(cells, value::at_rate(cells, *rate));
        place = *rate;
    }
    if (facts.money) carry_amounts(people, document, quantities_at(place, *recall->value, *specificity->value), facts.money->per_case);
    const auto of = arguments.has("of") ? static_cast<std::int64_t>(*arguments.number("of")) : value::reference_class(cells);
    facts.counts = value::frequencies(cells, of);
    for (const auto* estimate : {recall, specificity}) {
        if (estimate->reason == metrics::Reason::none) continue;
        people.notes.push_back(fmt::format("{}: {}", estimate == recall ? "Recall" : "Specificity", metrics::sentence(estimate->reason)));
    }
    if (seen.labelled < of) people.notes.push_back(fmt::format("The data hold {} rows with a known outcome, fewer than the {} that are told of: the counts are shares of them, not a count of so many.", report::grouped(seen.labelled), report::grouped(of)));
    if (seen.unlabelled > 0) people.notes.push_back(fmt::format("{} of {} rows have no known outcome and are left out; if they differ from the others, so do the counts.", report::grouped(seen.unlabelled), report::grouped(seen.unlabelled + seen.labelled)));
    return base::Done{};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(Charter document, load_charter(arguments.text("CHARTER")));
    // Nothing here compares with a reference.
    document.reference_file.reset();
    RETURN_IF_ERROR(check(document));
    People people;
    people.currency = document.currency;
    people.facts.words = words_of(arguments, document);
    ASSIGN_OR_RETURN(people.facts.level, share_in(arguments, "level", 0.95, 0.5, "it lies between 0.5 and 1, like 0.95"));
    std::optional<double> rate;
    if (arguments.has("rate")) {
        ASSIGN_OR_RETURN(rate, share_in(arguments, "rate", 0, 0, "give the share of events where the model works, between 0 and 1: 0.02 for two in a hundred"));
        people.rate_from = "--rate";
    } else if (const auto* population = document.population(document.task.columns.label)) {
        const auto share = population->shares.find(document.task.positive);
        if (share != population->shares.end() && share->second > 0 && share->second < 1) {
            rate = share->second;
            people.rate_from = "the charter's population of " + population->column;
        }
    }
    for (const auto audience : value::audiences) {
        if (value::name(audience) == arguments.text("audience")) people.audience = audience;
    }
    people.facts.threshold = document.task.threshold;
    if (arguments.has("threshold")) people.facts.threshold = arguments.number("threshold").value_or(std::nan(""));
    if (!std::isfinite(people.facts.threshold)) return Error{Fault::input, "--threshold is a number, not: " + arguments.text("threshold"), "give such a number"};
    if (arguments.has("version") && document.task.columns.version.empty()) return Error{Fault::input, "--version needs a version column", "name it in the charter: task: {columns: {version: ...}}"};

    ASSIGN_OR_RETURN(const auto sources, open_sources(document, arguments.text("CHARTER"), arguments, surroundings));
    const auto columns = present(document.task.columns, sources.current->columns());
    for (const auto& key : {std::string("label"), std::string("decision")}) {
        if (column_for(columns, key).empty()) return Error{Fault::input, fmt::format("the data have no column \"{}\"", column_for(document.task.columns, key)), "name the column as the data have it, in the charter under task.columns"};
    }
    Asking asking;
    asking.parameters["threshold"] = people.facts.threshold;
    if (arguments.has("version")) asking.slice.version = arguments.text("version");
    if (arguments.has("where")) {
        ASSIGN_OR_RETURN(asking.slice.where, charter::parse_condition(arguments.text("where")));
    }
    Plan current, reference;
    std::vector<Measurement> measurements;
    for (const Metric* metric : terms_of(document, columns)) {
        auto& measurement = measurements.emplace_back(ask(*metric, "", asking, false, current, reference));
        measurement.setting.amounts = amounts_of(document);
    }
    ASSIGN_OR_RETURN(const Answers answers, sources.current->answer(current.questions()));
    Seen seen;
    for (const auto& measurement : measurements) {
        auto measured = estimates_in(measurement, answers, {}, 0);
        if (measurement.metric->id == "recall" && measured.front().current != nullptr) seen = seen_of(*measured.front().current);
        people.terms.push_back({measurement.metric, std::move(measured.front().estimate)});
    }
    RETURN_IF_ERROR(add_facts(people, document, seen, rate, arguments));
    RETURN_IF_ERROR(add_worth_by_row(people, document, *sources.current, asking, arguments));

    report::Study study{.title = "In people", .product = document.product, .headline = {}, .lead = {}, .chapters = {}, .terms = {}, .notes = {}, .facts = {}, .charter_file = arguments.text("CHARTER"), .charter_digest = document.digest,
                        .data = {}, .charter_version = CHARTER_VERSION};
    for (const auto& file : sources.current->files()) study.data.push_back({"data", file.path, file.digest});
    study.facts = {{"Rows with a known outcome", report::grouped(seen.labelled)}, {"Threshold", fmt::format("{:g}", people.facts.threshold)}, {"Share of events", value::percent(people.facts.restated ? people.facts.restated->place_rate : seen.cells.rate())}};
    if (!people.facts.units_named) study.notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    add_to(study, people);
    const std::string format = arguments.flag("json") ? "json" : arguments.text("format", "text");
    if (format == "json") return Output{people_json(study, people), 0};
    if (format == "markdown") return Output{report::markdown(study), 0};
    if (format == "html") return Output{report::html(study), 0};
    return Output{report::text(study, {.colour = surroundings.terminal, .width = surroundings.width}), 0};
}

}  // namespace

extern const Operation people{
    .id = "people",
    .command = "people",
    .scope = on_this_machine,
    .summary = "Says what the model's rates mean in whole people: how many of a hundred or a thousand, at the rate where it works.",
    .about = "Natural frequencies: whole numbers of one class that add up, with the arithmetic done for the reader, as a table, a tree and a picture of every single case. With --rate they are told at the share of events of the place where the model works "
             "rather than of the test data. One sentence each for the executive, product, data science and risk, from the same facts; and every term with its formula and what it is now. docs/people.md says how.",
    .parameters = parameters,
    .example = "charter people my.charter.yaml --data predictions.parquet --rate 0.02 --cases customers --event \"customers who leave\"",
    .run = run,
};

}  // namespace operations
