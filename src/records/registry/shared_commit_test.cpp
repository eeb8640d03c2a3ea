#include "records/registry/shared_commit.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <thread>

namespace records {
namespace {

struct Shared : testing::Test {
    std::string path = testing::TempDir() + "shared_" + testing::UnitTest::GetInstance()->current_test_info()->name() + ".sqlite";
    std::unique_ptr<Database> database;

    void SetUp() override {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
        database = *sqlite_database(path);
        ASSERT_TRUE(database->run("CREATE TABLE words (word TEXT PRIMARY KEY)"));
    }
    base::Result<base::Done> add(const char* word) { return database->run("INSERT INTO words (word) VALUES ($1)", {word}) ? base::Result<base::Done>(base::Done{}) : base::Error{base::Fault::conflict, "there already", ""}; }
    std::string words() {
        std::string all;
        const auto rows = database->run("SELECT word FROM words ORDER BY word");
        for (const auto& row : *rows) all += row.text(0) + " ";
        return all;
    }
};

TEST_F(Shared, OneThatFailsTakesBackItsOwnAndNothingOfTheOthers) {
    base::Result<base::Done> first = base::Done{}, second = base::Done{}, third = base::Done{};
    ASSERT_TRUE(in_one(*database, [&] {
        first = database->together([&] { return add("a"); });
        second = database->together([&]() -> base::Result<base::Done> {
            RETURN_IF_ERROR(add("b"));
            return add("a");
        });
        third = database->together([&] { return add("c"); });
    }));
    EXPECT_TRUE(first);
    EXPECT_FALSE(second);
    EXPECT_TRUE(third);
    EXPECT_EQ(words(), "a c ");
}

TEST_F(Shared, OthersReadNothingOfItBeforeAllOfItIsKept) {
    std::string seen_inside, seen_by_another;
    ASSERT_TRUE(in_one(*database, [&] {
        ASSERT_TRUE(add("a"));
        seen_inside = words();
        seen_by_another = std::async(std::launch::async, [&] { return words(); }).get();
    }));
    EXPECT_EQ(seen_inside, "a ");
    EXPECT_EQ(seen_by_another, "");
    EXPECT_EQ(words(), "a ");
}

TEST_F(Shared, WhatAnotherConnectionReadsIsThereWhenItReturns) {
    ASSERT_TRUE(in_one(*database, [&] {
        for (const char* word : {"a", "b", "c"}) ASSERT_TRUE(add(word));
    }));
    const auto other = *sqlite_database(path);
    EXPECT_EQ(other->run("SELECT count(*) FROM words")->front().number(0), 3);
}

TEST_F(Shared, EachWriteCountsAndNoReadDoes) {
    const auto count = write_count(path);
    const std::uint64_t before = *count;
    words();
    EXPECT_EQ(*count, before);
    ASSERT_TRUE(add("a"));
    const std::uint64_t after = *count;
    EXPECT_GT(after, before);
    ASSERT_TRUE(database->together([&] { return add("b"); }));
    EXPECT_GT(*count, after);
    EXPECT_EQ(write_count(path + "x")->load(), 0u) << "another database has a count of its own";
}

TEST_F(Shared, ManyThreadsWriteAndReadAtTheSameTime) {
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&, number] {
            for (int i = 0; i < 50; ++i) {
                const std::string word = std::to_string(number) + "-" + std::to_string(i);
                if (!database->together([&] { return add(word.c_str()); })) ++failed;
                const auto found = database->run("SELECT 1 FROM words WHERE word = $1", {word});
                if (!found || found->size() != 1) ++failed;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(database->run("SELECT count(*) FROM words")->front().number(0), 200);
}

}  // namespace
}  // namespace records
