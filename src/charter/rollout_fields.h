#pragma once

#include <array>

#include "charter/description.h"

/// What the document's section `rollouts:` may contain; a part of the description.
namespace charter::rollout_fields {

inline constexpr std::array<std::string_view, 4> kinds{"shadow", "canary", "ramp", "full"};
inline constexpr std::array<std::string_view, 3> actions{"continue", "hold", "roll_back"};
inline constexpr std::array<std::string_view, 2> mismatches{"hold", "roll_back"};
inline constexpr std::array<std::string_view, 3> roles{"goal", "guardrail", "signal"};
inline constexpr std::array<std::string_view, 2> directions{"higher", "lower"};

inline constexpr std::array<Field, 9> step_fields{{
    {.key = "kind", .kind = Kind::choice, .sentence = "Shadow: the candidate answers beside the current version and nobody sees it. Canary and ramp: a share of the units gets it, and a control of the same size is compared with them. Full: everyone but the holdout.", .example = "canary", .required = true, .words = kinds},
    {.key = "share", .kind = Kind::number, .sentence = "The share of units that gets the candidate, of canary and ramp; never less than in the step before.", .example = "0.05", .lowest = 0, .highest = 1, .ends_excluded = true},
    {.key = "at_least", .kind = Kind::integer, .sentence = "So many units must have been seen in each arm during the step before it can pass; of shadow, so many answers.", .example = "2000", .fallback = "100", .lowest = 1, .highest = 1e12},
    {.key = "stay_at_least", .kind = Kind::length, .sentence = "The shortest stay in the step; a failure does not wait for it.", .example = "1d", .fallback = "1h"},
    {.key = "stay_at_most", .kind = Kind::length, .sentence = "The longest stay: what is undecided then is inconclusive, or had no data.", .example = "14d", .fallback = "14d"},
    {.key = "pass", .kind = Kind::choice, .sentence = "What is done when every guardrail is surely kept and every goal surely reached.", .example = "hold", .fallback = "continue", .words = actions},
    {.key = "fail", .kind = Kind::choice, .sentence = "What is done, at once, when a guardrail is surely broken or a goal surely missed.", .example = "roll_back", .fallback = "roll_back", .words = actions},
    {.key = "inconclusive", .kind = Kind::choice, .sentence = "What is done when neither can be said: continue as soon as the step has lasted long enough, or hold or roll back at the end of the longest stay. The last step before everyone gets the candidate, and the full step, cannot continue.", .example = "continue", .fallback = "hold", .words = actions},
    {.key = "no_data", .kind = Kind::choice, .sentence = "What is done when too little came by the end of the longest stay, or nothing comes any more.", .example = "roll_back", .fallback = "hold", .words = mismatches},
}};
inline constexpr Shape step{.title = "rollouts.*.steps", .sentence = "A step on the way from nobody to everyone.", .fields = step_fields};

inline constexpr std::array<std::string_view, 3> metric_kinds{"mean", "ratio", "rate"};
inline constexpr std::array<OneOf, 1> metric_one_of{{{.keys = metric_kinds}}};
inline constexpr std::array<Field, 12> metric_fields{{
    {.key = "id", .kind = Kind::id, .sentence = "The name of the metric in what is decided.", .example = "conversion", .required = true},
    {.key = "role", .kind = Kind::choice, .sentence = "A guardrail must not get worse by more than its margin; a goal must get better by more than its margin; a signal is shown and decides nothing.", .example = "guardrail", .required = true, .words = roles},
    {.key = "mean", .sentence = "The column whose mean over units is compared.", .example = "spend"},
    {.key = "ratio", .sentence = "The column whose sum is divided by that of `per`.", .example = "revenue"},
    {.key = "per", .sentence = "What the column of `ratio` is divided by.", .example = "sessions"},
    {.key = "rate", .sentence = "The column that says whether an event happened to the unit (0 or 1), compared without any approximation: for rare events, errors above all.", .example = "crashed"},
    {.key = "earlier", .sentence = "The column with what the same was worth before the release (CUPED); units without it are compared among themselves. Of a mean.", .example = "spend_before"},
    {.key = "cap", .kind = Kind::number, .sentence = "Values above count as this much, so that one customer does not decide. Of a mean.", .example = "500"},
    {.key = "better", .kind = Kind::choice, .sentence = "Which direction is better.", .example = "lower", .fallback = "higher", .words = directions},
    {.key = "margin", .kind = Kind::number, .sentence = "By how much a guardrail may be worse, or a goal must be better, in the metric's own unit.", .example = "0.002", .fallback = "0", .lowest = 0},
    {.key = "relative", .kind = Kind::boolean, .sentence = "The margin is a share of the control's value.", .example = "true", .fallback = "false"},
    {.key = "weight", .kind = Kind::number, .sentence = "How much of the error probability the metric gets, compared with the others.", .example = "2", .fallback = "1", .lowest = 0, .ends_excluded = true},
}};
inline constexpr Shape metric{.title = "rollouts.*.metrics", .sentence = "What is compared between the candidate and its control.", .fields = metric_fields, .one_of = metric_one_of};

inline constexpr std::array<Field, 8> plan_fields{{
    {.key = "unit", .sentence = "The column that says who is assigned; without it task.columns.subject, or else task.columns.unit.", .example = "traveller"},
    {.key = "level", .kind = Kind::number, .sentence = "One minus the probability that anything said in a release is ever wrong, over all looks, metrics, steps and candidates in a row.", .example = "0.95", .fallback = "0.95", .lowest = 0.5, .highest = 1, .ends_excluded = true},
    {.key = "holdout", .kind = Kind::number, .sentence = "The share of units that keeps the current version beyond a half, to compare with.", .example = "0.1", .fallback = "0.05", .lowest = 0, .highest = 0.5},
    {.key = "planned", .kind = Kind::number, .sentence = "For so many units in both arms together the comparison is sharpest; decided beforehand.", .example = "50000", .fallback = "20000", .lowest = 100, .highest = 1e12},
    {.key = "fresh_within", .kind = Kind::length, .sentence = "When nothing has come for so long, there is no data.", .example = "2h", .fallback = "1d"},
    {.key = "mismatch", .kind = Kind::choice, .sentence = "What is done when the arms are not of the sizes that they should have: the comparison is void.", .example = "roll_back", .fallback = "hold", .words = mismatches},
    {.key = "steps", .kind = Kind::list, .sentence = "The steps, in order.", .example = "[{kind: canary, share: 0.01, inconclusive: continue}, {kind: ramp, share: 0.25}, {kind: full}]", .required = true, .shape = &step},
    {.key = "metrics", .kind = Kind::list, .sentence = "What is compared.", .example = "[{id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.001}]", .required = true, .shape = &metric},
}};
inline constexpr Shape plan{.title = "rollouts", .sentence = "Who gets a candidate when, and on what evidence it goes on or back (docs/rollouts.md).", .fields = plan_fields};

}  // namespace charter::rollout_fields
