#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/random.h"
#include "metrics/slices/search.h"
#include "metrics/slices/selection.h"

namespace metrics::slices {

namespace {

Feature ordered(int codes) {
    Feature feature{codes, {}};
    for (int first = 0; first < codes; ++first) {
        for (int last = first; last < codes; ++last) {
            if (first > 0 || last < codes - 1) feature.conditions.push_back({static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last)});
        }
    }
    return feature;
}

Feature categories(int codes) {
    Feature feature{codes, {}};
    for (int code = 0; code < codes; ++code) feature.conditions.push_back({static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(code)});
    return feature;
}

/// Rows of uniform codes; the chance of a loss is what `chance` says of the row.
Table made(std::size_t rows, std::vector<Feature> features, std::uint64_t seed, const std::function<double(const std::vector<int>&)>& chance) {
    base::Random random(seed);
    Table table;
    table.features = std::move(features);
    table.codes.resize(table.features.size());
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<int> codes;
        for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
            codes.push_back(static_cast<int>(random.below(static_cast<std::uint64_t>(table.features[feature].codes))));
            table.codes[feature].push_back(static_cast<std::uint8_t>(codes.back()));
        }
        table.losses.push_back(random.uniform() < chance(codes) ? loss_steps : 0);
    }
    return table;
}

/// Everything again, in the plainest way: rows by rows, no cubes, no bounds, all or nothing losses.
class Exhaustive {
public:
    Exhaustive(const Table& table, double rows_min, const Thresholds& thresholds, double effect_min) : table_(table), rows_min_(rows_min), thresholds_(thresholds) {
        const Sums all = sums({});
        mean_ = all.losses / all.rows;
        effect_ = effect_min * std::sqrt(mean_ * (1 - mean_));
        extend({}, 0);
    }
    const Slice& best() const { return best_; }
    double score() const { return best_score_; }

private:
    struct Sums {
        double rows = 0, losses = 0;
    };
    Sums sums(const Slice& slice) const {
        Sums sums;
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            if (!holds(slice, table_.codes, row)) continue;
            sums.rows += 1;
            sums.losses += table_.losses[row] == 0 ? 0 : 1;
        }
        return sums;
    }
    static double score(Sums part, Sums whole) {
        if (part.rows == 0 || part.rows == whole.rows) return 0;
        const double in = part.losses / part.rows;
        const double overall = whole.losses / whole.rows;
        const double out = (whole.losses - part.losses) / (whole.rows - part.rows);
        if (in <= overall) return 0;
        const double f = in > 0.5 && overall < 0.5 ? 0.25 : std::max(in * (1 - in), overall * (1 - overall));
        // The variance of the difference of the means, of a part and the rest of as many rows each.
        return (in - out) / std::sqrt(f * (1 / part.rows + 1 / (whole.rows - part.rows)));
    }
    bool clearly(Sums part, Sums whole, std::size_t conditions) const {
        if (part.rows == 0 || part.rows == whole.rows) return false;
        return part.losses / part.rows - (whole.losses - part.losses) / (whole.rows - part.rows) >= effect_ && score(part, whole) >= thresholds_[conditions - 1];
    }
    void consider(const Slice& slice) {
        const Sums part = sums(slice);
        const Sums whole = sums({});
        if (part.rows < rows_min_ || part.rows > share_max * whole.rows || !clearly(part, whole, slice.size())) return;
        for (std::size_t left_out = 0; left_out < slice.size(); ++left_out) {
            Slice parent = slice;
            parent.erase(parent.begin() + static_cast<std::ptrdiff_t>(left_out));
            if (!clearly(part, sums(parent), slice.size())) return;
        }
        const double own = score(part, whole);
        if (own <= best_score_) return;
        best_score_ = own;
        best_ = slice;
    }
    void extend(const Slice& slice, std::size_t feature) {
        if (!slice.empty()) consider(slice);
        if (slice.size() == 3) return;
        for (; feature < table_.features.size(); ++feature) {
            for (const CodeRange& range : table_.features[feature].conditions) {
                Slice longer = slice;
                longer.push_back({feature, range});
                extend(longer, feature + 1);
            }
        }
    }

    const Table& table_;
    double rows_min_;
    Thresholds thresholds_;
    double effect_ = 0, mean_ = 0, best_score_ = 0;
    Slice best_;
};

