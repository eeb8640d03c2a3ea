#include <gtest/gtest.h>

#include "metrics/statistics/side_by_side.h"

namespace metrics {

namespace {

Run run(double value, std::uint32_t unit = 0) { return {Runs::key_of(value), unit, 0, mass_one}; }

TEST(SideBySide, VisitsEveryValueOfEitherSampleOnceAscending) {
    const RunsInMemory reference({run(3), run(-1), run(2), run(2)});
    const RunsInMemory current({run(2), run(7)});
    std::vector<std::vector<double>> steps;
    side_by_side(reference, current, [&](const Step& step) {
        steps.push_back({step.value, weight_of(step.reference_mass), weight_of(step.current_mass)});
    });
    EXPECT_EQ(steps, (std::vector<std::vector<double>>{{-1, 1, 0}, {2, 2, 1}, {3, 1, 0}, {7, 0, 1}}));
}

TEST(SideBySide, KeepsTheUnitsOfAValueApart) {
    const RunsInMemory reference({run(1, 0), run(1, 1)}, {10, 20});
    const RunsInMemory current({run(1)});
    int steps = 0;
    side_by_side(reference, current, [&](const Step& step) {
        ++steps;
        ASSERT_EQ(step.reference.size(), 2u);
        EXPECT_EQ(step.reference[1].unit, 1u);
        EXPECT_EQ(step.reference_mass, 2 * mass_one);
    });
    EXPECT_EQ(steps, 1);
}

TEST(SideBySide, EndsWhenBothAreEmpty) {
    const RunsInMemory none({});
    side_by_side(none, none, [](const Step&) { FAIL(); });
}

}  // namespace

}  // namespace metrics
