#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "protocols/inference.h"
#include "protocols/protocols.h"

/// Any bytes at all, as each of the encodings: what comes out is lines of JSON objects, or a reason. The first byte chooses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const charter::Columns columns{.time = "at", .id = "key", .version = "model", .score = "p", .subject = "person", .features = {"x", "y"}};
    const auto check = [](const protocols::Converted& converted) {
        ASSERT(static_cast<std::size_t>(std::count(converted.lines.begin(), converted.lines.end(), '\n')) == converted.items.size());
        for (const auto& refused : converted.refused) ASSERT(refused.item > 0 && !refused.reason.empty());
    };
    const auto cloud = [&](const protocols::Headers& headers) {
        auto read = protocols::cloud_events(headers, body);
        if (!read) return;
        protocols::Inferences inferences;
        for (auto& half : read->halves) inferences.take(std::move(half), columns, read->events);
        inferences.flush(columns, read->events);
        check(read->events);
    };
    switch (data[0] % 6) {
        case 0: cloud({{"ce-id", "a"}, {"ce-source", "s"}, {"ce-type", "x.prediction"}, {"ce-specversion", "1.0"}}); break;
        case 1: cloud({{"content-type", "application/cloudevents+json"}}); break;
        case 2: cloud({{"content-type", "application/cloudevents-batch+json"}}); break;
        case 3: cloud({{"ce-id", "a"}, {"ce-source", "s"}, {"ce-type", "org.kubeflow.serving.inference.response"}, {"ce-specversion", "1.0"}}); break;
        default: {
            const auto read = protocols::otlp_logs({{"content-type", data[0] % 6 == 4 ? "application/json" : "application/x-protobuf"}}, body, columns);
            if (read) check(*read);
            else ASSERT(!read.error().what.empty() && !read.error().next.empty());
        }
    }
    return 0;
}
