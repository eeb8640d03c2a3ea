#include "charter/description.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "charter/feedback_fields.h"
#include "charter/gate_fields.h"
#include "charter/retraining_fields.h"
#include "charter/rollout_fields.h"

namespace charter {

namespace {

constexpr std::array<std::string_view, 2> approvals{"release", "weaken-promise"};
constexpr std::array<std::string_view, 5> task_kinds{"binary", "multiclass", "regression", "ranking", "generation"};
constexpr std::array<std::string_view, 3> absences{"unknown", "negative", "positive"};
constexpr std::array<std::string_view, 3> observations{"always", "acted", "not_acted"};
constexpr std::array<std::string_view, 3> breaches{"info", "warn", "stop"};
constexpr std::array<std::string_view, 2> seasons{"day", "week"};
constexpr std::array<std::string_view, 2> abouts{"process", "census"};
constexpr std::array<std::string_view, 4> comparisons{"difference", "ratio", "to_overall", "worst"};
constexpr std::array<std::string_view, 3> records{"review", "approval", "attestation"};
constexpr std::array<std::string_view, 4> places{"holdout", "shadow", "canary", "live"};
constexpr std::array<std::string_view, 7> types{"any", "number", "integer", "category", "text", "time", "boolean"};
constexpr std::array<std::string_view, 5> paces{"hour", "day", "week", "month", "year"};

constexpr std::array<std::string_view, 2> reference_keys{"period", "file"};
constexpr std::array<OneOf, 1> reference_one_of{{{.keys = reference_keys}}};
constexpr std::array<std::string_view, 2> evidence_keys{"metric", "evidence"};
constexpr std::array<std::string_view, 4> bound_keys{"at_least", "at_most", "between", "equals"};
constexpr std::array<OneOf, 2> promise_one_of{{{.keys = evidence_keys}, {.when = "metric", .keys = bound_keys}}};

constexpr std::array<Field, 1> relative_fields{{
    {.key = "times_reference", .kind = Kind::number, .sentence = "The bound is this many times the metric's value on the reference.", .example = "0.95", .required = true, .lowest = 0, .ends_excluded = true},
}};
constexpr Shape relative{.title = "bound relative to the reference", .sentence = "A bound that moves with the reference.", .fields = relative_fields};

constexpr std::array<Field, 2> role_fields{{
    {.key = "title", .sentence = "What people call the role.", .example = "Data science"},
    {.key = "approves", .kind = Kind::choices, .sentence = "What needs the approval of this role.", .example = "[release, weaken-promise]", .words = approvals},
}};
constexpr Shape role{.title = "roles", .sentence = "Who answers for promises. Each role has a name of its own choice.", .fields = role_fields};

constexpr std::array<Field, 3> objective_fields{{
    {.key = "id", .kind = Kind::id, .sentence = "The name that promises refer to with `serves`.", .example = "save-trips", .required = true},
    {.key = "statement", .sentence = "What is to be reached.", .example = "Fewer missed connections", .required = true},
    {.key = "owner", .sentence = "The role that answers for it.", .example = "product"},
}};
constexpr Shape objective{.title = "objectives", .sentence = "What the product is for.", .fields = objective_fields};

constexpr std::array<Field, 16> column_fields{{
    {.key = "time", .sentence = "When the prediction was made.", .example = "day"},
    {.key = "id", .sentence = "What identifies a prediction.", .example = "flight"},
    {.key = "unit", .sentence = "What is independent of its like: a subject, a day, a query. Without it rows are taken as independent.", .example = "day"},
    {.key = "version", .sentence = "The version of the model that made the prediction.", .example = "model"},
    {.key = "score", .sentence = "The predicted probability of the positive label.", .example = "p_late"},
    {.key = "prediction", .sentence = "The predicted label or number; decides where there is no score.", .example = "warned"},
    {.key = "scores", .kind = Kind::columns, .sentence = "The predicted probability of each class, in a multiclass task; the highest decides where there is no prediction.", .example = "{calm: p_calm, urgent: p_urgent}"},
    {.key = "label", .sentence = "What really happened.", .example = "late"},
    {.key = "subject", .sentence = "The person that a row is about.", .example = "traveller"},
    {.key = "query", .sentence = "What a ranking answers.", .example = "search"},
    {.key = "item", .sentence = "What is ranked, recommended or judged.", .example = "article"},
    {.key = "lower", .sentence = "The lower end of a prediction interval.", .example = "p05"},
    {.key = "upper", .sentence = "The upper end of a prediction interval.", .example = "p95"},
    {.key = "features", .kind = Kind::names, .sentence = "What the model reads.", .example = "[distance, origin]"},
    {.key = "changeable", .kind = Kind::names, .sentence = "Features that a subject can change.", .example = "[income]", .reserved = true},
    {.key = "weight", .sentence = "How many observations a row stands for.", .example = "count", .reserved = true},
}};
constexpr Shape columns{.title = "task.columns", .sentence = "Which columns of the data mean what.", .fields = column_fields};

constexpr std::array<Field, 1> decide_fields{{
    {.key = "threshold", .kind = Kind::number, .sentence = "Scores of this and more count as predicted positive.", .example = "0.35", .fallback = "0.5"},
}};
constexpr Shape decide{.title = "task.decide", .sentence = "How a score becomes a decision.", .fields = decide_fields};

constexpr std::array<Field, 4> task_fields{{
    {.key = "kind", .kind = Kind::choice, .sentence = "What the model predicts.", .example = "binary", .required = true, .words = task_kinds},
    {.key = "positive", .sentence = "The label that counts as positive; in a multiclass task, the class that promises about one class mean where they name none.", .example = "1", .fallback = "1"},
    {.key = "columns", .kind = Kind::shape, .sentence = "Which columns mean what.", .example = "{time: day, score: p_late, label: late}", .shape = &columns},
    {.key = "decide", .kind = Kind::shape, .sentence = "How a score becomes a decision.", .example = "{threshold: 0.35}", .shape = &decide},
}};
constexpr Shape task{.title = "task", .sentence = "What the model does.", .fields = task_fields};

constexpr std::array<Field, 3> outcome_fields{{
    {.key = "late_by", .kind = Kind::length, .sentence = "How long after its prediction an outcome may come.", .example = "1d"},
    {.key = "absent_means", .kind = Kind::choice, .sentence = "What a missing label stands for.", .example = "unknown", .fallback = "unknown", .words = absences},
    {.key = "observed_when", .kind = Kind::choice, .sentence = "Whether outcomes are seen for every decision, or only where the model acted (or did not).", .example = "always", .fallback = "always", .words = observations},
}};
constexpr Shape outcomes{.title = "outcomes", .sentence = "How the truth becomes known.", .fields = outcome_fields};

constexpr std::array<Field, 2> period_fields{{
    {.key = "from", .kind = Kind::time, .sentence = "The first moment.", .example = "2001-01-01", .required = true},
    {.key = "to", .kind = Kind::time, .sentence = "The moment after the last.", .example = "2001-03-01", .required = true},
}};
constexpr Shape period{.title = "reference.period", .sentence = "A part of the same data, from its first moment up to but without its last.", .fields = period_fields};

constexpr std::array<Field, 2> reference_fields{{
    {.key = "period", .kind = Kind::shape, .sentence = "A period of the same data.", .example = "{from: 2001-01-01, to: 2001-03-01}", .shape = &period},
    {.key = "file", .sentence = "Another file with the same columns.", .example = "february.parquet"},
}};
constexpr Shape reference{.title = "reference", .sentence = "What the data are compared with.", .fields = reference_fields, .one_of = reference_one_of};

constexpr std::array<Field, 9> money_fields{{
    {.key = "from", .kind = Kind::number, .sentence = "The least it may be; every amount up to `to` is as likely.", .example = "10"},
    {.key = "to", .kind = Kind::number, .sentence = "The most it may be.", .example = "20"},
    {.key = "low", .kind = Kind::number, .sentence = "The least it may be, with `likely` and `high`: a triangular distribution.", .example = "10"},
    {.key = "likely", .kind = Kind::number, .sentence = "The likeliest amount.", .example = "18"},
    {.key = "high", .kind = Kind::number, .sentence = "The most it may be.", .example = "30"},
    {.key = "mean", .kind = Kind::number, .sentence = "The expected amount, with `sd`: a normal distribution.", .example = "18"},
    {.key = "sd", .kind = Kind::number, .sentence = "The standard deviation: how far off the mean may typically be.", .example = "3", .lowest = 0, .ends_excluded = true},
    {.key = "column", .sentence = "The column of the data that holds an amount for each row.", .example = "order_value"},
    {.key = "times", .kind = Kind::number, .sentence = "What the column is multiplied by; a distribution in its place makes the factor uncertain.", .example = "-0.2", .fallback = "1"},
}};
constexpr Shape money{.title = "an amount", .sentence = "An amount of money that is uncertain, or another one for each row: `{from, to}`, `{low, likely, high}`, `{mean, sd}`, or `{column}` with `times` or one of the others.", .fields = money_fields};

constexpr std::array<Field, 2> capacity_fields{{
    {.key = "per", .kind = Kind::choice, .sentence = "In each of these.", .example = "day", .required = true, .words = paces},
    {.key = "at_most", .kind = Kind::number, .sentence = "So many positive decisions can be acted on.", .example = "200", .required = true, .lowest = 0},
}};
constexpr Shape capacity{.title = "value.capacity", .sentence = "How many positive decisions can be acted on.", .fields = capacity_fields};

constexpr std::array<Field, 2> decisions_fields{{
    {.key = "per", .kind = Kind::choice, .sentence = "In each of these.", .example = "month", .required = true, .words = paces},
    {.key = "decisions", .kind = Kind::number, .sentence = "So many decisions are made.", .example = "480000", .required = true, .lowest = 0, .ends_excluded = true},
}};
constexpr Shape decisions{.title = "value.volume", .sentence = "How many decisions are made; without it, the pace of the data.", .fields = decisions_fields};

constexpr std::array<Field, 12> value_fields{{
    {.key = "true_positive", .kind = Kind::money, .sentence = "What a positive that was predicted is worth, in `currency`.", .example = "18", .fallback = "0"},
    {.key = "false_positive", .kind = Kind::money, .sentence = "What a false alarm is worth.", .example = "-2.5", .fallback = "0"},
    {.key = "false_negative", .kind = Kind::money, .sentence = "What a positive that was missed is worth.", .example = "{from: -15, to: -8}", .fallback = "0"},
    {.key = "true_negative", .kind = Kind::money, .sentence = "What a negative left alone is worth.", .example = "0", .fallback = "0"},
    {.key = "per_action", .kind = Kind::money, .sentence = "What acting on a positive decision costs, beside the amounts.", .example = "1.5", .lowest = 0},
    {.key = "per_review", .kind = Kind::money, .sentence = "What it costs that somebody looks at a positive decision.", .example = "4", .lowest = 0},
    {.key = "per_prediction", .kind = Kind::money, .sentence = "What a prediction costs.", .example = "0.002", .lowest = 0},
    {.key = "overestimate", .kind = Kind::money, .sentence = "Of predicted numbers: what each unit by which one is too high is worth.", .example = "-1"},
    {.key = "underestimate", .kind = Kind::money, .sentence = "Of predicted numbers: what each unit by which one is too low is worth.", .example = "-4"},
    {.key = "by_position", .kind = Kind::numbers, .sentence = "Of rankings: what a relevant item in first place is worth, in second place, and so on.", .example = "[5, 2, 1]"},
    {.key = "capacity", .kind = Kind::shape, .sentence = "How many positive decisions can be acted on.", .example = "{per: day, at_most: 200}", .shape = &capacity},
    {.key = "volume", .kind = Kind::shape, .sentence = "How many decisions are made; without it, the pace of the data.", .example = "{per: month, decisions: 480000}", .shape = &decisions},
}};
constexpr Shape value{.title = "value", .sentence = "What each outcome of a decision is worth in money; amounts that are costs are negative, and what is paid per action, review or prediction is written as it is paid.", .fields = value_fields};

constexpr std::array<std::string_view, 3> shares_of_groups{"found", "flagged", "right"};

constexpr Field limit_per{.key = "per", .kind = Kind::choice, .sentence = "In each of these.", .example = "month", .required = true, .words = paces};
constexpr Field limit_of{.key = "of", .kind = Kind::number, .sentence = "Out of so many.", .example = "100", .fallback = "100", .lowest = 0, .ends_excluded = true};
constexpr Field limit_category{.key = "category", .sentence = "Of many classes the one that is meant.", .example = "fraud"};
constexpr Field limit_first{.key = "first", .kind = Kind::integer, .sentence = "Of rankings: among so many first places; without it among all.", .example = "10", .lowest = 1};
constexpr Field limit_owner{.key = "owner", .sentence = "The role that answers for it.", .example = "product"};
constexpr Field limit_breach{.key = "breach", .kind = Kind::choice, .sentence = "What breaking the promise that follows from it would mean.", .example = "stop", .fallback = "warn", .words = breaches};

constexpr std::array<Field, 4> earn_fields{{
    {.key = "at_least", .kind = Kind::number, .sentence = "So much money, in `currency`.", .example = "20000", .required = true}, limit_per, limit_owner, limit_breach}};
constexpr Shape earn{.title = "business_limits.earn", .sentence = "What the decisions must bring.", .fields = earn_fields};
constexpr std::array<Field, 5> flagged_wrong_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "So many of those flagged may be wrong.", .example = "3", .required = true, .lowest = 0}, limit_of, limit_category, limit_owner, limit_breach}};
constexpr Shape flagged_wrong{.title = "business_limits.flagged_wrong", .sentence = "How many of those flagged may be flagged wrongly.", .fields = flagged_wrong_fields};
constexpr std::array<Field, 6> cases_found_fields{{
    {.key = "at_least", .kind = Kind::number, .sentence = "So many of the cases must be found.", .example = "60", .required = true, .lowest = 0}, limit_of, limit_category, limit_first, limit_owner, limit_breach}};
