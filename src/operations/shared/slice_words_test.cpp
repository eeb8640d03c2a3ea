#include "operations/shared/slice_words.h"

#include <gtest/gtest.h>

namespace operations {

namespace {

using observations::CodedColumn;

std::vector<CodedColumn> columns() {
    CodedColumn distance{.name = "distance", .ordered = true, .cuts = {500, 1000}, .alone = {std::nullopt, 750.0, std::nullopt}, .missing = 3};
    CodedColumn origin{.name = "origin", .alone = {}, .categories = {"JFK", "O'Hare"}, .others = 2};
    CodedColumn spaced{.name = "hour of day", .ordered = true, .cuts = {5}, .alone = {std::nullopt, std::nullopt}};
    return {distance, origin, spaced};
}

std::string words(const metrics::slices::Slice& slice) { return charter::format(condition_of(slice, columns())); }

TEST(SliceWords, AreConditionsThatADocumentTakes) {
    EXPECT_EQ(words({{0, {2, 2}}}), "distance > 1000");
    EXPECT_EQ(words({{0, {1, 1}}}), "distance = 750");
    EXPECT_EQ(words({{0, {0, 1}}}), "distance <= 1000");
    EXPECT_EQ(words({{0, {1, 2}}, {1, {1, 1}}}), "distance > 500 and origin = 'O''Hare'");
    EXPECT_EQ(words({{0, {3, 3}}}), "distance is missing");
    EXPECT_EQ(words({{0, {0, 2}}}), "distance is not missing");
    EXPECT_EQ(words({{2, {0, 0}}}), "\"hour of day\" <= 5");
    for (const auto& slice : {metrics::slices::Slice{{0, {1, 2}}, {1, {1, 1}}, {2, {1, 1}}}, metrics::slices::Slice{{0, {3, 3}}}}) {
        const auto condition = condition_of(slice, columns());
        const auto parsed = charter::parse_condition(charter::format(condition));
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, condition);
    }
}

TEST(SliceWords, EveryConditionThatCanBeSearchedForHasAName) {
    const auto all = columns();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto feature = feature_of(all[i]);
        EXPECT_EQ(feature.codes, all[i].codes());
        for (const auto& range : feature.conditions) EXPECT_FALSE(words({{i, range}}).empty());
    }
    EXPECT_EQ(feature_of(all[0]).conditions.size(), 7u) << "six ranges of three bins, and missing";
    EXPECT_EQ(feature_of(all[1]).conditions.size(), 2u) << "not the others";
    EXPECT_EQ(feature_of(all[2]).conditions.size(), 2u) << "not both bins";
}

TEST(SliceWords, AreQuotedForYaml) { EXPECT_EQ(in_yaml_quotes("\"a b\" = 'c\\d'"), "\"\\\"a b\\\" = 'c\\\\d'\""); }

}  // namespace

}  // namespace operations
