#include "operations/gates/version_policy.h"

#include <gtest/gtest.h>

namespace operations {
namespace {

using verdicts::Verdict;

Tagged version(std::int64_t number, std::string name) { return {.version = number, .number = std::move(name), .inputs = "origin, distance", .population = "domestic flights", .label = "late by 15 minutes", .revision = "sha256:1"}; }
std::optional<bool> never(const std::string&, const std::string&) { return false; }

VersionSays after_one(const Tagged& next, const std::function<std::optional<bool>(const std::string&, const std::string&)>& weakened = never) { return judge_version(next, {version(1, "1.4.0"), version(2, "1.3.9")}, weakened); }

TEST(VersionPolicy, ANumberMustBeThreeAndHigherThanAllBefore) {
    EXPECT_EQ(after_one(version(3, "1.5.0")).verdict, Verdict::kept);
    EXPECT_EQ(after_one(version(3, "1.4.0")).verdict, Verdict::broken);
    EXPECT_NE(after_one(version(3, "1.3.10")).sentence.find("not higher than 1.4.0 of version 1"), std::string::npos);
    for (const char* wrong : {"", "2", "1.5", "1.5.0.1", "1.5.x", "1.5.0-beta", "-1.5.0", "99999999999999999999.0.0"}) EXPECT_EQ(after_one(version(3, wrong)).verdict, Verdict::unproven) << wrong;
    EXPECT_EQ(judge_version(version(1, "0.1.0"), {}, never).verdict, Verdict::kept);
}

TEST(VersionPolicy, OtherInputsAreAMajorVersionInWhateverOrderTheyAreNamed) {
    Tagged next = version(3, "1.5.0");
    next.inputs = "distance,origin";
    EXPECT_EQ(after_one(next).verdict, Verdict::kept);
    next.inputs = "distance, weekday";
    const auto says = after_one(next);
    EXPECT_EQ(says.verdict, Verdict::broken);
    EXPECT_NE(says.sentence.find("without origin, with weekday"), std::string::npos) << says.sentence;
    EXPECT_NE(says.sentence.find("give it 2.0.0"), std::string::npos) << says.sentence;
    next.number = "2.0.0";
    EXPECT_EQ(after_one(next).verdict, Verdict::kept);
}

TEST(VersionPolicy, SoAreAnotherPopulationAnotherLabelAndAWeakerCharter) {
    Tagged next = version(3, "1.5.0");
    next.population = "all flights";
    EXPECT_NE(after_one(next).sentence.find("its population is another: all flights, and was domestic flights"), std::string::npos);
    next = version(3, "1.5.0");
    next.label = "late by 30 minutes";
    EXPECT_EQ(after_one(next).verdict, Verdict::broken);
    next = version(3, "1.5.0");
    next.revision = "sha256:2";
    EXPECT_EQ(after_one(next).verdict, Verdict::kept);
    const auto says = after_one(next, [](const std::string& from, const std::string& to) { return std::optional(from == "sha256:1" && to == "sha256:2"); });
    EXPECT_EQ(says.verdict, Verdict::broken);
    EXPECT_NE(says.sentence.find("weakens what was promised before"), std::string::npos);
}

TEST(VersionPolicy, WhatIsNotSaidIsUnprovenWhereTheVersionBeforeSaidIt) {
    Tagged next = version(3, "1.5.0");
    next.label.clear();
    const auto says = after_one(next);
    EXPECT_EQ(says.verdict, Verdict::unproven);
    EXPECT_NE(says.sentence.find("charter.label"), std::string::npos);
    EXPECT_EQ(after_one(version(3, "1.5.0"), [](const auto&, const auto&) { return std::nullopt; }).verdict, Verdict::unproven);
    Tagged silent{.version = 1, .number = "1.0.0", .inputs = {}, .population = {}, .label = {}, .revision = {}};
    EXPECT_EQ(judge_version(version(2, "1.1.0"), {silent}, never).verdict, Verdict::kept);
}

}  // namespace
}  // namespace operations