constexpr Shape cases_found{.title = "business_limits.cases_found", .sentence = "How many of the cases must be found.", .fields = cases_found_fields};
constexpr std::array<Field, 5> reviews_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "So many can be reviewed.", .example = "200", .required = true, .lowest = 0}, limit_per, limit_category, limit_owner, limit_breach}};
constexpr Shape reviews{.title = "business_limits.reviews", .sentence = "How many of those flagged can be reviewed.", .fields = reviews_fields};
constexpr std::array<Field, 7> every_group_fields{{
    {.key = "by", .kind = Kind::names, .sentence = "The columns whose values are groups.", .example = "gender", .required = true},
    {.key = "share", .kind = Kind::choice, .sentence = "Of the group's cases those that are found, of the group those that are flagged, or of its flagged those that are flagged rightly.", .example = "found", .fallback = "found", .words = shares_of_groups},
    {.key = "at_least", .kind = Kind::number, .sentence = "So many in every group.", .example = "50", .required = true, .lowest = 0}, limit_of, limit_category, limit_owner, limit_breach}};
constexpr Shape every_group{.title = "business_limits.every_group", .sentence = "The share below which no group may be.", .fields = every_group_fields};
constexpr std::array<Field, 4> budget_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "So much money may be spent on predictions, reviews and actions.", .example = "30000", .required = true, .lowest = 0}, limit_per, limit_owner, limit_breach}};
constexpr Shape budget{.title = "business_limits.budget", .sentence = "What the decisions may cost.", .fields = budget_fields};
constexpr std::array<Field, 5> latency_fields{{
    {.key = "column", .sentence = "The column that holds how long each prediction took.", .example = "took_ms", .required = true},
    {.key = "at_most", .kind = Kind::number, .sentence = "The longest it may take, in the column's unit.", .example = "300", .required = true, .lowest = 0},
    {.key = "of", .kind = Kind::number, .sentence = "For so many of 100 predictions.", .example = "95", .fallback = "95", .lowest = 0, .highest = 100, .ends_excluded = true}, limit_owner, limit_breach}};
