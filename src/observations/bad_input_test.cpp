#include <algorithm>

#include "observations/generated_files.h"

namespace observations {

namespace {

using metrics::Kind;

bool says(const base::Error& error, const std::string& part) { return error.what.find(part) != std::string::npos; }

Reading scored(const std::string& file) {
    Reading reading;
    reading.files = {file};
    reading.columns.score = "score";
    reading.columns.label = "label";
    return reading;
}

}  // namespace

TEST(BadInput, TruncatedParquetIsNamed) {
    const GeneratedFiles files;
    const auto whole = files.copy("whole.parquet", "SELECT i AS x FROM range(10000) t(i)");
    std::ifstream stream(whole, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    Reading reading;
    reading.files = {files.write("cut.parquet", bytes.substr(0, bytes.size() / 2))};
    const auto error = fault(reading, {});
    EXPECT_EQ(error.fault, base::Fault::input);
    EXPECT_TRUE(says(error, "cut.parquet")) << error.what;
    EXPECT_FALSE(error.next.empty());
    reading.files = {files.write("not.parquet", "this is text, whatever its name says")};
    EXPECT_TRUE(says(fault(reading, {}), "not.parquet"));
}

TEST(BadInput, ADamagedPageIsFoundWhenItIsRead) {
    const GeneratedFiles files;
    const auto whole = files.copy("whole.parquet", "SELECT hash(i)::VARCHAR AS x FROM range(20000) t(i)");
    std::ifstream stream(whole, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    std::fill(bytes.begin() + 1000, bytes.begin() + 60'000, '\xFF');
    Reading reading;
    reading.files = {files.write("damaged.parquet", bytes)};
    const auto error = fault(reading, {question(Kind::histogram, "x")});
    EXPECT_EQ(error.fault, base::Fault::input);
    EXPECT_TRUE(says(error, "damaged.parquet")) << error.what;
    EXPECT_FALSE(says(error, "closed pending query")) << error.what;
}

TEST(BadInput, RowsWithTooFewOrTooManyFieldsAreKeptAsideWithTheirLine) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("rows.csv", "a,b,c\n1,2,x\n3,4\n5,6,y\n7,8,z,9\n1,1,\"x\"\n")};
    const auto source = opened(reading);
    const auto answers = answered(*source, {question(Kind::quality), question(Kind::histogram, "c")});
    EXPECT_EQ(source->rows(), 3);
    ASSERT_EQ(source->rejected(), 2);
    EXPECT_EQ(source->rejects()[0].line, 3);
    EXPECT_EQ(source->rejects()[0].text, "3,4");
    EXPECT_EQ(source->rejects()[0].file, reading.files[0]);
    EXPECT_NE(source->rejects()[0].reason.find("3"), std::string::npos);
    EXPECT_EQ(source->rejects()[1].line, 5);
    const auto& quality = only<metrics::Quality>(answers[0]);
    EXPECT_EQ(quality.rows, 5);
    EXPECT_EQ(quality.invalid, 2);
    EXPECT_EQ(quality.reasons.at("cannot be read"), 2);
}

TEST(BadInput, AnOpenQuoteIsARejectedRow) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("rows.csv", "a,b\n1,x\n2,\"open\n3,y\n")};
    const auto source = opened(reading);
    answered(*source, {question(Kind::extent)});
    EXPECT_EQ(source->rows(), 1);
    ASSERT_GE(source->rejected(), 1);
    EXPECT_EQ(source->rejects()[0].line, 3);
}

TEST(BadInput, TheSameRejectsAreFoundWhateverIsAskedAndAsOftenAsItIsAsked) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("rows.csv", "a,b,c\n1,2,x\n3,4\n5,6,y\n")};
    const auto source = opened(reading);
    answered(*source, {question(Kind::extent)});
    EXPECT_EQ(source->rejected(), 1);
    answered(*source, {question(Kind::histogram, "a"), question(Kind::histogram, "c")});
    EXPECT_EQ(source->rejected(), 1);
}

