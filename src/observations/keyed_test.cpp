#include <cmath>

#include "metrics/statistics/reduction.h"
#include "observations/generated_files.h"

/// Statistics over keys: what is gathered, where a key belongs, and that nothing depends on threads, order or memory.
namespace observations {

namespace {

using metrics::Circumstances;
using metrics::Key;
using metrics::KeyRow;
using metrics::KeySums;
using metrics::Kind;
using metrics::Reduced;
using metrics::Reduction;
using metrics::Split;

/// Rows, and what their column adds up to.
void add_up(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    double sum = 0;
    for (const KeyRow& row : rows) sum += std::isnan(row.value) ? 0 : row.value;
    reduced.counted({static_cast<double>(rows.size()), sum});
}
constexpr Reduction by_query{.name = "by query", .key = Key::query, .score = true, .item = true, .reduce = add_up};
constexpr Reduction by_subject{.name = "by subject", .key = Key::subject, .reduce = add_up};
constexpr Reduction cohorts{.name = "cohorts", .key = Key::subject, .cohort = true, .time = true, .reduce = add_up};
constexpr Reduction by_row{.name = "by row", .key = Key::subject_or_row, .reduce = add_up};

/// The order that rows come in, as one number.
void order(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    double places = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) places = places * 10 + static_cast<double>(rows[i].item[0] - '0');
    reduced.counted({places});
}
constexpr Reduction in_order{.name = "in order", .key = Key::query, .score = true, .item = true, .reduce = order};

void ages(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    reduced.fate = Reduced::Fate::counted;
    reduced.runs.emplace_back(metrics::Runs::key_of(static_cast<double>(rows.size())), rows.size() > 2);
}
constexpr Reduction sizes{.name = "sizes", .key = Key::subject, .reduce = ages};

Question asked(const Reduction& reduction, const std::string& column = "", Kind kind = Kind::key_sums) {
    Question out = question(kind, column);
    out.wish.reduction = &reduction;
    return out;
}
charter::Windowing days(const char* length) { return charter::Windowing(*base::parse_duration(length), base::Zone()); }

Reading reading_of(const std::string& path) {
    Reading reading;
    reading.files = {path};
    reading.columns.time = "at";
    reading.columns.subject = "who";
    reading.columns.query = "who";
    reading.columns.item = "item";
    reading.columns.score = "score";
    return reading;
}

const char* const visits =
    "at,who,item,score,paid,land\n"
    "2001-01-01T10:00:00Z,ann,3,0.5,1,DE\n"
    "2001-01-02T10:00:00Z,bob,1,0.5,10,DE\n"
    "2001-01-01T11:00:00Z,ann,1,0.9,2,DE\n"
    "2001-01-02T12:00:00Z,ann,2,,4,FR\n"
    "2001-01-03T12:00:00Z,,2,0.1,100,FR\n"
    "2001-01-03T13:00:00Z,eve,7,0.5,,FR\n";

TEST(Keyed, GathersTheRowsOfEachKey) {
    const GeneratedFiles files;
    const auto answer = answered(reading_of(files.write("v.csv", visits)), {asked(by_subject, "paid")})[0];
    const auto& of = only<Split<KeySums>>(answer);
    EXPECT_EQ(of.total.arms[0].keys, 3);
    EXPECT_EQ(of.total.arms[0].sum(0, 0, 1), 5) << "three of ann, one each of bob and eve";
    EXPECT_EQ(of.total.arms[0].sum(0, 0, 2), 17);
    EXPECT_EQ(of.total.arms[0].sum(0, 2, 2), 49 + 100 + 0);
    EXPECT_EQ(of.total.arms[0].sum(1, 1, 2), 9 * 7 + 10);
    EXPECT_EQ(of.total.left_out, 1) << "nobody's row";
    EXPECT_EQ(of.total.rows, 5);
    EXPECT_EQ(of.units, 3);
    EXPECT_FALSE(of.clustered());
}

TEST(Keyed, CountsAKeyInEveryWindowAndGroupThatItHasRowsIn) {
    const GeneratedFiles files;
    auto by_day = asked(by_subject, "paid");
    by_day.slice.window = days("1d");
    auto by_land = asked(by_subject, "paid");
    by_land.slice.by = {"land"};
    const auto answers = answered(reading_of(files.write("v.csv", visits)), {by_day, by_land});
    ASSERT_EQ(answers[0].size(), 3u);
    const auto sums = [](const Cell& cell) { return std::get<Split<KeySums>>(cell.statistic).total; };
    EXPECT_EQ(sums(answers[0][0]).keys(), 1);
    EXPECT_EQ(sums(answers[0][0]).arms[0].sum(0, 0, 2), 3);
    EXPECT_EQ(sums(answers[0][1]).keys(), 2);
    EXPECT_EQ(sums(answers[0][2]).keys(), 1);
    EXPECT_EQ(sums(answers[0][2]).left_out, 1);
    ASSERT_EQ(answers[1].size(), 2u);
    EXPECT_EQ(sums(answers[1][0]).arms[0].sum(0, 0, 2), 13);
    EXPECT_EQ(sums(answers[1][1]).keys(), 2);
}

TEST(Keyed, CohortsBelongToTheWindowOfTheFirstRow) {
    const GeneratedFiles files;
    auto by_day = asked(cohorts, "paid");
    by_day.slice.window = days("1d");
    const auto answer = answered(reading_of(files.write("v.csv", visits)), {by_day})[0];
    const auto sums = [&](std::size_t i) { return std::get<Split<KeySums>>(answer[i].statistic).total; };
    ASSERT_EQ(answer.size(), 3u);
    EXPECT_EQ(sums(0).keys(), 1) << "ann";
    EXPECT_EQ(sums(0).arms[0].sum(0, 0, 2), 7) << "with what she paid the day after";
    EXPECT_EQ(sums(1).keys(), 1) << "bob; ann came back";
    EXPECT_EQ(sums(2).keys(), 1);
}

TEST(Keyed, RowsComeByScoreThenItem) {
    const GeneratedFiles files;
    const auto path = files.write("q.csv", "who,item,score\na,1,0.5\na,2,0.5\na,3,0.9\na,4,\na,5,-1\na,6,0.5\n");
    Reading reading = reading_of(path);
    reading.columns.time.clear();
    EXPECT_EQ(total<KeySums>(answered(reading, {asked(in_order)})[0]).arms[0].sum(0, 0, 1), 362154);
}

TEST(Keyed, EveryRowIsAKeyWhereNoSubjectIsNamed) {
    const GeneratedFiles files;
    Reading reading = reading_of(files.write("v.csv", visits));
    EXPECT_EQ(total<KeySums>(answered(reading, {asked(by_row, "paid")})[0]).keys(), 3);
    reading.columns.subject.clear();
    EXPECT_EQ(total<KeySums>(answered(reading, {asked(by_row, "paid")})[0]).keys(), 6);
}

TEST(Keyed, KeysOfAUnitAreOnePart) {
    const GeneratedFiles files;
    Reading reading = reading_of(files.write("v.csv", visits));
    reading.columns.unit = "land";
    const auto answer = answered(reading, {asked(by_subject, "paid")})[0];
    const auto& of = only<Split<KeySums>>(answer);
    EXPECT_EQ(of.parts.size(), 2u) << "ann's first row is in DE";
    EXPECT_EQ(of.units, 2);
    KeySums sum;
    for (const KeySums& part : of.parts) sum.merge(part);
    sum.left_out = of.total.left_out;
    EXPECT_EQ(sum, of.total);
    reading.columns.unit = "who";  // the key itself: independent
    EXPECT_FALSE(only<Split<KeySums>>(answered(reading, {asked(by_subject, "paid")})[0]).clustered());
}

TEST(Keyed, SaysWhatIsMissing) {
    const GeneratedFiles files;
    Reading reading = reading_of(files.write("v.csv", visits));
    reading.columns.subject.clear();
    const auto nobody = fault(reading, {asked(by_subject, "paid")});
    EXPECT_NE(nobody.what.find("no column holds the subject"), std::string::npos) << nobody.what;
    EXPECT_NE(nobody.next.find("--subject"), std::string::npos) << nobody.next;
    reading.columns.subject = "who";
    EXPECT_NE(fault(reading, {asked(by_subject, "land")}).what.find("holds text: land"), std::string::npos);
    reading.columns.time.clear();
    EXPECT_NE(fault(reading, {asked(cohorts, "paid")}).what.find("no column holds the time"), std::string::npos);
}

/// Many keys of many rows, some missing, awkward amounts, units and days.
const char* const many =
    "SELECT TIMESTAMP '2001-01-01' + INTERVAL (hash(i) % 30) DAY AS at, CASE WHEN hash(i + 1) % 50 = 0 THEN NULL ELSE 'subject ' || (hash(i + 1) % 7000) END AS who,"
    " 'item ' || (hash(i + 2) % 300) AS item, CASE WHEN hash(i + 3) % 9 = 0 THEN NULL ELSE (hash(i + 3) % 20) / 19.0::DOUBLE END AS score,"
    " CASE hash(i + 4) % 9 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN -1e-12 WHEN 3 THEN 1e60 ELSE ((hash(i + 5) % 100000)::DOUBLE - 50000) / 7 END AS paid,"
    " 'unit ' || (hash(hash(i + 1) % 7000) % 400) AS unit, CASE WHEN hash(i + 9) % 3 = 0 THEN 'FR' ELSE 'DE' END AS land FROM range(60000) t(i)";

std::vector<Question> all_questions() {
    std::vector<Question> out;
    for (const Reduction* reduction : {&by_query, &by_subject, &cohorts}) {
        out.push_back(asked(*reduction, "paid"));
        auto sliced = asked(*reduction, "paid");
        sliced.slice.window = days("7d");
        sliced.slice.by = {"land"};
        sliced.slice.where = *charter::parse_condition("not score > 0.9");
        out.push_back(sliced);
    }
    out.push_back(asked(sizes, "", Kind::key_runs));
    out.push_back(out.back());
    out.back().slice.window = days("7d");
    return out;
}

void expect_same(const Answer& a, const Answer& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].window, b[i].window);
        EXPECT_EQ(a[i].group, b[i].group);
        if (const auto* sums = std::get_if<Split<KeySums>>(&a[i].statistic)) {
            const auto& other = std::get<Split<KeySums>>(b[i].statistic);
            EXPECT_EQ(sums->total, other.total);
            EXPECT_EQ(sums->parts, other.parts);
            EXPECT_EQ(sums->keys, other.keys);
            EXPECT_EQ(sums->units, other.units);
        } else {
            const auto runs = [](const Cell& cell) {
                std::vector<metrics::Run> all;
                std::get<std::shared_ptr<const metrics::Runs>>(cell.statistic)->visit([&](const metrics::Run& run) { all.push_back(run); });
                return all;
            };
            EXPECT_EQ(runs(a[i]), runs(b[i]));
        }
    }
}

