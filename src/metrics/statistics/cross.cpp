#include "metrics/statistics/cross.h"

#include <vector>

#include "base/assert.h"

namespace metrics {

namespace {

constexpr double choose[7][7]{{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}, {1, 5, 10, 10, 5, 1}, {1, 6, 15, 20, 15, 6, 1}};

}  // namespace

double Cross::about(std::size_t i, std::size_t j, double a, double b) const {
    ASSERT(i + j >= 1 && i + j <= order);
    base::ExactSum sum;
    std::vector<double> factors;
    for (std::size_t k = 0; k <= i; ++k) {
        for (std::size_t l = 0; l <= j; ++l) {
            factors.assign(1, choose[i][k] * choose[j][l]);
            factors.insert(factors.end(), i - k, -a);
            factors.insert(factors.end(), j - l, -b);
            const auto add = [&](double part) {
                factors.push_back(part);
                base::add_product(sum, factors);
                factors.pop_back();
            };
            if (k + l == 0) add(weight());
            else for (const double part : base::parts_of(of(k, l))) add(part);
        }
    }
    return sum.value();
}

}  // namespace metrics
