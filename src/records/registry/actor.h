#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"

namespace records {

/// One thing that somebody may do, with one product or, where that is empty, with every one.
struct Grant {
    base::Scope scope = base::Scope::view;
    std::string product;
    auto operator<=>(const Grant&) const = default;
};

/// Who asks: a person or a service. A token may allow less than its owner may; here stands what holds for the request.
struct Actor {
    enum class Kind { person, service };
    std::string id;    ///< `person-4f0c2a9d1b7e`: made by chance, says nothing of anybody, stands in the ledger for good
    Kind kind = Kind::person;
    std::string name, email;
    std::vector<Grant> grants;
    std::string token;  ///< its id, which is no secret; empty: it was not by a token

    /// With this product; without one, with every product.
    bool may(base::Scope scope, std::string_view product = {}) const;
    /// With some product: for lists, from which the others are then left out.
    bool may_somewhere(base::Scope scope) const;
};

std::string_view name(Actor::Kind kind);

}  // namespace records
