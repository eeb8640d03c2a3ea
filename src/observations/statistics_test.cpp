#include <cmath>
#include <map>

#include "observations/generated_files.h"

namespace observations {

namespace {

using metrics::Kind;
using metrics::mass_one;

const char* const rows =
    "SELECT i AS id, TIMESTAMP '2001-01-01' + INTERVAL (i % 1000) HOUR AS at, (hash(i) % 997) / 996.0::DOUBLE AS score, hash(i + 1) % 4 = 0 AS label,"
    " CASE WHEN i % 11 = 0 THEN NULL ELSE (hash(i + 2) % 5000)::BIGINT END AS distance, 'A' || (hash(i + 3) % 12) AS origin FROM range(5000) t(i)";

/// One value of plain SQL over the same rows: the independent source.
double sql(const std::string& select) {
    const auto database = duck::Database::open({});
    const auto answer = (*database)->texts("SELECT " + select + " FROM (" + rows + ")");
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().what);
    return std::stod(answer->front().front());
}

Reading reading_of(const GeneratedFiles& files) {
    Reading reading;
    reading.files = {files.copy("rows.parquet", rows)};
    reading.positive = "true";
    reading.columns.time = "at";
    reading.columns.score = "score";
    reading.columns.label = "label";
    return reading;
}

}  // namespace

TEST(Statistics, AgreeWithSql) {
    const GeneratedFiles files;
    auto loss = question(Kind::moments);
    loss.wish.expression = metrics::Expression::log_loss;
    auto threshold = question(Kind::confusion);
    threshold.wish.threshold = 0.3;
    const auto answers = answered(reading_of(files), {threshold, question(Kind::moments), loss, question(Kind::reliability), question(Kind::histogram, "distance"),
                                                      question(Kind::histogram, "origin"), question(Kind::score_runs), question(Kind::value_runs, "distance"),
                                                      question(Kind::identity_runs, "distance")});
    const auto& confusion = total<metrics::Confusion>(answers[0]);
    EXPECT_EQ(confusion.tp(), sql("count(*) FILTER (label AND score >= 0.3)"));
    EXPECT_EQ(confusion.fp(), sql("count(*) FILTER (NOT label AND score >= 0.3)"));
    EXPECT_EQ(confusion.fn(), sql("count(*) FILTER (label AND score < 0.3)"));
    EXPECT_EQ(confusion.tn(), sql("count(*) FILTER (NOT label AND score < 0.3)"));
    EXPECT_NEAR(total<metrics::Moments>(answers[1]).mean(), sql("avg((label::INT - score) ** 2)"), 1e-14);
    // Without these a rare outcome that has not been seen yet would not be missed.
    EXPECT_EQ(metrics::weight_of(total<metrics::Moments>(answers[1]).positive), sql("count(*) FILTER (label)"));
    EXPECT_EQ(metrics::weight_of(total<metrics::Moments>(answers[1]).negative), sql("count(*) FILTER (NOT label)"));
    EXPECT_EQ(metrics::weight_of(total<metrics::Moments>(answers[1]).certain), sql("count(*) FILTER (score IN (0, 1))"));
    EXPECT_NEAR(total<metrics::Moments>(answers[1]).cube.value(), sql("sum((label::INT - score) ** 6)"), 1e-9);
    const std::string p = "least(greatest(CASE WHEN label THEN score ELSE 1 - score END, pow(2, -52)), 1 - pow(2, -52))";
    EXPECT_NEAR(total<metrics::Moments>(answers[2]).mean(), sql("avg(-ln(" + p + "))"), 1e-12);
    const auto& reliability = total<metrics::Reliability>(answers[3]);
    ASSERT_EQ(reliability.bins.size(), 10u);
    EXPECT_EQ(metrics::weight_of(reliability.bins[3].weight), sql("count(*) FILTER (score > 0.3 AND score <= 0.4)"));
    EXPECT_EQ(metrics::weight_of(reliability.bins[0].positive), sql("count(*) FILTER (score <= 0.1 AND label)"));
    EXPECT_NEAR(reliability.bins[9].score.value(), sql("sum(score) FILTER (score > 0.9)"), 1e-10);
    const auto& distance = total<metrics::Histogram>(answers[4]);
    EXPECT_EQ(metrics::weight_of(distance.missing), sql("count(*) FILTER (distance IS NULL)"));
    const auto bucket = metrics::Histogram::bucket_of(1024);
    EXPECT_EQ(metrics::weight_of(distance.numbers.at(bucket)), sql("count(*) FILTER (distance >= 1024 AND distance < 1032)"));
    EXPECT_EQ(metrics::weight_of(total<metrics::Histogram>(answers[5]).categories.at("A7")), sql("count(*) FILTER (origin = 'A7')"));
    EXPECT_EQ(static_cast<double>(runs_of(answers[6]).size()), sql("count(DISTINCT (score, label))"));
    const auto values = runs_of(answers[7]);
    EXPECT_EQ(static_cast<double>(values.size()), sql("count(DISTINCT distance)"));
    EXPECT_EQ(metrics::Runs::value_of(values.front().key), sql("min(distance)"));
    EXPECT_EQ(metrics::Runs::value_of(values.back().key), sql("max(distance)"));
    EXPECT_EQ(static_cast<double>(runs_of(answers[8]).size()), sql("count(DISTINCT distance)"));
    EXPECT_EQ(only<std::shared_ptr<const metrics::Runs>>(answers[8])->tally.rows, 4545);
}

