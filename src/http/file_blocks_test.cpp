#include "http/file_blocks.h"

#include <gtest/gtest.h>

#include "base/part_file.h"

namespace http {
namespace {

class FileBlocksTest : public testing::Test {
protected:
    SentFile kept(const std::string& bytes) {
        const std::string path = testing::TempDir() + "file_blocks";
        EXPECT_TRUE(base::write_whole(path, bytes));
        return {.path = path, .digest = base::format(base::digest_of(bytes)), .bytes = static_cast<std::int64_t>(bytes.size())};
    }
    /// All that is given, and whether the end was reached.
    std::pair<std::string, bool> read(const SentFile& file) {
        auto blocks = FileBlocks::open(file);
        std::string all;
        for (;;) {
            const auto block = blocks->next();
            if (!block) return {all, false};
            if (block->empty()) return {all, true};
            all += *block;
        }
    }
};

TEST_F(FileBlocksTest, GivesAllOfAFileWhateverItsSize) {
    for (const std::size_t size : {1u, 255u << 10, 256u << 10, (256u << 10) + 1, 3u << 20}) {
        std::string bytes(size, 'x');
        bytes[size / 2] = 'y';
        EXPECT_EQ(read(kept(bytes)), std::pair(bytes, true)) << size;
    }
    EXPECT_EQ(read(kept("")), std::pair(std::string(), true));
}

TEST_F(FileBlocksTest, KeepsTheEndOfWhatIsNoLongerWhatItWas) {
    SentFile file = kept(std::string(600u << 10, 'x'));
    file.digest = base::format(base::digest_of("something else"));
    const auto [bytes, whole] = read(file);
    EXPECT_FALSE(whole);
    EXPECT_LT(bytes.size(), 600u << 10);
    file.bytes = 700 << 10;  // it was longer
    EXPECT_FALSE(read(file).second);
    file.path += ".gone";
    EXPECT_FALSE(FileBlocks::open(file));
}

}  // namespace
}  // namespace http
