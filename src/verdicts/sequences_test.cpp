#include <gtest/gtest.h>

#include <cmath>

#include "base/golden_test.h"
#include "base/random.h"
#include "metrics/intervals/distributions.h"
#include "verdicts/asymptotic_sequence.h"
#include "verdicts/bounded_sequence.h"
#include "verdicts/break_detector.h"
#include "verdicts/looks.h"
#include "verdicts/share_sequence.h"

/// Confidence sequences against numerical integration of what they are defined by (tests/golden/sequences.py), and against
/// the promise that looking all the time does not make them false. Larger runs: tools/simulate, docs/live.md.
namespace verdicts {

namespace {

constexpr int looks = 200;

const base::json::value& golden() {
    static const auto document = base::golden("sequences.json");
    return document;
}

double number(const base::json::value& of, const char* key) { return of.at(key).to_number<double>(); }

void expect_near(double value, double expected) { EXPECT_NEAR(value, expected, 1e-9 * std::max(1.0, std::fabs(expected))); }

TEST(ShareSequence, HasTheEvidenceThatIntegrationHas) {
    for (const auto& one : golden().at("shares").as_array()) expect_near(log_evidence_above(number(one, "events"), number(one, "count"), number(one, "share")), number(one, "log"));
}

TEST(BoundedSequence, HasTheEvidenceThatIntegrationHas) {
    for (const auto& one : golden().at("bounded").as_array()) expect_near(log_bounded_evidence(number(one, "s"), number(one, "v"), number(one, "r")), number(one, "log"));
}

TEST(EValue, IsTheMixtureOfLikelihoodRatios) {
    for (const auto& one : golden().at("e").as_array()) expect_near(e_value(number(one, "p")), number(one, "e"));
}

TEST(ShareSequence, ExcludesExactlyWhereItsEvidenceIsEnough) {
    const auto limits = share_sequence(30, 1'000, 0.025);
    EXPECT_NEAR(log_evidence_above(30, 1'000, limits.low), std::log(40), 1e-6);
    EXPECT_NEAR(log_evidence_above(970, 1'000, 1 - limits.high), std::log(40), 1e-6);
}

TEST(ShareSequence, KnowsNothingOfNoRowsAndOneSideOfNoEvents) {
    EXPECT_EQ(share_sequence(0, 0, 0.025).low, 0);
    EXPECT_EQ(share_sequence(0, 0, 0.025).high, 1);
    const auto none = share_sequence(0, 2'000, 0.025);
    EXPECT_EQ(none.low, 0);
    EXPECT_LT(none.high, 0.005);
    EXPECT_GT(none.high, 0.001844);  // what a single look would say (Clopper and Pearson)
}

TEST(ShareSequence, IsStillAboutTheShareAfterAHundredMillionRows) {
    const auto limits = share_sequence(5e5, 1e8, 0.025);
    EXPECT_GT(limits.low, 0.00495);
    EXPECT_LT(limits.high, 0.00505);
}

/// How often, of many runs, the truth is excluded at some look from the 50th row on; `rows` by look.
template <class Excluded>
double ever_false(int runs, std::uint64_t seed, Excluded excluded) {
    int wrong = 0;
    for (int run = 0; run < runs; ++run) {
        base::Random random(base::Random::mix(seed + static_cast<std::uint64_t>(run)));
        wrong += excluded(random) ? 1 : 0;
    }
    return static_cast<double>(wrong) / runs;
}

int events_among(base::Random& random, int rows, double share) {
    int events = 0;
    for (int i = 0; i < rows; ++i) events += random.uniform() < share ? 1 : 0;
    return events;
}

TEST(ShareSequence, LookedAtTwoHundredTimesIsWrongInFewerThanOneRunInTwenty) {
    const double enough = std::log(40);
    for (const double share : {0.005, 0.02, 0.1, 0.5}) {
        const double wrong = ever_false(250, 7, [&](base::Random& random) {
            double events = 0, rows = 0;
            for (int look = 0; look < looks; ++look) {
                const int more = look == 0 ? 50 : 100;
                events += events_among(random, more, share);
                rows += more;
                if (log_evidence_above(events, rows, share) >= enough || log_evidence_above(rows - events, rows, 1 - share) >= enough) return true;
            }
            return false;
        });
        EXPECT_LE(wrong, 0.05) << share;
    }
}

TEST(ShareSequence, FindsATwoPercentShareThatFellToOnePercentWithinTwentyThousandRows) {
    const double found = ever_false(40, 11, [&](base::Random& random) { return share_sequence(events_among(random, 20'000, 0.01), 20'000, 0.025).high < 0.02; });
    EXPECT_GE(found, 0.9);
}

TEST(BoundedSequence, LookedAtTwoHundredTimesIsWrongInFewerThanOneRunInTwenty) {
    for (const double power : {1.0, 4.0}) {  // the mean of u^power is 1 / (power + 1)
        const double mean = 1 / (power + 1);
        const double wrong = ever_false(60, 3, [&](base::Random& random) {
            BoundedSequence sequence(20'000);
            for (int look = 0; look < looks; ++look) {
                double sum = 0, square = 0;
                for (int row = 0; row < 100; ++row) {
                    const double x = std::pow(random.uniform(), power);
                    sum += x;
                    square += x * x;
                }
                sequence.add(100, sum, square);
                const auto limits = sequence.limits(0.025);
                if (mean < limits.low || mean > limits.high) return true;
            }
            return false;
        });
        EXPECT_LE(wrong, 0.05) << power;
    }
}

TEST(BoundedSequence, TakenUpAgainFromItsStateGoesOnAsBefore) {
    BoundedSequence whole(1'000);
    whole.add(100, 40, 20);
    BoundedSequence again(whole.state());
    for (auto* sequence : {&whole, &again}) sequence->add(200, 90, 50);
    EXPECT_EQ(whole.limits(0.025).low, again.limits(0.025).low);
    EXPECT_EQ(whole.limits(0.025).high, again.limits(0.025).high);
}

TEST(AsymptoticSequence, OfMeansLookedAtTwoHundredTimesIsWrongInFewerThanOneRunInTwenty) {
    const double wrong = ever_false(200, 5, [&](base::Random& random) {
        double n = 0, sum = 0, square = 0;
        for (int look = 0; look < looks; ++look) {
            for (int row = 0; row < 50; ++row) {
                const double x = random.gamma(2);
                sum += x;
                square += x * x;
            }
            n += 50;
            metrics::Estimate mean;
            mean.value = sum / n;
            const double error = std::sqrt((square / n - *mean.value * *mean.value) / (n - 1));
            mean.limits = [value = *mean.value, error](double tail) { return metrics::Limits{value + error * metrics::normal_quantile(tail), value - error * metrics::normal_quantile(tail)}; };
            const auto limits = asymptotic_sequence(mean, Scaled::identity, n, 10'000, 0.05);
            if (limits->low > 2 || limits->high < 2) return true;
        }
        return false;
    });
    EXPECT_LE(wrong, 0.05);
}

TEST(AsymptoticSequence, KeepsToTheScaleOfTheInterval) {
    metrics::Estimate area;
    area.value = 0.99;
    area.limits = [](double) { return metrics::Limits{0.97, 0.997}; };
    const auto limits = asymptotic_sequence(area, Scaled::logit, 1'000, 1'000, 0.05);
    EXPECT_LT(limits->low, 0.97);
    EXPECT_GT(limits->low, 0.9);
    EXPECT_GT(limits->high, 0.997);
    EXPECT_LT(limits->high, 1);
    area.value = 1;
    EXPECT_FALSE(asymptotic_sequence(area, Scaled::logit, 1'000, 1'000, 0.05));
    EXPECT_FALSE(asymptotic_sequence(metrics::Estimate::absent(metrics::Reason::no_rows), Scaled::identity, 10, 10, 0.05));
}

TEST(Looks, AreDeclaredAtDoublingsAndSpendNoMoreThanThereIs) {
    double spent = 0;
    for (int look = 1; look < 40; ++look) {
        spent += spent_by(look, 0.05);
        EXPECT_EQ(look_at(windows_of_look(look)), look);
    }
    EXPECT_LT(spent, 0.05);
    EXPECT_FALSE(look_at(0));
    EXPECT_FALSE(look_at(3));
    EXPECT_EQ(look_at(4), 3);
}

}  // namespace

}  // namespace verdicts
