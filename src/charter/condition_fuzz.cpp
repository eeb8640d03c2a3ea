#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "charter/condition.h"

/// Any bytes at all: nothing crashes, and what is accepted reads back from its own spelling as the same condition.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    int character = 0;
    const auto condition = charter::parse_condition(text, character);
    if (!condition) {
        ASSERT(character >= 1);
        ASSERT(static_cast<std::size_t>(character) <= size + 1);
        ASSERT(!condition.error().next.empty());
        return 0;
    }
    const auto again = charter::parse_condition(charter::format(*condition));
    ASSERT(static_cast<bool>(again));
    ASSERT(*again == *condition);
    return 0;
}
