#include "rollout/flag_json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"

namespace rollout {

namespace {

namespace json = base::json;
using base::Done;
using base::Error;
using base::Fault;
using base::Result;

// A flag is written by people; one beyond these is a mistake, and bulk answers hold every flag.
constexpr std::size_t key_bytes_max = 100, variants_max = 100, rules_max = 100, conditions_max = 20, values_max = 1'000, flag_bytes_max = 64u << 10;
constexpr std::array<std::string_view, 9> members{"type", "kind", "description", "variants", "default_variant", "enabled", "rules", "split", "salt"};

Error wrong(const std::string& key, const std::string& what, const std::string& next) { return {Fault::input, "flag " + key + ": " + what, next}; }

std::string text_of(const json::value& value) { return value.is_string() ? std::string(value.get_string()) : json::serialize(value); }

template <class Enum>
Result<Enum> word(const Flag& flag, const json::object& written, std::string_view member, std::initializer_list<Enum> all, Enum fallback) {
    const json::value* given = written.if_contains(member);
    if (given == nullptr) return fallback;
    std::vector<std::string> known;
    for (const Enum one : all) {
        known.emplace_back(name_of(one));
        if (given->is_string() && given->get_string() == known.back()) return one;
    }
    return wrong(flag.key, fmt::format("{} cannot be \"{}\"", member, text_of(*given).substr(0, 60)), fmt::format("it is one of {}", fmt::join(known, ", ")));
}

std::optional<ValueType> type_of(const json::value& value) {
    if (value.is_bool()) return ValueType::boolean;
    if (value.is_string()) return ValueType::text;
    if (value.is_number()) return ValueType::number;
    if (value.is_object()) return ValueType::object;
    return std::nullopt;
}

Result<std::size_t> outcome_called(const Flag& flag, const std::string& name, const std::string& where) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < flag.outcomes.size(); ++i) {
        if (flag.outcomes[i].variant == name) return i;
        known.push_back(flag.outcomes[i].variant);
    }
    const auto nearest = base::nearest_name(name, known);
    return wrong(flag.key, fmt::format("{} names a variant that there is not: {}", where, name.substr(0, 60)), nearest.empty() ? fmt::format("variants are {}", fmt::join(known, ", ")) : "did you mean " + nearest + "?");
}

Result<Done> read_variants(Flag& flag, const json::object& written) {
    const json::value* variants = written.if_contains("variants");
    const json::object* all = variants == nullptr ? nullptr : variants->if_object();
    if (all == nullptr || all->empty() || all->size() > variants_max) return wrong(flag.key, "it has no variants", fmt::format("give 1 to {}: \"variants\": {{\"on\": true, \"off\": false}}", variants_max));
    const bool said = written.contains("type");
    if (!said) flag.type = type_of(all->begin()->value()).value_or(ValueType::boolean);
    for (const auto& [name, value] : *all) {
        if (name.empty() || name.size() > key_bytes_max) return wrong(flag.key, "a variant's name is empty or too long", fmt::format("at most {} bytes", key_bytes_max));
        if (type_of(value) != flag.type) return wrong(flag.key, fmt::format("variant {} is no {}: {}", std::string_view(name), name_of(flag.type), text_of(value).substr(0, 60)), "all variants of a flag have its type: boolean, string, number or object");
        flag.outcomes.push_back({.variant = std::string(name), .value = value, .arm = {}});
    }
    return Done{};
}

Result<Condition> condition_from(const Flag& flag, std::string_view attribute, const json::value& written, const std::string& where) {
    Condition condition{.attribute = std::string(attribute), .values = {}};
    const json::array* list = written.if_array();
    if (list == nullptr) condition.values.push_back(written);
    else condition.values.assign(list->begin(), list->end());
    if (condition.values.empty() || condition.values.size() > values_max) return wrong(flag.key, fmt::format("{}: {} has no values, or too many", where, attribute), fmt::format("give 1 to {}", values_max));
    for (const auto& value : condition.values) {
        if (!value.is_string() && !value.is_number() && !value.is_bool()) return wrong(flag.key, fmt::format("{}: {} is compared with what is no text, number or boolean", where, attribute), "conditions are exact: \"plan\": [\"gold\", \"platinum\"]");
    }
    return condition;
}

