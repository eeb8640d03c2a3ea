#include "rollout/assignment.h"

#include <array>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace rollout {
namespace {

constexpr int units = 200'000;

std::string unit(int i) { return "user-" + std::to_string(i); }

TEST(Assignment, IsTheHashThatItsPageSaysItIs) {
    // The first is published with xxHash; the others are those of the xxhash package of Python (tests/golden/rollouts.py).
    EXPECT_EQ(seed_of_salt(""), 0xef46db3751d8e999U);
    EXPECT_EQ(part_of(seed_of_salt(""), ""), 634168U);
    EXPECT_EQ(part_of(seed_of_salt("flights/3"), "user 17"), 605510U);
    EXPECT_EQ(part_of(seed_of_salt("flights/3"), "Jürgen"), 468692U);
}

TEST(Assignment, SpreadsUnitsEvenly) {
    for (const char* salt : {"a", "b", "flights/2026-11-27/3"}) {
        std::array<int, 100> counts{};
        for (int i = 0; i < units; ++i) ++counts[part_of(seed_of_salt(salt), unit(i)) / 10'000];
        double chi_square = 0;
        for (const int count : counts) chi_square += std::pow(count - units / 100, 2) / (units / 100);
        EXPECT_LT(chi_square, 161) << salt;  // 99 degrees of freedom: one in ten thousand
    }
}

TEST(Assignment, LetsUsersOnlyJoinTheCandidate) {
    const std::array<Parts, 8> steps{0, 10'000, 50'000, 250'000, 500'000, 500'001, 900'000, everyone};
    for (int i = 0; i < 5'000; ++i) {
        bool joined = false;
        for (const Parts p : steps) {
            const Arm arm = Assignment({.product = "p", .salt = "p/1", .candidate = p}).arm_of(unit(i));
            EXPECT_TRUE(!joined || arm == Arm::candidate) << unit(i) << " left at " << p;
            joined = arm == Arm::candidate;
        }
    }
}

TEST(Assignment, GivesBothArmsTheSameSizeUpToAHalfAndKeepsAHoldoutBeyond) {
    for (const auto [p, candidate, control] : {std::array<Parts, 3>{0, 0, 0}, {10'000, 10'000, 10'000}, {500'000, 500'000, 500'000}, {750'000, 750'000, 50'000}, {everyone, 950'000, 50'000}}) {
        const Assignment assignment({.product = "p", .salt = "p/1", .candidate = p});
        EXPECT_EQ(assignment.shares().candidate, candidate);
        EXPECT_EQ(assignment.shares().control, control);
        std::array<int, 3> seen{};
        for (int i = 0; i < units; ++i) ++seen[static_cast<std::size_t>(assignment.arm_of(unit(i)))];
        EXPECT_NEAR(seen[0], candidate / 1e6 * units, 5 * std::sqrt(units * 0.25));
        EXPECT_NEAR(seen[1], control / 1e6 * units, 5 * std::sqrt(units * 0.25));
    }
    EXPECT_EQ(shares_of(everyone, 0).candidate, everyone);
}

TEST(Assignment, CountsArmsOfTheSameSize) {
    for (const Parts p : {Parts{10'000}, Parts{500'000}, Parts{750'000}, everyone}) {
        const Assignment assignment({.product = "p", .salt = "p/1", .candidate = p});
        int candidate = 0, control = 0;
        for (int i = 0; i < units; ++i) {
            const auto counted = assignment.counted_as(unit(i));
            EXPECT_TRUE(!counted || *counted == assignment.arm_of(unit(i)));
            candidate += counted == Arm::candidate;
            control += counted == Arm::control;
        }
        EXPECT_NEAR(candidate, control, 5 * std::sqrt(candidate + control)) << p;
        EXPECT_NEAR(candidate, assignment.shares().control / 1e6 * units, 5 * std::sqrt(units * 0.25)) << p;
    }
}

TEST(Assignment, KnowsNothingOfOtherReleasesAndProducts) {
    const Assignment one({.product = "p", .salt = "p/1", .candidate = 200'000});
    for (const char* salt : {"p/2", "q/1"}) {
        const Assignment other({.product = "p", .salt = salt, .candidate = 200'000});
        int both = 0;
        for (int i = 0; i < units; ++i) both += one.arm_of(unit(i)) == Arm::candidate && other.arm_of(unit(i)) == Arm::candidate;
        EXPECT_NEAR(both, 0.04 * units, 5 * std::sqrt(units * 0.04)) << salt;
    }
}

TEST(Assignment, PutsNobodyIntoTwoReleasesOfOneProduct) {
    const auto second = free_room({{0, 600'000}}, 400'000);
    ASSERT_TRUE(second);
    const Assignment one({.product = "p", .salt = "p/1", .candidate = 500'000, .room = {0, 600'000}});
    const Assignment two({.product = "p", .salt = "p/2", .candidate = 500'000, .room = *second});
    std::array<int, 3> seen{};
    for (int i = 0; i < units; ++i) {
        EXPECT_TRUE(one.arm_of(unit(i)) == Arm::rest || two.arm_of(unit(i)) == Arm::rest);
        ++seen[static_cast<std::size_t>(two.arm_of(unit(i)))];
    }
    EXPECT_NEAR(seen[0], 0.2 * units, 1'000);
    EXPECT_NEAR(seen[1], 0.2 * units, 1'000);
}

TEST(Assignment, FindsTheFirstRoomThatIsWideEnough) {
    EXPECT_EQ(free_room({}, everyone), (Room{0, everyone}));
    EXPECT_EQ(free_room({{0, everyone}}, 1), std::nullopt);
    EXPECT_EQ(free_room({{500'000, 700'000}, {100'000, 300'000}}, 200'000), (Room{300'000, 500'000}));
    EXPECT_EQ(free_room({{500'000, 700'000}, {100'000, 300'000}}, 300'000), (Room{700'000, everyone}));
    EXPECT_EQ(free_room({{500'000, 700'000}, {100'000, 300'000}}, 300'001), std::nullopt);
}

}  // namespace
}  // namespace rollout
