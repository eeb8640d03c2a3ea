#include "metrics/intervals/proportion.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"

namespace metrics {

namespace {

// Each limit: equal chances of "at least as many" and "more", halved; solved with SciPy 1.17.1 (brentq over binom).
TEST(Share, HasMidPLimits) {
    const Limits fifteen = mid_p(15, 50, 0.025);
    EXPECT_NEAR(fifteen.low, 0.18554951557574678, 1e-10);
    EXPECT_NEAR(fifteen.high, 0.4370322726923961, 1e-10);
    const Limits many = mid_p(612, 1000, 0.025);
    EXPECT_NEAR(many.low, 0.5814936035367324, 1e-10);
    EXPECT_NEAR(many.high, 0.641858901895335, 1e-10);
    const Limits strict = mid_p(12, 400, 0.005);
    EXPECT_NEAR(strict.low, 0.013080292143776097, 1e-10);
    EXPECT_NEAR(strict.high, 0.058051929309227264, 1e-10);
}

TEST(Share, IsClopperPearsonWhereOneSideHasFewerThanTen) {
    const Limits nine = share_limits(9, 100, 0.025);
    EXPECT_EQ(nine.low, clopper_pearson(9, 100, 0.025).low);
    EXPECT_GT(share_limits(10, 100, 0.025).low, clopper_pearson(10, 100, 0.025).low);
    // No event in n rows: 1 - tail^(1/n), in closed form.
    EXPECT_EQ(share_limits(0, 30, 0.025).low, 0);
    EXPECT_NEAR(share_limits(0, 30, 0.025).high, 0.11570331, 1e-8);
}

// R's binom::binom.confint, "exact", as collected from the tests of statsmodels.
TEST(Share, AgreesWithTheExactLimitsOfR) {
    const std::filesystem::path path = std::filesystem::path(CHARTER_SOURCE) / "../shared/data/known_answers/proportion_ci.json";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "the collected answers are not here: " << path;
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    const auto document = base::parse_json(text.str());
    ASSERT_TRUE(static_cast<bool>(document));
    int checked = 0;
    for (const auto& known : document->at("cases").as_array()) {
        const auto& inputs = known.at("inputs").as_object();
        const auto* exact = known.at("expected").as_object().if_contains("exact");
        if (exact == nullptr || !exact->is_array()) continue;
        const Limits limits = clopper_pearson(inputs.at("count").to_number<double>(), inputs.at("nobs").to_number<double>(),
                                              inputs.at("alpha").to_number<double>() / 2);
        EXPECT_NEAR(limits.low, exact->as_array()[0].to_number<double>(), 1e-6);
        EXPECT_NEAR(limits.high, exact->as_array()[1].to_number<double>(), 1e-6);
        ++checked;
    }
    EXPECT_GE(checked, 5);
}

Split<Confusion> rows_of(double weight, int right, int wrong) {
    Split<Confusion> split;
    for (int i = 0; i < right; ++i) split.total.add(Confusion::Label::positive, true, mass_of(weight));
    for (int i = 0; i < wrong; ++i) split.total.add(Confusion::Label::positive, false, mass_of(weight));
    return split;
}

const Share recall_share{.part = [](const Confusion& c) { return c.true_positive; },
                         .whole = [](const Confusion& c) { return c.true_positive + c.false_negative; },
                         .left_out = unlabelled};

TEST(Share, IsNoSurerWhenEveryRowWeighsDouble) {
    const Estimate once = estimate_share(rows_of(1, 30, 20), recall_share);
    const Estimate twice = estimate_share(rows_of(2, 30, 20), recall_share);
    EXPECT_EQ(*once.value, *twice.value);
    EXPECT_EQ(once.rows, 50);
    EXPECT_EQ(twice.rows, 50);
    EXPECT_NEAR(once.limits(0.025).low, twice.limits(0.025).low, 1e-9);
}

TEST(Share, CountsTheRowsItCouldNotUse) {
    Split<Confusion> split = rows_of(1, 3, 1);
    for (int i = 0; i < 6; ++i) split.total.add(Confusion::Label::unknown, true, mass_one);
    const Estimate estimate = estimate_share(split, recall_share);
    EXPECT_EQ(estimate.left_out, 6);
    EXPECT_EQ(estimate.rows, 4);
}

TEST(Share, SaysWhichPartIsMissing) {
    EXPECT_EQ(estimate_share({}, recall_share).reason, Reason::no_rows);
    Split<Confusion> unknown;
    unknown.total.add(Confusion::Label::unknown, true, mass_one);
    EXPECT_EQ(estimate_share(unknown, recall_share).reason, Reason::no_labels);
    Split<Confusion> negative;
    negative.total.add(Confusion::Label::negative, true, mass_one);
    EXPECT_EQ(estimate_share(negative, recall_share).reason, Reason::no_denominator);
}

}  // namespace

}  // namespace metrics
