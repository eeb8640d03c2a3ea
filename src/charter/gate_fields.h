#pragma once

#include <array>
#include <string_view>

#include "charter/description.h"

/// What the document's sections `gates:` and `model:` may contain; a part of the description.
namespace charter::gate_fields {

inline constexpr std::array<Field, 2> review_fields{{
    {.key = "promise", .sentence = "The promise that rests on the review.", .example = "reviewed", .required = true},
    {.key = "within", .kind = Kind::length, .sentence = "It was given no longer ago than this.", .example = "90d", .required = true},
}};
inline constexpr Shape review{.title = "gates.*.reviews", .sentence = "A review that must not be older.", .fields = review_fields};

inline constexpr std::array<Field, 3> budget_fields{{
    {.key = "promise", .sentence = "The promise whose error budget it is.", .example = "useful", .required = true},
    {.key = "over", .kind = Kind::length, .sentence = "The windows that ended within this time count.", .example = "28d", .required = true},
    {.key = "broken_at_most", .kind = Kind::number, .sentence = "The share of them in which the promise may have been broken.", .example = "0.1", .required = true, .lowest = 0, .highest = 1},
}};
inline constexpr Shape budget{.title = "gates.*.budget", .sentence = "How much of an error budget must be left.", .fields = budget_fields};

inline constexpr std::array<Field, 2> approval_fields{{
    {.key = "role", .sentence = "The role that must approve.", .example = "risk", .required = true},
    {.key = "people", .kind = Kind::integer, .sentence = "So many people who hold it.", .example = "2", .fallback = "1", .lowest = 1, .highest = 20},
}};
inline constexpr Shape approval{.title = "gates.*.approvals", .sentence = "An approval that must be given.", .fields = approval_fields};

inline constexpr std::array<Field, 11> gate_fields{{
    {.key = "title", .sentence = "What passes it.", .example = "A version goes to all users"},
    {.key = "holdout", .kind = Kind::names, .sentence = "Promises that must be kept on a file that the version has scored. A gate that names no promise asks for all that stop, on such a file.", .example = "[useful, even]"},
    {.key = "shadow", .kind = Kind::names, .sentence = "Promises that must be kept on decisions of the version that nobody acted on, since its shadow step began.", .example = "[useful]"},
    {.key = "canary", .kind = Kind::names, .sentence = "Promises that must be kept by the version since it was given its first share of the traffic.", .example = "[useful]"},
    {.key = "live", .kind = Kind::names, .sentence = "Promises that must be kept by the product as it runs, whichever version is asked about.", .example = "[fresh]"},
    {.key = "approvals", .kind = Kind::list, .sentence = "Roles that must approve. Whoever asked for it does not count, and nobody counts for two.", .example = "[{role: risk}]", .shape = &approval},
    {.key = "reviews", .kind = Kind::list, .sentence = "Reviews that must not be older than the gate says, however often they must be renewed otherwise.", .example = "[{promise: reviewed, within: 90d}]", .shape = &review},
    {.key = "budget", .kind = Kind::list, .sentence = "Error budgets that must not be used up.", .example = "[{promise: useful, over: 28d, broken_at_most: 0.1}]", .shape = &budget},
    {.key = "evidence_within", .kind = Kind::length, .sentence = "Evidence from a file counts for so long; without it, as long as charter and version stand.", .example = "14d"},
    {.key = "due", .kind = Kind::length, .sentence = "How long an approval that was asked for may take; reminders come at half of it and when it is over.", .example = "2d", .fallback = "3d"},
    {.key = "escalate_to", .sentence = "The role that is told too when an approval is overdue.", .example = "product"},
}};
inline constexpr Shape gate{.title = "gates", .sentence = "What must hold before something may happen (docs/gates.md).", .fields = gate_fields};

inline constexpr std::array<Field, 1> gated_name_fields{{
    {.key = "gate", .sentence = "The gate that stands before it.", .example = "release", .required = true},
}};
inline constexpr Shape gated_name{.title = "model.aliases", .sentence = "A name that a version gets only through a gate.", .fields = gated_name_fields};

inline constexpr std::array<std::string_view, 2> version_policies{"any", "semantic"};
inline constexpr std::array<Field, 4> model_fields{{
    {.key = "registered_model", .sentence = "The model's name in the registry. Its names and stages below then obey the gates, whoever moves them and by which client.", .example = "flight-delays", .required = true},
    {.key = "aliases", .kind = Kind::named, .sentence = "Aliases, and the gate before each.", .example = "{champion: {gate: release}}", .shape = &gated_name},
    {.key = "stages", .kind = Kind::named, .sentence = "Stages, and the gate before each.", .example = "{Production: {gate: release}}", .shape = &gated_name},
    {.key = "versions", .kind = Kind::choice, .sentence = "How versions are numbered: `semantic` asks, before every gate, for a tag charter.version of three numbers, MAJOR.MINOR.PATCH, that is higher than that of every version before.", .example = "semantic", .fallback = "any", .words = version_policies},
}};
inline constexpr Shape model{.title = "model", .sentence = "The registered model that the charter binds.", .fields = model_fields};

}  // namespace charter::gate_fields
