#include "base/part_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace base {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

class PartFileTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = testing::TempDir() + "part_file";
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    std::size_t files() const { return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {})); }
    std::string folder_;
};

TEST_F(PartFileTest, IsThereUnderItsNameOnceItIsWhole) {
    const std::string path = folder_ + "/whole";
    {
        auto part = PartFile::beside(path);
        ASSERT_TRUE(part);
        ASSERT_TRUE(part->add("one "));
        ASSERT_TRUE(part->add("two"));
        EXPECT_FALSE(std::filesystem::exists(path));
        EXPECT_EQ(part->bytes(), 7);
        EXPECT_EQ(part->digest(), digest_of("one two"));
        ASSERT_TRUE(part->put_at(path));
    }
    EXPECT_EQ(text_of(path), "one two");
    EXPECT_EQ(files(), 1u);
}

TEST_F(PartFileTest, IsGoneWhereItWasNotPutThere) {
    {
        auto part = PartFile::beside(folder_ + "/half");
        ASSERT_TRUE(part);
        ASSERT_TRUE(part->add("half of it"));
        PartFile moved = std::move(*part);
        EXPECT_EQ(files(), 1u);
    }
    EXPECT_EQ(files(), 0u);
}

TEST_F(PartFileTest, ReplacesWhatWasThereAndSaysWhatCannotBeWritten) {
    ASSERT_TRUE(write_whole(folder_ + "/a", "before"));
    ASSERT_TRUE(write_whole(folder_ + "/a", ""));
    EXPECT_EQ(text_of(folder_ + "/a"), "");
    const auto nowhere = write_whole(folder_ + "/absent/a", "x");
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().fault, Fault::outside);
}

TEST_F(PartFileTest, IsReadByItsOwnerAloneWhereNothingElseIsSaid) {
    ASSERT_TRUE(write_whole(folder_ + "/own", "x"));
    ASSERT_TRUE(write_whole(folder_ + "/given", "x", PartFile::Readers::usual));
    std::ofstream(folder_ + "/plain") << "x";
    const auto readers = [&](const std::string& name) { return std::filesystem::status(folder_ + name).permissions(); };
    EXPECT_EQ(readers("/own"), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(readers("/given"), readers("/plain"));
}

}  // namespace
}  // namespace base
