#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "charter/gates.h"
#include "operations/access/members.h"
#include "operations/versions/gate_story.h"
#include "operations/versions/known_versions.h"
#include "operations/versions/lineage.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "version", .sentence = "The version of the model, as observations and the registry call it.", .placeholder = "VERSION", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

value moment(const std::optional<base::Time>& time) { return time ? value(base::format(*time)) : value(nullptr); }

/// Of each promise the newest verdict on this version that the ledger has, with what it rests on.
array promises_json(const ProductEntries& verdicts) {
    std::map<std::string, const records::Entry*> newest;
    for (const auto& entry : verdicts.entries) newest[text_of(entry.body, "promise")] = &entry;
    array list;
    for (const auto& [promise, entry] : newest) {
        object one{{"promise", promise}, {"entry", entry->sequence}, {"time", base::format(entry->time)}};
        for (const char* member : {"verdict", "metric", "value", "interval", "n", "units", "method", "bound", "window", "as_of", "reason"}) {
            const auto* found = entry->body.if_contains(member);
            one[member] = found == nullptr ? value(nullptr) : *found;
        }
        list.emplace_back(std::move(one));
    }
    return list;
}

array told_list(const ProductEntries& entries) {
    array list;
    for (const auto& entry : entries.entries) list.emplace_back(told(entry, entries.texts));
    return list;
}

base::Result<array> gates_json(Service& service, const Product& product, const std::string& version, const records::Actor& actor) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto entries, product_entries(service, document->product, {gate_kinds.begin(), gate_kinds.end()}, version));
    array list;
    for (const auto& gate : charter::gates_of(*document)) {
        ASSIGN_OR_RETURN(auto story, gate_story(service, product, gate, version, entries, actor));
        list.emplace_back(std::move(story));
    }
    return list;
}

base::Result<base::Done> must_be_known(const KnownVersion& one, const std::string& product) {
    if (one.registered || one.seen || one.release || !one.verdicts.empty() || !one.gates.empty()) return base::Done{};
    return base::Error{base::Fault::missing, "nothing is known of version " + one.name + " of " + product, "charter versions list " + product + " names those that are known"};
}

std::string words_of(const object& all, const KnownVersion& one) {
    std::string text = fmt::format("Version {}\n", report::plain(one.name));
    if (one.registered) text += fmt::format("  registered as version of {} on {}\n", report::plain(one.registered->model), base::format(one.registered->created).substr(0, 10));
    if (one.seen) text += fmt::format("  {} predictions\n", one.seen->rows);
    for (const auto& gate : all.at("gates").as_array()) text += fmt::format("  gate {}: {}\n", gate.at("gate").as_string().c_str(), gate.at("verdict").as_string().c_str());
    for (const auto& promise : all.at("promises").as_array()) text += fmt::format("  {}: {}\n", promise.at("promise").as_string().c_str(), promise.at("verdict").is_string() ? promise.at("verdict").as_string().c_str() : "unproven");
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const auto document = product->document();
    const std::string version = arguments.text("version");
    ASSIGN_OR_RETURN(const auto known, known_versions(service, *product));
    const auto found = std::find_if(known.versions.begin(), known.versions.end(), [&](const auto& each) { return each.name == version; });
    const KnownVersion one = found == known.versions.end() ? KnownVersion{.name = version, .registered = {}, .seen = {}, .release = {}, .verdicts = {}, .gates = {}, .since = {}} : *found;
    RETURN_IF_ERROR(must_be_known(one, document->product));
    ASSIGN_OR_RETURN(const auto verdicts, product_entries(service, document->product, {"verdict"}, version));
    ASSIGN_OR_RETURN(const auto charters, product_entries(service, document->product, {"charter"}));
    ASSIGN_OR_RETURN(const auto retrainings, product_entries(service, document->product, {"retraining"}, version));
    ASSIGN_OR_RETURN(const auto moves, product_entries(service, document->product, {"model"}, version));
    ASSIGN_OR_RETURN(auto gates, gates_json(service, *product, version, *surroundings.request->actor));
    array releases, others;
    for (const auto& release : known.releases) {
        if (release.record.version == version) releases.emplace_back(json_of(release));
    }
    for (const auto& other : known.versions) others.emplace_back(report::well_formed(other.name));
    object all{{"product", document->product}, {"version", report::well_formed(version)}, {"served", known.served == version}, {"others", std::move(others)}, {"registered", one.registered ? value(json_of(*one.registered)) : value(nullptr)}, {"run", one.registered ? run_json(service, *one.registered) : value(nullptr)},
               {"lineage", lineage_json(service, *document, version, one.registered, charters, retrainings)}, {"seen", one.seen ? value(object{{"rows", one.seen->rows}, {"first", moment(one.seen->first)}, {"last", moment(one.seen->last)}}) : value(nullptr)},
               {"promises", promises_json(verdicts)}, {"gates", std::move(gates)}, {"releases", std::move(releases)}, {"retrainings", told_list(retrainings)}, {"moves", told_list(moves)}};
    std::string text = words_of(all, one);
    return shown(arguments, std::move(text), all);
}

}  // namespace

extern const Operation version_show{
    .id = "version_show",
    .command = "versions show",
    .route = {Method::get, "/v1/products/{product}/versions/{version}"},
    .scope = base::Scope::view,
    .summary = "One version with all that is known of it: where it comes from, what its promises came to, and each gate with its evidence and what people said.",
    .about = "The registry has its run, parameters, metrics and the digests of what it is made of; the ledger has the newest verdict on each promise of this version, and who asked, approved, refused or overrode exactly what. `may` says what whoever asks may do at "
             "each gate.",
    .parameters = parameters,
    .example = "charter versions show flight-delay-alerts 3",
    .run = run,
};

}  // namespace operations
