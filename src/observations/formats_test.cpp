#include "observations/generated_files.h"

namespace observations {

namespace {

using metrics::Kind;

const char* const table = "SELECT i AS id, TIMESTAMP '2001-01-01' + INTERVAL (i) HOUR AS at, (i * 37 % 101) / 100.0::DOUBLE AS score, i % 3 = 0 AS label,"
                          " CASE WHEN i % 7 = 0 THEN NULL ELSE 'x, \"' || (i % 5) || '\"' END AS place FROM range(3000) t(i)";

std::vector<Question> questions() {
    return {question(Kind::confusion), question(Kind::histogram, "place"), question(Kind::histogram, "score"), question(Kind::extent), question(Kind::reliability), question(Kind::score_runs)};
}

Reading reading_of(const std::string& file) {
    Reading reading;
    reading.files = {file};
    reading.positive = "true";
    reading.columns.time = "at";
    reading.columns.score = "score";
    reading.columns.label = "label";
    return reading;
}

}  // namespace

class EveryFormat : public testing::TestWithParam<const char*> {};

TEST_P(EveryFormat, GivesTheSameStatistics) {
    const GeneratedFiles files;
    const auto expected = answered(reading_of(files.copy("rows.parquet", table)), questions());
    const auto seen = answered(reading_of(files.copy(GetParam(), table)), questions());
    EXPECT_EQ(total<metrics::Confusion>(seen[0]), total<metrics::Confusion>(expected[0]));
    EXPECT_EQ(total<metrics::Histogram>(seen[1]), total<metrics::Histogram>(expected[1]));
    EXPECT_EQ(total<metrics::Histogram>(seen[2]), total<metrics::Histogram>(expected[2]));
    EXPECT_EQ(only<metrics::Extent>(seen[3]), only<metrics::Extent>(expected[3]));
    EXPECT_EQ(total<metrics::Reliability>(seen[4]), total<metrics::Reliability>(expected[4]));
    EXPECT_EQ(runs_of(seen[5]), runs_of(expected[5]));
    // And they are the right ones: 1,000 of 3,000 labels are positive, 429 places are missing.
    EXPECT_EQ(total<metrics::Confusion>(seen[0]).true_positive + total<metrics::Confusion>(seen[0]).false_negative, 1000 * metrics::mass_one);
    EXPECT_EQ(total<metrics::Histogram>(seen[1]).missing, 429 * metrics::mass_one);
    EXPECT_EQ(total<metrics::Histogram>(seen[1]).categories.count("x, \"3\""), 1u);
    EXPECT_EQ(only<metrics::Extent>(seen[3]).last, *base::parse_time("2001-05-05T23:00:00Z"));
}
INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, testing::Values("rows.csv", "rows.csv.gz", "rows.tsv", "rows.ndjson", "rows.ndjson.gz"));

TEST(Csv, ByteOrderMarkQuotesAndMixedLineEndsAreRead) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("odd.csv", "\xEF\xBB\xBFname,\"a \"\"quoted\"\" one\"\r\nx,\"1\"\r\n\"two\nlines\",2\n\"say \"\"hi\"\"\",3\r\n")};
    const auto source = opened(reading);
    ASSERT_EQ(source->columns().size(), 2u);
    EXPECT_EQ(source->columns()[0].name, "name");
    EXPECT_EQ(source->columns()[1].name, "a \"quoted\" one");
    EXPECT_EQ(source->columns()[1].type, ColumnType::number);
    const auto answers = answered(*source, {question(Kind::histogram, "name")});
    const auto& names = total<metrics::Histogram>(answers[0]).categories;
    EXPECT_EQ(names.size(), 3u);
    EXPECT_EQ(names.count("two\nlines"), 1u);
    EXPECT_EQ(names.count("say \"hi\""), 1u);
    EXPECT_EQ(source->rejected(), 0);
}

TEST(Csv, LineEndsThatMixFarDownAreRead) {
    const GeneratedFiles files;
    std::string text = "a,b\n";
    for (int i = 0; i < 60'000; ++i) text += "1,x\n";
    text += "2,y\r\n3,z\r\n";
    for (int i = 0; i < 60'000; ++i) text += "1,x\n";
    Reading reading;
    reading.files = {files.write("late.csv", text)};
    const auto source = opened(reading);
    const auto answers = answered(*source, {question(Kind::histogram, "b")});
    EXPECT_EQ(source->rows(), 120'002);
    EXPECT_EQ(total<metrics::Histogram>(answers[0]).categories.size(), 3u);
}

TEST(Csv, SemicolonsAndNoColumnButOneAreFound) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("a.csv", "x;y\n1;2,5\n3;4,5\n")};
    EXPECT_EQ(opened(reading)->columns().size(), 2u);
    reading.files = {files.write("b.csv", "x\n1\n3\n")};
    EXPECT_EQ(opened(reading)->columns().size(), 1u);
}

TEST(Csv, TypesAreJudgedByNineInTenOfTheValues) {
    const GeneratedFiles files;
    std::string text = "mostly,half,flag,day,empty\n";
    for (int i = 0; i < 100; ++i) {
        text += (i == 50 ? "n/a" : std::to_string(i)) + "," + (i % 2 == 0 ? "7" : "x") + "," + (i % 2 == 0 ? "true" : "False") + ",2001-01-0" + std::to_string(i % 9 + 1) + ",\n";
    }
    Reading reading;
    reading.files = {files.write("a.csv", text)};
    const auto source = opened(reading);
    EXPECT_EQ(source->columns()[0].type, ColumnType::number);
    EXPECT_EQ(source->columns()[1].type, ColumnType::text);
    EXPECT_EQ(source->columns()[2].type, ColumnType::boolean);
    EXPECT_EQ(source->columns()[3].type, ColumnType::time);
    EXPECT_EQ(source->columns()[4].type, ColumnType::text);
}

TEST(SeveralFiles, AreOneTableWithADigestEach) {
    const GeneratedFiles files;
    files.copy("b.parquet", "SELECT 1 AS x FROM range(5)");
    files.copy("a.parquet", "SELECT 2 AS x FROM range(7)");
    Reading reading;
    reading.files = {files.path("*.parquet")};
    const auto source = opened(reading);
    answered(*source, {question(Kind::extent)});
    EXPECT_EQ(source->rows(), 12);
    ASSERT_EQ(source->files().size(), 2u);
    EXPECT_EQ(source->files()[0].path, files.path("a.parquet"));
    EXPECT_EQ(source->files()[0].digest, *base::digest_of_file(files.path("a.parquet")));
}

}  // namespace observations
