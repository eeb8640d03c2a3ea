#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/revisions.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 4> parameters{{
    {.name = "CHARTER", .kind = Parameter::Kind::body, .sentence = "The charter; - reads it from standard input.", .placeholder = "FILE", .required = true, .positional = true},
    {.name = "before", .sentence = "The digest of the revision that this was made from; none for a product that is new. Where another stands by now, nothing changes, and that is said.", .placeholder = "DIGEST", .fallback = "whichever stands"},
    {.name = "format", .sentence = "How to write what was done.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::string as_json(const std::string& product, const Service::Applied& applied) {
    base::json::object all{{"product", product}, {"digest", applied.digest}, {"new", applied.fresh}, {"entry", nullptr}, {"proposed", applied.proposed}, {"changes", changes_json(applied.changes)}};
    if (applied.entry) all["entry"] = *applied.entry;
    return base::pretty(all) + "\n";
}

std::string as_text(const std::string& product, const Service::Applied& applied) {
    if (!applied.entry) return product + " has this charter already.\n";
    std::string text = fmt::format("{}: {}, entry {} of the ledger.\n", product, applied.fresh ? "a new product" : applied.proposed ? "a revision that weakens what stands" : "a new revision", *applied.entry);
    for (const auto& change : applied.changes) text += fmt::format("  {} {}: {}\n", charter::name(change.kind), change.id, change.what);
    if (applied.proposed) text += fmt::format("It does not count yet: it waits for the approval of somebody who may weaken promises, and who is not its author: charter revision approve {} --digest {}\n", product, applied.digest);
    return text;
}

/// The ledger has what is agreed, without comments; the text as it was written lies beside it. Where comments alone have changed,
/// no promise has, and there is no entry.
base::Result<base::Done> keep_text(Service& service, const std::string& product, const std::string& text, const Service::Applied& applied) {
    RETURN_IF_ERROR(service.registry().set(text_of_revision(product, applied.digest), text));
    if (applied.entry) return base::Done{};
    ASSIGN_OR_RETURN(const auto kept, service.registry().product(product));
    if (!kept || kept->digest != applied.digest || kept->document == text) return base::Done{};
    return service.registry().put_product({product, text, applied.digest, kept->revised}, applied.digest);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    if (request.body.empty()) return base::Error{base::Fault::input, "there is no charter in the body", "send its YAML as it stands: curl --data-binary @my.charter.yaml"};
    ASSIGN_OR_RETURN(const auto document, request.service->parsed(std::string(request.body)));
    if (!request.actor->may(base::Scope::edit, document->product)) return base::Error{base::Fault::denied, request.actor->name + " may not edit " + document->product, "ask an administrator for the scope edit"};
    ASSIGN_OR_RETURN(const auto applied, request.service->apply(document, std::string(request.body), *request.actor, Approved::no, arguments.text("before")));
    RETURN_IF_ERROR(keep_text(*request.service, document->product, std::string(request.body), applied));
    if (arguments.text("format", "text") == "json") return Output{.text = as_json(document->product, applied), .type = "application/json"};
    return Output{.text = as_text(document->product, applied)};
}

}  // namespace

extern const Operation apply{
    .id = "apply",
    .command = "apply",
    .route = {Method::post, "/v1/charters"},
    .scope = base::Scope::edit,
    .summary = "A new product, or a new revision of one: its charter counts from now on.",
    .about = "The revision becomes an entry of the ledger, under the name of whoever sent it. What it changes is said: every promise that was added, dropped, strengthened or weakened. A charter with faults is refused with all of them, each with its line. Where roles of the charter that stands approve weakenings "
             "(approves: [weaken-promise]), a revision that weakens or drops a promise or a gate does not count before one of them has approved it: charter revision approve.",
    .parameters = parameters,
    .example = "charter apply flights.charter.yaml",
    .run = run,
};

}  // namespace operations
