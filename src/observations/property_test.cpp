#include <random>

#include "observations/generated_files.h"
#include "observations/same_answers.h"

namespace observations {

namespace {

using metrics::Kind;
using metrics::Split;

/// Awkward on purpose: missing and infinite values, both zeros, subnormals, labels that are not known, texts long and
/// short, more units than are kept apart in some windows and fewer in others.
const char* const rows =
    "SELECT i AS id, TIMESTAMP '2001-01-01' + INTERVAL (hash(i) % 40) DAY AS at,"
    " CASE WHEN hash(i + 1) % 50 = 0 THEN NULL WHEN hash(i + 1) % 51 = 0 THEN 'nan'::DOUBLE ELSE (hash(i + 2) % 1000) / 999.0::DOUBLE END AS score,"
    " CASE WHEN hash(i + 3) % 20 = 0 THEN NULL ELSE (hash(i + 3) % 3 = 0)::INTEGER END AS label,"
    " CASE hash(i + 4) % 9 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN 'inf'::DOUBLE WHEN 3 THEN '-inf'::DOUBLE WHEN 4 THEN -0.0 WHEN 5 THEN 4.9e-324"
    "   WHEN 6 THEN 1.7e308 ELSE ((hash(i + 5) % 100000)::DOUBLE - 50000) / 7 END AS x,"
    " CASE WHEN hash(i + 6) % 30 = 0 THEN NULL WHEN hash(i + 6) % 2 = 0 THEN 'a town with a long name ' || (hash(i + 7) % 40) ELSE 'T' || (hash(i + 7) % 40) END AS town,"
    " CASE WHEN hash(i) % 40 < 20 THEN 'u' || (hash(i + 8) % 5000) ELSE 'v' || (hash(i + 8) % 100) END AS unit,"
    " CASE WHEN hash(i + 9) % 3 = 0 THEN 'second' ELSE 'first' END AS version FROM range(40000) t(i)";

std::vector<Question> questions() {
    std::vector<Question> out;
    for (const Kind kind : {Kind::confusion, Kind::classes, Kind::moments, Kind::reliability, Kind::score_runs, Kind::extent, Kind::quality}) out.push_back(question(kind));
    for (const Kind kind : {Kind::histogram, Kind::value_runs, Kind::quality}) out.push_back(question(kind, "x"));
    out.push_back(question(Kind::histogram, "town"));
    out.push_back(question(Kind::identity_runs, "town"));
    for (const char* column : {"x", "town", "id"}) out.push_back(question(Kind::summary, column));
    for (const char* column : {"town", "unit"}) {
        out.push_back(question(Kind::histogram, column));
        out.back().wish.few_texts = true;
    }
    out.push_back(question(Kind::row_sample));
    out.back().wish.columns = {"x", "town", "score"};
    out.back().wish.at = 300;
    out.push_back(question(Kind::moments));
    out.back().wish.expression = metrics::Expression::log_loss;
    const auto plain = out;
    for (Question copy : plain) {
        copy.slice.window = charter::Windowing(*base::parse_duration("7d"), base::Zone());
        copy.slice.by = {"version", "town"};
        copy.slice.where = *charter::parse_condition("not x > 100 or town = 'T7'");
        out.push_back(copy);
        copy.slice.by = {};
        copy.slice.version = "second";
        out.push_back(copy);
    }
    return out;
}

Reading reading_of(const std::vector<std::string>& files, int threads) {
    Reading reading;
    reading.files = files;
    reading.threads = threads;
    reading.columns.time = "at";
    reading.columns.unit = "unit";
    reading.columns.version = "version";
    reading.columns.score = "score";
    reading.columns.label = "label";
    reading.columns.prediction = "town";  // of classes; decisions are the score's
    return reading;
}

}  // namespace

TEST(Statistics, AreTheSameForAnyThreadsOrderAndSplit) {
    const GeneratedFiles files;
    const auto expected = answered(reading_of({files.copy("all.parquet", rows)}, 1), questions());
    for (const int threads : {2, 5}) expect_same(answered(reading_of({files.path("all.parquet")}, threads), questions()), expected);
    for (const char* seed : {"17", "99"}) {
        const std::string shuffled = std::string("SELECT * FROM (") + rows + ") ORDER BY hash(id + " + seed + ")";
        expect_same(answered(reading_of({files.copy("shuffled.parquet", shuffled)}, 2), questions()), expected);
    }
    std::vector<std::string> parts;
    for (int i = 0; i < 7; ++i) {
        parts.push_back(files.copy("part" + std::to_string(i) + ".parquet", std::string("SELECT * FROM (") + rows + ") WHERE hash(id * 7) % 7 = " + std::to_string(i)));
    }
    expect_same(answered(reading_of(parts, 3), questions()), expected);
}

TEST(Statistics, AreTheSameWhenRunsGoToDisk) {
    const GeneratedFiles files;
    auto reading = reading_of({files.copy("all.parquet", rows)}, 2);
    const auto expected = answered(reading, questions());
    reading.runs_bytes_max = 64 << 10;
    expect_same(answered(reading, questions()), expected);
}

TEST(Statistics, PartsAddUpToTheTotal) {
    const GeneratedFiles files;
    const auto answers = answered(reading_of({files.copy("all.parquet", rows)}, 2), questions());
    std::size_t folded = 0;
    std::size_t apart = 0;
    for (const auto& cell : answers.back()) {
        const auto& split = std::get<Split<metrics::Moments>>(cell.statistic);
        metrics::Moments sum;
        for (const auto& part : split.parts) sum.merge(part);
        EXPECT_EQ(sum.tally, split.total.tally);
        EXPECT_EQ(sum.sum, split.total.sum);
        EXPECT_TRUE(std::is_sorted(split.keys.begin(), split.keys.end()));
        (split.parts.size() == 64 ? folded : apart) += 1;
    }
    EXPECT_GE(folded, 1u);
    EXPECT_GE(apart, 1u);
}

}  // namespace observations
