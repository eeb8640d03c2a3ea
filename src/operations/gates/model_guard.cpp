#include "operations/gates/model_guard.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "charter/gates.h"
#include "operations/gates/gate_judge.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;
using protocols::mlflow::Move;

/// A product whose charter binds a model.
struct Bound {
    std::shared_ptr<Product> product;
    std::shared_ptr<const charter::Charter> document;
    charter::Model model;
};

std::vector<Bound> bound_to(const Service& service, const std::string& model) {
    std::vector<Bound> all;
    for (const auto& id : service.products()) {
        const auto product = service.product(id);
        if (!product) continue;
        auto document = (*product)->document();
        auto named = charter::model_of(*document);
        if (!named.registered.empty() && named.registered == model) all.push_back({*product, std::move(document), std::move(named)});
    }
    return all;
}

Result<Done> refused(const Bound& bound, const std::string& what, const std::string& next) { return Error{Fault::denied, fmt::format("the charter of {} binds the model {}: {}", bound.document->product, bound.model.registered, what), next}; }

Result<Done> through(Service& service, const Bound& bound, const std::string& gate_id, const std::string& version) {
    ASSIGN_OR_RETURN(const auto gate, charter::gate_of(*bound.document, gate_id));
    ASSIGN_OR_RETURN(const auto card, judge_gate(service, *bound.product, gate, version));
    if (card.opens()) return Done{};
    return Error{Fault::denied, report::refusal_of(card), fmt::format("see charter gates show {} {} --gate {}", bound.document->product, version, gate.id)};
}

/// Names of a version that a gate stands before.
Result<std::vector<std::string>> gated_names(Service& service, const Bound& bound, const std::string& version) {
    std::vector<std::string> names;
    const auto found = service.registered_version(bound.model.registered, version);
    if (!found) return names;
    for (const auto& alias : found->aliases) {
        if (bound.model.aliases.contains(alias)) names.push_back("alias " + alias);
    }
    if (bound.model.stages.contains(found->stage)) names.push_back("stage " + found->stage);
    return names;
}

Result<Done> judge(Service& service, const Bound& bound, const Move& move) {
    const auto before = [&](const std::map<std::string, std::string>& names) {
        const auto gate = names.find(move.name);
        return gate == names.end() ? Result<Done>(Done{}) : through(service, bound, gate->second, move.version);
    };
    switch (move.kind) {
        case Move::Kind::set_alias: return before(bound.model.aliases);
        case Move::Kind::set_stage: return before(bound.model.stages);
        case Move::Kind::delete_version: {
            ASSIGN_OR_RETURN(const auto names, gated_names(service, bound, move.version));
            if (names.empty()) return Done{};
            return refused(bound, fmt::format("version {} has the {} and cannot be deleted", move.version, names.front()), "give that to another version first");
        }
        case Move::Kind::delete_model: return refused(bound, "it cannot be deleted", "apply a revision of the charter without it first");
        case Move::Kind::rename_model: return refused(bound, "it cannot be renamed", "apply a revision of the charter with the new name first");
        case Move::Kind::remove_alias:
        case Move::Kind::archive:
        case Move::Kind::create_model:
        case Move::Kind::copy_version: return Done{};  // nobody is served by it; what is served goes through a gate
    }
    return Done{};
}

std::string_view name(Move::Kind kind) {
    switch (kind) {
        case Move::Kind::set_alias: return "set_alias";
        case Move::Kind::remove_alias: return "remove_alias";
        case Move::Kind::set_stage: return "set_stage";
        case Move::Kind::archive: return "archive";
        case Move::Kind::delete_version: return "delete_version";
        case Move::Kind::delete_model: return "delete_model";
        case Move::Kind::rename_model: return "rename_model";
        case Move::Kind::create_model: return "create_model";
        case Move::Kind::copy_version: return "copy_version";
    }
    return {};
}

}  // namespace

Result<Done> may_move(Service& service, const Move& move) {
    if (move.kind == Move::Kind::rename_model) {
        // Another model must not come into a bound name with names that went through no gate.
        for (const auto& bound : bound_to(service, move.name)) return refused(bound, move.model + " cannot take its name", "register versions under that name");
    }
    const auto all = bound_to(service, move.model);
    for (const auto& bound : all) RETURN_IF_ERROR(judge(service, bound, move));
    // What the ledger has let through is done, also after a crash: so nothing is written there before everybody has agreed.
    for (const auto& bound : all) {
        RETURN_IF_ERROR(service.ledger().append([&](const records::State&) {
            records::Plan plan;
            plan.drafts.push_back({"model", {{"product", report::well_formed(bound.document->product)}, {"model", report::well_formed(move.model)}, {"move", name(move.kind)}, {"version", report::well_formed(move.version)}, {"name", report::well_formed(move.name)},
                                             {"charter", base::format(bound.document->digest)}, {"by", move.actor}}});
            return plan;
        }, service.now()));
    }
    return Done{};
}

}  // namespace operations
