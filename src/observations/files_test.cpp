#include "observations/files.h"

#include "observations/generated_files.h"

namespace observations {

TEST(Files, AreSortedAndNamedOnce) {
    const GeneratedFiles files;
    const auto b = files.write("b.csv", "x\n1\n");
    const auto a = files.write("a.csv", "x\n1\n");
    const auto found = find_files({files.path("*.csv"), b});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->paths, (std::vector<std::string>{a, b}));
    EXPECT_EQ(found->format, Format::csv);
}

TEST(Files, FormatComesFromTheEnding) {
    const GeneratedFiles files;
    EXPECT_EQ(find_files({files.write("a.csv.gz", "x")})->format, Format::csv);
    EXPECT_EQ(find_files({files.write("a.tsv", "x")})->format, Format::csv);
    EXPECT_EQ(find_files({files.write("a.jsonl", "x")})->format, Format::json);
    EXPECT_EQ(find_files({files.write("a.parquet", "x")})->format, Format::parquet);
    const auto unknown = find_files({files.write("a.xlsx", "x")});
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().what.find("a.xlsx"), std::string::npos);
}

TEST(Files, WhatIsMissingIsNamed) {
    const GeneratedFiles files;
    const auto file = find_files({files.path("march.parquet")});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().fault, base::Fault::missing);
    EXPECT_NE(file.error().what.find("march.parquet"), std::string::npos);
    const auto glob = find_files({files.path("*.parquet")});
    ASSERT_FALSE(glob);
    EXPECT_NE(glob.error().what.find("*.parquet"), std::string::npos);
}

TEST(Files, FoldersAndEmptyFilesAreFaults) {
    const GeneratedFiles files;
    const auto folder = find_files({files.path("")});
    ASSERT_FALSE(folder);
    EXPECT_NE(folder.error().what.find("folder"), std::string::npos);
    const auto empty = find_files({files.write("a.csv", "")});
    ASSERT_FALSE(empty);
    EXPECT_NE(empty.error().what.find("empty"), std::string::npos);
}

TEST(Files, TwoFormatsAtOnceAreAFault) {
    const GeneratedFiles files;
    EXPECT_FALSE(find_files({files.write("a.csv", "x"), files.write("b.parquet", "x")}));
}

TEST(Files, ANameWithGlobCharactersMeansThatFile) {
    const GeneratedFiles files;
    const auto odd = files.write("a[1].csv", "x\n1\n2\n");
    files.write("a1.csv", "x\n1\n");
    Reading reading;
    reading.files = {odd};
    const auto answers = answered(reading, {question(metrics::Kind::extent)});
    EXPECT_EQ(only<metrics::Extent>(answers[0]).rows, 2);
}

}  // namespace observations
