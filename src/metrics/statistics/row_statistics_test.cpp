#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/limits.h"
#include "base/random.h"
#include "metrics/statistics/cross.h"
#include "metrics/statistics/edit_distance.h"
#include "metrics/statistics/extremes.h"
#include "metrics/statistics/powers.h"

namespace metrics {

namespace {

/// Pairs of every size, the smallest beside the largest.
std::vector<std::pair<double, double>> pairs(int count) {
    base::Random random(3);
    std::vector<std::pair<double, double>> all;
    for (int i = 0; i < count; ++i) {
        const double scale = std::pow(10.0, static_cast<double>(random.below(40)) - 20);
        all.emplace_back(random.normal() * scale, random.normal());
    }
    return all;
}

TEST(Powers, DoNotDependOnTheOrderOfRows) {
    auto rows = pairs(500);
    Powers forwards;
    Cross cross;
    for (const auto& [x, y] : rows) {
        forwards.add(x, mass_one);
        cross.add(x, y, mass_one);
    }
    std::reverse(rows.begin(), rows.end());
    Powers backwards;
    Cross back;
    for (const auto& [x, y] : rows) {
        backwards.add(x, mass_one);
        back.add(x, y, mass_one);
    }
    EXPECT_EQ(forwards, backwards);
    EXPECT_EQ(cross, back);
}

TEST(Powers, AddUpAndCanBeTakenAway) {
    const auto rows = pairs(300);
    Powers whole, part, rest;
    Cross whole_cross, part_cross, rest_cross;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        whole.add(rows[i].first, mass_one);
        (i % 3 == 0 ? part : rest).add(rows[i].first, mass_one);
        whole_cross.add(rows[i].first, rows[i].second, mass_one);
        (i % 3 == 0 ? part_cross : rest_cross).add(rows[i].first, rows[i].second, mass_one);
    }
    part.left_out.missing = whole.left_out.missing = 4;
    Powers joined = part;
    joined.merge(rest);
    EXPECT_EQ(joined, whole);
    joined.merge(part, -1);
    EXPECT_EQ(joined, rest);
    whole_cross.merge(part_cross, -1);
    EXPECT_EQ(whole_cross, rest_cross);
}

TEST(Powers, KeepASpreadThatIsSmallBesideTheMean) {
    // 10^9 + 0, 1, 2, 6: sums about the mean of 2.25 are 20.75 and 39.375 to the digit.
    Powers powers;
    for (const double x : {0.0, 1.0, 2.0, 6.0}) powers.add(1e9 + x, mass_one);
    const Centred centred = powers.centred();
    EXPECT_EQ(centred.mean, 1e9 + 2.25);
    EXPECT_DOUBLE_EQ(centred.square, 20.75);
    EXPECT_DOUBLE_EQ(centred.cube, 39.375);
}

TEST(Cross, KnowsMomentsAboutAnyPoint) {
    Cross cross;
    const std::vector<std::pair<double, double>> rows{{1e3 + 1, -3}, {1e3 + 2, 5}, {1e3 + 4, 0.5}};
    for (const auto& [x, y] : rows) cross.add(x, y, mass_one);
    for (std::size_t i = 0; i <= 6; ++i) {
        for (std::size_t j = 0; i + j <= 6; ++j) {
            if (i + j == 0) continue;
            double expected = 0;
            for (const auto& [x, y] : rows) expected += std::pow(x - 1e3, static_cast<double>(i)) * std::pow(y - 2, static_cast<double>(j));
            EXPECT_NEAR(cross.about(i, j, 1e3, 2), expected, 1e-9 * std::max(1.0, std::abs(expected))) << i << ", " << j;
        }
    }
}

TEST(Cross, CountsAWeightAsSoManyRows) {
    Cross weighted, rows;
    weighted.add(2, 3, 3 * mass_one);
    for (int i = 0; i < 3; ++i) rows.add(2, 3, mass_one);
    EXPECT_EQ(weighted.sums, rows.sums);
}

TEST(Extremes, AddUp) {
    Extremes a, b;
    a.add(3);
    a.add(-2);
    b.add(7);
    a.merge(b);
    EXPECT_EQ(a.rows, 3);
    EXPECT_EQ(a.lowest, -2);
    EXPECT_EQ(a.highest, 7);
}

/// By the definition, cell by cell.
std::size_t plain_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

TEST(EditDistance, IsTheShortestWayWhateverTheLengths) {
    base::Random random(5);
    EditDistance distance;
    for (int i = 0; i < 400; ++i) {
        const auto word = [&](std::uint64_t longest) {
            std::string text;
            for (std::uint64_t n = random.below(longest); n > 0; --n) text += static_cast<char>('a' + random.below(3));
            return text;
        };
        const std::string a = word(i % 2 == 0 ? 200 : 70);
        const std::string b = word(200);
        ASSERT_EQ(distance.between(a, b)->distance, plain_distance(a, b)) << a << " / " << b;
    }
}

TEST(EditDistance, CountsCharactersAndNotBytes) {
    EditDistance distance;
    EXPECT_EQ(distance.between("naïve", "naive")->distance, 1u);
    EXPECT_EQ(distance.between("日本語", "日本")->longer, 3u);
    EXPECT_EQ(distance.between("", "")->share(), 0);
    EXPECT_EQ(distance.between("", "ab")->share(), 1);
}

TEST(EditDistance, TakesBytesThatAreNoTextAsTheyAre) {
    EditDistance distance;
    EXPECT_EQ(distance.between("a\xff\xfe", "a\xff")->distance, 1u);
    EXPECT_EQ(distance.between("\xe6\x97", "\xe6\x97\xa5")->distance, 2u) << "half a character is two bytes";
}

TEST(EditDistance, RefusesTextsBeyondItsLimit) {
    EditDistance distance;
    const std::string longest(base::limits::edit_characters_max, 'x');
    EXPECT_EQ(distance.between(longest, longest)->distance, 0u);
    EXPECT_FALSE(distance.between(longest + "x", "x").has_value());
}

}  // namespace

}  // namespace metrics
