#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/digest.h"
#include "base/nearest.h"
#include "base/random.h"

namespace base {
namespace {

// The examples of RFC 8785, appendix B and section 3.2.
TEST(CanonicalJson, WritesNumbersAsEcmaScriptDoes) {
    EXPECT_EQ(format_number(0.0), "0");
    EXPECT_EQ(format_number(-0.0), "0");
    EXPECT_EQ(format_number(5e-324), "5e-324");
    EXPECT_EQ(format_number(-1.7976931348623157e308), "-1.7976931348623157e+308");
    EXPECT_EQ(format_number(9007199254740992), "9007199254740992");
    EXPECT_EQ(format_number(295147905179352830000.0), "295147905179352830000");
    EXPECT_EQ(format_number(1e21), "1e+21");
    EXPECT_EQ(format_number(9.999999999999997e22), "9.999999999999997e+22");
    EXPECT_EQ(format_number(333333333.33333329), "333333333.3333333");
    EXPECT_EQ(format_number(0.002), "0.002");
    EXPECT_EQ(format_number(1e-7), "1e-7");
    EXPECT_EQ(format_number(4.50), "4.5");
}

TEST(CanonicalJson, SortsKeysByUtf16) {
    // Section 3.2.3: the surrogate pair of the emoji (0xD83D) sorts before 0xFB33, although its code point is larger.
    const auto value = parse_json("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}");
    ASSERT_TRUE(value);
    EXPECT_EQ(canonical(*value), "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}");
}

TEST(CanonicalJson, DoesNotDependOnTheOrderOfKeys) {
    EXPECT_EQ(canonical(*parse_json(R"({"b": [1, {"y": null, "x": true}], "a": "text"})")), R"({"a":"text","b":[1,{"x":true,"y":null}]})");
}

// A parser that rounds its own way would read another number than was written, and no ledger would verify.
TEST(Json, ReadsEveryNumberAsItWasWritten) {
    Random random(8127);
    for (int i = 0; i < 100'000; ++i) {
        const auto bits = random();
        double value;
        std::memcpy(&value, &bits, sizeof value);
        if (!std::isfinite(value) || std::fabs(value) >= 0x1p63) continue;
        const auto read = parse_json(format_number(value));
        ASSERT_TRUE(read);
        ASSERT_EQ(read->to_number<double>(), value) << format_number(value);
    }
}

TEST(PrettyJson, KeepsTheOrderOfKeys) {
    EXPECT_EQ(pretty(*parse_json(R"({"b": [1, 2], "a": {}, "c": []})")), "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {},\n  \"c\": []\n}\n");
}

TEST(Digest, IsSha256) {
    // FIPS 180-4, the example "abc".
    EXPECT_EQ(format(digest_of("abc")), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(NearestName, FindsSlipsOfTheHandAndNothingElse) {
    const std::vector<std::string> names{"recall", "precision", "psi", "roc_auc"};
    EXPECT_EQ(nearest_name("recal", names), "recall");
    EXPECT_EQ(nearest_name("percision", names), "precision");
    EXPECT_EQ(nearest_name("spi", names), "psi");
    EXPECT_EQ(nearest_name("roc-auc", names), "roc_auc");
    EXPECT_EQ(nearest_name("temperature", names), "");
    EXPECT_EQ(nearest_name(std::string(10'000, 'x'), names), "");
}

}  // namespace
}  // namespace base
