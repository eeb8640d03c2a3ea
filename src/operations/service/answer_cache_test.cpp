#include "operations/service/answer_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace operations {

namespace {

TEST(AnswerCache, MakesAnAnswerOnceAndGivesItAgain) {
    AnswerCache cache;
    int made = 0;
    const auto make = [&]() -> base::Result<std::string> { return "answer " + std::to_string(++made); };
    EXPECT_EQ(*cache.get("a", make), "answer 1");
    EXPECT_EQ(*cache.get("a", make), "answer 1");
    EXPECT_EQ(*cache.get("b", make), "answer 2");
}

TEST(AnswerCache, DoesNotKeepWhatFailed) {
    AnswerCache cache;
    int asked = 0;
    const auto fail_once = [&]() -> base::Result<std::string> {
        if (++asked == 1) return base::Error{base::Fault::outside, "the disk was slow", "ask again"};
        return std::string("well");
    };
    EXPECT_FALSE(cache.get("a", fail_once));
    EXPECT_EQ(*cache.get("a", fail_once), "well");
}

TEST(AnswerCache, ForgetsWhatWasAskedForLongestAgo) {
    AnswerCache cache;
    int made = 0;
    const auto make = [&]() -> base::Result<std::string> {
        ++made;
        return std::string(AnswerCache::bytes_max / 3, 'x');
    };
    for (const char* question : {"a", "b", "a", "c"}) ASSERT_TRUE(cache.get(question, make));
    EXPECT_EQ(made, 3);
    ASSERT_TRUE(cache.get("a", make));
    EXPECT_EQ(made, 3) << "a was asked for after b, so b is the one that went";
    ASSERT_TRUE(cache.get("b", make));
    EXPECT_EQ(made, 4);
}

TEST(AnswerCache, DoesNotKeepAnAnswerThatIsLargerThanItself) {
    AnswerCache cache;
    int made = 0;
    const auto make = [&]() -> base::Result<std::string> {
        ++made;
        return std::string(AnswerCache::bytes_max + 1, 'x');
    };
    EXPECT_EQ(cache.get("a", make)->size(), AnswerCache::bytes_max + 1);
    EXPECT_EQ(cache.get("a", make)->size(), AnswerCache::bytes_max + 1);
    EXPECT_EQ(made, 2);
}

TEST(AnswerCache, ManyThatAskTheSameAtOnceWaitForOneMaking) {
    AnswerCache cache;
    std::atomic<int> made{0};
    const auto make = [&]() -> base::Result<std::string> {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        ++made;
        return std::string("answer");
    };
    std::vector<std::thread> all;
    for (int i = 0; i < 8; ++i) all.emplace_back([&] { EXPECT_EQ(*cache.get("a", make), "answer"); });
    for (auto& one : all) one.join();
    EXPECT_EQ(made, 1);
}

}  // namespace

}  // namespace operations