Result<Done> read_rules(Flag& flag, const json::object& written) {
    const json::value* rules = written.if_contains("rules");
    if (rules == nullptr || rules->is_null()) return Done{};
    const json::array* list = rules->if_array();
    if (list == nullptr || list->size() > rules_max) return wrong(flag.key, "rules are no list, or too many", fmt::format("at most {}: [{{\"when\": {{\"plan\": \"gold\"}}, \"variant\": \"...\"}}]", rules_max));
    for (const auto& item : *list) {
        const std::string where = fmt::format("rule {}", flag.rules.size() + 1);
        const json::object* rule = item.if_object();
        const json::value* when = rule == nullptr ? nullptr : rule->if_contains("when");
        const json::value* variant = rule == nullptr ? nullptr : rule->if_contains("variant");
        const bool whole = when != nullptr && when->is_object() && variant != nullptr && variant->is_string() && rule->size() == 2;
        if (!whole || when->get_object().empty() || when->get_object().size() > conditions_max) return wrong(flag.key, where + " is not {\"when\": {...}, \"variant\": \"...\"}", fmt::format("with 1 to {} attributes under when", conditions_max));
        FlagRule made;
        for (const auto& [attribute, values] : when->get_object()) {
            ASSIGN_OR_RETURN(auto condition, condition_from(flag, attribute, values, where));
            made.when.push_back(std::move(condition));
        }
        ASSIGN_OR_RETURN(made.outcome, outcome_called(flag, std::string(variant->get_string()), where));
        flag.rules.push_back(std::move(made));
    }
    return Done{};
}

Result<Done> read_split(Flag& flag, const json::object& written) {
    const json::value* split = written.if_contains("split");
    if (split == nullptr || split->is_null()) return Done{};
    if (!split->is_object()) return wrong(flag.key, "split is no object", "write shares of the units: {\"careful\": 0.1}");
    Parts taken = 0;
    for (const auto& [name, share] : split->get_object()) {
        ASSIGN_OR_RETURN(const auto outcome, outcome_called(flag, std::string(name), "split"));
        const double given = share.is_number() ? share.to_number<double>() : -1;
        if (!(given >= 0 && given <= 1)) return wrong(flag.key, fmt::format("the share of {} is not from 0 to 1: {}", std::string_view(name), text_of(share).substr(0, 60)), "0.1 is a tenth of the units");
        const auto parts = static_cast<Parts>(std::llround(given * everyone));
        taken += parts;
        if (taken > everyone) return wrong(flag.key, "the shares are more than 1 together", "the default gets what is left of 1");
        flag.split.push_back({.outcome = outcome, .parts = parts});
    }
    return Done{};
}

Result<Done> check_kind(const Flag& flag) {
    const bool boolean = flag.kind == FlagKind::kill_switch || flag.kind == FlagKind::holdout;
    if (boolean && flag.type != ValueType::boolean) return wrong(flag.key, fmt::format("a {} is boolean, not {}", name_of(flag.kind), name_of(flag.type)), "give it variants that are true and false");
    if (flag.kind == FlagKind::threshold && flag.type != ValueType::number) return wrong(flag.key, fmt::format("a threshold is a number, not {}", name_of(flag.type)), "give it variants that are numbers");
    if (boolean && !flag.default_outcome) return wrong(flag.key, fmt::format("a {} must not leave it to the code: it has no default_variant", name_of(flag.kind)), "name one of its variants");
    return Done{};
}

Result<Done> read_default(Flag& flag, const json::object& written) {
    const json::value* given = written.if_contains("default_variant");
    if (given == nullptr || given->is_null()) return Done{};
    ASSIGN_OR_RETURN(const auto outcome, outcome_called(flag, text_of(*given), "default_variant"));
    flag.default_outcome = outcome;
    return Done{};
}