constexpr Shape latency{.title = "business_limits.latency", .sentence = "How long a prediction may take.", .fields = latency_fields};
constexpr std::array<Field, 5> off_by_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "So much a prediction may be off on average, in the unit of the label; with `of`, so many out of each of these in all.", .example = "12", .required = true, .lowest = 0},
    {.key = "of", .kind = Kind::number, .sentence = "Out of so many: errors are added up, and held against what happened.", .example = "100", .lowest = 0, .ends_excluded = true},
    {.key = "by", .kind = Kind::names, .sentence = "In every group of these columns.", .example = "region"}, limit_owner, limit_breach}};
constexpr Shape off_by{.title = "business_limits.off_by", .sentence = "How far predicted numbers may be off.", .fields = off_by_fields};
constexpr std::array<Field, 3> leaning_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "So much predictions may be too high, or too low, on average.", .example = "2", .required = true, .lowest = 0, .ends_excluded = true}, limit_owner, limit_breach}};
constexpr Shape leaning{.title = "business_limits.leaning", .sentence = "How far predicted numbers may lean to one side.", .fields = leaning_fields};
constexpr std::array<Field, 4> ranges_hold_fields{{
    {.key = "at_least", .kind = Kind::number, .sentence = "So many of the ranges must hold what happens.", .example = "90", .required = true, .lowest = 0}, limit_of, limit_owner, limit_breach}};