TEST(BadInput, AWordFarDownAColumnOfNumbersIsOneInvalidValueWithItsLine) {
    const GeneratedFiles files;
    std::string text = "a,b\n";
    for (int i = 0; i < 60'000; ++i) text += (i == 50'000 ? "word" : std::to_string(i % 10)) + ",x\n";
    Reading reading;
    reading.files = {files.write("rows.csv", text)};
    auto asked = question(Kind::quality, "a");
    asked.contract = charter::ColumnContract{};
    asked.contract->type = charter::ColumnContract::Type::number;
    const auto source = opened(reading);
    const auto answers = answered(*source, {asked, question(Kind::histogram, "a"), question(Kind::value_runs, "a")});
    EXPECT_EQ(source->rows(), 60'000);
    EXPECT_EQ(only<metrics::Quality>(answers[0]).invalid, 1);
    EXPECT_EQ(only<metrics::Quality>(answers[0]).reasons.at("not a number"), 1);
    EXPECT_EQ(total<metrics::Histogram>(answers[1]).missing, metrics::mass_one);
    EXPECT_EQ(only<std::shared_ptr<const metrics::Runs>>(answers[2])->left_out, 1);
    EXPECT_EQ(source->unreadable(), 1);
    EXPECT_EQ(source->rejected(), 0);
    ASSERT_EQ(source->rejects().size(), 1u);
    EXPECT_EQ(source->rejects()[0].line, 50'002);
    EXPECT_NE(source->rejects()[0].text.find("word"), std::string::npos);
}

TEST(BadInput, LinesThatAreNoJsonObjectAreKeptAside) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("rows.ndjson", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2}\nnot json\n[1]\n{\"a\":\"w\",\"b\":\"y\"}\n{\"a\":4,\"b\":")};
    const auto source = opened(reading);
    const auto answers = answered(*source, {question(Kind::quality)});
    EXPECT_EQ(source->rows(), 3);
    ASSERT_EQ(source->rejected(), 3);
    ASSERT_EQ(source->rejects().size(), 3u);
    EXPECT_EQ(source->rejects()[0].line, 3);
    EXPECT_EQ(source->rejects()[1].line, 4);
    EXPECT_EQ(source->rejects()[2].line, 6);
    EXPECT_EQ(only<metrics::Quality>(answers[0]).invalid, 3);
}

TEST(BadInput, AThirdLabelIsNamedWithItsRow) {
    const GeneratedFiles files;
    const auto numbers = fault(scored(files.write("a.csv", "score,label\n0.1,0\n0.2,1\n0.3,0\n0.4,2\n")), {question(Kind::confusion)});
    EXPECT_EQ(numbers.fault, base::Fault::input);
    EXPECT_TRUE(says(numbers, "label")) << numbers.what;
    EXPECT_TRUE(says(numbers, "row 4")) << numbers.what;
    const auto words = fault(scored(files.write("b.csv", "score,label\n0.1,no\n0.2,1\n0.3,maybe\n")), {question(Kind::confusion)});
    EXPECT_TRUE(says(words, "maybe")) << words.what;
    EXPECT_TRUE(says(words, "b.csv, row 3")) << words.what;
}

TEST(BadInput, AThirdLabelThatOnlyTwoWorkersTogetherSeeIsFound) {
    const GeneratedFiles files;
    auto reading = scored(files.copy("a.parquet", "SELECT 0.5 AS score, CASE WHEN i < 30000 THEN 'a' ELSE 'b' END AS label FROM range(60000) t(i)"));
    reading.threads = 3;
    EXPECT_TRUE(says(fault(reading, {question(Kind::confusion)}), "more than two values"));
}

TEST(BadInput, AScoreOutsideZeroToOneMattersWhereAProbabilityIsNeeded) {
    const GeneratedFiles files;
    const auto reading = scored(files.write("a.csv", "score,label\n0.1,0\n1.5,1\n0.3,0\n"));
    for (const Kind kind : {Kind::moments, Kind::reliability}) {
        const auto error = fault(reading, {question(kind)});
        EXPECT_EQ(error.fault, base::Fault::input);
        EXPECT_TRUE(says(error, "1.5 (" + reading.files[0] + ", row 2)")) << error.what;
    }
    const auto answers = answered(reading, {question(Kind::confusion), question(Kind::score_runs)});
    EXPECT_EQ(total<metrics::Confusion>(answers[0]).true_positive, metrics::mass_one);
    EXPECT_EQ(runs_of(answers[1]).size(), 3u);
}

TEST(BadInput, ScoresThatAreNotNumbersAreLeftOutAndCounted) {
    const GeneratedFiles files;
    const auto reading = scored(files.copy("a.parquet", "SELECT * FROM (VALUES (0.1::DOUBLE, 0), ('nan'::DOUBLE, 1), (NULL, 1), (0.9, 1), (0.4, NULL)) t(score, label)"));
    const auto answers = answered(reading, {question(Kind::confusion), question(Kind::moments), question(Kind::reliability), question(Kind::score_runs)});
    EXPECT_EQ(total<metrics::Confusion>(answers[0]).labelled.rows, 2);
    EXPECT_EQ(total<metrics::Confusion>(answers[0]).unlabelled_negative, metrics::mass_one);
    EXPECT_EQ(total<metrics::Moments>(answers[1]).tally.rows, 2);
    EXPECT_EQ(total<metrics::Moments>(answers[1]).unlabelled, 3);
    EXPECT_EQ(total<metrics::Reliability>(answers[2]).unlabelled, 3);
    EXPECT_EQ(only<std::shared_ptr<const metrics::Runs>>(answers[3])->left_out, 3);
}

TEST(BadInput, AWordAmongTheScoresIsNamedWithItsRow) {
    const GeneratedFiles files;
    std::string text = "score,label\n";
    for (int i = 0; i < 100; ++i) text += (i == 70 ? "high" : "0.5") + std::string(",1\n");
    const auto error = fault(scored(files.write("a.csv", text)), {question(Kind::confusion)});
    EXPECT_TRUE(says(error, "high (") && says(error, "row 71")) << error.what;
}

