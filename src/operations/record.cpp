#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "base/nearest.h"
#include "operations/operation.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/recording.h"
#include "report/escape.h"

namespace operations {

namespace {

using charter::Charter;
using charter::Promise;

constexpr std::array<Parameter, 6> parameters{{
    {.name = "CHARTER", .sentence = "The charter as it was seen.", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise that rests on a record: evidence: review.", .placeholder = "ID", .required = true},
    {.name = "ledger", .sentence = "Folder of the ledger, made when there is none.", .placeholder = "FOLDER", .required = true},
    {.name = "by", .sentence = "Who says so; kept beside the ledger, where it can be erased.", .placeholder = "NAME", .required = true},
    {.name = "comment", .sentence = "Why; kept beside the ledger too.", .placeholder = "WORDS"},
    {.name = "refuse", .kind = Parameter::Kind::flag, .sentence = "It was looked at and refused: the promise is broken until somebody gives it."},
}};

base::Result<const Promise*> promise_on_record(const Charter& document, const std::string& id) {
    std::vector<std::string> known;
    for (const auto& promise : document.promises) {
        if (promise.evidence.empty()) continue;
        if (promise.id == id) return &promise;
        known.push_back(promise.id);
    }
    if (document.find(id) != nullptr) return base::Error{base::Fault::input, "this promise is measured, and nobody's word decides it: " + id, "record what the promises with evidence ask for: " + fmt::format("{}", fmt::join(known, ", "))};
    const auto nearest = base::nearest_name(id, known);
    return base::Error{base::Fault::input, "the charter has no promise on a record: " + id, known.empty() ? "add one: {id: reviewed, evidence: review, by: risk, every: 365d}" : nearest.empty() ? fmt::format("it has: {}", fmt::join(known, ", ")) : "did you mean " + nearest + "?"};
}

records::Plan plan_of(const Promise& promise, const Charter& document, const Arguments& arguments, const records::Draft& revision, const records::State& state) {
    records::Plan plan;
    if (state.charter_of(document.product) != base::format(document.digest)) plan.drafts.push_back(revision);
    base::json::object body{{"product", report::well_formed(document.product)}, {"charter", base::format(document.digest)}, {"promise", report::well_formed(promise.id)}, {"evidence", report::well_formed(promise.evidence)},
                            {"role", report::well_formed(promise.evidence_by)}, {"outcome", arguments.flag("refuse") ? "refused" : "given"}};
    const auto beside = [&](const char* name, const std::string& text) {
        plan.asides.push_back(records::aside_of(report::well_formed(text), records::new_salt()));
        body[name] = records::reference_to(plan.asides.back());
    };
    beside("actor", arguments.text("by"));
    if (arguments.has("comment")) beside("comment", arguments.text("comment"));
    plan.drafts.push_back({"record", std::move(body)});
    return plan;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Charter document, load_charter(arguments.text("CHARTER")));
    ASSIGN_OR_RETURN(const Promise* promise, promise_on_record(document, arguments.text("promise")));
    ASSIGN_OR_RETURN(const auto revision, charter_entry(document));
    ASSIGN_OR_RETURN(const auto ledger, records::Ledger::open(arguments.text("ledger")));
    ASSIGN_OR_RETURN(const auto added, ledger->append([&](const records::State& state) { return plan_of(*promise, document, arguments, revision, state); }, surroundings.now));
    return Output{fmt::format("Recorded: {} by {} {}, entry {} of the ledger {}.\n", promise->evidence, promise->evidence_by, arguments.flag("refuse") ? "refused" : "given", added.first + added.count - 1, arguments.text("ledger")), 0};
}

}  // namespace

extern const Operation record{
    .id = "record",
    .command = "record",
    .scope = on_this_machine,
    .summary = "Records in a ledger that a role has given, or refused, what a promise rests on: a review, an approval.",
    .about = "A promise like {id: reviewed, evidence: review, by: risk, every: 365d} is kept from then on until it must be renewed, and unproven afterwards; a refusal breaks it. `charter evaluate --ledger` reads it. The entry holds the digest "
             "of the charter that was seen. Whoever can write the ledger's folder is believed to be who they say.",
    .parameters = parameters,
    .example = "charter record my.charter.yaml --promise reviewed --ledger ledger --by \"R. Example\" --comment \"looked at June's report\"",
    .run = run,
};

}  // namespace operations
