#include "operations/copies/copies.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "records/ledger/ledger.h"
#include "records/registry/registry.h"

namespace operations {

namespace {

namespace fs = std::filesystem;

base::Time day(std::int64_t number) { return {number * base::micros_per_day}; }

/// A data folder that is in use, and places for copies of it.
struct Data {
    std::string path = fs::temp_directory_path() / ("copies_test_" + std::to_string(::getpid()));
    std::string folder = path + "/data", copy = path + "/copy", elsewhere = path + "/elsewhere";
    std::unique_ptr<records::Ledger> ledger;
    std::unique_ptr<records::Registry> registry;
    std::string token;
    Data() {
        fs::remove_all(path);
        fs::create_directories(folder + "/products/flights");
        std::ofstream(folder + "/products/flights/observations.duckdb") << "what was received";
        ledger = *records::Ledger::open(folder);
        registry = *records::Registry::open(folder + "/registry.sqlite");
        token = **registry->first_admin_token(day(1));
        add("a");
    }
    ~Data() {
        registry.reset();
        ledger.reset();
        fs::remove_all(path);
    }
    void add(const std::string& promise) {
        records::Plan plan;
        plan.drafts.push_back({"verdict", {{"product", "flights"}, {"promise", promise}, {"verdict", "kept"}}});
        ASSERT_TRUE(ledger->append([&](const records::State&) { return plan; }, day(1)));
    }
    base::Result<Copied> back_up() const {
        return operations::back_up(folder, copy, day(2), [](const std::string& from, const std::string& into) -> base::Result<base::Done> {
            fs::copy_file(from + "/observations.duckdb", into + "/observations.duckdb");
            return base::Done{};
        });
    }
    std::string why_not() const {
        const auto restored = restore(copy, elsewhere);
        EXPECT_FALSE(fs::exists(elsewhere)) << "something was left behind";
        return restored ? "it was restored" : restored.error().what;
    }
};

}  // namespace

TEST(Copies, OfAFolderInUseAreTheSameElsewhere) {
    Data data;
    const auto copied = data.back_up();
    ASSERT_TRUE(copied) << copied.error().what;
    EXPECT_EQ(copied->entries, 1u);
    EXPECT_EQ(copied->files, 4u);
    data.add("b");  // the folder goes on
    const auto restored = restore(data.copy, data.elsewhere);
    ASSERT_TRUE(restored) << restored.error().what;
    const auto ledger = records::Ledger::open(data.elsewhere);
    ASSERT_TRUE(ledger) << ledger.error().what;
    EXPECT_EQ((*ledger)->size(), 1u);
    EXPECT_EQ((*ledger)->key().bytes(), data.ledger->key().bytes());
    const auto registry = records::Registry::open(data.elsewhere + "/registry.sqlite");
    ASSERT_TRUE(registry);
    EXPECT_TRUE(*(*registry)->actor_of(data.token, day(3)));
    EXPECT_TRUE(fs::exists(data.elsewhere + "/products/flights/observations.duckdb"));
    EXPECT_EQ(restore(data.copy, data.elsewhere).error().fault, base::Fault::conflict);
    EXPECT_EQ(data.back_up().error().fault, base::Fault::conflict);
}

TEST(Copies, ThatWereTouchedAreNotRestored) {
    Data data;
    ASSERT_TRUE(data.back_up());
    {
        std::ofstream(data.copy + "/products/flights/observations.duckdb", std::ios::app) << "x";
    }
    EXPECT_NE(data.why_not().find("a file has changed: products/flights/observations.duckdb"), std::string::npos);
    fs::remove(data.copy + "/products/flights/observations.duckdb");
    EXPECT_NE(data.why_not().find("a file is missing: products/flights"), std::string::npos);
    std::ofstream(data.copy + "/products/flights/observations.duckdb") << "what was received";
    std::ofstream(data.copy + "/another") << "x";
    EXPECT_NE(data.why_not().find("a file is not listed: another"), std::string::npos);
    fs::remove(data.copy + "/another");
    std::ofstream(data.copy + "/backup.json") << "{}";
    EXPECT_NE(data.why_not().find("cannot be read"), std::string::npos);
    std::ofstream(data.copy + "/backup.json") << R"({"format": "charter-backup/1", "files": [{"path": "../data/ledger.sqlite", "digest": "sha256:00"}]})";
    EXPECT_NE(data.why_not().find("leads out of it"), std::string::npos);
    fs::remove(data.copy + "/backup.json");
    EXPECT_NE(data.why_not().find("there is no backup here"), std::string::npos);
}

TEST(Copies, ThatFailLeaveNothingBehind) {
    Data data;
    const auto failed = back_up(data.folder, data.copy, day(2), [](const std::string&, const std::string&) -> base::Result<base::Done> { return base::Error{base::Fault::outside, "the disk is full", "make room"}; });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().what, "the disk is full");
    EXPECT_FALSE(fs::exists(data.copy));
}

}  // namespace operations
