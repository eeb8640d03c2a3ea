#include "metrics/statistics/packed.h"

#include <cstddef>
#include <cstdint>

/// Any bytes are read without a crash, and what is accepted is written as bytes that are accepted again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Unpacker from({reinterpret_cast<const char*>(data), size});
    const metrics::Statistic statistic = metrics::unpack(from);
    if (from.failed()) return 0;
    base::Packer to;
    if (!metrics::pack(statistic, to)) __builtin_trap();
    base::Unpacker again(to.bytes());
    metrics::unpack(again);
    if (again.failed() || again.left() > 0) __builtin_trap();
    return 0;
}