constexpr Shape ranges_hold{.title = "business_limits.ranges_hold", .sentence = "How many of the ranges that are predicted must hold what happens.", .fields = ranges_hold_fields};
constexpr std::array<Field, 5> shown_wrong_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "So many of those shown may be irrelevant.", .example = "40", .required = true, .lowest = 0}, limit_of, limit_first, limit_owner, limit_breach}};
constexpr Shape shown_wrong{.title = "business_limits.shown_wrong", .sentence = "How many of the items shown may be irrelevant.", .fields = shown_wrong_fields};
constexpr std::array<Field, 5> answered_fields{{
    {.key = "at_least", .kind = Kind::number, .sentence = "So many queries must be shown something relevant.", .example = "80", .required = true, .lowest = 0}, limit_of, limit_first, limit_owner, limit_breach}};
constexpr Shape answered{.title = "business_limits.answered", .sentence = "How many of the queries must be shown something relevant.", .fields = answered_fields};

constexpr std::array<Field, 12> limit_fields{{
    {.key = "earn", .kind = Kind::shape, .sentence = "What the decisions must bring.", .example = "{at_least: 20000, per: month}", .shape = &earn},
    {.key = "flagged_wrong", .kind = Kind::shape, .sentence = "How many of those flagged may be flagged wrongly.", .example = "{at_most: 3, of: 100}", .shape = &flagged_wrong},
    {.key = "cases_found", .kind = Kind::shape, .sentence = "How many of the cases must be found.", .example = "{at_least: 60, of: 100}", .shape = &cases_found},
    {.key = "reviews", .kind = Kind::shape, .sentence = "How many of those flagged can be reviewed.", .example = "{at_most: 200, per: day}", .shape = &reviews},
    {.key = "every_group", .kind = Kind::shape, .sentence = "The share below which no group may be.", .example = "{by: gender, share: found, at_least: 50, of: 100}", .shape = &every_group},
    {.key = "budget", .kind = Kind::shape, .sentence = "What the decisions may cost.", .example = "{at_most: 30000, per: month}", .shape = &budget},
    {.key = "latency", .kind = Kind::shape, .sentence = "How long a prediction may take.", .example = "{column: took_ms, at_most: 300, of: 95}", .shape = &latency},
    {.key = "off_by", .kind = Kind::shape, .sentence = "Of predicted numbers: how far they may be off.", .example = "{at_most: 12, of: 100}", .shape = &off_by},
    {.key = "leaning", .kind = Kind::shape, .sentence = "Of predicted numbers: how far they may be too high, or too low, on average.", .example = "{at_most: 2}", .shape = &leaning},
    {.key = "ranges_hold", .kind = Kind::shape, .sentence = "Of predicted ranges: how many must hold what happens.", .example = "{at_least: 90, of: 100}", .shape = &ranges_hold},
    {.key = "shown_wrong", .kind = Kind::shape, .sentence = "Of rankings: how many of the items shown may be irrelevant.", .example = "{at_most: 40, of: 100, first: 10}", .shape = &shown_wrong},
    {.key = "answered", .kind = Kind::shape, .sentence = "Of rankings: how many queries must be shown something relevant.", .example = "{at_least: 80, of: 100, first: 10}", .shape = &answered},
}};
constexpr Shape limits{.title = "business_limits", .sentence = "What the business needs, and can bear, in its own words; `charter require` says what the model must reach for it.", .fields = limit_fields};

