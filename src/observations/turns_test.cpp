#include "observations/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace observations {
namespace {

TEST(Turns, WhoeverRunsOutOfMemoryReadsAgainAlone) {
    Turns turns;
    std::atomic<int> reading{0}, most{0};
    std::atomic<int> wrong{0}, again{0};
    const auto read = [&](bool hungry) {
        int tries = 0;
        const bool enough = turns.take(
            [&] {
                const int others = reading++;
                if (others > most) most = others;
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                if (++tries == 2) {
                    ++again;
                    if (others != 0 || reading != 1) ++wrong;
                }
                --reading;
                return !hungry || tries == 2;
            },
            [](bool enough) { return !enough; });
        if (!enough || tries != (hungry ? 2 : 1)) ++wrong;
    };
    std::vector<std::thread> people;
    for (int i = 0; i < 12; ++i) people.emplace_back([&, i] { read(i % 3 == 0); });
    for (auto& one : people) one.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(again, 4);
    EXPECT_GT(most, 0) << "nobody waited for who had enough";
}

TEST(Turns, ASecondFailureIsTold) {
    Turns turns;
    int tries = 0;
    EXPECT_FALSE(turns.take([&] { return ++tries == 3; }, [](bool enough) { return !enough; }));
    EXPECT_EQ(tries, 2);
}

}  // namespace
}  // namespace observations