TEST(Statistics, OfSlicesAgreeWithSql) {
    const GeneratedFiles files;
    auto asked = question(Kind::confusion);
    asked.slice.by = {"origin"};
    asked.slice.window = charter::Windowing(*base::parse_duration("7d"), base::Zone());
    asked.slice.where = *charter::parse_condition("distance < 2500 and not origin in (A1, 'A2')");
    const auto answer = answered(reading_of(files), {asked})[0];
    // Weeks begin on a Monday: 2001-01-01 was one.
    EXPECT_EQ(answer.size(), static_cast<std::size_t>(sql("count(DISTINCT (time_bucket(INTERVAL 7 DAY, \"at\", TIMESTAMP '2001-01-01'), origin)) FILTER (distance < 2500 AND origin NOT IN ('A1', 'A2'))")));
    const auto week = asked.slice.window.index_of(*base::parse_time("2001-01-10"));
    std::size_t found = 0;
    for (const Cell& cell : answer) {
        if (cell.window != week || cell.group != std::vector<std::string>{"A5"}) continue;
        ++found;
        EXPECT_EQ(static_cast<double>(std::get<metrics::Split<metrics::Confusion>>(cell.statistic).total.all.rows),
                  sql("count(*) FILTER (distance < 2500 AND origin = 'A5' AND \"at\" >= '2001-01-08' AND \"at\" < '2001-01-15')"));
    }
    EXPECT_EQ(found, 1u);
}

TEST(Statistics, OfAwkwardNumbersPutEachInItsPlace) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT x::DOUBLE AS x FROM (VALUES (NULL), ('nan'), ('inf'), ('-inf'), ('0'), ('-0.0'), ('4.9e-324'), ('-1.5'), ('1.7e308'), ('-1.5')) t(x)")};
    const auto answers = answered(reading, {question(Kind::histogram, "x"), question(Kind::value_runs, "x"), question(Kind::quality, "x")});
    const auto& histogram = total<metrics::Histogram>(answers[0]);
    EXPECT_EQ(histogram.missing, 2 * mass_one);
    EXPECT_EQ(histogram.plus_infinity, mass_one);
    EXPECT_EQ(histogram.minus_infinity, mass_one);
    EXPECT_EQ(histogram.numbers.at(0), 3 * mass_one);
    EXPECT_EQ(histogram.numbers.at(metrics::Histogram::bucket_of(-1.5)), 2 * mass_one);
    EXPECT_EQ(histogram.tally.rows, 10);
    std::vector<double> values;
    for (const auto& run : runs_of(answers[1])) values.push_back(metrics::Runs::value_of(run.key));
    EXPECT_EQ(values, (std::vector<double>{-1.5, 0, 4.9e-324, 1.7e308}));
    EXPECT_EQ(only<std::shared_ptr<const metrics::Runs>>(answers[1])->left_out, 4);
    EXPECT_EQ(only<metrics::Quality>(answers[2]).missing, 2);
}

