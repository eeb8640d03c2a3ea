#include "records/registry/improvement_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "records/registry/registry.h"

namespace records {

namespace {

constexpr base::Time noon{1'000'000'000 * base::micros_per_second};

std::unique_ptr<Registry> registry() {
    const std::string path = testing::TempDir() + "charter-improvements-" + std::to_string(getpid()) + ".sqlite";
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path + part);  // of a test before this one
    auto opened = Registry::open(path);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().what);
    return *std::move(opened);
}

TEST(ImprovementStore, KeepsWhatWasPutLast) {
    const auto kept = registry();
    auto& store = kept->improvements();
    ASSERT_TRUE(store.put({.id = "clearer", .product = "loans", .open = true, .created = noon, .changed = noon, .content = "{}"}));
    ASSERT_TRUE(store.put({.id = "clearer", .product = "loans", .open = false, .created = noon, .changed = {noon.micros + 1}, .content = "{\"a\":1}"}));
    const auto found = store.find("loans", "clearer");
    ASSERT_TRUE(found && *found);
    EXPECT_FALSE((*found)->open);
    EXPECT_EQ((*found)->content, "{\"a\":1}");
    EXPECT_EQ(store.list("loans", 10)->size(), 1u);
    EXPECT_TRUE(store.list("flights", 10)->empty()) << "of another product";
    EXPECT_FALSE(store.find("loans", "faster")->has_value());
}

TEST(ImprovementStore, ForgetsAddressesOfThoseWhoWereToldAndOfLongAgo) {
    const auto kept = registry();
    auto& store = kept->improvements();
    ASSERT_TRUE(store.put_contact("loans", {"f1", "mia@example.org"}, noon));
    ASSERT_TRUE(store.put_contact("loans", {"f2", "noa@example.org"}, noon));
    ASSERT_TRUE(store.put_contact("loans", {"f3", "old@example.org"}, {0}));
    const auto some = store.contacts("loans", {"f1", "f9"});
    ASSERT_TRUE(some);
    ASSERT_EQ(some->size(), 1u);
    EXPECT_EQ(some->front().address, "mia@example.org");
    ASSERT_TRUE(store.forget_contacts("loans", {"f1"}, {noon.micros - 1}));
    EXPECT_EQ(store.contacts("loans", {"f1", "f2", "f3"})->front().feedback, "f2");
    EXPECT_EQ(store.contacts("loans", {"f1", "f2", "f3"})->size(), 1u);
}

}  // namespace

}  // namespace records
