#include "operations/releases/served_alias.h"

#include "charter/gates.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::Done;
using base::Result;
using rollout::Phase;

/// Where an alias belongs. An empty version: nowhere.
struct Wanted {
    std::uint64_t sequence = 0;
    std::string version;
};

/// What a release says of it: nothing while it runs, or is held.
std::optional<Wanted> wanted_by(const Release& release) {
    const auto& last = release.record.steps.back();
    if (release.state.phase == Phase::finished) return Wanted{last.sequence, release.record.version};
    if (release.state.phase == Phase::rolled_back) return Wanted{last.sequence, release.record.current};
    return std::nullopt;
}

Result<Done> put(Service& service, const std::string& model, const std::string& alias, const Wanted& wanted) {
    auto& models = service.registry().models();
    ASSIGN_OR_RETURN(const auto now_has, models.alias(model, alias));
    if (wanted.version.empty()) return now_has ? models.remove_alias(model, alias, service.now()) : Result<Done>(Done{});
    const auto version = service.registered_version(model, wanted.version);
    // A version that the registry does not have, or no longer, has no alias there.
    if (!version || (now_has && *now_has == version->version)) return Done{};
    return models.set_alias(model, alias, version->version, service.now());
}

}  // namespace

std::optional<std::pair<std::string, std::string>> served_alias(const charter::Charter& document) {
    const auto model = charter::model_of(document);
    if (model.registered.empty() || model.aliases.empty()) return std::nullopt;
    return std::pair(model.aliases.begin()->first, model.aliases.begin()->second);
}

Result<Done> follow_aliases(Service& service, const charter::Charter& document, const Release* last) {
    const auto model = charter::model_of(document);
    if (model.registered.empty()) return Done{};
    const auto served = served_alias(document);
    for (const auto& [alias, gate] : model.aliases) {
        std::optional<Wanted> wanted;
        RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) {
            const auto* move = state.alias_move(report::well_formed(document.product), report::well_formed(model.registered), report::well_formed(alias));
            if (move != nullptr) wanted = Wanted{move->sequence, move->version};
        }));
        const auto released = last != nullptr && served && served->first == alias ? wanted_by(*last) : std::nullopt;
        if (released && (!wanted || wanted->sequence < released->sequence)) wanted = released;
        if (wanted) RETURN_IF_ERROR(put(service, model.registered, alias, *wanted));
    }
    return Done{};
}

}  // namespace operations
