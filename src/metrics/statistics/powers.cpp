#include "metrics/statistics/powers.h"

#include "base/assert.h"

namespace metrics {

Centred Powers::centred() const {
    ASSERT(tally.rows > 0);
    const double n = weight_of(tally.weight);
    const double m = mean();
    base::ExactSum second = square;
    base::ExactSum third = cube;
    for (const double part : base::parts_of(sum)) {
        base::add_product(second, std::array{-2.0, m, part});
        base::add_product(third, std::array{3.0, m, m, part});
    }
    for (const double part : base::parts_of(square)) base::add_product(third, std::array{-3.0, m, part});
    base::add_product(second, std::array{n, m, m});
    base::add_product(third, std::array{-n, m, m, m});
    return {m, second.value(), third.value()};
}

}  // namespace metrics