TEST(Quality, CountsEachReasonOfTheContract) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT * FROM (VALUES (-1, 'AB1', 'x'), (5, 'ab', 'y'), (9, 'CD2', ''), (3, NULL, 'z'), (NULL, 'EF3', '  '), (100, 'GH', 'x')) t(n, code, kind)")};
    auto n = question(Kind::quality, "n");
    n.contract = charter::ColumnContract{};
    n.contract->type = charter::ColumnContract::Type::integer;
    n.contract->min = 0;
    n.contract->max = 60;
    auto code = question(Kind::quality, "code");
    code.contract = charter::ColumnContract{};
    code.contract->pattern = "[A-Z]+[0-9]";
    auto kind = question(Kind::quality, "kind");
    kind.contract = charter::ColumnContract{};
    kind.contract->allowed = {"x", "y"};
    const auto answers = answered(reading, {n, code, kind});
    const auto& of_n = only<metrics::Quality>(answers[0]);
    EXPECT_EQ(of_n.rows, 6);
    EXPECT_EQ(of_n.missing, 1);
    EXPECT_EQ(of_n.invalid, 2);
    EXPECT_EQ(of_n.reasons, (std::map<std::string, std::int64_t>{{"above 60", 1}, {"below 0", 1}}));
    const auto& of_code = only<metrics::Quality>(answers[1]);
    EXPECT_EQ(of_code.missing, 1);
    EXPECT_EQ(of_code.reasons, (std::map<std::string, std::int64_t>{{"does not match [A-Z]+[0-9]", 2}}));
    const auto& of_kind = only<metrics::Quality>(answers[2]);
    EXPECT_EQ(of_kind.missing, 2);
    EXPECT_EQ(of_kind.reasons, (std::map<std::string, std::int64_t>{{"not in the allowed list", 1}}));
}

TEST(Quality, ChecksPlainContractsOnTheValuesAsSqlWould) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT * FROM (VALUES (NULL, 'a'), ('nan'::DOUBLE, ' '), (2.5, NULL), ('inf', 'b'), ('-inf', ''), (-1, '-'), (60, '0'), (61, 'c')) t(n, word)")};
    auto plain = question(Kind::quality, "n");
    plain.contract = charter::ColumnContract{};
    plain.contract->type = charter::ColumnContract::Type::integer;
    plain.contract->min = 0;
    plain.contract->max = 60;
    auto sql = plain;
    sql.contract->allowed = {"60", "61", "2.5"};
    const auto answers = answered(reading, {plain, sql, question(Kind::quality, "word")});
    const std::map<std::string, std::int64_t> reasons{{"above 60", 2}, {"below 0", 2}, {"not a whole number", 1}};
    EXPECT_EQ(only<metrics::Quality>(answers[0]).missing, 2);
    EXPECT_EQ(only<metrics::Quality>(answers[0]).reasons, reasons);
    EXPECT_EQ(only<metrics::Quality>(answers[1]).reasons, reasons);
    EXPECT_EQ(only<metrics::Quality>(answers[2]).missing, 3);
    EXPECT_EQ(only<metrics::Quality>(answers[2]).invalid, 0);
}

TEST(Conditions, HoldNeitherWayWhereAValueIsMissing) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT * FROM (VALUES (1::DOUBLE, 'x'), (5, NULL), (NULL, 'y'), ('nan', ''), (7, 'it''s')) t(\"a \"\"b\", c)")};
    const auto rows_where = [&](const std::string& condition) {
        auto asked = question(Kind::extent);
        asked.slice.where = *charter::parse_condition(condition);
        const auto answer = answered(reading, {asked})[0];
        return answer.empty() ? 0 : only<metrics::Extent>(answer).rows;
    };
    reading.files = {files.copy("b.parquet", "SELECT * FROM (VALUES (1::DOUBLE, 'x'), (5, NULL), (NULL, 'y'), ('nan', ''), (7, 'it''s')) t(a, c)")};
    EXPECT_EQ(rows_where("a > 2"), 2);
    EXPECT_EQ(rows_where("not a > 2"), 1);
    EXPECT_EQ(rows_where("a is missing"), 2);
    EXPECT_EQ(rows_where("not a is missing"), 3);
    EXPECT_EQ(rows_where("c is missing"), 2);
    EXPECT_EQ(rows_where("c != x"), 2);
    EXPECT_EQ(rows_where("not c = x"), 2);
    EXPECT_EQ(rows_where("a in (1, 7) or c = y"), 3);
}