TEST(SliceSearch, FindsWhatExhaustiveSearchFinds) {
    int found_any = 0;
    int found_three = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Table table = made(600, {ordered(4), categories(3), ordered(3), categories(2)}, seed, [&](const std::vector<int>& codes) {
            const bool bad = codes[0] >= 2 && codes[1] == 1 && (seed % 3 != 0 || codes[2] == 0);
            return bad && seed % 4 != 1 ? 0.7 : 0.15;
        });
        const Rules rules{.rows_min = 25, .effect_min = 0.2};
        const Findings findings = search(table, rules);
        const Exhaustive exhaustive(table, rules.rows_min, findings.thresholds, rules.effect_min);
        if (exhaustive.best().empty()) {
            EXPECT_TRUE(findings.slices.empty()) << seed;
            continue;
        }
        ++found_any;
        found_three += exhaustive.best().size() == 3 ? 1 : 0;
        ASSERT_FALSE(findings.slices.empty()) << seed;
        EXPECT_EQ(findings.slices.front().slice, exhaustive.best()) << seed;
        EXPECT_NEAR(findings.slices.front().score, exhaustive.score(), 1e-9 * exhaustive.score()) << seed;
    }
    EXPECT_GE(found_any, 8);
    EXPECT_GE(found_three, 1);
}

