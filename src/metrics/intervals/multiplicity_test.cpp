#include "metrics/intervals/multiplicity.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace metrics {
namespace {

using Answers = std::vector<bool>;

// Benjamini and Hochberg 1995, section 3.2: fifteen hypotheses about a treatment after myocardial infarction. At 0.05 the
// paper rejects four with its own procedure and three when the family-wise error is controlled.
const std::vector<double> heart{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

TEST(BenjaminiHochberg, RejectsFourOfTheFifteenOfThePaper) {
    const Answers answers = benjamini_hochberg(heart, 0.05);
    EXPECT_EQ(std::count(answers.begin(), answers.end(), true), 4);
    EXPECT_TRUE(answers[3]);
    EXPECT_FALSE(answers[4]);
}

TEST(Holm, RejectsThreeOfTheSameFifteen) {
    // By hand: 0.0019 <= 0.05/13 = 0.00385, but 0.0095 > 0.05/12 = 0.00417.
    const Answers answers = holm(heart, 0.05);
    EXPECT_EQ(std::count(answers.begin(), answers.end(), true), 3);
    EXPECT_FALSE(answers[3]);
}

TEST(Holm, StopsAtTheFirstThatFails) {
    // By hand: 0.005 <= 0.05/4 and 0.01 <= 0.05/3; 0.03 > 0.05/2 ends it, although 0.04 <= 0.05/1.
    EXPECT_EQ(holm({0.01, 0.04, 0.03, 0.005}, 0.05), (Answers{true, false, false, true}));
}

TEST(BenjaminiHochberg, StepsUpPastOnesThatFailByThemselves) {
    // By hand: 0.03 > 0.05/3 and 0.033 <= 2/3 x 0.05 is not the last: 0.05 <= 0.05 takes all three.
    EXPECT_EQ(benjamini_hochberg({0.03, 0.05, 0.033}, 0.05), (Answers{true, true, true}));
}

TEST(Multiplicity, OfOneIsNoCorrection) {
    EXPECT_EQ(holm({0.05}, 0.05), (Answers{true}));
    EXPECT_EQ(benjamini_hochberg({0.05}, 0.05), (Answers{true}));
    EXPECT_EQ(holm({0.051}, 0.05), (Answers{false}));
    EXPECT_EQ(benjamini_hochberg({0.051}, 0.05), (Answers{false}));
}

TEST(Multiplicity, OfNothingIsNothing) {
    EXPECT_TRUE(holm({}, 0.05).empty());
    EXPECT_TRUE(benjamini_hochberg({}, 0.05).empty());
}

}  // namespace
}  // namespace metrics