TEST(Times, AreReadInTheZoneUnlessTheySayAnOffset) {
    const GeneratedFiles files;
    Reading reading;
    reading.columns.time = "at";
    reading.zone = *base::Zone::find("Europe/Berlin");
    const auto extent = [&](const std::string& file) {
        reading.files = {file};
        return only<metrics::Extent>(answered(reading, {question(Kind::extent)})[0]);
    };
    const auto local = extent(files.copy("a.parquet", "SELECT * FROM (VALUES (TIMESTAMP '2001-01-01 12:00:00'), (TIMESTAMP '2001-07-01 12:00:00')) t(\"at\")"));
    EXPECT_EQ(local.first, *base::parse_time("2001-01-01T11:00:00Z"));
    EXPECT_EQ(local.last, *base::parse_time("2001-07-01T10:00:00Z"));
    const auto utc = extent(files.copy("b.parquet", "SELECT TIMESTAMPTZ '2001-01-01 12:00:00+00' AS at"));
    EXPECT_EQ(utc.first, *base::parse_time("2001-01-01T12:00:00Z"));
    const auto text = extent(files.write("c.csv", "at,x\n2001-01-01T12:00:00+05:00,1\n2001-01-02 12:00,1\n2001-01-03T12:00:00Z,1\n2001-01-04,1\n"));
    EXPECT_EQ(text.first, *base::parse_time("2001-01-01T07:00:00Z"));
    EXPECT_EQ(text.last, *base::parse_time("2001-01-03T23:00:00Z"));
    const auto date = extent(files.copy("d.parquet", "SELECT DATE '2001-01-04' AS at"));
    EXPECT_EQ(date.first, *base::parse_time("2001-01-03T23:00:00Z"));
}

TEST(Times, BoundTheRowsThatAreRead) {
    const GeneratedFiles files;
    auto reading = reading_of(files);
    reading.from = *base::parse_time("2001-01-03T05:00:00Z");
    reading.until = *base::parse_time("2001-01-05T00:00:00Z");
    auto source = opened(reading);
    answered(*source, {question(Kind::extent)});
    EXPECT_EQ(static_cast<double>(source->rows()), sql("count(*) FILTER (\"at\" >= '2001-01-03 05:00:00' AND \"at\" < '2001-01-05')"));
    EXPECT_EQ(source->newest(), *base::parse_time("2001-01-04T23:00:00Z"));
    reading.from.reset();
    reading.until.reset();
    reading.as_of = *base::parse_time("2001-01-05T00:00:00Z");
    source = opened(reading);
    answered(*source, {question(Kind::extent)});
    EXPECT_EQ(static_cast<double>(source->rows()), sql("count(*) FILTER (\"at\" <= '2001-01-05')"));
}

TEST(Labels, ThatAreAbsentMeanWhatTheCharterSaysOnceTheyCanNoLongerCome) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("a.csv", "at,score,label\n2001-01-01,0.9,1\n2001-01-02,0.9,\n2001-01-03,0.9,\n2001-01-04,0.1,0\n2001-01-05,0.1,\n")};
    reading.columns.time = "at";
    reading.columns.score = "score";
    reading.columns.label = "label";
    const auto confusion = [&] { return total<metrics::Confusion>(answered(reading, {question(Kind::confusion)})[0]); };
    EXPECT_EQ(confusion().unlabelled_positive, 2 * mass_one);
    reading.absent_means = charter::Absent::negative;
    EXPECT_EQ(confusion().false_positive, 2 * mass_one);
    EXPECT_EQ(confusion().true_negative, 2 * mass_one);
    reading.late_by = *base::parse_duration("3d");
    EXPECT_EQ(confusion().false_positive, mass_one);
    EXPECT_EQ(confusion().unlabelled_positive, mass_one);
    EXPECT_EQ(confusion().unlabelled_negative, mass_one);
    reading.as_of = *base::parse_time("2001-01-04");
    EXPECT_EQ(confusion().false_positive, 0);
}

