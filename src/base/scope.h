#pragma once

#include <array>
#include <optional>
#include <string_view>

/// What somebody may do with a product. None holds another: whoever may approve may not therefore administer.
namespace base {

enum class Scope {
    view,        ///< see verdicts, values and the ledger
    ingest,      ///< send observations
    edit,        ///< change a charter, answer alerts
    approve,     ///< give or refuse what a role of the charter is asked for
    administer,  ///< people, tokens, settings, backups
};

inline constexpr std::array<std::pair<Scope, std::string_view>, 5> scope_names{{
    {Scope::view, "view"}, {Scope::ingest, "ingest"}, {Scope::edit, "edit"}, {Scope::approve, "approve"}, {Scope::administer, "administer"},
}};

constexpr std::string_view name(Scope scope) { return scope_names[static_cast<std::size_t>(scope)].second; }
constexpr std::optional<Scope> scope_of(std::string_view word) {
    for (const auto& [scope, its] : scope_names) {
        if (its == word) return scope;
    }
    return std::nullopt;
}

}  // namespace base