Result<Done> read_words(Flag& flag, const std::string& product, const json::object& written) {
    const auto text = [&](std::string_view member, std::string fallback) -> Result<std::string> {
        const json::value* given = written.if_contains(member);
        if (given == nullptr) return fallback;
        if (!given->is_string() || given->get_string().size() > 2'000) return wrong(flag.key, std::string(member) + " is no text, or too long", "at most 2,000 bytes");
        return std::string(given->get_string());
    };
    ASSIGN_OR_RETURN(flag.description, text("description", ""));
    ASSIGN_OR_RETURN(flag.salt, text("salt", product + "/" + flag.key));
    const json::value* enabled = written.if_contains("enabled");
    if (enabled != nullptr && !enabled->is_bool()) return wrong(flag.key, "enabled is neither true nor false", "it is true where it is not said");
    flag.enabled = enabled == nullptr || enabled->get_bool();
    ASSIGN_OR_RETURN(flag.kind, word(flag, written, "kind", {FlagKind::threshold, FlagKind::kill_switch, FlagKind::holdout, FlagKind::other}, FlagKind::other));
    ASSIGN_OR_RETURN(flag.type, word(flag, written, "type", {ValueType::boolean, ValueType::text, ValueType::number, ValueType::object}, ValueType::boolean));
    return Done{};
}

}  // namespace

Result<Done> check_flag_key(const std::string& key) {
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == ':'; });
    if (!key.empty() && key.size() <= key_bytes_max && plain) return Done{};
    return Error{Fault::input, "not a key of a flag: " + key.substr(0, 60), fmt::format("letters, digits and . _ - : and at most {} of them", key_bytes_max)};
}

Result<Flag> flag_from(const std::string& product, const std::string& key, const json::value& value) {
    RETURN_IF_ERROR(check_flag_key(key));
    const json::object* written = value.if_object();
    if (written == nullptr) return wrong(key, "it is no JSON object", "write {\"variants\": {\"on\": true, \"off\": false}, \"default_variant\": \"off\"}");
    if (json::serialize(value).size() > flag_bytes_max) return wrong(key, "it is too large", fmt::format("at most {} bytes: every bulk answer holds every flag", flag_bytes_max));
    for (const auto& [name, ignored] : *written) {
        if (std::find(members.begin(), members.end(), std::string_view(name)) != members.end()) continue;
        const auto nearest = base::nearest_name(std::string(name), {members.begin(), members.end()});
        return wrong(key, "it has no member " + std::string(name).substr(0, 60), nearest.empty() ? fmt::format("it has {}", fmt::join(members, ", ")) : "did you mean " + nearest + "?");
    }
    Flag flag;
    flag.key = key;
    RETURN_IF_ERROR(read_words(flag, product, *written));
    RETURN_IF_ERROR(read_variants(flag, *written));
    RETURN_IF_ERROR(read_default(flag, *written));
    RETURN_IF_ERROR(read_rules(flag, *written));
    RETURN_IF_ERROR(read_split(flag, *written));
    RETURN_IF_ERROR(check_kind(flag));
    return flag;
}

json::object json_of(const Flag& flag) {
    const auto name = [&](std::size_t outcome) { return json::value(flag.outcomes[outcome].variant); };
    json::object variants, split;
    json::array rules;
    for (const auto& outcome : flag.outcomes) variants[outcome.variant] = outcome.value;
    for (const auto& share : flag.split) split[flag.outcomes[share.outcome].variant] = static_cast<double>(share.parts) / everyone;
    for (const auto& rule : flag.rules) {
        json::object when;
        for (const auto& condition : rule.when) when[condition.attribute] = json::array(condition.values.begin(), condition.values.end());
        rules.push_back(json::object{{"when", std::move(when)}, {"variant", name(rule.outcome)}});
    }
    json::object written{{"type", name_of(flag.type)}, {"kind", name_of(flag.kind)}, {"description", flag.description}, {"variants", std::move(variants)}};
    written["default_variant"] = flag.default_outcome ? name(*flag.default_outcome) : json::value();
    written["enabled"] = flag.enabled;
    written["rules"] = std::move(rules);
    written["split"] = std::move(split);
    written["salt"] = flag.salt;
    return written;
}

}  // namespace rollout
