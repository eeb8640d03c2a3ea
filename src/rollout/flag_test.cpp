#include "rollout/flag.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>

#include "rollout/flag_json.h"

namespace rollout {

namespace {

Flag made(const std::string& text) {
    auto flag = flag_from("loans", "late", *base::parse_json(text));
    EXPECT_TRUE(flag) << flag.error().what;
    return *std::move(flag);
}

Context who(std::optional<std::string> key, const std::string& attributes = "{}") { return {.targeting_key = std::move(key), .attributes = base::parse_json(attributes)->as_object()}; }

std::string variant(const Flag& flag, const Context& context) {
    const Evaluation decision = evaluate(flag, context);
    return decision.outcome ? flag.outcomes[*decision.outcome].variant : "(code)";
}

const std::string rules = R"({"variants": {"a": 1, "b": 2, "c": 3}, "default_variant": "c", "rules": [{"when": {"plan": ["gold", "platinum"], "age": 30}, "variant": "a"}, {"when": {"plan": "gold"}, "variant": "b"}]})";

}  // namespace

TEST(Flag, TheFirstRuleWhoseConditionsAllHoldDecides) {
    const Flag flag = made(rules);
    EXPECT_EQ(variant(flag, who({}, R"({"plan": "gold", "age": 30})")), "a");
    EXPECT_EQ(variant(flag, who({}, R"({"plan": "gold", "age": 31})")), "b");
    EXPECT_EQ(variant(flag, who({}, R"({"plan": "platinum"})")), "c");
    EXPECT_EQ(evaluate(flag, who({}, R"({"plan": "gold"})")).reason, FlagReason::matched);
    EXPECT_EQ(evaluate(flag, who({})).reason, FlagReason::fixed);
}

TEST(Flag, ConditionsAreExactAndNumbersAreNumbers) {
    const Flag flag = made(rules);
    EXPECT_EQ(variant(flag, who({}, R"({"plan": "gold", "age": 30.0})")), "a");
    EXPECT_EQ(variant(flag, who({}, R"({"plan": "gold", "age": "30"})")), "b");
    EXPECT_EQ(variant(flag, who({}, R"({"plan": "Gold"})")), "c");
    EXPECT_EQ(variant(flag, who({}, R"({"plan": ["gold"]})")), "c");
    EXPECT_EQ(variant(flag, who({}, R"({"plan": null})")), "c");
}

TEST(Flag, WhatIsNotEnabledGivesItsDefaultToEverybody) {
    const Flag flag = made(R"({"variants": {"a": 1, "b": 2}, "default_variant": "b", "enabled": false, "split": {"a": 1}, "rules": [{"when": {"x": 1}, "variant": "a"}]})");
    const Evaluation decision = evaluate(flag, who({}, R"({"x": 1})"));
    EXPECT_EQ(decision.reason, FlagReason::disabled);
    EXPECT_EQ(decision.outcome, 1u);
}

TEST(Flag, ASplitNeedsAKeyAndGivesEachVariantItsShare) {
    const Flag flag = made(R"({"variants": {"a": 1, "b": 2, "c": 3}, "default_variant": "c", "split": {"a": 0.1, "b": 0.25}})");
    EXPECT_EQ(evaluate(flag, who({})).trouble, Trouble::no_targeting_key);
    std::map<std::string, int> counts;
    constexpr int units = 20'000;
    for (int i = 0; i < units; ++i) ++counts[variant(flag, who("unit " + std::to_string(i)))];
    for (const auto& [name, share] : std::map<std::string, double>{{"a", 0.1}, {"b", 0.25}, {"c", 0.65}}) EXPECT_NEAR(counts[name], units * share, 4 * std::sqrt(units * share * (1 - share))) << name;
}

TEST(Flag, SplitsOfDifferentFlagsAreIndependent) {
    const std::string text = R"({"variants": {"a": true, "b": false}, "default_variant": "b", "split": {"a": 0.5}})";
    const auto one = *flag_from("loans", "one", *base::parse_json(text)), other = *flag_from("loans", "other", *base::parse_json(text));
    int both = 0;
    constexpr int units = 20'000;
    for (int i = 0; i < units; ++i) both += variant(one, who("unit " + std::to_string(i))) == "a" && variant(other, who("unit " + std::to_string(i))) == "a";
    EXPECT_NEAR(both, units / 4, 4 * std::sqrt(units * 0.25 * 0.75));
}

TEST(Flag, OfAReleaseGivesEveryArmItsVersion) {
    const VersionFlag version{.key = "model", .release = "7", .current = "2", .candidate = "3", .split = {.product = "loans", .salt = "loans/7", .candidate = 100'000}, .active = true};
    const Flag flag = flag_of(version);
    const Assignment assignment(version.split);
    for (int i = 0; i < 1'000; ++i) {
        const std::string unit = "unit " + std::to_string(i);
        const Evaluation decision = evaluate(flag, who(unit));
        ASSERT_TRUE(decision.outcome);
        EXPECT_EQ(flag.outcomes[*decision.outcome].arm, assignment.arm_of(unit));
        EXPECT_EQ(flag.outcomes[*decision.outcome].variant, assignment.arm_of(unit) == Arm::candidate ? "3" : "2");
    }
    EXPECT_EQ(evaluate(flag, who({})).trouble, Trouble::no_targeting_key);
}

TEST(Flag, OfAReleaseThatIsNotActiveGivesEverybodyTheCurrentVersion) {
    const Flag flag = flag_of({.key = "model", .release = "7", .current = "2", .candidate = "3", .split = {}, .active = false});
    EXPECT_EQ(variant(flag, who({})), "2");
    EXPECT_EQ(evaluate(flag, who({})).reason, FlagReason::fixed);
    EXPECT_EQ(variant(flag_of(VersionFlag()), who("unit")), "(code)");
}

TEST(FlagJson, IsReadAsItWasWritten) {
    const Flag flag = made(R"({"type": "number", "kind": "threshold", "description": "from which chance on", "variants": {"a": 0.25, "b": 2}, "default_variant": "a", "enabled": false, "rules": [{"when": {"x": [1, "y", true]}, "variant": "b"}], "split": {"b": 0.125}, "salt": "s"})");
    const auto written = json_of(flag);
    const auto again = flag_from("loans", "late", written);
    ASSERT_TRUE(again);
    EXPECT_EQ(base::canonical(json_of(*again)), base::canonical(written));
    EXPECT_EQ(made(R"({"variants": {"a": 1}})").salt, "loans/late");
}

TEST(FlagJson, RefusesWhatIsNoFlag) {
    for (const char* text : {"[]", "{}", R"({"variants": []})", R"({"variants": {"a": 1, "b": "x"}})", R"({"variants": {"a": 1}, "split": {"a": 2}})", R"({"variants": {"a": 1}, "split": {"a": -0.1}})", R"({"variants": {"a": 1}, "enabled": 1})",
                             R"({"variants": {"a": 1}, "type": "text"})", R"({"variants": {"a": 1}, "rules": [{"when": {}, "variant": "a"}]})", R"({"variants": {"a": 1}, "rules": [{"when": {"x": {}}, "variant": "a"}]})", R"({"variants": {"a": 1}, "rules": [{"when": {"x": []}, "variant": "a"}]})",
                             R"({"variants": {"a": 1}, "kind": "holdout"})", R"({"variants": {"a": null}})", R"({"variants": {"": 1}})"}) {
        const auto read = flag_from("loans", "late", *base::parse_json(text));
        ASSERT_FALSE(read) << text;
        EXPECT_FALSE(read.error().next.empty()) << text;
    }
    EXPECT_FALSE(check_flag_key("a/b"));
    EXPECT_FALSE(check_flag_key(""));
    EXPECT_TRUE(check_flag_key("late-threshold_2.x:y"));
}

}  // namespace rollout
