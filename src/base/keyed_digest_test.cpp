#include "base/keyed_digest.h"

#include <gtest/gtest.h>

namespace base {

TEST(KeyedDigest, IsThatOfTheStandardsExamples) {
    // RFC 4231, cases 1, 2 and 6.
    EXPECT_EQ(format(keyed_digest(std::string(20, '\x0b'), "Hi There")), "sha256:b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(format(keyed_digest("Jefe", "what do ya want for nothing?")), "sha256:5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(format(keyed_digest(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")), "sha256:60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(KeyedDigest, TellsSecretsApart) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
    EXPECT_TRUE(same_secret("", ""));
}

}  // namespace base
