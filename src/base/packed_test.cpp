#include "base/packed.h"

#include <gtest/gtest.h>

#include <limits>

namespace base {

TEST(Packed, ReadsBackWhatWasWritten) {
    const std::uint64_t numbers[] = {0, 1, 127, 128, 300, std::numeric_limits<std::uint64_t>::max()};
    const std::int64_t wholes[] = {0, -1, 1, 64, -65, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    Packer to;
    for (const auto number : numbers) to.number(number);
    for (const auto whole : wholes) to.whole(whole);
    to.real(-0.1);
    to.text(std::string("a\0b", 3));
    to.text("");
    Unpacker from(to.bytes());
    for (const auto number : numbers) EXPECT_EQ(from.number(), number);
    for (const auto whole : wholes) EXPECT_EQ(from.whole(), whole);
    EXPECT_EQ(from.real(), -0.1);
    EXPECT_EQ(from.text(), std::string("a\0b", 3));
    EXPECT_EQ(from.text(), "");
    EXPECT_EQ(from.left(), 0u);
    EXPECT_FALSE(from.failed());
}

TEST(Packed, SmallNumbersAreShort) {
    Packer to;
    to.number(127);
    to.whole(-64);
    EXPECT_EQ(to.bytes().size(), 2u);
}

TEST(Packed, ReadsNothingAfterTheEnd) {
    Packer to;
    to.text("three");
    for (std::size_t size = 0; size < to.bytes().size(); ++size) {
        Unpacker from(std::string_view(to.bytes()).substr(0, size));
        EXPECT_EQ(from.text(), "");
        EXPECT_TRUE(from.failed());
        EXPECT_EQ(from.number(), 0u);
        EXPECT_EQ(from.real(), 0);
    }
    const std::string ones(20, '\xff');
    Unpacker endless(ones);
    EXPECT_EQ(endless.number(), 0u);
    EXPECT_TRUE(endless.failed());
    Unpacker many("\x7f\x01");
    EXPECT_EQ(many.count(), 0u);
    EXPECT_TRUE(many.failed());
}

}  // namespace base
