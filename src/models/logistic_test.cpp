#include "models/logistic.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/random.h"

namespace models {
namespace {

/// The same objective solved another way: Newton's method with a dense Hessian and Gaussian elimination. Three weights.
std::array<double, 3> newton(const std::vector<std::array<double, 3>>& x, const std::vector<std::uint8_t>& positive) {
    std::array<double, 3> w{};
    for (int step = 0; step < 50; ++step) {
        std::array<double, 3> gradient = w;  // of |w|^2 / 2
        std::array<std::array<double, 4>, 3> system{};
        for (std::size_t i = 0; i < 3; ++i) system[i][i] = 1;
        for (std::size_t row = 0; row < x.size(); ++row) {
            double sum = 0;
            for (std::size_t i = 0; i < 3; ++i) sum += w[i] * x[row][i];
            const double p = 1 / (1 + std::exp(-sum));
            for (std::size_t i = 0; i < 3; ++i) {
                gradient[i] += (p - positive[row]) * x[row][i];
                for (std::size_t j = 0; j < 3; ++j) system[i][j] += p * (1 - p) * x[row][i] * x[row][j];
            }
        }
        for (std::size_t i = 0; i < 3; ++i) system[i][3] = gradient[i];
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                if (j == i) continue;
                const double factor = system[j][i] / system[i][i];
                for (std::size_t k = 0; k < 4; ++k) system[j][k] -= factor * system[i][k];
            }
        }
        for (std::size_t i = 0; i < 3; ++i) w[i] -= system[i][3] / system[i][i];
    }
    return w;
}

TEST(Logistic, FindsTheMinimumThatNewtonsMethodFinds) {
    base::Random random(1);
    Frame table;
    table.columns = {{.name = "a"}, {.name = "b"}};
    std::vector<std::uint8_t> positive;
    for (int i = 0; i < 400; ++i) {
        const double a = random.normal();
        const double b = 3 + 2 * random.normal();
        table.columns[0].numbers.push_back(a);
        table.columns[1].numbers.push_back(b);
        positive.push_back(random.uniform() < 1 / (1 + std::exp(1 - a + 0.4 * b)) ? 1 : 0);
    }
    const auto features = learn(table, "label");
    ASSERT_TRUE(features);
    const auto rows = Encoded::of(table, *features);
    const Logistic model = fit_logistic(*rows, positive);

    std::vector<std::array<double, 3>> x;
    for (std::size_t row = 0; row < 400; ++row) {
        std::array<double, 3> one{0, 0, 1};
        for (std::size_t i = 0; i < 2; ++i) one[i] = (table.columns[i].numbers[row] - (*features)[i].mean) / (*features)[i].scale;
        x.push_back(one);
    }
    const auto expected = newton(x, positive);
    ASSERT_EQ(model.coefficients.size(), 2u);
    EXPECT_NEAR(model.coefficients[0], expected[0], 1e-6);
    EXPECT_NEAR(model.coefficients[1], expected[1], 1e-6);
    EXPECT_NEAR(model.intercept, expected[2], 1e-6);
}

TEST(Logistic, GivesTheSameScoresWhicheverLabelComesFirst) {
    Frame table;
    table.columns = {{.name = "a", .numbers = {1, 2, 3, 4, 5, 6}}};
    const auto features = learn(table, "label");
    const auto rows = Encoded::of(table, *features);
    const auto rising = score(fit_logistic(*rows, {0, 0, 1, 0, 1, 1}), *rows);
    const auto falling = score(fit_logistic(*rows, {1, 1, 0, 1, 0, 0}), *rows);
    EXPECT_LT(rising.front(), 0.5);
    for (std::size_t i = 0; i < rising.size(); ++i) EXPECT_NEAR(rising[i], 1 - falling[i], 1e-7);
}

TEST(Logistic, ScoresByTheFormula) {
    // p = 1 / (1 + exp(-(0.5 + 2 * (3 - 1) / 4 + category))), by hand.
    const std::vector<Feature> features{{.name = "a", .mean = 1, .scale = 4, .missing_seen = true}, {.name = "c", .categorical = true, .categories = {"red"}}};
    const Logistic model{.intercept = 0.5, .coefficients = {2, -0.25, 1, -1, 0.75}};
    Frame table;
    table.columns = {{.name = "a", .numbers = {3, 3, 3, std::nan("")}}, {.name = "c", .categorical = true, .codes = {0, 1, -1, 0}, .categories = {"red", "pink"}}};
    const auto rows = Encoded::of(table, features);
    ASSERT_TRUE(rows);
    const auto scores = score(model, *rows);
    EXPECT_DOUBLE_EQ(scores[0], 1 / (1 + std::exp(-2.5)));   // 0.5 + 1 + 1
    EXPECT_DOUBLE_EQ(scores[1], 1 / (1 + std::exp(-0.5)));   // (other): 0.5 + 1 - 1
    EXPECT_DOUBLE_EQ(scores[2], 1 / (1 + std::exp(-2.25)));  // missing: 0.5 + 1 + 0.75
    EXPECT_DOUBLE_EQ(scores[3], 1 / (1 + std::exp(-1.25)));  // the mean, known to be missing: 0.5 - 0.25 + 1
}

}  // namespace
}  // namespace models
