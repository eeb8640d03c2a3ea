#include "http/body.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "base/limits.h"
#include "base/random.h"

namespace http {
namespace {

std::string zstd_of(const std::string& text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

TEST(Body, ComesBackAsItWas) {
    const std::string text(100'000, 'x');
    for (const auto& [body, encoding] : {std::pair(gzipped(text), "gzip"), std::pair(zstd_of(text), "zstd"), std::pair(text, ""), std::pair(text, "identity")}) {
        const auto again = expanded(body, encoding);
        ASSERT_TRUE(again) << encoding;
        EXPECT_EQ(*again, text);
    }
    EXPECT_EQ(*expanded(gzipped(""), "gzip"), "");
}

TEST(Body, OfSeveralGzipMembersIsAllOfThem) { EXPECT_EQ(*expanded(gzipped("one ") + gzipped("two"), "gzip"), "one two"); }

TEST(Body, ThatExpandsTooFarIsRefusedWithoutMakingRoomForIt) {
    const std::string large(base::limits::body_bytes_max + 1, '\0');
    EXPECT_EQ(expanded(gzipped(large), "gzip").error().fault, base::Fault::limit);
    EXPECT_EQ(expanded(zstd_of(large), "zstd").error().fault, base::Fault::limit);
}

TEST(Body, ThatBreaksOffOrIsDamagedIsAFaultAndNoCrash) {
    base::Random random(7);
    for (const auto& [whole, encoding] : {std::pair(gzipped("some text, some text, some text"), "gzip"), std::pair(zstd_of("some text, some text, some text"), "zstd")}) {
        for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(expanded(whole.substr(0, size), encoding)) << encoding << " " << size;
        for (int i = 0; i < 2'000; ++i) {
            std::string damaged = whole;
            damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
            (void)expanded(damaged, encoding);
        }
    }
    EXPECT_FALSE(expanded("text", "br"));
}

}  // namespace
}  // namespace http
