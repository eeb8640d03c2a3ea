#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/golden_test.h"
#include "rollout/difference.h"
#include "rollout/sample_ratio.h"
#include "verdicts/asymptotic_sequence.h"
#include "verdicts/bounded_sequence.h"
#include "verdicts/share_sequence.h"

/// Releases against numbers that others publish or compute by other means: tests/golden/rollouts.py.
namespace rollout {
namespace {

using base::json::value;
using charter::RolloutMetric;

const value& golden() {
    static const auto document = base::golden("rollouts.json");
    return document;
}
double number(const value& from, const char* key) { return from.at(key).to_number<double>(); }

TEST(GoldenReleases, PutUnitsWhereTheXxhashPackagePutsThem) {
    for (const value& one : golden().at("parts").as_array()) {
        EXPECT_EQ(part_of(seed_of_salt(one.at("salt").as_string().c_str()), one.at("unit").as_string().c_str()), one.at("part").to_number<Parts>());
    }
}

Sums sums_of(const value& arm) {
    const auto& three = arm.as_array();
    Sums sums;
    sums.n = three[0].to_number<double>();
    sums.y = three[1].to_number<double>();
    sums.yy = three[2].to_number<double>();
    // What is published has no third power: as much as a symmetric distribution has.
    const double mean = sums.y / sums.n;
    sums.yyy = 3 * mean * sums.yy - 2 * mean * mean * sums.y;
    return sums;
}

TEST(GoldenReleases, AgreeWithGrowthBooksPublishedVectors) {
    RolloutMetric metric;
    metric.relative = true;
    for (const value& one : golden().at("growthbook").as_array()) {
        MetricSums sums;
        sums.strata.push_back({sums_of(one.at("candidate")), sums_of(one.at("control"))});
        const Difference difference(metric, sums, number(one, "planned"));
        const std::string name = one.at("name").as_string().c_str();
        ASSERT_TRUE(difference.value) << name;
        EXPECT_NEAR(*difference.value, number(one, "value"), 6e-6) << name;
        if (one.as_object().contains("one_sided_low")) {
            // Their one-sided bound has the root in half a normal mixture, ln(1 + root / (2 a)); ours is the two-sided one at 2 a, ln(root / (2 a)).
            const double n = 6461, rho2 = (-2 * std::log(0.1) + std::log(-2 * std::log(0.1) + 1)) / number(one, "planned");
            const double root = std::sqrt(n * rho2 + 1), error = (*difference.value - difference.lower(0.05)) / verdicts::sequence_width(n, number(one, "planned"), 0.1);
            EXPECT_NEAR(*difference.value - error * std::sqrt(2 * (n * rho2 + 1) / (n * rho2) * std::log1p(root / 0.1)), number(one, "one_sided_low"), 6e-6) << name;
            continue;
        }
        // Their variance of a share divides by n, ours by n - 1: the limits differ by a part in six thousand of the width.
        const double alike = name == "proportions" ? 3e-5 : 6e-6;
        EXPECT_NEAR(difference.lower(0.025), number(one, "low"), alike) << name;
        EXPECT_NEAR(difference.upper(0.025), number(one, "high"), alike) << name;
    }
}

TEST(GoldenReleases, AgreeWithConfseqsBounds) {
    const value& of = golden().at("confseq");
    for (const value& one : of.at("normal").as_array()) {
        const double n = number(one, "count");
        EXPECT_NEAR(verdicts::sequence_width(n, number(one, "planned"), number(one, "alpha")) * std::sqrt(n), number(one, "bound"), 1e-9 * number(one, "bound"));
    }
    for (const value& one : of.at("gamma").as_array()) EXPECT_NEAR(verdicts::log_bounded_evidence(number(one, "s"), number(one, "v"), number(one, "r")), number(one, "log"), 1e-8);
    for (const value& one : of.at("events").as_array()) EXPECT_NEAR(verdicts::log_evidence_above(number(one, "events"), number(one, "count"), 0.5), number(one, "log"), 1e-8);
}

TEST(GoldenReleases, CompareArmsAsRowsDo) {
    const value& all = golden().at("differences");
    for (const value& one : all.at("cases").as_array()) {
        charter::RolloutPlan plan;
        plan.steps.resize(3);
        RolloutMetric& metric = plan.metrics.emplace_back();
        const std::string name = one.at("name").as_string().c_str(), kind = one.at("kind").as_string().c_str();
        metric.kind = kind == "ratio" ? RolloutMetric::Kind::ratio : RolloutMetric::Kind::mean;
        metric.relative = one.at("relative").as_bool();
        Summary seen(plan);
        for (const value& row : one.at("rows").as_array()) {
            const auto& r = row.as_array();
            const Outcome outcome{r[2].to_number<double>(), kind == "mean" ? std::nullopt : std::optional(r[3].to_number<double>())};
            seen.learn(plan, r[0].to_number<std::size_t>(), r[1].to_number<int>() == 1 ? Arm::candidate : Arm::control, {outcome});
        }
        const Difference difference(metric, seen.metrics[0], number(all, "planned"));
        ASSERT_EQ(difference.reason, metrics::Reason::none) << name << ": " << metrics::name(difference.reason);
        EXPECT_NEAR(*difference.value, number(one, "value"), 1e-11) << name;
        EXPECT_NEAR(difference.lower(number(all, "alpha") / 2), number(one, "low"), 1e-9) << name;
        EXPECT_NEAR(difference.upper(number(all, "alpha") / 2), number(one, "high"), 1e-9) << name;
    }
}

TEST(GoldenReleases, WeighTheSizesOfArmsAsIntegrationDoes) {
    for (const value& one : golden().at("mismatch").as_array()) {
        const double candidate = number(one, "candidate"), both = number(one, "both");
        EXPECT_NEAR(log_mismatch_evidence(std::array{candidate, both - candidate}, std::array{0.5, 0.5}), number(one, "log"), 1e-7) << candidate;
    }
}

}  // namespace
}  // namespace rollout
