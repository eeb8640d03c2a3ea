#include "protocols/ofrep/ofrep.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "rollout/flag_json.h"

namespace protocols::ofrep {

namespace {

rollout::Flag flag(const std::string& key, const std::string& text) { return *rollout::flag_from("loans", key, *base::parse_json(text)); }

Served served(const std::vector<rollout::VersionFlag>& versions = {}, const std::string& rate = "0.35") {
    return {"loans", {flag("rate", R"({"kind": "threshold", "variants": {"x": )" + rate + R"(}, "default_variant": "x"})"), flag("drawn", R"({"variants": {"a": "A", "b": "B"}, "default_variant": "a", "split": {"b": 0.5}})"), flag("code", R"({"variants": {"a": true}})")}, versions, base::Time{3'000'000}};
}

base::json::object json_in(const Answer& answer) { return base::parse_json(answer.body)->as_object(); }

const rollout::VersionFlag release{.key = "model", .release = "7", .current = "2", .candidate = "3", .split = {.product = "loans", .salt = "loans/7", .candidate = 500'000}, .active = true};

}  // namespace

TEST(Ofrep, AnswersWithKeyValueVariantReasonAndMetadata) {
    const auto answer = answer_one(served(), "rate", R"({"context": {"targetingKey": "u"}})");
    EXPECT_EQ(answer.status, 200);
    auto said = json_in(answer);
    EXPECT_EQ(said["key"], "rate");
    EXPECT_EQ(said["value"].as_double(), 0.35);
    EXPECT_EQ(said["variant"], "x");
    EXPECT_EQ(said["reason"], "STATIC");
    EXPECT_EQ(said["metadata"].as_object()["charter.kind"], "threshold");
}

TEST(Ofrep, NamesNoValueWhereTheCodesDefaultIsMeant) {
    const auto said = json_in(answer_one(served(), "code", ""));
    EXPECT_FALSE(said.contains("value"));
    EXPECT_EQ(said.at("reason"), "STATIC");
}

TEST(Ofrep, AVersionNamesItsReleaseAndArm) {
    const Served with = served({release});
    std::map<std::string, std::string> seen;
    for (int i = 0; i < 50; ++i) {
        auto said = json_in(answer_one(with, "model", R"({"context": {"targetingKey": "unit )" + std::to_string(i) + R"("}})"));
        auto& metadata = said["metadata"].as_object();
        EXPECT_EQ(metadata["charter.release"], "7");
        EXPECT_EQ(metadata["version"], "7");
        EXPECT_EQ(said["reason"], "SPLIT");
        seen[std::string(metadata["charter.arm"].as_string())] = std::string(said["value"].as_string());
    }
    EXPECT_EQ(seen, (std::map<std::string, std::string>{{"candidate", "3"}, {"control", "2"}}));
    EXPECT_EQ(json_in(answer_one(with, "model", "{}")).at("errorCode"), "TARGETING_KEY_MISSING");
}

TEST(Ofrep, AVersionStandsBeforeAFlagOfTheSameKey) {
    rollout::VersionFlag same = release;
    same.key = "rate";
    const Served with = served({same});
    EXPECT_EQ(with.all().size(), 3u);
    EXPECT_TRUE(with.find("rate")->flag.assignment);
}

TEST(Ofrep, ABulkAnswerHoldsValuesAndFailuresSideBySide) {
    const auto answer = answer_all(served(), "{}", "/ofrep/v1/events?x=1");
    EXPECT_EQ(answer.status, 200);
    auto said = json_in(answer);
    const auto& flags = said["flags"].as_array();
    ASSERT_EQ(flags.size(), 3u);
    EXPECT_EQ(flags[1].at("errorCode"), "TARGETING_KEY_MISSING");
    EXPECT_EQ(flags[1].at("key"), "drawn");
    EXPECT_EQ(flags[2].at("value").as_double(), 0.35);
    EXPECT_EQ(said["eventStreams"].as_array()[0].at("endpoint").at("requestUri"), "/ofrep/v1/events?x=1");
}

TEST(Ofrep, ATagIsThatOfTheFlagsAndOfWhoAsks) {
    const std::string body = R"({"context": {"targetingKey": "u"}})", tag = tag_of(served(), body);
    EXPECT_EQ(tag_of(served(), body), tag);
    EXPECT_NE(tag_of(served(), "{}"), tag);
    EXPECT_NE(tag_of(served({}, "0.25"), body), tag);
    EXPECT_NE(tag_of(served({release}), body), tag);
    rollout::VersionFlag further = release;
    further.split.candidate = 600'000;
    EXPECT_NE(tag_of(served({further}), body), tag_of(served({release}), body));
    EXPECT_TRUE(names("W/" + tag + ", \"x\"", tag));
    EXPECT_TRUE(names("*", tag));
    EXPECT_FALSE(names("\"x\"", tag));
    EXPECT_FALSE(names("", tag));
}

TEST(Ofrep, SaysWhatCannotBeReadByOpenFeaturesCodes) {
    for (const auto& [body, code] : std::map<std::string, std::string>{{"{", "PARSE_ERROR"}, {"3", "PARSE_ERROR"}, {R"({"context": []})", "INVALID_CONTEXT"}, {R"({"context": {"targetingKey": {}}})", "INVALID_CONTEXT"}}) {
        const auto answer = answer_one(served(), "rate", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_EQ(json_in(answer).at("errorCode"), code.c_str()) << body;
        EXPECT_EQ(answer_all(served(), body, "").status, 400) << body;
    }
    EXPECT_EQ(answer_one(served(), "nowhere", "{}").status, 404);
    EXPECT_EQ(base::parse_json(fault_body({base::Fault::missing, "nothing", "look"}, "/ofrep/v1/evaluate/flags/a/b"))->at("errorCode"), "FLAG_NOT_FOUND");
    EXPECT_EQ(base::parse_json(fault_body({base::Fault::denied, "no", "ask"}, "/ofrep/v1/evaluate/flags"))->at("errorCode"), "GENERAL");
}

TEST(Ofrep, WatchersAreToldToFetchAgain) {
    const auto said = base::parse_json(refetch(served()));
    EXPECT_EQ(said->at("type"), "refetchEvaluation");
    EXPECT_EQ(said->at("lastModified"), 3);
}

}  // namespace protocols::ofrep
