#include "operations/shared/charter_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "operations/operation.h"
#include "operations/shared/vocabulary.h"

namespace operations {

extern const Operation lint;
extern const Operation diff;

namespace {

/// A file that is gone when the test is over.
class File {
public:
    File(const std::string& name, const std::string& text) : path_((std::filesystem::temp_directory_path() / ("charter_file_test_" + name)).string()) {
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~File() { std::filesystem::remove(path_); }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

Arguments arguments(std::map<std::string, std::vector<std::string>, std::less<>> values) {
    Arguments made;
    made.values = std::move(values);
    return made;
}

constexpr const char* small = "charter: 1\nproduct: a\ntask: {kind: binary, columns: {label: l, score: s}}\npromises:\n  - {id: useful, metric: recall, at_least: 0.6}\n";

TEST(CharterFile, FaultsOfTheFileItselfSayWhatToDo) {
    const auto missing = load_charter("/nowhere/my.yaml");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().fault, base::Fault::input);
    EXPECT_EQ(missing.error().what, "no such file: /nowhere/my.yaml");
    EXPECT_NE(missing.error().next.find("charter init"), std::string::npos);
    const auto folder = load_charter(std::filesystem::temp_directory_path().string());
    ASSERT_FALSE(folder);
    EXPECT_NE(folder.error().what.find("a folder"), std::string::npos);
}

TEST(CharterFile, ALineOf200MegabytesIsNotEvenRead) {
    const File file("large", "product: ");
    std::filesystem::resize_file(file.path(), 200u << 20);
    const auto start = std::chrono::steady_clock::now();
    const auto result = load_charter(file.path());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, base::Fault::input);
    EXPECT_NE(result.error().what.find("charter_bytes_max"), std::string::npos);
}

TEST(CharterFile, FaultsOfTheDocumentCarryItsName) {
    const File file("faulty", "charter: 1\nproduct: a\nbogus: 1\n");
    const auto result = load_charter(file.path());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().what.find(file.path() + ":3:1: unknown key: bogus"), 0u);
}

TEST(Vocabulary, KnowsTheMetricsThatTheContractMakesPromisesOf) {
    const auto words = vocabulary();
    for (const std::string_view id : {"missing_share", "invalid_share", "duplicate_share", "category_share", "row_count", "freshness"}) {
        EXPECT_TRUE(std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.id == id; })) << id;
    }
    const auto freshness = std::find_if(words.begin(), words.end(), [](const auto& word) { return word.id == "freshness"; });
    ASSERT_NE(freshness, words.end());
    EXPECT_TRUE(freshness->seconds);
    EXPECT_TRUE(freshness->fact);
    const auto value = std::find_if(words.begin(), words.end(), [](const auto& word) { return word.id == "value_per_decision"; });
    ASSERT_NE(value, words.end());
    EXPECT_TRUE(value->needs_amounts);
}

TEST(Lint, SaysThatThereAreNoFaultsAndWhatIsNotYetInUse) {
    const File file("lint", std::string(small) + "market: []\n");
    const auto output = lint.run(arguments({{"CHARTER", {file.path()}}}), {});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->text.find("no faults: 1 promise\nsha256:"), 0u);
    EXPECT_NE(output->text.find("note: line 6: not yet in use: market"), std::string::npos);
    const auto json = lint.run(arguments({{"CHARTER", {file.path()}}, {"format", {"json"}}}), {});
    ASSERT_TRUE(json);
    EXPECT_NE(json->text.find("\"promises\": 1"), std::string::npos);
}

TEST(Diff, NamesTheWeakenedPromise) {
    const File before("before", small);
    std::string weaker = small;
    weaker.replace(weaker.find("0.6"), 3, "0.5");
    const File after("after", weaker);
    const auto output = diff.run(arguments({{"OLD", {before.path()}}, {"NEW", {after.path()}}}), {});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->text, "weakened     useful: at least 0.6 -> at least 0.5\n");
    const auto same = diff.run(arguments({{"OLD", {before.path()}}, {"NEW", {before.path()}}}), {});
    ASSERT_TRUE(same);
    EXPECT_EQ(same->text, "no promise changed\n");
}

}  // namespace
}  // namespace operations
