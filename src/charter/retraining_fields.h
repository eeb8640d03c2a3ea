#pragma once

#include <array>

#include "charter/description.h"

/// What the document's section `retraining:` may contain; a part of the description.
namespace charter::retraining_fields {

inline constexpr std::array<Field, 2> broken_fields{{
    {.key = "promise", .sentence = "The promise, which has windows (`over`).", .example = "useful", .required = true},
    {.key = "windows", .kind = Kind::integer, .sentence = "In so many matured windows in a row it must be broken.", .example = "2", .fallback = "1", .lowest = 1, .highest = 100},
}};
inline constexpr Shape broken{.title = "retraining.broken", .sentence = "Retrain when a promise is broken; a promise that is unproven starts nothing.", .fields = broken_fields};

inline constexpr std::array<Field, 3> drift_fields{{
    {.key = "promise", .sentence = "A promise about a comparison with the reference, with windows (`over`).", .example = "stable", .required = true},
    {.key = "above", .kind = Kind::number, .sentence = "The whole interval lies above this; without it, the promise's own bound is broken or its detector has raised an alarm.", .example = "0.25"},
    {.key = "windows", .kind = Kind::integer, .sentence = "In so many matured windows in a row.", .example = "3", .fallback = "1", .lowest = 1, .highest = 100},
}};
inline constexpr Shape drift{.title = "retraining.drift", .sentence = "Retrain when the data have moved.", .fields = drift_fields};

inline constexpr std::array<Field, 5> cost_fields{{
    {.key = "money", .kind = Kind::number, .sentence = "What is paid for one retraining: machines, data.", .example = "400", .fallback = "0", .lowest = 0},
    {.key = "labels", .kind = Kind::number, .sentence = "So many labels must be made for it.", .example = "2000", .fallback = "0", .lowest = 0},
    {.key = "per_label", .kind = Kind::number, .sentence = "What one of them costs.", .example = "0.15", .fallback = "0", .lowest = 0},
    {.key = "review_hours", .kind = Kind::number, .sentence = "Hours that people need to look at the result and approve it.", .example = "6", .fallback = "0", .lowest = 0},
    {.key = "per_hour", .kind = Kind::number, .sentence = "What one of them costs.", .example = "80", .fallback = "0", .lowest = 0},
}};
inline constexpr Shape cost{.title = "retraining.cost", .sentence = "What one retraining costs, in `currency`.", .fields = cost_fields};

inline constexpr std::array<Field, 4> pays_fields{{
    {.key = "promise", .sentence = "The promise whose metric decays, with windows (`over`); best one of value_per_decision.", .example = "worth-it", .required = true},
    {.key = "worth", .kind = Kind::number, .sentence = "What a rise of the metric by one is worth for each decision, in `currency`; negative where less of it is better. Of value_per_decision it is 1.", .example = "3.5"},
    {.key = "recovers", .kind = Kind::number, .sentence = "The share of what was lost since the training that the next one brings back: an assumption, unless earlier trainings in the same history show it.", .example = "0.9", .fallback = "1", .lowest = 0, .highest = 1},
    {.key = "horizon", .kind = Kind::length, .sentence = "How far ahead the loss by waiting is told.", .example = "30d", .fallback = "30d"},
}};
inline constexpr Shape pays{.title = "retraining.pays", .sentence = "Retrain when what the decay has cost since the training is surely more than a retraining costs (docs/retraining.md).", .fields = pays_fields};

inline constexpr std::array<Field, 5> guards_fields{{
    {.key = "pause", .kind = Kind::length, .sentence = "The shortest time between two starts.", .example = "7d", .fallback = "1d"},
    {.key = "at_most", .kind = Kind::integer, .sentence = "So many starts in each `per`.", .example = "3", .fallback = "4", .lowest = 1, .highest = 1'000},
    {.key = "per", .kind = Kind::length, .sentence = "The time for which `at_most` counts.", .example = "30d", .fallback = "30d"},
    {.key = "failures", .kind = Kind::integer, .sentence = "After so many in a row that failed or brought the same model nothing is started by itself, until a person starts one.", .example = "2", .fallback = "3", .lowest = 1, .highest = 100},
    {.key = "deadline", .kind = Kind::length, .sentence = "A run that takes longer is ended and has failed.", .example = "6h", .fallback = "6h"},
}};
inline constexpr Shape guards{.title = "retraining.guards", .sentence = "What keeps retrainings from starting in a loop or a storm.", .fields = guards_fields};

inline constexpr std::array<Field, 2> then_fields{{
    {.key = "gate", .sentence = "The gate whose approvals are asked for, once it has evidence of the new version.", .example = "release"},
    {.key = "rollout", .sentence = "The rollout that starts as soon as the gate opens for it.", .example = "careful"},
}};
inline constexpr Shape then{.title = "retraining.then", .sentence = "How the new version goes on by itself; without it, it waits in the registry for a person.", .fields = then_fields};

inline constexpr std::array<Field, 10> fields{{
    {.key = "registered_model", .sentence = "The registered model of which the result is a new version.", .example = "flight-delay", .required = true},
    {.key = "command", .kind = Kind::words, .sentence = "The program that trains and its arguments, run without a shell; only where the server was started with --allow-commands.", .example = "[python3, train.py]"},
    {.key = "webhook", .sentence = "Where a retraining is asked for, by a signed POST with an idempotency key; or secret:NAME for an address that only an administrator of the server knows.", .example = "https://example.org/train"},
    {.key = "schedule", .kind = Kind::length, .sentence = "Retrain so long after the last time.", .example = "30d"},
    {.key = "broken", .kind = Kind::list, .sentence = "Retrain when a promise is broken.", .example = "[{promise: useful, windows: 2}]", .shape = &broken},
    {.key = "drift", .kind = Kind::list, .sentence = "Retrain when the data have moved.", .example = "[{promise: stable, above: 0.25}]", .shape = &drift},
    {.key = "pays", .kind = Kind::shape, .sentence = "Retrain when it pays.", .example = "{promise: worth-it, horizon: 30d}", .shape = &pays},
    {.key = "cost", .kind = Kind::shape, .sentence = "What one retraining costs.", .example = "{money: 400, review_hours: 6, per_hour: 80}", .shape = &cost},
    {.key = "guards", .kind = Kind::shape, .sentence = "What keeps retrainings from starting in a loop or a storm.", .example = "{pause: 7d, failures: 2}", .shape = &guards},
    {.key = "then", .kind = Kind::shape, .sentence = "How the new version goes on by itself.", .example = "{gate: release, rollout: careful}", .shape = &then},
}};
inline constexpr Shape section{.title = "retraining", .sentence = "When the model is trained again, how that is started, and what holds it back (docs/retraining.md).", .fields = fields};

}  // namespace charter::retraining_fields
