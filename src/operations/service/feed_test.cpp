#include "operations/service/feed.h"

#include <gtest/gtest.h>

#include <thread>

namespace operations {
namespace {

TEST(Feed, TellsThoseWhoWatchTheProductAndNoOthers) {
    Feed feed;
    std::vector<std::string> one, other;
    const auto first = feed.watch("one", [&](const std::string& message) { one.push_back(message); });
    const auto second = feed.watch("other", [&](const std::string& message) { other.push_back(message); });
    feed.publish("one", "a");
    feed.publish("one", "b");
    EXPECT_EQ(one, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(other.empty());
}

TEST(Feed, TellsNothingAfterwards) {
    Feed feed;
    int told = 0;
    auto watching = feed.watch("one", [&](const std::string&) { ++told; });
    watching.reset();
    feed.publish("one", "a");
    EXPECT_EQ(told, 0);
}

TEST(Feed, MayEndBeforeThoseWhoWatch) {
    std::shared_ptr<void> watching;
    {
        Feed feed;
        watching = feed.watch("one", [](const std::string&) {});
    }
    watching.reset();
}

TEST(Feed, TakesManyThreads) {
    Feed feed;
    std::atomic<int> told{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                const auto watching = feed.watch("one", [&](const std::string&) { ++told; });
                feed.publish("one", "a");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_GE(told, 8 * 200);
}

}  // namespace
}  // namespace operations
