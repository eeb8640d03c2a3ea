#include "http/kept_replies.h"

#include <gtest/gtest.h>

namespace http {
namespace {

struct Kept : testing::Test {
    std::shared_ptr<std::atomic<std::uint64_t>> writes = std::make_shared<std::atomic<std::uint64_t>>(7);
    KeptReplies kept{writes};
};

TEST_F(Kept, HoldUntilSomethingIsWritten) {
    EXPECT_EQ(kept.find("/a"), nullptr);
    kept.keep("/a", kept.writes(), "one");
    ASSERT_NE(kept.find("/a"), nullptr);
    EXPECT_EQ(*kept.find("/a"), "one");
    EXPECT_EQ(kept.find("/a?b"), nullptr);
    ++*writes;
    EXPECT_EQ(kept.find("/a"), nullptr);
}

// Somebody reads, another writes, and only then is kept what was read.
TEST_F(Kept, AreNotWhatWasReadBeforeAWrite) {
    const auto before = kept.writes();
    ++*writes;
    kept.keep("/a", before, "old");
    EXPECT_EQ(kept.find("/a"), nullptr);
}

TEST_F(Kept, AreBoundedInNumberAndSize) {
    for (std::size_t i = 0; i <= KeptReplies::kept_max; ++i) kept.keep("/" + std::to_string(i), kept.writes(), "x");
    EXPECT_EQ(kept.find("/0"), nullptr) << "the oldest are read again";
    EXPECT_NE(kept.find("/" + std::to_string(KeptReplies::kept_max)), nullptr);
    kept.keep("/large", kept.writes(), std::string(KeptReplies::bytes_max + 1, 'x'));
    EXPECT_EQ(kept.find("/large"), nullptr);
}

}  // namespace
}  // namespace http
