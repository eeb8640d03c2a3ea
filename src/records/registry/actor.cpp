#include "records/registry/actor.h"

#include <algorithm>

namespace records {

bool Actor::may(base::Scope scope, std::string_view product) const {
    return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) { return grant.scope == scope && (grant.product.empty() || grant.product == product); });
}

bool Actor::may_somewhere(base::Scope scope) const {
    return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) { return grant.scope == scope; });
}

std::string_view name(Actor::Kind kind) { return kind == Actor::Kind::person ? "person" : "service"; }

}  // namespace records