TEST(Predictions, StandInForScores) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("a.csv", "said,is\nyes,yes\nyes,no\nno,yes\nno,no\nno,no\n,no\n")};
    reading.positive = "yes";
    reading.columns.prediction = "said";
    reading.columns.label = "is";
    auto asked = question(Kind::confusion);
    asked.wish.threshold = 0.9;
    const auto confusion = total<metrics::Confusion>(answered(reading, {asked})[0]);
    EXPECT_EQ(confusion.tp(), 1);
    EXPECT_EQ(confusion.fp(), 1);
    EXPECT_EQ(confusion.fn(), 1);
    EXPECT_EQ(confusion.tn(), 2);
    EXPECT_EQ(fault(reading, {question(Kind::moments)}).fault, base::Fault::input);
}

TEST(Units, AreKeptApartUpToTheLimitAndThenGathered) {
    const GeneratedFiles files;
    Reading reading;
    reading.columns.unit = "day";
    reading.files = {files.copy("a.parquet", "SELECT i % 256 AS day, i % 5 AS x FROM range(10000) t(i)")};
    const auto few = only<metrics::Split<metrics::Histogram>>(answered(reading, {question(Kind::histogram, "x")})[0]);
    EXPECT_EQ(few.parts.size(), 256u);
    EXPECT_EQ(few.units, 256);
    reading.files = {files.copy("b.parquet", "SELECT i % 257 AS day, i % 5 AS x FROM range(10000) t(i)")};
    const auto many = only<metrics::Split<metrics::Histogram>>(answered(reading, {question(Kind::histogram, "x")})[0]);
    EXPECT_LE(many.parts.size(), 64u);
    EXPECT_LT(many.keys.back(), 64u);
    EXPECT_EQ(many.keys.size(), many.parts.size());
    EXPECT_EQ(many.units, 257);
    EXPECT_TRUE(many.units_exact);
    EXPECT_EQ(many.total.tally.rows, 10000);
}

TEST(Units, BeyondTheLimitAreEstimatedAndSaySo) {
    const GeneratedFiles files;
    Reading reading;
    reading.columns.unit = "id";
    reading.files = {files.copy("a.parquet", "SELECT i AS id, 1 AS x FROM range(1200000) t(i)")};
    const auto split = only<metrics::Split<metrics::Histogram>>(answered(reading, {question(Kind::histogram, "x")})[0]);
    EXPECT_FALSE(split.units_exact);
    EXPECT_NEAR(static_cast<double>(split.units), 1.2e6, 1.2e6 * 0.033);  // four standard errors
}

TEST(Units, WithoutAUsableRowAreNoUnitsOfTheStatistic) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.write("a.csv", "u,score,label\na,0.5,1\na,0.4,0\nb,0.3,\nc,,1\nd,0.2,0\n")};
    reading.columns.unit = "u";
    reading.columns.score = "score";
    reading.columns.label = "label";
    const auto answers = answered(reading, {question(Kind::moments), question(Kind::score_runs), question(Kind::confusion)});
    const auto& moments = only<metrics::Split<metrics::Moments>>(answers[0]);
    EXPECT_EQ(moments.units, 2);
    EXPECT_EQ(moments.parts.size(), 2u);
    EXPECT_EQ(moments.total.unlabelled, 2);
    EXPECT_EQ(only<std::shared_ptr<const metrics::Runs>>(answers[1])->parts, 2u);
    EXPECT_EQ(only<metrics::Split<metrics::Confusion>>(answers[2]).units, 3);
}

TEST(Categories, BeyondTheLimitTheRarestAreGathered) {
    const GeneratedFiles files;
    Reading reading;
    reading.files = {files.copy("a.parquet", "SELECT 'c' || i AS c FROM range(10050) t(i) UNION ALL SELECT 'c' || (10049 - i) FROM range(9000) t(i)")};
    const auto histogram = total<metrics::Histogram>(answered(reading, {question(Kind::histogram, "c")})[0]);
    EXPECT_EQ(histogram.categories.size(), 10'000u);
    EXPECT_EQ(histogram.categories.at("(other)"), 51 * mass_one);
    EXPECT_EQ(histogram.categories.at("c10049"), 2 * mass_one);
    EXPECT_EQ(histogram.categories.count("c999"), 0u);  // of the 1,050 that occur once the last by name
    EXPECT_EQ(histogram.tally.rows, 19'050);
}

}  // namespace observations
