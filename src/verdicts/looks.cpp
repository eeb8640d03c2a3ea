#include "verdicts/looks.h"

#include <bit>

#include "base/assert.h"

namespace verdicts {

std::optional<int> look_at(std::int64_t windows) {
    ASSERT(windows >= 0);
    const auto count = static_cast<std::uint64_t>(windows);
    if (!std::has_single_bit(count)) return std::nullopt;
    return std::bit_width(count);
}

std::int64_t windows_of_look(int look) {
    ASSERT(look >= 1 && look < 63);
    return std::int64_t{1} << (look - 1);
}

double spent_by(int look, double alpha) {
    ASSERT(look >= 1);
    return alpha / (static_cast<double>(look) * (look + 1));
}

}  // namespace verdicts
