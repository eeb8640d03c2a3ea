#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/retraining/policy.h"
#include "operations/shared/charter_file.h"
#include "report/escape.h"
#include "report/payoff_words.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

constexpr std::array<Parameter, 6> parameters{{
    {.name = "CHARTER", .sentence = "The charter; - reads it from standard input.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What happened: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "reference", .kind = Parameter::Kind::list, .sentence = "What to compare with, instead of the charter's reference.", .placeholder = "FILE..."},
    {.name = "trained", .kind = Parameter::Kind::list, .sentence = "When the model was really trained again, each a time; the data begin with a training.", .placeholder = "TIME..."},
    format_parameter,
    json_parameter,
}};

base::Result<std::vector<base::Time>> times_in(const Arguments& arguments) {
    std::vector<base::Time> times;
    for (const auto& word : arguments.list("trained")) {
        const auto time = base::parse_time(word);
        if (!time) return base::Error{base::Fault::input, "not a time: " + word.substr(0, 60), "write it like 2001-03-01"};
        times.push_back(*time);
    }
    return times;
}

std::string day_at(base::Time origin, double days) { return base::format(base::Time{origin.micros + static_cast<std::int64_t>(days * static_cast<double>(base::micros_per_day))}).substr(0, 10); }

object json_of(const plan::Backtest& test, const PastOfProduct& past, const charter::Charter& document) {
    array trainings, seen_at;
    for (const auto& one : test.trainings) trainings.emplace_back(object{{"at", day_at(past.origin, one.at)}, {"days_since_training", one.age}, {"why", report::well_formed(one.why)}});
    for (const double at : test.seen_at) seen_at.emplace_back(day_at(past.origin, at));
    object all{{"product", report::well_formed(document.product)}, {"currency", document.currency}, {"windows", past.windows.size()}, {"retrainings", std::move(trainings)}, {"held_back_windows", test.held_back}, {"spent", test.spent}, {"recovers", test.recovers},
               {"recovery_seen_at", std::move(seen_at)}};
    if (test.saved) all["saved"] = object{{"value", test.saved->value}, {"low", test.saved->limits.low}, {"high", test.saved->limits.high}};
    else all["saved"] = nullptr;
    all["sentence"] = report::sentence(test, document.currency, past.origin);
    return all;
}

std::string text_of(const plan::Backtest& test, const PastOfProduct& past, const charter::Charter& document) {
    std::string text = report::sentence(test, document.currency, past.origin) + "\n";
    for (const auto& one : test.trainings) text += fmt::format("  {}  after {:.0f} days: {}\n", day_at(past.origin, one.at), one.age, report::plain(one.why));
    if (test.held_back > 0) text += fmt::format("Guards held it back in {} windows.\n", test.held_back);
    text += fmt::format("Assumed: the value of a decision falls in a straight line after each training, a retrained model falls as the real one did, and each retraining costs {} {}.\n", document.currency, base::format_number(past.rule.costing.cost));
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto document, load_charter(arguments.text("CHARTER")));
    ASSIGN_OR_RETURN(const auto trained, times_in(arguments));
    const auto retraining = charter::retraining_of(document);
    if (!retraining || !retraining->pays) return base::Error{base::Fault::input, "the charter does not say when a retraining pays", "add retraining: {registered_model: ..., pays: {promise: ...}, cost: {money: ...}}"};
    ASSIGN_OR_RETURN(const auto seen, seen_in_files(document, promises_of(*retraining), arguments, surroundings));
    ASSIGN_OR_RETURN(const auto past, past_of(document, *retraining, seen, trained));
    const plan::Backtest test = plan::backtest(past.windows, past.trainings, past.rule);
    return shown(arguments, text_of(test, past, document), json_of(test, past, document));
}

}  // namespace

extern const Operation retraining_backtest{
    .id = "retraining_backtest",
    .command = "retraining backtest",
    .scope = on_this_machine,
    .summary = "What the charter's policies would have done on past data, and what that would have saved.",
    .about = "Walks through the windows as they became known; at the end of each the policies and guards decide from what had been seen by then. What was saved is counted with hindsight and with its interval, under assumptions that are "
             "said (docs/retraining.md).",
    .parameters = parameters,
    .example = "charter retraining backtest my.charter.yaml --data 2001.parquet --trained 2001-03-01",
    .run = run,
};

}  // namespace operations
