#include "metrics/intervals/contrast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace metrics {

namespace {

namespace json = base::json;

double number(const json::value& object, std::string_view key) { return object.at(key).to_number<double>(); }

/// Number i of an arm, from its sum and that of its squares.
void set(KeySums::Arm& arm, std::size_t i, const json::value& sums) {
    arm.sums[KeySums::place_of(0, 0, i)].add(number(sums, "sum"));
    const bool proportion = !sums.as_object().contains("sum_squares");
    arm.sums[KeySums::place_of(0, i, i)].add(number(sums, proportion ? "sum" : "sum_squares"));
}
void set(KeySums::Arm& arm, std::size_t i, std::size_t j, double product) { arm.sums[KeySums::place_of(0, std::min(i, j), std::max(i, j))].add(product); }

KeySums::Arm arm_of(const json::value& from) {
    KeySums::Arm arm;
    arm.keys = static_cast<std::int64_t>(number(from, "n"));
    arm.sums.resize(KeySums::place_of(0, 0, 5));
    if (!from.as_object().contains("m_post")) {
        set(arm, 1, from);
        return arm;
    }
    set(arm, 1, from.at("m_post"));
    set(arm, 2, from.at("d_post"));
    set(arm, 3, from.at("m_pre"));
    set(arm, 4, from.at("d_pre"));
    set(arm, 1, 2, number(from, "sp_m_post_d_post"));
    set(arm, 1, 3, number(from, "sp_m_post_m_pre"));
    set(arm, 1, 4, number(from, "sp_m_post_d_pre"));
    set(arm, 2, 3, number(from, "sp_m_pre_d_post"));
    set(arm, 2, 4, number(from, "sp_d_post_d_pre"));
    set(arm, 3, 4, number(from, "sp_m_pre_d_pre"));
    return arm;
}

KeySums::Arm arm_of(const json::array& values) {
    KeySums sums;
    for (const auto& value : values) {
        const double x = value.to_number<double>();
        sums.add(0, {&x, 1}, 1);
    }
    return sums.arms[0];
}

Contrast contrast_of(const KeySums& of, const Design& design, bool relative) {
    const auto [current, baseline] = arm_means(of, design);
    return relative ? relative_difference(current, baseline) : difference(current, baseline);
}

/// Cases of growthbook and others, as the file names them; it is part of ../shared.
const json::array* known_answers() {
    static const auto document = [] {
        std::ifstream file(std::filesystem::path(CHARTER_SOURCE) / "../shared/data/known_answers/experiment_frequentist.json");
        std::stringstream text;
        text << file.rdbuf();
        return base::parse_json(text.str());
    }();
    return document ? &document->at("cases").as_array() : nullptr;
}

#define NEEDS_KNOWN_ANSWERS() \
    if (known_answers() == nullptr) GTEST_SKIP() << "known_answers is part of ../shared, which a plain clone does not have"

/// Shares as growthbook and Spotify have them: their variance divides by n.
ArmMean share_of(const json::value& from) {
    const double n = number(from, "n"), p = number(from, "sum") / n;
    return {p, p * (1 - p), 0, n};
}

TEST(Contrast, GivesGrowthbooksFixedHorizonNumbers) {
    NEEDS_KNOWN_ANSWERS();
    int checked = 0;
    for (const auto& one : *known_answers()) {
        const std::string_view function = one.at("fn").as_string();
        if (function != "ab.two_sided_t" && function != "ab.one_sided_t") continue;
        SCOPED_TRACE(std::string(one.at("id").as_string()));
        const auto& inputs = one.at("inputs");
        const auto& expected = one.at("expected");
        KeySums sums;
        sums.arms[0] = arm_of(inputs.at("treatment"));
        sums.arms[1] = arm_of(inputs.at("control"));
        const bool both = inputs.at("metric").as_string() == "ratio_regression_adjusted";
        const bool relative = inputs.at("difference").as_string() == "relative";
        const bool share = inputs.at("metric").as_string() == "proportion";
        const Contrast found = share ? relative_difference(share_of(inputs.at("treatment")), share_of(inputs.at("control"))) : contrast_of(sums, {.ratio = both, .covariate = both}, relative);
        ++checked;
        if (expected.as_object().contains("error")) {  // sums that no numbers can have
            EXPECT_EQ(function, "ab.two_sided_t");
            continue;
        }
        const double tolerance = number(one.at("tol"), "abs");
        EXPECT_NEAR(found.value, number(expected, "effect"), tolerance);
        EXPECT_NEAR(found.deviation, number(expected, "se"), tolerance);
        const double tail = number(inputs, "alpha") / (function == "ab.two_sided_t" ? 2 : 1);
        const auto& interval = expected.at("ci").as_array();
        if (!interval[0].is_null()) { EXPECT_NEAR(found.welch(tail).low, interval[0].to_number<double>(), tolerance); }
        if (!interval[1].is_null()) { EXPECT_NEAR(found.welch(tail).high, interval[1].to_number<double>(), tolerance); }
    }
    EXPECT_EQ(checked, 9);
}

TEST(Contrast, KeepsTheDirectionOfANegativeBaseline) {
    NEEDS_KNOWN_ANSWERS();
    int checked = 0;
    for (const auto& one : *known_answers()) {
        if (one.at("fn").as_string() != "ab.lift") continue;
        const auto& inputs = one.at("inputs");
        const ArmMean current{number(inputs, "treatment_mean"), 1, 0, 100}, baseline{number(inputs, "control_mean"), 1, 0, 100};
        const bool relative = inputs.at("difference").as_string() == "relative";
        EXPECT_NEAR((relative ? relative_difference(current, baseline) : difference(current, baseline)).value, number(one.at("expected"), "lift"), 1e-7);
        ++checked;
    }
    EXPECT_EQ(checked, 7);
}

TEST(Contrast, GivesWelchsTAndItsDegrees) {
    NEEDS_KNOWN_ANSWERS();
    int checked = 0;
    for (const auto& one : *known_answers()) {
        if (one.at("fn").as_string() != "t.welch") continue;
        SCOPED_TRACE(std::string(one.at("id").as_string()));
        KeySums sums;
        sums.arms[0] = arm_of(one.at("inputs").at("a").as_array());
        sums.arms[1] = arm_of(one.at("inputs").at("b").as_array());
        const Contrast found = contrast_of(sums, {}, false);
        const double t = number(one.at("expected"), "t");
        EXPECT_NEAR(found.value / found.deviation, t, 1e-9 * std::abs(t));
        // The limits meet 0 at the p-value.
        const Limits limits = found.welch(number(one.at("expected"), "p") / 2);
        EXPECT_NEAR(t < 0 ? limits.high : limits.low, 0, 1e-8);
        ++checked;
    }
    EXPECT_EQ(checked, 4);
}

TEST(Contrast, GivesSpotifysDifferenceOfShares) {
    NEEDS_KNOWN_ANSWERS();
    int checked = 0;
    for (const auto& one : *known_answers()) {
        if (one.at("fn").as_string() != "ab.two_proportion_chi2" || one.at("inputs").at("difference").as_string() != "absolute") continue;
        const auto& inputs = one.at("inputs");
        const Contrast found = difference(share_of(inputs.at("treatment")), share_of(inputs.at("control")));
        const double half = normal_quantile(1 - number(inputs, "alpha") / 2) * found.deviation;
        EXPECT_NEAR(found.value - half, one.at("expected").at("ci").as_array()[0].to_number<double>(), 1e-6);
        EXPECT_NEAR(found.value + half, one.at("expected").at("ci").as_array()[1].to_number<double>(), 1e-6);
        ++checked;
    }
    EXPECT_EQ(checked, 4);
}

Split<KeySums> experiment(std::int64_t current, std::int64_t baseline, const auto& draw) {
    Split<KeySums> of;
    for (std::int64_t i = 0; i < current + baseline; ++i) {
        const double x = draw(i < current);
        of.total.add(i < current ? 0 : 1, {&x, 1}, 1);
    }
    of.units = current + baseline;
    return of;
}

TEST(Contrast, IsVoidWhereSubjectsAreNotDividedAsMeant) {
    const auto one = [](bool) { return 1.0; };
    const Estimate uneven = estimate_contrast(experiment(3'000, 3'400, one), {}, Compared::difference, 0.5);
    EXPECT_FALSE(uneven.value.has_value());
    EXPECT_EQ(uneven.reason, Reason::uneven_split);
    EXPECT_NE(uneven.detail.find("3000 subjects of the version and 3400"), std::string::npos) << uneven.detail;
    EXPECT_EQ(estimate_contrast(experiment(3'000, 3'100, one), {}, Compared::difference, 0.5).reason, Reason::none);
    EXPECT_EQ(estimate_contrast(experiment(900, 100, one), {}, Compared::difference, 0.9).reason, Reason::none);
    EXPECT_EQ(estimate_contrast(experiment(100, 900, one), {}, Compared::difference, 0.9).reason, Reason::uneven_split);
}

TEST(Contrast, IsVoidWhereManySubjectsSawBoth) {
    auto of = experiment(500, 500, [](bool) { return 1.0; });
    of.total.crossed = 9;
    EXPECT_EQ(estimate_contrast(of, {}, Compared::difference, 0.5).reason, Reason::none);
    of.total.crossed = 11;
    EXPECT_EQ(estimate_contrast(of, {}, Compared::difference, 0.5).reason, Reason::uneven_split);
}

TEST(Contrast, DoesNotTrustAFewWhoPayNearlyAll) {
    base::Random random(1);
    const auto payers = [&](bool) { return random.below(500) == 0 ? std::exp(6 * random.normal()) : 0.0; };
    EXPECT_EQ(estimate_contrast(experiment(1'000, 1'000, payers), {}, Compared::difference, 0.5).reason, Reason::too_skewed);
}

TEST(Contrast, DividesByNothingOnlyWithAReason) {
    const auto none = [](bool) { return 0.0; };
    EXPECT_EQ(estimate_contrast(experiment(100, 100, none), {}, Compared::relative, 0.5).reason, Reason::no_denominator);
    const Estimate absolute = estimate_contrast(experiment(100, 100, none), {}, Compared::difference, 0.5);
    EXPECT_EQ(absolute.value, 0.0);
    EXPECT_LT(absolute.limits(0.025).low, -0.02) << "nobody of a hundred is not nobody";
}

TEST(Contrast, OfACovariateThatExplainsNothingChangesNothingMuch) {
    base::Random random(7);
    Split<KeySums> plain, adjusted, explained;
    for (int i = 0; i < 4'000; ++i) {
        const std::size_t arm = i % 2;
        const double before = random.normal();
        const double y = 5 + (arm == 0 ? 0.3 : 0) + random.normal();
        const std::array<double, 2> both{y, before}, sharp{y + 2 * before, before};
        plain.total.add(arm, {&y, 1}, 1);
        adjusted.total.add(arm, both, 1);
        explained.total.add(arm, sharp, 1);
    }
    const auto width = [](const Contrast& of) { return of.welch(0.025).high - of.welch(0.025).low; };
    const double of_plain = width(contrast_of(plain.total, {}, false));
    EXPECT_NEAR(width(contrast_of(adjusted.total, {.covariate = true}, false)), of_plain, 0.01 * of_plain);
    EXPECT_NEAR(width(contrast_of(explained.total, {.covariate = true}, false)), of_plain, 0.01 * of_plain) << "twice the noise is adjusted away";
    EXPECT_NEAR(width(contrast_of(explained.total, {}, false)), std::sqrt(5) * of_plain, 0.1 * of_plain);
}

/// The jackknife over subjects as units is the delta method's variance.
TEST(Contrast, OfRatiosHasTheSpreadOfLeavingOneOut) {
    base::Random random(3);
    Split<KeySums> of;
    std::vector<KeySums> each;
    for (int i = 0; i < 300; ++i) {
        const double sessions = 1 + static_cast<double>(random.below(9));
        const std::array<double, 2> numbers{sessions * (2 + random.normal()), sessions};
        KeySums one;
        one.add(i % 2, numbers, 1);
        of.total.merge(one);
        each.push_back(one);
    }
    const Contrast found = contrast_of(of.total, {.ratio = true}, true);
    double squares = 0;
    for (const KeySums& one : each) {
        KeySums rest = of.total;
        rest.merge(one, -1);
        const double off = contrast_of(rest, {.ratio = true}, true).value - found.value;
        squares += off * off;
    }
    EXPECT_NEAR(std::sqrt(squares), found.deviation, 0.02 * found.deviation);
}

TEST(KeySums, TakeAPartAwayWithoutATrace) {
    base::Random random(5);
    KeySums all, rest;
    for (int i = 0; i < 100; ++i) {
        const std::array<double, 3> numbers{random.normal(), std::exp(20 * random.normal()), 1e-9 * random.uniform()};
        KeySums one;
        one.add(0, numbers, 2);
        all.merge(one);
        if (i >= 50) rest.merge(one);
    }
    base::Random again(5);
    for (int i = 0; i < 50; ++i) {
        const std::array<double, 3> numbers{again.normal(), std::exp(20 * again.normal()), 1e-9 * again.uniform()};
        KeySums one;
        one.add(0, numbers, 2);
        all.merge(one, -1);
    }
    EXPECT_EQ(all, rest);
}

template <class T>
concept Mergeable = requires(T a, const T& b) { a.merge(b); };
static_assert(Mergeable<KeySums>);
static_assert(!Mergeable<Split<KeySums>>, "windows may share keys: what they make does not add up");

TEST(KeySums, LeaveOutWhatCannotBeSquared) {
    KeySums sums;
    const double huge = 1e150;
    EXPECT_FALSE(sums.add(0, {&huge, 1}, 3));
    EXPECT_EQ(sums.left_out, 3);
    EXPECT_EQ(sums.keys(), 0);
}

}  // namespace

}  // namespace metrics
