#include "operations/live/past_bounds.h"

#include <gtest/gtest.h>

namespace operations {
namespace {

charter::Bound at_least(double low) {
    charter::Bound bound;
    bound.low = low;
    return bound;
}

charter::Promise promise(const std::string& metric, double low) {
    charter::Promise one;
    one.id = "useful";
    one.metric = metric;
    one.bound = at_least(low);
    return one;
}

PastRevision revision(std::int64_t noted, std::optional<std::int64_t> at, std::vector<charter::Promise> promises) {
    charter::Charter document;
    document.promises = std::move(promises);
    return {base::Time{noted}, at ? std::optional(base::Time{*at}) : std::nullopt, std::make_shared<const charter::Charter>(std::move(document))};
}

std::string said(const charter::Promise& one, const charter::Charter&) { return one.metric + " " + std::to_string(one.bound.low); }

std::vector<PastBound> bounds(const std::vector<PastRevision>& revisions) { return bounds_of(revisions.back().document->promises.front(), *revisions.back().document, revisions, said); }

TEST(PastBounds, AWindowIsHeldToTheRevisionThatStoodWhenItEnded) {
    const auto all = bounds({revision(900, 10, {promise("recall", 0.5)}), revision(910, 50, {promise("recall", 0.6)}), revision(920, 80, {promise("recall", 0.7)})});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_FALSE(all[0].at.has_value()) << "the first holds since ever";
    EXPECT_EQ(bound_then(all, base::Time{5}, at_least(0.7))->bound->low, 0.5);
    EXPECT_EQ(bound_then(all, base::Time{50}, at_least(0.7))->bound->low, 0.5) << "it ended when the next one came";
    EXPECT_EQ(bound_then(all, base::Time{51}, at_least(0.7))->bound->low, 0.6);
    EXPECT_EQ(bound_then(all, base::Time{81}, at_least(0.7)), nullptr) << "today's";
}

TEST(PastBounds, ABoundOfAnotherMetricIsNotHeldAgainstTheseValues) {
    const auto all = bounds({revision(900, 10, {promise("precision", 0.5)}), revision(910, 50, {promise("recall", 0.6)})});
    EXPECT_FALSE(all[0].same);
    EXPECT_TRUE(all[1].same);
    EXPECT_EQ(bound_then(all, base::Time{20}, at_least(0.6)), nullptr);
}

TEST(PastBounds, WhereTheTimeOfARevisionIsNotKnownNothingIsSaidOfTheBoundThen) {
    const auto all = bounds({revision(900, 10, {promise("recall", 0.5)}), revision(910, std::nullopt, {promise("recall", 0.6)})});
    EXPECT_EQ(bound_then(all, base::Time{20}, at_least(0.6)), nullptr);
}

TEST(PastBounds, ARevisionWithoutThePromiseHasNoBound) {
    const auto all = bounds({revision(900, 10, {}), revision(910, 50, {promise("recall", 0.6)})});
    EXPECT_FALSE(all[0].bound.has_value());
    EXPECT_EQ(bound_then(all, base::Time{20}, at_least(0.6)), nullptr);
}

}  // namespace
}  // namespace operations
