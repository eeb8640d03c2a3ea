#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "charter/gates.h"
#include "operations/access/members.h"
#include "operations/shared/revisions.h"
#include "operations/shared/vocabulary.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;
using charter::Charter;

constexpr std::array<Parameter, 4> parameters{{
    {.name = "CHARTER", .kind = Parameter::Kind::body, .sentence = "The charter; - reads it from standard input.", .placeholder = "FILE", .required = true, .positional = true},
    {.name = "product", .sentence = "Also what it would change of this product's charter.", .placeholder = "PRODUCT"},
    format_parameter,
    json_parameter,
}};

json::object json_of(const charter::Promise& promise) {
    return {{"id", report::well_formed(promise.id)}, {"line", promise.place.line}, {"statement", report::well_formed(promise.statement)}, {"metric", promise.metric}, {"evidence", promise.evidence}, {"bound", report::well_formed(promise.bound.text)},
            {"breach", std::string(charter::name(promise.breach))}, {"owner", report::well_formed(promise.owner)}};
}

/// What it would change of the charter that stands, and whether somebody would have to approve that.
json::object against_json(const Charter& standing, const Charter& document) {
    const auto changes = charter::compare(standing, document);
    using Kind = charter::Change::Kind;
    const bool weaker = std::any_of(changes.begin(), changes.end(), [](const auto& change) { return change.kind == Kind::weakened || change.kind == Kind::dropped; });
    json::array roles;
    for (const auto& id : charter::roles_that_approve(standing, "weaken-promise")) roles.emplace_back(report::well_formed(id));
    const bool waits = weaker && !roles.empty();
    return {{"product", report::well_formed(standing.product)}, {"digest", base::format(standing.digest)}, {"same", standing.digest == document.digest}, {"changes", changes_json(changes)}, {"waits_for_approval", waits}, {"approving_roles", std::move(roles)}};
}

struct Found {
    json::object all;
    std::string text;
};

void add_faults(const std::vector<charter::FaultAt>& faults, Found& found) {
    json::array list;
    for (std::size_t f = 0; f < std::min<std::size_t>(faults.size(), base::limits::faults_shown_max); ++f) {
        const auto& fault = faults[f];
        list.push_back(json::object{{"line", fault.place.line}, {"column", fault.place.column}, {"what", report::well_formed(fault.what)}, {"next", report::well_formed(fault.next)}});
        found.text += fmt::format("{}:{}: {}; {}\n", fault.place.line, fault.place.column, report::plain(fault.what), report::plain(fault.next));
    }
    found.all["faults"] = std::move(list);
    found.all["faults_in_all"] = faults.size();
}

void add_document(const Charter& document, Found& found) {
    json::array promises, notes;
    for (const auto& promise : document.promises) promises.emplace_back(json_of(promise));
    for (const auto& note : document.notes) notes.push_back(json::object{{"line", note.place.line}, {"column", note.place.column}, {"text", report::well_formed(note.text)}});
    found.all["product"] = report::well_formed(document.product);
    found.all["digest"] = base::format(document.digest);
    found.all["promises"] = std::move(promises);
    found.all["notes"] = std::move(notes);
    found.text += fmt::format("no faults: {} {}\n{}\n", document.promises.size(), document.promises.size() == 1 ? "promise" : "promises", base::format(document.digest));
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    if (request.body.size() > base::limits::charter_bytes_max) return base::Error{base::Fault::input, "the charter has more than " + std::to_string(base::limits::charter_bytes_max) + " bytes (charter_bytes_max)", "check that this is a charter and not a data file"};
    const auto parsed = charter::parse(request.body, vocabulary());
    Found found{{{"valid", parsed.charter.has_value()}, {"product", nullptr}, {"digest", nullptr}, {"promises", json::array()}, {"notes", json::array()}, {"against", nullptr}}, {}};
    add_faults(parsed.faults, found);
    if (!parsed.charter) return shown(arguments, found.text, found.all);
    add_document(*parsed.charter, found);
    if (arguments.has("product")) {
        ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
        const auto standing = product->document();
        found.all["against"] = against_json(*standing, *parsed.charter);
        for (const auto& change : charter::compare(*standing, *parsed.charter)) found.text += fmt::format("{:<12} {}: {}\n", charter::name(change.kind), report::plain(change.id), report::plain(change.what));
    }
    return shown(arguments, found.text, found.all);
}

}  // namespace

extern const Operation check{
    .id = "check",
    .command = "check",
    .route = {Method::post, "/v1/charters/check"},
    .scope = base::Scope::view,
    .summary = "Checks a charter without keeping it: every fault with its line, the promises it makes, and what it would change of the one that stands.",
    .about = "What `charter lint` and `charter diff` say, asked of a server while one writes. A charter with faults is a good answer too: it lists them.",
    .parameters = parameters,
    .example = "charter check flights.charter.yaml --product flight-delay-alerts",
    .run = run,
};

}  // namespace operations