constexpr std::array<Field, 1> rival_fields{{
    {.key = "cost", .kind = Kind::number, .sentence = "What a prediction of this model costs, in `currency`.", .example = "0.002", .required = true, .lowest = 0},
}};
constexpr Shape rival{.title = "compare.models", .sentence = "What models cost, each under its own name: a version, or constant, rule, tree, logistic or boosted.", .fields = rival_fields};

constexpr std::array<Field, 3> comparison_fields{{
    {.key = "metric", .kind = Kind::metric, .sentence = "What decides which model is good enough; without it value_per_decision where there is a `value:`, else roc_auc.", .example = "roc_auc"},
    {.key = "margin", .kind = Kind::number, .sentence = "How much worse in that metric a simpler model may be and still be good enough.", .example = "0.02", .lowest = 0},
    {.key = "models", .kind = Kind::named, .sentence = "What models cost.", .example = "{v2: {cost: 0.002}, logistic: {cost: 0.0001}}", .shape = &rival},
}};
constexpr Shape comparison{.title = "compare", .sentence = "Whether a simpler model is enough: what `charter compare` decides by.", .fields = comparison_fields};

constexpr std::array<Field, 7> contract_fields{{
    {.key = "type", .kind = Kind::choice, .sentence = "What the values are.", .example = "number", .fallback = "any", .words = types},
    {.key = "required", .kind = Kind::boolean, .sentence = "No value may be missing.", .example = "true", .fallback = "false"},
    {.key = "min", .kind = Kind::number, .sentence = "The smallest valid value.", .example = "0"},
    {.key = "max", .kind = Kind::number, .sentence = "The largest valid value.", .example = "6000"},
    {.key = "allowed", .kind = Kind::texts, .sentence = "The only valid values.", .example = "[north, south]"},
    {.key = "pattern", .kind = Kind::pattern, .sentence = "A regular expression (RE2) that matches the whole of every valid value.", .example = "'[A-Z]{3}'"},
    {.key = "unique", .kind = Kind::boolean, .sentence = "No value may occur twice.", .example = "true", .fallback = "false"},
}};
constexpr Shape contract{.title = "data.columns", .sentence = "What the values of a column must look like. Each column stands under its own name.", .fields = contract_fields};

constexpr std::array<Field, 3> volume_fields{{
    {.key = "per", .kind = Kind::choice, .sentence = "Rows are counted in each of these; without it, all of them.", .example = "day", .words = paces},
    {.key = "at_least", .kind = Kind::number, .sentence = "The fewest rows.", .example = "10000", .lowest = 1},
    {.key = "at_most", .kind = Kind::number, .sentence = "The most rows.", .example = "30000", .lowest = 0},
}};
constexpr Shape volume{.title = "data.volume", .sentence = "How many rows come.", .fields = volume_fields};

constexpr std::array<Field, 1> freshness_fields{{
    {.key = "at_most", .kind = Kind::length, .sentence = "The greatest age of the newest row.", .example = "2h", .required = true},
}};
constexpr Shape freshness{.title = "data.freshness", .sentence = "How old the newest row may be.", .fields = freshness_fields};

constexpr std::array<Field, 1> rejected_fields{{
    {.key = "at_most", .kind = Kind::number, .sentence = "The greatest share of such rows.", .example = "0.001", .required = true, .lowest = 0, .highest = 1},
}};
constexpr Shape rejected{.title = "data.rejected", .sentence = "How many rows may be unreadable.", .fields = rejected_fields};

constexpr std::array<Field, 6> data_fields{{
    {.key = "columns", .kind = Kind::named, .sentence = "What the values of each column must look like.", .example = "{distance: {type: number, min: 0, required: true}}", .shape = &contract},
    {.key = "volume", .kind = Kind::shape, .sentence = "How many rows come.", .example = "{per: day, at_least: 10000}", .shape = &volume},
    {.key = "freshness", .kind = Kind::shape, .sentence = "How old the newest row may be.", .example = "{at_most: 2h}", .shape = &freshness},
    {.key = "rejected", .kind = Kind::shape, .sentence = "How many rows may be unreadable.", .example = "{at_most: 0.001}", .shape = &rejected},
    {.key = "owner", .sentence = "The role that answers for the data.", .example = "science"},
    {.key = "breach", .kind = Kind::choice, .sentence = "What happens when the contract is broken.", .example = "warn", .fallback = "warn", .words = breaches},
}};
constexpr Shape data{.title = "data", .sentence = "The contract about the data. Each line of it becomes a promise.", .fields = data_fields};