TEST(BadInput, AColumnThatTheDataLackIsNamedWithTheNearest) {
    const GeneratedFiles files;
    auto reading = scored(files.write("a.csv", "score,label,distance\n0.1,0,5\n"));
    const auto of = fault(reading, {question(Kind::histogram, "distence")});
    EXPECT_TRUE(says(of, "distence"));
    EXPECT_NE(of.next.find("did you mean distance?"), std::string::npos);
    auto asked = question(Kind::extent);
    asked.slice.where = *charter::parse_condition("distnce > 5");
    EXPECT_TRUE(says(fault(reading, {asked}), "distnce"));
    asked = question(Kind::extent);
    asked.slice.by = {"nowhere"};
    EXPECT_TRUE(says(fault(reading, {asked}), "nowhere"));
    reading.columns.label = "lable";
    EXPECT_TRUE(says(fault(reading, {question(Kind::confusion)}), "lable"));
}

TEST(BadInput, TimesThatCannotBeReadAreNamed) {
    const GeneratedFiles files;
    Reading reading;
    reading.columns.time = "at";
    std::string text = "at,x\n";
    for (int i = 0; i < 30; ++i) text += (i == 20 ? "yesterday" : "2001-01-01 10:00:00") + std::string(",1\n");
    reading.files = {files.write("a.csv", text)};
    const auto word = fault(reading, {question(Kind::extent)});
    EXPECT_TRUE(says(word, "yesterday") && says(word, "row 21")) << word.what;
    reading.files = {files.copy("a.parquet", "SELECT 978307200 AS at")};
    const auto epoch = fault(reading, {question(Kind::extent)});
    EXPECT_TRUE(says(epoch, "BIGINT") || says(epoch, "INTEGER")) << epoch.what;
    EXPECT_NE(epoch.next.find("timestamp"), std::string::npos);
}

TEST(BadInput, WindowsNeedATimeInSomeRow) {
    const GeneratedFiles files;
    Reading reading;
    auto asked = question(Kind::extent);
    asked.slice.window = charter::Windowing(*base::parse_duration("1d"), base::Zone());
    reading.files = {files.copy("a.parquet", "SELECT CASE WHEN i < 3 THEN NULL ELSE TIMESTAMP '2001-01-01' END AS at FROM range(10) t(i)")};
    EXPECT_TRUE(says(fault(reading, {asked}), "no column holds the time"));
    reading.columns.time = "at";
    const auto source = opened(reading);
    EXPECT_EQ(only<metrics::Extent>(answered(*source, {asked})[0]).rows, 7);
    EXPECT_EQ(source->timeless(), 3);
    reading.files = {files.copy("b.parquet", "SELECT NULL::TIMESTAMP AS at FROM range(10)")};
    EXPECT_TRUE(says(fault(reading, {asked}), "no row has a time"));
}

TEST(BadInput, FilesWhoseColumnsDifferAreNamed) {
    const GeneratedFiles files;
    Reading reading;
    files.write("a.csv", "x,y\n1,2\n");
    files.write("b.csv", "x,z\n1,2\n");
    reading.files = {files.path("*.csv")};
    EXPECT_TRUE(says(fault(reading, {}), "b.csv"));
    files.copy("a.parquet", "SELECT 1::BIGINT AS x");
    files.copy("b.parquet", "SELECT 1.5::DOUBLE AS x");
    reading.files = {files.path("*.parquet")};
    EXPECT_TRUE(says(fault(reading, {}), "b.parquet"));
}

TEST(BadInput, AnEmptySliceHasNoCell) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("a.csv", "x\n1\n2\n")};
    auto asked = question(Kind::histogram, "x");
    asked.slice.where = *charter::parse_condition("x > 5");
    EXPECT_TRUE(answered(reading, {asked})[0].empty());
    reading.files = {files.write("b.csv", "x,y\n")};
    EXPECT_TRUE(answered(reading, {question(Kind::histogram, "x")})[0].empty());
}

TEST(BadInput, MoreGroupsThanAnybodyReadsAreAFault) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT i AS id FROM range(5000) t(i)")};
    auto asked = question(Kind::extent);
    asked.slice.by = {"id"};
    const auto error = fault(reading, {asked});
    EXPECT_TRUE(says(error, "groups by: id")) << error.what;
}

TEST(BadInput, ColumnsThatDoNotFitTheStatisticAreNamed) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT TIMESTAMP '2001-01-01' AS at, 'x' AS word")};
    EXPECT_TRUE(says(fault(reading, {question(Kind::histogram, "at")}), "at"));
    EXPECT_TRUE(says(fault(reading, {question(Kind::value_runs, "word")}), "word"));
}

TEST(BadInput, AWishToStopEndsTheScan) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT i AS id FROM range(500000) t(i)")};
    const std::atomic<bool> stop{true};
    const auto source = opened(reading);
    reading.stop = &stop;
    auto stopped = open(reading);
    const auto error = stopped ? (*stopped)->answer({question(Kind::extent)}).error() : stopped.error();
    EXPECT_EQ(error.fault, base::Fault::interrupted);
}

}  // namespace observations
