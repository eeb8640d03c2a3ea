#include "http/log_writer.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <vector>

namespace http {
namespace {

TEST(LogWriter, WritesEveryLineOfEveryThreadOnceAndWhole) {
    std::ostringstream out;
    {
        LogWriter log(out);
        std::vector<std::thread> threads;
        for (int number = 0; number < 4; ++number) {
            threads.emplace_back([&log, number] {
                for (int i = 0; i < 500; ++i) log.put("line " + std::to_string(number) + " " + std::to_string(i));
            });
        }
        for (auto& thread : threads) thread.join();
        log.stop();
    }
    std::istringstream in(out.str());
    std::set<std::string> lines;
    std::size_t count = 0;
    for (std::string line; std::getline(in, line); ++count) {
        EXPECT_TRUE(line.starts_with("line ")) << line;
        lines.insert(line);
    }
    EXPECT_EQ(count, 2'000u);
    EXPECT_EQ(lines.size(), 2'000u);
}

TEST(LogWriter, WritesWhatCameLastBeforeItStops) {
    std::ostringstream out;
    LogWriter log(out);
    log.put("the last");
    log.stop();
    EXPECT_EQ(out.str(), "the last\n");
}

}  // namespace
}  // namespace http
