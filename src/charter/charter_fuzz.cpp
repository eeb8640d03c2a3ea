#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

/// Any bytes at all: nothing crashes, every refusal says where and what to do, and what is accepted has a canonical form
/// that is itself a charter with the same canonical form (JSON is YAML).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const charter::Vocabulary metrics = charter::sample_vocabulary();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const charter::Parsed parsed = charter::parse(text, metrics);
    ASSERT(parsed.charter.has_value() == parsed.faults.empty());
    for (const auto& fault : parsed.faults) {
        ASSERT(fault.place.line >= 1);
        ASSERT(fault.place.column >= 1);
        ASSERT(!fault.what.empty());
        ASSERT(!fault.next.empty());
    }
    if (!parsed.charter) return 0;
    const charter::Parsed again = charter::parse(parsed.charter->canonical, metrics);
    ASSERT(again.charter.has_value());
    ASSERT(again.charter->canonical == parsed.charter->canonical);
    ASSERT(charter::compare(*parsed.charter, *again.charter).empty());
    return 0;
}
