#include "observations/coded_rows.h"

#include <algorithm>
#include <set>

#include "observations/generated_files.h"
#include "observations/row_coder.h"
#include "observations/row_survey.h"

namespace observations {

namespace {

Reading reading_of(const std::string& file, int threads = 1) {
    Reading reading;
    reading.files = {file};
    reading.columns.label = "y";
    reading.columns.score = "p";
    reading.threads = threads;
    return reading;
}

Coding all_rows() {
    Coding coding;
    coding.question.wish.kind = metrics::Kind::confusion;
    coding.outcomes = {true, true, true, true, false, false};
    return coding;
}

CodedRows coded(const Reading& reading, const Coding& coding) {
    const auto source = opened(reading);
    auto rows = source->coded(coding);
    EXPECT_TRUE(rows) << (rows ? "" : rows.error().what + "; " + rows.error().next);
    return rows ? std::move(*rows) : CodedRows{};
}

constexpr const char* mixed = "SELECT (i * 7919) % 100 AS x, CASE WHEN i % 10 = 0 THEN NULL WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS c, i % 4 = 0 AS f, i % 2 AS y, (i % 97) / 97.0 AS p, i AS id FROM range(5000) r(i)";

TEST(CodedRows, HaveACodeForEveryBinCategoryAndGap) {
    const GeneratedFiles files;
    const CodedRows rows = coded(reading_of(files.copy("mixed.parquet", mixed)), all_rows());
    EXPECT_EQ(rows.rows(), 5'000u);
    EXPECT_EQ(rows.eligible, 5'000);
    ASSERT_EQ(rows.columns.size(), 4u);
    EXPECT_EQ(rows.columns[0].name, "x");
    EXPECT_TRUE(rows.columns[0].ordered);
    EXPECT_EQ(rows.columns[0].cuts, (std::vector<double>{4, 9, 19, 29, 39, 49, 59, 69, 79, 89, 94}));
    EXPECT_FALSE(rows.columns[0].missing);
    EXPECT_EQ(rows.columns[1].categories, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(*rows.columns[1].missing, 2);
    EXPECT_EQ(std::count(rows.codes[1].begin(), rows.codes[1].end(), 2), 500);
    EXPECT_EQ(rows.columns[2].categories, (std::vector<std::string>{"false", "true"}));
    EXPECT_EQ(std::count(rows.codes[2].begin(), rows.codes[2].end(), 1), 1'250);
    EXPECT_EQ(std::count(rows.codes[0].begin(), rows.codes[0].end(), 0), 250);
}

TEST(CodedRows, AreTheSameInAnyOrderAndOnAnyNumberOfThreads) {
    const GeneratedFiles files;
    const auto multiset_of = [](const CodedRows& rows) {
        std::multiset<std::vector<std::uint64_t>> all;
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            std::vector<std::uint64_t> one{rows.keys[row], rows.outcomes[row]};
            for (const auto& codes : rows.codes) one.push_back(codes[row]);
            all.insert(std::move(one));
        }
        return all;
    };
    const std::string select = std::string("SELECT x, c, f, y, p FROM (") + mixed + ")";  // without an id rows are alike
    const CodedRows one = coded(reading_of(files.copy("a.parquet", select)), all_rows());
    const CodedRows two = coded(reading_of(files.copy("b.parquet", select + " ORDER BY hash(x, c, p)"), 2), all_rows());
    EXPECT_EQ(multiset_of(one), multiset_of(two));
    EXPECT_EQ(std::set<std::uint64_t>(one.keys.begin(), one.keys.end()).size(), 5'000u) << "rows that are alike are told apart";
}

TEST(CodedRows, OfText) {
    const GeneratedFiles files;
    std::string csv = "x,c,flag,y,p\n";
    for (int i = 0; i < 300; ++i) csv += std::to_string(i % 3) + (i % 50 == 0 ? ".5," : ",") + (i % 2 == 0 ? "A A" : " ") + "," + (i % 5 == 0 ? "True" : "False") + "," + std::to_string(i % 2) + ",0.4\n";
    const CodedRows rows = coded(reading_of(files.write("text.csv", csv)), all_rows());
    ASSERT_EQ(rows.columns.size(), 3u);
    EXPECT_EQ(rows.columns[0].cuts.size(), 5u);
    EXPECT_EQ(rows.columns[1].categories, (std::vector<std::string>{"A A"}));
    EXPECT_TRUE(rows.columns[1].missing) << "a blank is missing";
    EXPECT_EQ(rows.columns[2].categories, (std::vector<std::string>{"false", "true"})) << "as conditions spell them";
}

TEST(CodedRows, AreOnlyThoseThatAreAskedFor) {
    const GeneratedFiles files;
    Coding coding = all_rows();
    coding.outcomes = {false, false, true, true, false, false};
    coding.question.slice.where = *charter::parse_condition("x < 50");
    coding.columns = {"x", "c"};
    const CodedRows rows = coded(reading_of(files.copy("some.parquet", mixed)), coding);
    EXPECT_EQ(rows.rows(), 1'250u) << "actual positives with small x";
    EXPECT_EQ(rows.columns.size(), 2u);
}

TEST(CodedRows, SayWhatIsLeftOutAndWhy) {
    const GeneratedFiles files;
    const std::string file = files.copy("odd.parquet", "SELECT 1 AS one, DATE '2020-01-01' + i::INTEGER AS day, 'id' || i AS name, [i] AS list, i % 7 AS x, i % 2 AS y, 0.5 AS p FROM range(1000) r(i)");
    const CodedRows rows = coded(reading_of(file), all_rows());
    ASSERT_EQ(rows.columns.size(), 1u);
    std::set<std::string> names;
    for (const auto& [name, why] : rows.left_out) names.insert(name + ": " + why);
    EXPECT_TRUE(names.count("one: holds a single value"));
    EXPECT_TRUE(names.count("day: holds times"));
    EXPECT_TRUE(names.count("name: no value is frequent enough"));
    EXPECT_EQ(names.size(), 4u);
    Coding named = all_rows();
    named.columns = {"day"};
    const auto refused = opened(reading_of(file))->coded(named);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().what.find("day"), std::string::npos);
    named.columns = {"dya"};
    EXPECT_FALSE(opened(reading_of(file))->coded(named));
}

TEST(CodedRows, WithUnitsHaveTheUnitsKey) {
    const GeneratedFiles files;
    Reading reading = reading_of(files.copy("units.parquet", mixed));
    reading.columns.unit = "x";
    const CodedRows rows = coded(reading, all_rows());
    EXPECT_EQ(rows.keys, rows.units);
    EXPECT_EQ(std::set<std::uint64_t>(rows.keys.begin(), rows.keys.end()).size(), 100u);
    EXPECT_TRUE(std::none_of(rows.columns.begin(), rows.columns.end(), [](const auto& column) { return column.name == "x"; }));
}

TEST(RoundestNumber, IsWhatAPersonWouldWrite) {
    EXPECT_EQ(roundest_between(998.3, 1003.7), 1000);
    EXPECT_EQ(roundest_between(4, 5), 4);
    EXPECT_EQ(roundest_between(0.123456, 0.1239), 0.1235);
    EXPECT_EQ(roundest_between(-3, 2), 0);
    EXPECT_EQ(roundest_between(-3.76, -3.2), -3.7);
    EXPECT_EQ(roundest_between(2001, 2002), 2001);
    EXPECT_EQ(roundest_between(0, 12), 0);
    const double low = 0.1;
    const double high = std::nextafter(low, 1);
    EXPECT_EQ(roundest_between(low, high), low);
}

TEST(NumberAlike, GivesEqualKeysToNoTwoRows) {
    std::vector<std::uint64_t> keys{5, 7, 5, 5, 9};
    std::vector<std::uint64_t> others{9, 5, 5, 7, 5};
    number_alike(keys);
    number_alike(others);
    EXPECT_EQ(std::set<std::uint64_t>(keys.begin(), keys.end()).size(), 5u);
    std::sort(keys.begin(), keys.end());
    std::sort(others.begin(), others.end());
    EXPECT_EQ(keys, others);
}

}  // namespace

}  // namespace observations