TEST(Keyed, NeitherThreadsNorOrderNorMemoryShow) {
    const GeneratedFiles files;
    const std::string plain = files.copy("many.parquet", many);
    const std::string shuffled = files.copy("shuffled.parquet", std::string("SELECT * FROM (") + many + ") ORDER BY hash(item, paid, who)");
    for (const char* unit : {"", "unit", "who"}) {
        SCOPED_TRACE(unit);
        Reading reading = reading_of(plain);
        reading.columns.unit = unit;
        reading.threads = 1;
        const auto expected = answered(reading, all_questions());
        reading.threads = 3;
        const auto threaded = answered(reading, all_questions());
        reading.files = {shuffled};
        reading.runs_bytes_max = 200'000;  // everything goes to disk, many times over
        const auto spilled = answered(reading, all_questions());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            SCOPED_TRACE(i);
            expect_same(expected[i], threaded[i]);
            expect_same(expected[i], spilled[i]);
        }
    }
}

TEST(Keyed, AgreesWithDuckDB) {
    const GeneratedFiles files;
    const std::string path = files.copy("many.parquet", many);
    const auto database = duck::Database::open({});
    ASSERT_TRUE(database);
    const auto rows = (*database)->texts("SELECT count(*), sum(n), sum(n * n), sum(n * n * n) FROM (SELECT who, count(*) AS n FROM '" + path + "' WHERE who IS NOT NULL GROUP BY who)");
    ASSERT_TRUE(rows);
    const auto of = total<KeySums>(answered(reading_of(path), {asked(by_subject)})[0]);
    EXPECT_EQ(of.keys(), std::stoll((*rows)[0][0]));
    EXPECT_EQ(of.arms[0].sum(0, 0, 1), std::stod((*rows)[0][1]));
    EXPECT_EQ(of.arms[0].sum(0, 1, 1), std::stod((*rows)[0][2]));
    EXPECT_EQ(of.arms[0].sum(1, 1, 1), std::stod((*rows)[0][3]));
}

}  // namespace

}  // namespace observations