constexpr std::array<Field, 7> population_fields{{
    {.key = "id", .kind = Kind::id, .sentence = "A name of its own; its promises are called id-category.", .example = "sexes", .required = true},
    {.key = "column", .sentence = "The column whose values are the groups of people.", .example = "sex", .required = true},
    {.key = "shares", .kind = Kind::shares, .sentence = "The share of the observations that each group should have.", .example = "{Male: 0.5, Female: 0.5}", .required = true},
    {.key = "within", .kind = Kind::number, .sentence = "How far a share may be off, up or down.", .example = "0.05", .required = true, .lowest = 0, .highest = 1, .ends_excluded = true},
    {.key = "owner", .sentence = "The role that answers for it.", .example = "risk"},
    {.key = "breach", .kind = Kind::choice, .sentence = "What happens when a group is not represented.", .example = "warn", .fallback = "warn", .words = breaches},
    {.key = "over", .kind = Kind::length, .sentence = "The length of the windows that are judged.", .example = "7d"},
}};
constexpr Shape population{.title = "populations", .sentence = "Who must be represented in the data. Each group becomes a promise.", .fields = population_fields};

constexpr auto promise_fields = std::to_array<Field>({
    {.key = "id", .kind = Kind::id, .sentence = "The promise's name; it stays when the bound changes.", .example = "useful", .required = true},
    {.key = "statement", .sentence = "The promise in the author's own words.", .example = "We warn of most late flights."},
    {.key = "metric", .kind = Kind::metric, .sentence = "What is measured.", .example = "recall"},
    {.key = "evidence", .kind = Kind::choice, .sentence = "A record instead of a metric: what must be on file.", .example = "review", .words = records},
    {.key = "at_least", .kind = Kind::amount, .sentence = "The value is this or more.", .example = "0.60"},
    {.key = "at_most", .kind = Kind::amount, .sentence = "The value is this or less.", .example = "0.20"},
    {.key = "between", .kind = Kind::range, .sentence = "The value is between these, ends included.", .example = "[0.4, 0.6]"},
    {.key = "equals", .kind = Kind::amount, .sentence = "The value is this, up to `within`.", .example = "0.5"},
    {.key = "within", .kind = Kind::amount, .sentence = "How far off `equals` the value may be; needed where the evidence is a sample.", .example = "0.05", .lowest = 0},
    {.key = "of", .kind = Kind::names, .sentence = "The columns that are measured, one check each.", .example = "[distance, origin]"},
    {.key = "category", .sentence = "The value whose share is meant, for category_share; in a multiclass task, the class that is held against the rest.", .example = "north"},
    {.key = "by", .kind = Kind::names, .sentence = "The columns whose values are groups; with `evidence` the role whose record counts.", .example = "airport_size"},
    {.key = "compare", .kind = Kind::choice, .sentence = "Bounds one number instead of each group of `by`: the largest difference or the smallest ratio between groups, the largest difference of a group from all rows, or the worst group.", .example = "difference", .words = comparisons},
    {.key = "where", .kind = Kind::condition, .sentence = "Only rows for which this holds.", .example = "distance > 500 and origin = 'ORD'"},
    {.key = "version", .sentence = "Only predictions of this version of the model.", .example = "v2"},
    {.key = "against", .sentence = "The version that `version` is compared with, for metrics that compare two.", .example = "v1"},
    {.key = "per", .sentence = "The column to divide by: the metric is then of the ratio of the two sums.", .example = "sessions"},
    {.key = "adjusted_by", .kind = Kind::names, .sentence = "The column of what was known of a subject before, which makes a comparison sharper (CUPED); with `per` two columns.", .example = "revenue_before"},
    {.key = "with", .kind = Kind::parameters, .sentence = "Parameters of the metric.", .example = "{threshold: 0.5}"},
    {.key = "estimated", .kind = Kind::boolean, .sentence = "The value is estimated from scores and the reference, before outcomes are known; it can warn, and never keeps the promise.", .example = "true", .fallback = "false"},
    {.key = "on", .kind = Kind::choice, .sentence = "Which deployment the promise is about.", .example = "live", .reserved = true, .words = places},
    {.key = "over", .kind = Kind::length, .sentence = "The length of the windows that are judged; without it, all of the data.", .example = "7d"},
    {.key = "season", .kind = Kind::choice, .sentence = "A window is compared with the reference's windows of the same time of the day or of the week alone: with over: 1h of the same hour, with over: 1d of the same weekday.", .example = "week", .words = seasons},
    {.key = "about", .kind = Kind::choice, .sentence = "Whether the rows are a sample of a process, or all there is (no interval).", .example = "process", .fallback = "process", .words = abouts},
    {.key = "level", .kind = Kind::number, .sentence = "How sure a verdict must be; at 0.95 each wrong verdict has at most 2.5 %.", .example = "0.95", .fallback = "0.95", .lowest = 0.5, .highest = 1, .ends_excluded = true},
    {.key = "every", .kind = Kind::length, .sentence = "How often the record must be renewed.", .example = "365d"},
    {.key = "serves", .sentence = "The objective that the promise serves.", .example = "save-trips"},
    {.key = "owner", .sentence = "The role that answers for the promise.", .example = "science"},
    {.key = "breach", .kind = Kind::choice, .sentence = "What happens when the promise is broken or unproven: information, a warning, or releases stop.", .example = "stop", .fallback = "warn", .words = breaches},
});
constexpr Shape promise{.title = "promises", .sentence = "What the product must do.", .fields = promise_fields, .one_of = promise_one_of};

