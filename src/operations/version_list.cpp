#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "charter/gates.h"
#include "operations/access/members.h"
#include "operations/gates/gate_judge.h"
#include "operations/versions/known_versions.h"
#include "operations/versions/lineage.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

/// Gates are judged anew for the versions that came last; of the others each by itself, when somebody looks at it.
constexpr std::size_t judged_versions_max = 20;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

value moment(const std::optional<base::Time>& time) { return time ? value(base::format(*time)) : value(nullptr); }
value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(report::well_formed(text)); }

value seen_json(const std::optional<SeenVersion>& seen) {
    if (!seen) return nullptr;
    return object{{"rows", seen->rows}, {"first", moment(seen->first)}, {"last", moment(seen->last)}};
}

object verdicts_json(const std::map<std::string, std::string>& verdicts) {
    object counts{{"kept", 0}, {"broken", 0}, {"unproven", 0}};
    for (const auto& [promise, verdict] : verdicts) {
        if (auto* count = counts.if_contains(verdict)) *count = count->to_number<std::int64_t>() + 1;
    }
    return counts;
}

value release_json(const KnownVersions& known, const KnownVersion& one) {
    if (!one.release) return nullptr;
    const auto& release = known.releases[*one.release];
    const auto& last = release.record.steps.back();
    return object{{"release", release.record.id}, {"phase", rollout::name(release.state.phase)}, {"step", last.step}, {"share", static_cast<double>(last.share) / rollout::everyone}, {"begun", base::format(release.record.begun)}, {"newest", base::format(last.time)}};
}

/// Gates before which something was said of the version, as they stand.
base::Result<array> gates_json(Service& service, const Product& product, const std::vector<charter::Gate>& gates, const KnownVersion& one) {
    array list;
    for (const auto& gate : gates) {
        if (!one.gates.contains(report::plain(gate.id))) continue;
        ASSIGN_OR_RETURN(const auto card, judge_gate(service, product, gate, one.name));
        list.emplace_back(object{{"gate", gate.id}, {"title", report::well_formed(gate.title)}, {"verdict", verdicts::name(card.verdict())}, {"opens", card.opens()}, {"overridden", card.overridden.has_value()}});
    }
    return list;
}

value model_json(const charter::Charter& document) {
    const auto model = charter::model_of(document);
    if (model.registered.empty()) return nullptr;
    object aliases, stages;
    for (const auto& [alias, gate] : model.aliases) aliases[report::well_formed(alias)] = gate;
    for (const auto& [stage, gate] : model.stages) stages[report::well_formed(stage)] = gate;
    return object{{"registered_model", report::well_formed(model.registered)}, {"aliases", std::move(aliases)}, {"stages", std::move(stages)}, {"semantic", model.semantic}};
}

base::Result<object> version_json(Service& service, const Product& product, const std::vector<charter::Gate>& gates, const KnownVersions& known, std::size_t place) {
    const KnownVersion& one = known.versions[place];
    value judged = nullptr;
    if (place < judged_versions_max) {
        ASSIGN_OR_RETURN(judged, gates_json(service, product, gates, one));
    }
    return object{{"version", report::well_formed(one.name)}, {"served", one.name == known.served}, {"since", one.since.micros == 0 ? value(nullptr) : value(base::format(one.since))}, {"registered", one.registered ? value(json_of(*one.registered)) : value(nullptr)},
                  {"seen", seen_json(one.seen)}, {"verdicts", verdicts_json(one.verdicts)}, {"gates", std::move(judged)}, {"release", release_json(known, one)}};
}

std::string line_of(const KnownVersions& known, const KnownVersion& one) {
    std::string line = report::plain(one.name);
    if (one.registered) line += fmt::format(", registered {}{}", base::format(one.registered->created).substr(0, 10), one.registered->stage == "None" ? "" : ", " + one.registered->stage);
    if (one.registered) {
        for (const auto& alias : one.registered->aliases) line += ", " + report::plain(alias);
    }
    if (one.seen) line += fmt::format(", {} predictions{}", one.seen->rows, one.seen->last ? ", the last on " + base::format(*one.seen->last).substr(0, 10) : "");
    if (one.release) line += fmt::format(", release {} {}", known.releases[*one.release].record.id, rollout::name(known.releases[*one.release].state.phase));
    return line + (one.name == known.served ? ", which everybody has" : "") + "\n";
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const auto document = product->document();
    ASSIGN_OR_RETURN(const auto known, known_versions(service, *product));
    const auto gates = charter::gates_of(*document);
    array list;
    std::string text;
    for (std::size_t i = 0; i < known.versions.size(); ++i) {
        ASSIGN_OR_RETURN(auto one, version_json(service, *product, gates, known, i));
        list.emplace_back(std::move(one));
        text += line_of(known, known.versions[i]);
    }
    if (list.empty()) text = "No version is known yet: register one with MLflow's client, or send predictions that say which version they are of.\n";
    return shown(arguments, std::move(text), object{{"product", document->product}, {"model", model_json(*document)}, {"served", text_or_null(known.served)}, {"why_none_seen", text_or_null(known.why_none_seen)}, {"versions", std::move(list)}});
}

}  // namespace

extern const Operation version_list{
    .id = "version_list",
    .command = "versions list",
    .route = {Method::get, "/v1/products/{product}/versions"},
    .scope = base::Scope::view,
    .summary = "Every version of a product: as it is registered, as it was seen, what its promises came to, where it stands before gates and in releases.",
    .about = "Versions come from the registry (where the charter binds a registered model), from the version column of predictions, and from what the ledger says; the newest are first. Gates are judged anew for the twenty that came last, where something was sent, asked "
             "or overridden there.",
    .parameters = parameters,
    .example = "charter versions list flight-delay-alerts",
    .run = run,
};

}  // namespace operations
