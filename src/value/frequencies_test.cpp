#include "value/frequencies.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace value {
namespace {

TEST(Frequencies, AddUpWhateverTheTable) {
    base::Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        // Rare cells, empty cells and equal cells occur as often as ordinary ones.
        const auto draw = [&] { return random.below(4) == 0 ? 0.0 : std::pow(random.uniform(), 1.0 + static_cast<double>(random.below(12))); };
        Cells cells{draw(), draw(), draw(), draw()};
        if (random.below(8) == 0) cells = {static_cast<double>(random.below(9)), static_cast<double>(random.below(9)), static_cast<double>(random.below(9)), static_cast<double>(random.below(9))};
        if (!(cells.total() > 0)) continue;
        for (const std::int64_t of : classes) {
            const Frequencies whole = frequencies(cells, of);
            EXPECT_EQ(whole.true_positive + whole.false_positive + whole.false_negative + whole.true_negative, of);
            EXPECT_EQ(whole.events() + whole.others(), of);
            EXPECT_EQ(whole.flagged() + whole.unflagged(), of);
            const double scale = static_cast<double>(of) / cells.total();
            const auto near = [&](std::int64_t count, double exact) { return count >= 0 && std::abs(static_cast<double>(count) - exact * scale) < 1; };
            ASSERT_TRUE(near(whole.true_positive, cells.true_positive) && near(whole.false_positive, cells.false_positive) && near(whole.false_negative, cells.false_negative) && near(whole.true_negative, cells.true_negative))
                << cells.true_positive << " " << cells.false_positive << " " << cells.false_negative << " " << cells.true_negative << " of " << of;
            ASSERT_TRUE(near(whole.flagged(), cells.flagged()) && near(whole.unflagged(), cells.unflagged()) && near(whole.events(), cells.events()) && near(whole.others(), cells.others()))
                << cells.true_positive << " " << cells.false_positive << " " << cells.false_negative << " " << cells.true_negative << " of " << of;
        }
    }
}

TEST(Frequencies, AreExactWhereTheSharesAreWhole) {
    EXPECT_EQ(frequencies({110, 130, 70, 690}), (Frequencies{.of = 100, .true_positive = 11, .false_positive = 13, .false_negative = 7, .true_negative = 69}));
    EXPECT_EQ(frequencies({110, 130, 70, 690}, 1'000), (Frequencies{.of = 1'000, .true_positive = 110, .false_positive = 130, .false_negative = 70, .true_negative = 690}));
}

TEST(Frequencies, RoundMarginsThatRoundingEachCellByItselfWouldMiss) {
    // Each cell alone rounds down to 10, and twenty would be flagged of the 20.9 that are.
    const Frequencies whole = frequencies({10.45, 10.45, 10.45, 68.65}, 100);
    EXPECT_EQ(whole.flagged(), 21);
    EXPECT_EQ(whole.events(), 21);
    EXPECT_EQ(whole.true_negative, 69);
}

TEST(Frequencies, ChooseTheSmallestClassInWhichEveryCellHasOne) {
    EXPECT_EQ(reference_class({0.01, 0.2, 0.2, 0.59}), 100);
    EXPECT_EQ(reference_class({0.009, 0.2, 0.2, 0.591}), 1'000);
    EXPECT_EQ(reference_class({0.0009, 0.2, 0.2, 0.5991}), 10'000);
    EXPECT_EQ(reference_class({0.0000001, 0.2, 0.2, 0.5999999}), 10'000);
    // An empty cell is empty in every class.
    EXPECT_EQ(reference_class({0.3, 0, 0.1, 0.6}), 100);
}

TEST(Frequencies, AtAnotherRateKeepSensitivityAndSpecificity) {
    const auto cells = at_rate({80, 30, 20, 70}, 0.01);
    ASSERT_TRUE(cells);
    EXPECT_NEAR(cells->true_positive, 0.008, 1e-15);
    EXPECT_NEAR(cells->false_positive, 0.297, 1e-15);
    EXPECT_NEAR(cells->total(), 1, 1e-15);
    EXPECT_NEAR(cells->rate(), 0.01, 1e-15);
    // The well-known surprise: a test that is right four times in five is wrong 97 times in a hundred alarms about what is rare.
    EXPECT_NEAR(cells->true_positive / cells->flagged(), 0.008 / 0.305, 1e-15);
}

TEST(Frequencies, RefuseRatesAndTablesThatSayNothing) {
    EXPECT_FALSE(at_rate({80, 30, 20, 70}, -0.1));
    EXPECT_FALSE(at_rate({80, 30, 20, 70}, 1.1));
    EXPECT_FALSE(at_rate({80, 30, 20, 70}, std::nan("")));
    EXPECT_FALSE(at_rate({0, 30, 0, 70}, 0.1));
    EXPECT_FALSE(at_rate({80, 0, 20, 0}, 0.1));
}

TEST(Frequencies, AtItsOwnRateATableIsItself) {
    const Cells cells{80, 30, 20, 70};
    const auto same = at_rate(cells, cells.rate());
    ASSERT_TRUE(same);
    EXPECT_NEAR(same->true_positive * cells.total(), 80, 1e-12);
    EXPECT_NEAR(same->true_negative * cells.total(), 70, 1e-12);
}

TEST(Frequencies, PrecisionAtAnotherRateLiesBetweenItsEnds) {
    const auto range = precision_at({.value = 0.8, .low = 0.7, .high = 0.9}, {.value = 0.7, .low = 0.6, .high = 0.8}, 0.1);
    ASSERT_TRUE(range && range->low && range->high);
    EXPECT_NEAR(range->value, 0.08 / 0.35, 1e-15);
    EXPECT_NEAR(*range->low, 0.07 / 0.43, 1e-15);
    EXPECT_NEAR(*range->high, 0.09 / 0.27, 1e-15);
    EXPECT_FALSE(precision_at({.value = 0, .low = {}, .high = {}}, {.value = 1, .low = {}, .high = {}}, 0.1));
}

}  // namespace
}  // namespace value