constexpr std::array<Field, 1> intake_fields{{
    {.key = "unique_within", .kind = Kind::length, .sentence = "An event whose id came before within this time counts once.", .example = "7d", .fallback = "7d"},
}};
constexpr Shape intake{.title = "observations", .sentence = "How events that the server receives are taken in (docs/observations.md).", .fields = intake_fields};

constexpr std::array<Field, 1> retention_fields{{
    {.key = "observations", .kind = Kind::length, .sentence = "Observations are forgotten when they are older than this; without it they are kept.", .example = "365d"},
}};
constexpr Shape retention{.title = "retention", .sentence = "How long what was received is kept.", .fields = retention_fields};

constexpr std::array<Field, 1> privacy_fields{{
    {.key = "pseudonymise", .kind = Kind::names, .sentence = "Columns, by their names or by those of task.columns, whose values are replaced by pseudonyms (a keyed hash) before they are kept.", .example = "[subject]"},
}};
constexpr Shape privacy{.title = "privacy", .sentence = "What is never kept as it came.", .fields = privacy_fields};

constexpr std::array<Field, 4> contact_fields{{
    {.key = "email", .sentence = "An e-mail address; better that of a role than that of a person.", .example = "science@example.org"},
    {.key = "webhook", .sentence = "Where alerts are posted to as JSON, signed; or secret:NAME for an address that only an administrator of the server knows.", .example = "https://example.org/alerts"},
    {.key = "slack", .sentence = "An incoming webhook of Slack; who knows it can write there, so better secret:NAME.", .example = "secret:science-slack"},
    {.key = "teams", .sentence = "A webhook of Microsoft Teams; the same holds.", .example = "secret:science-teams"},
}};
constexpr Shape contact{.title = "contacts", .sentence = "How those who hold a role are told of alerts.", .fields = contact_fields};

constexpr std::array<Field, 4> alerts_fields{{
    {.key = "budget_per_week", .kind = Kind::integer, .sentence = "So many messages a week to each role; beyond it what is information or a warning is gathered into fewer, and they say so. A broken promise that stops releases is always told at once.", .example = "10", .fallback = "20", .lowest = 1, .highest = 10'000},
    {.key = "group_for", .kind = Kind::length, .sentence = "How long what is information or a warning waits for more of its like, to be told together.", .example = "1h", .fallback = "15min"},
    {.key = "raise_after", .kind = Kind::integer, .sentence = "In so many windows in a row a promise that does not stop releases must fail before it is told.", .example = "2", .fallback = "1", .lowest = 1, .highest = 10},
    {.key = "clear_after", .kind = Kind::integer, .sentence = "In so many windows in a row a promise must be kept before its alert ends.", .example = "3", .fallback = "2", .lowest = 1, .highest = 10},
}};
constexpr Shape alerts{.title = "alerts", .sentence = "When people are told.", .fields = alerts_fields};

constexpr Field reserved_section(std::string_view key, std::string_view sentence) {
    return {.key = key, .kind = Kind::anything, .sentence = sentence, .reserved = true};
}

constexpr auto document_fields = std::to_array<Field>({
    {.key = "charter", .kind = Kind::integer, .sentence = "The version of this format.", .example = "1", .required = true, .lowest = 1, .highest = 1},
    {.key = "product", .sentence = "The product's name.", .example = "flight-delay-alerts", .required = true},
    {.key = "vision", .sentence = "What the product changes for its users.", .example = "Travellers learn of a likely delay in time."},
    {.key = "currency", .kind = Kind::currency, .sentence = "The currency of every amount.", .example = "USD"},
    {.key = "timezone", .kind = Kind::zone, .sentence = "The zone of windows, and of times without an offset.", .example = "Europe/Berlin", .fallback = "UTC"},
    {.key = "roles", .kind = Kind::named, .sentence = "Who answers for promises.", .example = "{science: {title: Data science}}", .shape = &role},
    {.key = "objectives", .kind = Kind::list, .sentence = "What the product is for.", .example = "[{id: save-trips, statement: Fewer missed connections}]", .shape = &objective},
    {.key = "task", .kind = Kind::shape, .sentence = "What the model does.", .example = "{kind: binary, columns: {label: late}}", .shape = &task},
    {.key = "outcomes", .kind = Kind::shape, .sentence = "How the truth becomes known.", .example = "{late_by: 1d}", .shape = &outcomes},
    {.key = "reference", .kind = Kind::shape, .sentence = "What the data are compared with.", .example = "{file: february.parquet}", .shape = &reference},
    {.key = "value", .kind = Kind::shape, .sentence = "What each outcome of a decision is worth.", .example = "{true_positive: 18, false_positive: -2.5}", .shape = &value, .empty_counts = true},
    {.key = "compare", .kind = Kind::shape, .sentence = "When a simpler model is enough.", .example = "{metric: roc_auc, margin: 0.02}", .shape = &comparison},
    {.key = "data", .kind = Kind::shape, .sentence = "The contract about the data.", .example = "{freshness: {at_most: 2h}}", .shape = &data},
    {.key = "populations", .kind = Kind::list, .sentence = "Who must be represented in the data.", .example = "[{id: sexes, column: sex, shares: {Male: 0.5, Female: 0.5}, within: 0.05}]", .shape = &population},
    {.key = "promises", .kind = Kind::list, .sentence = "What the product must do.", .example = "[{id: useful, metric: recall, at_least: 0.6}]", .shape = &promise},
    {.key = "business_limits", .kind = Kind::shape, .sentence = "What the business needs and can bear.", .example = "{flagged_wrong: {at_most: 3, of: 100}}", .shape = &limits},
    {.key = "gates", .kind = Kind::named, .sentence = "What must hold before something may happen.", .example = "{release: {holdout: [useful], approvals: [{role: risk}]}}", .shape = &gate_fields::gate},
    {.key = "rollouts", .kind = Kind::named, .sentence = "Who gets a candidate when, and on what evidence it goes on or back.", .example = "{release: {steps: [{kind: canary, share: 0.05}, {kind: full}], metrics: [{id: crashes, role: guardrail, rate: crashed, better: lower}]}}", .shape = &rollout_fields::plan},
    {.key = "retraining", .kind = Kind::shape, .sentence = "When the model is trained again.", .example = "{registered_model: flight-delay, schedule: 30d}", .shape = &retraining_fields::section},
    {.key = "observations", .kind = Kind::shape, .sentence = "How events are taken in.", .example = "{unique_within: 7d}", .shape = &intake},
    {.key = "retention", .kind = Kind::shape, .sentence = "How long observations are kept.", .example = "{observations: 365d}", .shape = &retention},
    {.key = "privacy", .kind = Kind::shape, .sentence = "What is never kept as it came.", .example = "{pseudonymise: [subject]}", .shape = &privacy},
    {.key = "contacts", .kind = Kind::named, .sentence = "How those who hold a role are told of alerts.", .example = "{science: {email: science@example.org}}", .shape = &contact},
    {.key = "alerts", .kind = Kind::shape, .sentence = "When people are told.", .example = "{budget_per_week: 10}", .shape = &alerts},
    {.key = "feedback", .kind = Kind::shape, .sentence = "What users are asked, and what becomes of their answers.", .example = "{origins: [https://app.example.org], kinds: [thumbs, text]}", .shape = &feedback_fields::section},
    {.key = "model", .kind = Kind::shape, .sentence = "The registered model that the charter binds.", .example = "{registered_model: flight-delays, aliases: {champion: {gate: release}}}", .shape = &gate_fields::model},
    reserved_section("portfolio", "Use cases and their rank."),
    reserved_section("market", "Assumptions about the market."),
    reserved_section("risks", "What may go wrong, and how often."),
    reserved_section("team", "Who has which skills."),
    reserved_section("budget", "What may be spent."),
    reserved_section("capacity", "What load must be carried."),
});
constexpr Shape whole{.title = "document", .sentence = "The top of a charter.", .fields = document_fields};

std::string bounds_of(const Field& field) {
    const bool below = field.lowest > -std::numeric_limits<double>::infinity();
    const bool above = field.highest < std::numeric_limits<double>::infinity();
    if (below && above && field.lowest == field.highest) return base::format_number(field.lowest);
    if (below && above) return (field.ends_excluded ? " between " : " from ") + base::format_number(field.lowest) + (field.ends_excluded ? " and " : " to ") + base::format_number(field.highest);
    if (below) return (field.ends_excluded ? " above " : " of at least ") + base::format_number(field.lowest);
    return {};
}

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const auto word : words) text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

}  // namespace