TEST(SliceSearch, DoesNotDependOnThreadsOrOnTheOrderOfRows) {
    const std::vector<Feature> features(6, ordered(5));
    Table table = made(4'000, features, 5, [](const std::vector<int>& codes) { return codes[1] == 2 && codes[4] > 2 ? 0.5 : codes[0] == 0 ? 0.3 : 0.1; });
    Rules rules{.rows_min = 40};
    const Findings one = search(table, rules);
    rules.threads = 3;
    for (auto& codes : table.codes) std::reverse(codes.begin(), codes.end());
    std::reverse(table.losses.begin(), table.losses.end());
    const Findings three = search(table, rules);
    ASSERT_EQ(one.slices.size(), three.slices.size());
    ASSERT_GE(one.slices.size(), 2u);
    for (std::size_t i = 0; i < one.slices.size(); ++i) {
        EXPECT_EQ(one.slices[i].slice, three.slices[i].slice);
        EXPECT_EQ(one.slices[i].score, three.slices[i].score);
    }
}

TEST(SliceSearch, SaysWhatIsBadOnceAndNotInAllItsVariants) {
    const std::vector<Feature> features{ordered(10), categories(6), ordered(8), categories(4), ordered(10), categories(3)};
    const Table table = made(30'000, features, 7, [](const std::vector<int>& codes) { return codes[0] >= 7 && codes[1] == 2 ? 0.4 : 0.1; });
    const Findings findings = search(table, {.rows_min = 300});
    ASSERT_EQ(findings.slices.size(), 1u);
    EXPECT_EQ(findings.slices[0].slice, (Slice{{0, {7, 9}}, {1, {2, 2}}}));
}

TEST(SliceSearch, NamesAPartOfASliceOnlyWhenItIsClearlyWorseThanTheRestOfIt) {
    const std::vector<Feature> features{ordered(10), categories(5), ordered(6)};
    // In some samples in twenty chance alone makes a part of it so much worse; held-out rows then do not confirm that.
    int parts = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto even = made(40'000, features, seed, [](const std::vector<int>& codes) { return codes[0] >= 6 ? 0.3 : 0.1; });
        parts += static_cast<int>(search(even, {.rows_min = 400}).slices.size()) - 1;
    }
    EXPECT_LE(parts, 4);
    const auto uneven = made(40'000, features, 12, [](const std::vector<int>& codes) { return codes[0] >= 6 ? (codes[1] == 3 ? 0.6 : 0.3) : 0.1; });
    const Findings findings = search(uneven, {.rows_min = 400});
    ASSERT_EQ(findings.slices.size(), 2u);
    const auto has = [&](const Slice& slice) { return std::any_of(findings.slices.begin(), findings.slices.end(), [&](const Found& found) { return found.slice == slice; }); };
    EXPECT_TRUE(has({{0, {6, 9}}}));
    EXPECT_TRUE(has({{0, {6, 9}}, {1, {3, 3}}}));
}

TEST(SliceSelection, TakesNoSliceForTheOverlapWithOneThatItHas) {
    const std::vector<Feature> features{ordered(10), categories(5)};
    const Table table = made(40'000, features, 29, [](const std::vector<int>& codes) { return codes[0] >= 8 && codes[1] == 2 ? 0.6 : 0.1; });
    const Scoring scoring(table, {3, 3, 3}, 0.1);
    Selection selection(table, scoring, 400);
    EXPECT_TRUE(selection.take({{0, {7, 9}}, {1, {2, 2}}})) << "as near as cuts allow";
    EXPECT_FALSE(selection.take({{0, {8, 9}}})) << "bad only where the first one is";
    EXPECT_TRUE(selection.take({{0, {8, 9}}, {1, {2, 2}}})) << "a part, and clearly worse than the rest of it";
    EXPECT_EQ(selection.size(), 2u);
}

TEST(SliceSearch, LooksBehindALargeSliceForASmallOne) {
    const std::vector<Feature> features{ordered(10), ordered(10), categories(8), categories(8)};
    const Table table = made(40'000, features, 13, [](const std::vector<int>& codes) { return codes[0] >= 6 ? 0.45 : codes[2] == 5 && codes[3] == 1 ? 0.3 : 0.1; });
    const Findings findings = search(table, {.rows_min = 200});
    ASSERT_EQ(findings.slices.size(), 2u);
    EXPECT_EQ(findings.slices[0].slice, (Slice{{0, {6, 9}}}));
    EXPECT_EQ(findings.slices[1].slice, (Slice{{2, {5, 5}}, {3, {1, 1}}}));
}

TEST(Slice, LiesWithinAWiderOne) {
    EXPECT_TRUE(lies_within({{0, {1, 1}}, {1, {0, 0}}}, {{0, {1, 2}}}));
    EXPECT_FALSE(lies_within({{0, {1, 2}}}, {{0, {1, 1}}}));
    EXPECT_FALSE(lies_within({{1, {0, 0}}}, {{0, {1, 2}}}));
    EXPECT_TRUE(lies_within({{1, {0, 0}}}, {}));
}

TEST(SliceSearch, FindsNothingWhereEverythingIsAlike) {
    const std::vector<Feature> features(4, ordered(5));
    EXPECT_TRUE(search(made(2'000, features, 3, [](const auto&) { return 0.0; }), {}).slices.empty());
    EXPECT_TRUE(search(made(2'000, features, 3, [](const auto&) { return 1.0; }), {}).slices.empty());
    EXPECT_TRUE(search({}, {}).slices.empty());
    Table one_column = made(100, {categories(1)}, 3, [](const auto&) { return 0.5; });
    EXPECT_TRUE(search(one_column, {}).slices.empty());
}

TEST(SliceSearch, IsNotTakenInByAHandfulOfRareEvents) {
    // One error in a thousand rows; somewhere fifty rows have two of them by chance.
    const std::vector<Feature> features(8, ordered(10));
    const Table table = made(20'000, features, 17, [](const auto&) { return 0.001; });
    const Findings findings = search(table, {.rows_min = 200});
    for (const Found& found : findings.slices) EXPECT_GT(found.mean_loss * static_cast<double>(found.rows) / loss_steps, 5) << "rows " << found.rows;
}

TEST(SliceSearch, TriesThreeConditionsOnTheColumnsThatShowMost) {
    std::vector<Feature> features(12, categories(4));
    const Table table = made(20'000, features, 19, [](const std::vector<int>& codes) { return codes[2] == 1 && codes[5] == 1 && codes[9] == 1 ? 0.9 : 0.1; });
    const Findings findings = search(table, {.rows_min = 100, .pair_features_max = 8, .triple_features_max = 4});
    EXPECT_EQ(findings.columns, 12u);
    EXPECT_EQ(findings.paired_columns, 8u);
    EXPECT_EQ(findings.tripled_columns, 4u);
    ASSERT_FALSE(findings.slices.empty());
    EXPECT_EQ(findings.slices[0].slice, (Slice{{2, {1, 1}}, {5, {1, 1}}, {9, {1, 1}}}));
}

}  // namespace

}  // namespace metrics::slices
