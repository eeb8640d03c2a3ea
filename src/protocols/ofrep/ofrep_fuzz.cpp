#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "protocols/ofrep/ofrep.h"
#include "rollout/flag_json.h"

/// Any bytes at all as what an evaluation is asked with, and as a flag. Every answer is JSON; a flag that was read is written and read again alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace protocols;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    static const ofrep::Served served("loans",
                                      {*rollout::flag_from("loans", "a", *base::parse_json(R"({"variants": {"x": 1, "y": 2}, "default_variant": "x", "rules": [{"when": {"k": ["v", 1, true]}, "variant": "y"}], "split": {"y": 0.5}})"))},
                                      {{.release = "1", .current = "1", .candidate = "2", .split = {.product = "loans", .salt = "1", .candidate = 100'000}, .active = true}}, base::Time{});
    for (const char* key : {"a", "model", "none"}) {
        const auto answer = ofrep::answer_one(served, key, body);
        ASSERT(answer.status == 200 || answer.status == 400 || answer.status == 404);
        ASSERT(base::parse_json(answer.body));
    }
    ASSERT(base::parse_json(ofrep::answer_all(served, body, "/x").body));
    if (const auto written = base::parse_json(body)) {
        if (const auto flag = rollout::flag_from("loans", "a", *written)) {
            const auto again = rollout::flag_from("loans", "a", rollout::json_of(*flag));
            ASSERT(again);
            ASSERT(base::canonical(rollout::json_of(*again)) == base::canonical(rollout::json_of(*flag)));
            ASSERT(base::parse_json(ofrep::answer_all(ofrep::Served("loans", {*again}, {}, base::Time{}), "{}", "").body));
        }
    }
    return 0;
}
