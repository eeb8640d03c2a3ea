#include "operations/access/json_web_token.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace {

using operations::identity_in;
using operations::signed_claims;

/// RFC 7515, A.2 and A.3: keys and tokens that others have made.
constexpr std::string_view payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr std::string_view keys_text =
    R"({"keys": [{"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
     {"kty": "RSA", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ", "e": "AQAB"}]})";
const std::string by_rsa = "eyJhbGciOiJSUzI1NiJ9." + std::string(payload) +
                           ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const std::string by_curve = "eyJhbGciOiJFUzI1NiJ9." + std::string(payload) + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

base::json::value keys() { return *base::parse_json(keys_text); }

TEST(JsonWebToken, ReadsWhatTheStandardsOwnExamplesSay) {
    for (const auto& token : {by_rsa, by_curve}) {
        const auto claims = signed_claims(token, keys());
        ASSERT_TRUE(claims) << claims.error().what;
        EXPECT_EQ(claims->at("iss").as_string(), "joe");
        EXPECT_EQ(claims->at("exp").as_int64(), 1300819380);
    }
}

TEST(JsonWebToken, CountsForNothingWhenAnySignOfItIsAnother) {
    for (const auto& token : {by_rsa, by_curve}) {
        for (std::size_t i = 0; i < token.size(); ++i) {
            std::string changed = token;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            const auto claims = signed_claims(changed, keys());
            ASSERT_FALSE(claims) << i;
            EXPECT_EQ(claims.error().fault, base::Fault::unknown);
        }
        for (std::size_t size = 0; size < token.size(); ++size) EXPECT_FALSE(signed_claims(std::string_view(token).substr(0, size), keys()));
    }
    EXPECT_FALSE(signed_claims(by_rsa + ".", keys()));
    EXPECT_FALSE(signed_claims(std::string(100'000, 'e'), keys()));
}

TEST(JsonWebToken, TakesNoKeysThatAreNone) {
    for (const auto* text : {"null", "[]", "{}", R"({"keys": 7})", R"({"keys": [7, {}, {"kty": "RSA"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}]})", R"({"keys": [{"kty": "RSA", "n": "", "e": ""}, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]})"}) {
        EXPECT_FALSE(signed_claims(by_rsa, *base::parse_json(text))) << text;
        EXPECT_FALSE(signed_claims(by_curve, *base::parse_json(text))) << text;
    }
    // 32 bytes each, and no point of the curve.
    const std::string nowhere = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
    EXPECT_FALSE(signed_claims(by_curve, *base::parse_json(R"({"keys": [{"kty": "EC", "crv": "P-256", "x": ")" + nowhere + R"(", "y": ")" + nowhere + R"("}]})")));
}

TEST(JsonWebToken, IsOfNowWithinAMinute) {
    const operations::Expected expected{.issuer = "https://login.example.org", .client = "charter", .nonce = "n", .now = {1'000'000 * base::micros_per_second}};
    const auto said = [&](std::int64_t made, std::int64_t ends) {
        return identity_in({{"iss", "https://login.example.org"}, {"aud", "charter"}, {"nonce", "n"}, {"sub", "7"}, {"iat", made}, {"exp", ends}, {"email", "r@example.org"}, {"email_verified", true}}, expected);
    };
    ASSERT_TRUE(said(999'900, 1'000'100));
    EXPECT_EQ(said(999'900, 1'000'100)->email, "r@example.org");
    EXPECT_TRUE(said(1'000'060, 999'941));
    EXPECT_FALSE(said(999'900, 999'940));
    EXPECT_FALSE(said(1'000'061, 1'000'100));
}

}  // namespace