const Field* Shape::find(std::string_view key) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

const Shape& document() { return whole; }
const Shape& relative_amount() { return relative; }
const Shape& uncertain_money() { return money; }

std::string takes(const Field& field) {
    switch (field.kind) {
        case Kind::text: return "text";
        case Kind::id: return "a name made of a-z, 0-9, - and _";
        case Kind::number: return "a number" + bounds_of(field);
        case Kind::integer: return field.lowest == field.highest ? bounds_of(field) : "a whole number" + bounds_of(field);
        case Kind::boolean: return "true or false";
        case Kind::time: return "a date or a time";
        case Kind::length: return "a length of time: a whole number and one of s, min, h, d, w, mo, y";
        case Kind::zone: return "a name of the IANA time zone database";
        case Kind::currency: return "three capital letters (ISO 4217)";
        case Kind::pattern: return "a regular expression (RE2)";
        case Kind::condition: return "a condition";
        case Kind::choice: return "one of " + joined(field.words);
        case Kind::choices: return "a list of " + joined(field.words);
        case Kind::texts: return "a list";
        case Kind::words: return "a list";
        case Kind::names: return "a name or a list of names";
        case Kind::metric: return "a metric";
        case Kind::amount: return "a number, a length of time, or {times_reference: number}";
        case Kind::range: return "two numbers or lengths of time: [low, high]";
        case Kind::shares: return "a share from 0 to 1 for each name";
        case Kind::columns: return "a column for each name";
        case Kind::shape: return "a map";
        case Kind::list: return "a list of maps";
        case Kind::named: return "a map for each name";
        case Kind::parameters: return "a number for each parameter of the metric";
        case Kind::money: return "a number" + bounds_of(field) + ", or what it may be: {from: number, to: number} and the like";
        case Kind::numbers: return "a list of numbers";
        case Kind::anything: return "anything";
    }
    return {};
}

}  // namespace charter
