#include "records/registry/outbox.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/limits.h"
#include "records/registry/registry.h"

namespace records {

namespace {

using State = Delivery::State;

struct Box {
    std::string path = std::filesystem::temp_directory_path() / ("outbox_test_" + std::to_string(::getpid()) + ".sqlite");
    std::unique_ptr<Registry> registry;
    Box() {
        clean();
        restart();
    }
    ~Box() {
        registry.reset();
        clean();
    }
    void restart() {
        registry.reset();
        registry = *Registry::open(path);
        ASSERT_TRUE(registry->outbox().recover());
    }
    void clean() const {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    }
    Outbox& box() { return registry->outbox(); }
};

base::Time second(std::int64_t number) { return {number * base::micros_per_second}; }
Parcel parcel(const std::string& once, const std::string& target = "https://example.org/a") { return {once, "flights", "webhook", target, "subject of " + once, "body of " + once}; }

}  // namespace

TEST(Outbox, GivesEachToOneAttemptAtATime) {
    Box it;
    ASSERT_TRUE(it.box().put(parcel("a"), second(1)));
    ASSERT_TRUE(it.box().put(parcel("b"), second(2)));
    ASSERT_TRUE(it.box().put(parcel("a"), second(3)));  // the same again
    const auto a = *it.box().take(second(5)), b = *it.box().take(second(5));
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->parcel.body, "body of a");
    EXPECT_EQ(a->attempts, 1);
    EXPECT_EQ(b->parcel.once, "b");
    EXPECT_FALSE(*it.box().take(second(5)));
    ASSERT_TRUE(it.box().delivered(*a, second(6)));
    EXPECT_FALSE(*it.box().take(second(1'000)));
    ASSERT_TRUE(it.box().put(parcel("a"), second(7)));  // was sent already
    EXPECT_FALSE(*it.box().take(second(1'000)));
}

TEST(Outbox, SendsAgainWhatWasUnderWayWhenTheProgramEnded) {
    Box it;
    ASSERT_TRUE(it.box().put(parcel("a"), second(1)));
    const auto before = *it.box().take(second(1));
    ASSERT_TRUE(before);
    it.restart();
    const auto after = *it.box().take(second(2));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->id, before->id);  // by which a receiver knows it again
    EXPECT_EQ(after->attempts, 2);
}

TEST(Outbox, WaitsLongerAfterEachFailureAndThenAsksAPerson) {
    Box it;
    ASSERT_TRUE(it.box().put(parcel("a"), second(0)));
    base::Time now = second(0);
    std::int64_t attempts = 0, waited = 0;
    while (const auto due = *it.box().next_due()) {
        waited += due->micros - now.micros;
        now = *due;
        const auto taken = *it.box().take(now);
        ASSERT_TRUE(taken);
        ++attempts;
        ASSERT_TRUE(it.box().failed(*taken, "HTTP 503", next_attempt(taken->attempts, now, 1)));
    }
    EXPECT_EQ(attempts, base::limits::delivery_attempts_max);
    EXPECT_GT(waited, 20 * 3600 * base::micros_per_second);
    EXPECT_LT(waited, 48 * 3600 * base::micros_per_second);
    const auto dead = it.box().list(State::dead, 10);
    ASSERT_EQ(dead->size(), 1u);
    EXPECT_EQ(dead->front().error, "HTTP 503");
    ASSERT_TRUE(it.box().retry(dead->front().id, now));
    EXPECT_EQ((*it.box().take(now))->attempts, 1);
    EXPECT_FALSE(it.box().retry("nothing", now));
}

TEST(Outbox, LetsEverythingToATargetWaitThatDoesNotAnswer) {
    Box it;
    ASSERT_TRUE(it.box().put(parcel("a", "https://down.example.org"), second(1)));
    ASSERT_TRUE(it.box().put(parcel("b", "https://down.example.org"), second(2)));
    ASSERT_TRUE(it.box().put(parcel("c", "https://up.example.org"), second(3)));
    const auto a = *it.box().take(second(5));
    ASSERT_TRUE(it.box().failed(*a, "no answer", second(60)));
    EXPECT_EQ((*it.box().take(second(5)))->parcel.once, "c");
    EXPECT_FALSE(*it.box().take(second(5)));
    EXPECT_TRUE(*it.box().take(second(60)));
}

TEST(Outbox, KeepsOfCheckpointsTheNewest) {
    Box it;
    Parcel one = parcel("checkpoint"), two = one, three = one;
    two.body = "two";
    three.body = "three";
    ASSERT_TRUE(it.box().put_in_place(one, second(1)));
    ASSERT_TRUE(it.box().put_in_place(two, second(2)));
    const auto sending = *it.box().take(second(3));
    EXPECT_EQ(sending->parcel.body, "two");
    ASSERT_TRUE(it.box().put_in_place(three, second(4)));
    EXPECT_EQ((*it.box().take(second(4)))->parcel.body, "three");
}

TEST(Backoff, SpreadsAttemptsAndStopsGrowing) {
    EXPECT_EQ(next_attempt(1, second(100), 0)->micros, second(105).micros);
    EXPECT_EQ(next_attempt(1, second(100), 1)->micros, second(110).micros);
    EXPECT_EQ(next_attempt(3, second(0), 1)->micros, second(90).micros);
    EXPECT_EQ(next_attempt(11, second(0), 1)->micros, second(12 * 3600).micros);
    EXPECT_FALSE(next_attempt(base::limits::delivery_attempts_max, second(0), 0));
}

}  // namespace records
