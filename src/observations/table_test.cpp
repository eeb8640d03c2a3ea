#include "observations/table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace observations {
namespace {

class Tables : public testing::Test {
protected:
    void SetUp() override {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() / (std::string("charter-table-") + test->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) const {
        const auto path = (folder_ / name).string();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    static std::string read(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }

private:
    std::filesystem::path folder_;
};

TEST_F(Tables, FindTheRowsThatAColumnNames) {
    const auto file = write("a.csv", "id,x,c\nF1,1.5,red\nF2,,blue\nF2,3,red\n");
    const auto found = find_rows({file}, "id", "F2", {{"x"}, {"c"}}, 5);
    ASSERT_TRUE(found) << found.error().what;
    ASSERT_EQ(found->rows.rows(), 2u);
    EXPECT_TRUE(std::isnan(found->rows.find("x")->numbers[0]));
    EXPECT_EQ(found->rows.find("x")->numbers[1], 3);
    EXPECT_EQ(find_rows({file}, "id", "F2", {{"x"}}, 1)->rows.rows(), 1u);
}

TEST_F(Tables, NameTheNearestOfWhatIsNotThere) {
    const auto texts = write("a.csv", "id,x\nF17,1\nF2,2\n");
    const auto none = find_rows({texts}, "id", "F1", {{"x"}}, 5);
    ASSERT_TRUE(none) << none.error().what;
    EXPECT_EQ(none->rows.rows(), 0u);
    EXPECT_EQ(none->nearest, "F17");
    const auto numbers = write("b.csv", "id,x\n17,1\n200,2\n");
    EXPECT_EQ(find_rows({numbers}, "id", "170", {{"x"}}, 5)->nearest, "200");
    EXPECT_EQ(find_rows({numbers}, "id", "17.0", {{"x"}}, 5)->rows.rows(), 1u);
    EXPECT_EQ(find_rows({numbers}, "id", "it's", {{"x"}}, 5)->nearest, "17");
    EXPECT_FALSE(find_rows({numbers}, "ids", "17", {{"x"}}, 5));
}

TEST_F(Tables, ReadNumbersBooleansAndCategoriesWithWhatIsMissing) {
    const auto file = write("a.csv", "n,flag,word,other\n1.5,true,red,x\n,false,,x\n-2,,blue,x\n3,true,red,x\n");
    const auto frame = read_frame({file}, {{"n"}, {"flag"}, {"word"}});
    ASSERT_TRUE(frame) << frame.error().what;
    ASSERT_EQ(frame->rows(), 4u);
    const Column& n = *frame->find("n");
    EXPECT_EQ(n.numbers[0], 1.5);
    EXPECT_TRUE(std::isnan(n.numbers[1]));
    EXPECT_EQ(n.numbers[2], -2);
    EXPECT_EQ(frame->find("flag")->numbers[0], 1);
    EXPECT_EQ(frame->find("flag")->numbers[1], 0);
    EXPECT_TRUE(std::isnan(frame->find("flag")->numbers[2]));
    const Column& word = *frame->find("word");
    EXPECT_TRUE(word.categorical);
    EXPECT_EQ(word.categories, (std::vector<std::string>{"red", "blue"}));
    EXPECT_EQ(word.codes, (std::vector<std::int32_t>{0, -1, 1, 0}));
    EXPECT_EQ(frame->find("other"), nullptr);
}

TEST_F(Tables, ReadNumbersAsCategoriesWhenAModelWantsThem) {
    const auto file = write("a.csv", "zip\n10115\n20095\n10115\n");
    const auto frame = read_frame({file}, {{"zip", Wanted::As::category}});
    ASSERT_TRUE(frame) << frame.error().what;
    EXPECT_EQ(frame->find("zip")->categories, (std::vector<std::string>{"10115", "20095"}));
}

TEST_F(Tables, KeepTheOrderOfFilesAndRows) {
    std::string first = "n\n";
    for (int i = 0; i < 300'000; ++i) first += std::to_string(i) + "\n";
    const auto a = write("a.csv", first);
    const auto b = write("b.csv", "n\n300000\n300001\n");
    const auto frame = read_frame({a, b}, {{"n"}});
    ASSERT_TRUE(frame) << frame.error().what;
    ASSERT_EQ(frame->rows(), 300'002u);
    for (std::size_t i = 0; i < frame->rows(); ++i) ASSERT_EQ(frame->find("n")->numbers[i], static_cast<double>(i));
}

TEST_F(Tables, NameAColumnThatDoesNotExistAndTheNearest) {
    const auto file = write("a.csv", "distance,late\n1,0\n");
    const auto frame = read_frame({file}, {{"distnce"}});
    ASSERT_FALSE(frame);
    EXPECT_NE(frame.error().what.find("distnce"), std::string::npos);
    EXPECT_NE(frame.error().next.find("did you mean distance?"), std::string::npos);
}

TEST_F(Tables, RefuseATimeAWordAmongNumbersAndAMissingFile) {
    const auto file = write("a.csv", "day,n\n2001-01-01,1\n2001-01-02,2\n2001-01-02,3\n2001-01-02,3\n2001-01-02,3\n2001-01-02,3\n2001-01-02,3\n2001-01-02,3\n2001-01-02,3\n2001-01-02,3\n2001-01-02,oops\n");
    const auto time = read_frame({file}, {{"day"}});
    ASSERT_FALSE(time);
    EXPECT_NE(time.error().what.find("column day is neither"), std::string::npos);
    const auto word = read_frame({file}, {{"n"}});
    ASSERT_FALSE(word);
    EXPECT_EQ(word.error().what, "column n holds numbers, and among them: oops");
    EXPECT_FALSE(read_frame({path("nothing.csv")}, {{"n"}}));
}

TEST_F(Tables, RefuseRowsThatCannotBeReadRatherThanLeaveThemOut) {
    const auto file = write("a.csv", "a,b\n1,2\n3\n4,5\n");
    const auto frame = read_frame({file}, {{"a"}});
    ASSERT_FALSE(frame);
    EXPECT_NE(frame.error().what.find("1 rows cannot be read, the first in line 3"), std::string::npos) << frame.error().what;
}

/// A scorer whose answers tell which rows it was shown.
base::Result<std::vector<double>> tenfold(const Frame& piece) {
    std::vector<double> out;
    for (const double n : piece.find("n")->numbers) out.push_back(std::isnan(n) ? -1 : n * 10);
    return out;
}

TEST_F(Tables, CopyEveryColumnAndAddTheScoreAndTheVersion) {
    const auto file = write("a.csv", "n,\"odd \"\"name\"\"\"\n1,x\n,y\n3,007\n");
    Scoring scoring;
    scoring.files = {file};
    scoring.features = {{"n", Wanted::As::number}};
    scoring.score_name = "p_late";
    scoring.version = "it's v2";
    scoring.output = path("out.csv");
    const auto rows = write_scores(scoring, tenfold);
    ASSERT_TRUE(rows) << rows.error().what;
    EXPECT_EQ(*rows, 3);
    EXPECT_EQ(read(path("out.csv")), "n,\"odd \"\"name\"\"\",p_late,model_version\n1,x,10.0,it's v2\n,y,-1.0,it's v2\n3,007,30.0,it's v2\n");
}

TEST_F(Tables, ScoreManyRowsInTheirOrder) {
    std::string text = "n\n";
    for (int i = 0; i < 200'000; ++i) text += std::to_string((i * 7919) % 200'003) + "\n";
    Scoring scoring;
    scoring.files = {write("a.csv", text)};
    scoring.features = {{"n", Wanted::As::number}};
    scoring.output = path("out.csv");
    std::int64_t seen = 0;
    scoring.progress = [&](std::int64_t rows) { seen = rows; };
    ASSERT_TRUE(write_scores(scoring, tenfold));
    EXPECT_EQ(seen, 200'000);
    const auto frame = read_frame({path("out.csv")}, {{"n"}, {"score"}});
    ASSERT_TRUE(frame);
    ASSERT_EQ(frame->rows(), 200'000u);
    for (std::size_t i = 0; i < frame->rows(); ++i) {
        ASSERT_EQ(frame->find("n")->numbers[i], static_cast<double>((static_cast<std::int64_t>(i) * 7919) % 200'003));
        ASSERT_EQ(frame->find("score")->numbers[i], frame->find("n")->numbers[i] * 10);
    }
}

TEST_F(Tables, LeaveNoFileBehindWhenScoringFails) {
    Scoring scoring;
    scoring.files = {write("a.csv", "n\n1\n")};
    scoring.features = {{"n", Wanted::As::number}};
    scoring.output = path("out.csv");
    const auto rows = write_scores(scoring, [](const Frame&) -> base::Result<std::vector<double>> { return base::Error{base::Fault::input, "no: 7", "say yes"}; });
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().what, "no: 7");
    EXPECT_EQ(rows.error().next, "say yes");
    EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
    EXPECT_FALSE(std::filesystem::exists(path("out.csv.part")));
}

TEST_F(Tables, RefuseToWriteOverAColumnOrIntoAnUnknownKindOfFile) {
    Scoring scoring;
    scoring.files = {write("a.csv", "n,score\n1,2\n")};
    scoring.features = {{"n", Wanted::As::number}};
    scoring.output = path("out.csv");
    EXPECT_EQ(write_scores(scoring, tenfold).error().what, "the data already have a column: score");
    scoring.score_name = "p";
    scoring.output = path("out.xlsx");
    EXPECT_FALSE(write_scores(scoring, tenfold));
    scoring.output = path("out.parquet");
    EXPECT_EQ(write_scores(scoring, tenfold).error().what, "rows of a text file are copied as text, which would change their types in: " + path("out.parquet"));
}

TEST_F(Tables, StopWhenAsked) {
    const std::atomic<bool> stop{true};
    Scoring scoring;
    scoring.files = {write("a.csv", "n\n1\n")};
    scoring.features = {{"n", Wanted::As::number}};
    scoring.output = path("out.csv");
    scoring.stop = &stop;
    EXPECT_EQ(write_scores(scoring, tenfold).error().fault, base::Fault::interrupted);
    EXPECT_EQ(read_frame(scoring.files, scoring.features, &stop).error().fault, base::Fault::interrupted);
}

}  // namespace
}  // namespace observations
