#include "rollout/flag.h"

#include <algorithm>
#include <array>

namespace rollout {

namespace {

constexpr std::array<std::string_view, 4> kinds{"threshold", "kill_switch", "holdout", "other"};
constexpr std::array<std::string_view, 4> types{"boolean", "string", "number", "object"};
constexpr std::array<std::string_view, flag_reasons> reasons{"STATIC", "TARGETING_MATCH", "SPLIT", "DISABLED"};

/// 1 and 1.0 are one number, whoever wrote it.
bool equal(const base::json::value& one, const base::json::value& other) {
    if (one.is_number() && other.is_number()) return one == other || one.to_number<double>() == other.to_number<double>();
    return one == other;
}

bool holds(const Condition& condition, const base::json::object& attributes) {
    const base::json::value* given = attributes.if_contains(condition.attribute);
    return given != nullptr && std::any_of(condition.values.begin(), condition.values.end(), [&](const base::json::value& value) { return equal(value, *given); });
}

bool holds(const FlagRule& rule, const base::json::object& attributes) {
    return std::all_of(rule.when.begin(), rule.when.end(), [&](const Condition& condition) { return holds(condition, attributes); });
}

std::optional<std::size_t> outcome_of_part(const Flag& flag, Parts part) {
    Parts until = 0;
    for (const Share& share : flag.split) {
        until += share.parts;
        if (part < until) return share.outcome;
    }
    return flag.default_outcome;
}

}  // namespace

std::string_view name_of(FlagKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view name_of(ValueType type) { return types[static_cast<std::size_t>(type)]; }
std::string_view openfeature_name(FlagReason reason) { return reasons[static_cast<std::size_t>(reason)]; }

bool VersionFlag::operator==(const VersionFlag& other) const {
    const auto all = [](const VersionFlag& flag) { return std::tie(flag.key, flag.release, flag.current, flag.candidate, flag.active, flag.split.product, flag.split.salt, flag.split.candidate, flag.split.holdout); };
    return all(*this) == all(other) && split.room == other.split.room;
}

Flag flag_of(const VersionFlag& version) {
    Flag flag;
    flag.key = version.key;
    flag.type = ValueType::text;
    flag.release = version.release;
    if (version.active) {
        for (const auto& [name, arm] : {std::pair(&version.candidate, Arm::candidate), std::pair(&version.current, Arm::control), std::pair(&version.current, Arm::rest)}) {
            flag.outcomes.push_back({.variant = *name, .value = base::json::value(*name), .arm = arm});
        }
        flag.assignment.emplace(version.split);
        return flag;
    }
    if (version.current.empty()) return flag;
    flag.outcomes.push_back({.variant = version.current, .value = base::json::value(version.current), .arm = {}});
    flag.default_outcome = 0;
    return flag;
}

Evaluation evaluate(const Flag& flag, const Context& context) {
    if (!flag.enabled) return {.reason = FlagReason::disabled, .outcome = flag.default_outcome};
    if (flag.assignment) {
        if (!context.targeting_key) return {.reason = FlagReason::split, .outcome = {}, .trouble = Trouble::no_targeting_key};
        return {.reason = FlagReason::split, .outcome = static_cast<std::size_t>(flag.assignment->arm_of(*context.targeting_key))};
    }
    for (const FlagRule& rule : flag.rules) {
        if (holds(rule, context.attributes)) return {.reason = FlagReason::matched, .outcome = rule.outcome};
    }
    if (flag.split.empty()) return {.reason = FlagReason::fixed, .outcome = flag.default_outcome};
    if (!context.targeting_key) return {.reason = FlagReason::split, .outcome = {}, .trouble = Trouble::no_targeting_key};
    return {.reason = FlagReason::split, .outcome = outcome_of_part(flag, part_of(seed_of_salt(flag.salt), *context.targeting_key))};
}

}  // namespace rollout
