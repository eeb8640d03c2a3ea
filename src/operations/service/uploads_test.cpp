#include "operations/service/uploads.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace operations {

namespace {

class UploadsTest : public testing::Test {
protected:
    void SetUp() override { folder_ = testing::TempDir() + "uploads-" + testing::UnitTest::GetInstance()->current_test_info()->name(); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    static base::Time minutes(std::int64_t count) { return base::Time{count * 60 * base::micros_per_second}; }
    std::size_t on_disk() const { return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator())); }

    std::string folder_;
};

TEST_F(UploadsTest, KeepsAFileForItsOwnerAlone) {
    Uploads uploads(folder_);
    const auto kept = *uploads.keep("ann", "march.csv", "a,b\n1,2\n", minutes(0));
    EXPECT_EQ((*uploads.find(kept->id, "ann", minutes(59)))->path, kept->path);
    const auto by_another = uploads.find(kept->id, "bob", minutes(1));
    ASSERT_FALSE(by_another);
    EXPECT_EQ(by_another.error().fault, base::Fault::missing);
    EXPECT_FALSE(uploads.remove(kept->id, "bob", minutes(1)));
    EXPECT_TRUE(uploads.find(kept->id, "ann", minutes(2)));
}

TEST_F(UploadsTest, RemovesAFileWhenItsHourIsOverOnceNobodyReadsIt) {
    Uploads uploads(folder_);
    auto reading = *uploads.keep("ann", "march.csv", "a,b\n1,2\n", minutes(0));
    EXPECT_FALSE(uploads.find(reading->id, "ann", minutes(60)));
    EXPECT_TRUE(std::filesystem::exists(reading->path)) << "whoever reads it reads on";
    const std::string path = reading->path;
    reading.reset();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UploadsTest, TheOldestOfAnOwnerGoesFirst) {
    Uploads uploads(folder_);
    const std::string first = (*uploads.keep("ann", "1", "a\n1\n", minutes(0)))->id, others = (*uploads.keep("bob", "1", "a\n1\n", minutes(0)))->id;
    for (std::size_t i = 0; i < Uploads::files_per_owner_max; ++i) ASSERT_TRUE(uploads.keep("ann", "n", "a\n1\n", minutes(1)));
    EXPECT_FALSE(uploads.find(first, "ann", minutes(2)));
    EXPECT_TRUE(uploads.find(others, "bob", minutes(2)));
    EXPECT_EQ(on_disk(), Uploads::files_per_owner_max + 1);
}

TEST_F(UploadsTest, WhatLiesThereFromBeforeIsRemovedAtTheStart) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ + "/left.csv") << "a\n1\n";
    Uploads uploads(folder_);
    EXPECT_EQ(on_disk(), 0u);
}

TEST_F(UploadsTest, WhatASenderCallsAFileIsNoPathOfOurs) {
    Uploads uploads(folder_);
    const auto kept = *uploads.keep("ann", "../../etc/pass\nwd", "PAR1...", minutes(0));
    EXPECT_EQ(kept->name, "passwd");
    EXPECT_EQ(std::filesystem::path(kept->path).parent_path(), folder_);
    EXPECT_TRUE(kept->path.ends_with(".parquet"));
    EXPECT_EQ(without_path("cannot read " + kept->path + ", or " + kept->path, *kept), "cannot read passwd, or passwd");
}

}  // namespace

}  // namespace operations
