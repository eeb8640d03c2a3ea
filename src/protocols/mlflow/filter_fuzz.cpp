#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "protocols/mlflow/filter.h"

/// Whatever a client writes as a filter or an order is conditions that can be searched by, or one refusal that says why.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace protocols::mlflow;
    if (size == 0) return 0;
    const auto target = static_cast<Target>(data[0] % 5);
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (const auto conditions = parse_filter(target, text)) {
        for (const auto& condition : *conditions) {
            const bool needs_text = condition.is != records::Condition::Is::null && condition.is != records::Condition::Is::not_null && condition.on != records::Condition::On::metric;
            ASSERT(!needs_text || !condition.texts.empty() || condition.on == records::Condition::On::attribute);
            ASSERT(condition.number == condition.number);
        }
    } else {
        ASSERT(conditions.error().fault == base::Fault::input);
        ASSERT(!conditions.error().what.empty());
    }
    if (const auto orderings = parse_orderings(target, {std::string(text)})) ASSERT(orderings->size() == 1);
    return 0;
}
