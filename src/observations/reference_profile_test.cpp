#include "observations/reference_profile.h"

#include <cmath>
#include <fstream>

#include "base/random.h"
#include "observations/generated_files.h"

namespace observations {

namespace {

using metrics::Kind;
using metrics::Split;
using metrics::Unanswered;

const char* const rows =
    "SELECT i AS id, 'row ' || i AS name, DATE '2001-01-01' + (i % 90)::INTEGER AS day, (hash(i + 2) % 1000) / 999.0::DOUBLE AS score, (hash(i + 3) % 3 = 0)::INTEGER AS label,"
    " CASE hash(i + 4) % 5 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE ELSE ((hash(i + 5) % 100000)::DOUBLE - 50000) / 7 END AS x,"
    " CASE WHEN hash(i + 6) % 30 = 0 THEN NULL ELSE 'T' || (hash(i + 7) % 40) END AS town, hash(i + 8) % 2 = 0 AS yes FROM range(30000) t(i)";

Reading reading_of(const std::vector<std::string>& files, const std::string& unit = "day") {
    Reading reading;
    reading.files = files;
    reading.columns.unit = unit;
    reading.columns.score = "score";
    reading.columns.label = "label";
    return reading;
}

ReferenceProfile made(const std::vector<std::string>& files, const std::string& unit = "day") {
    auto profile = profile_of(reading_of(files, unit), {.threshold = 0.35, .by = {{"town"}}});
    EXPECT_TRUE(profile) << (profile ? "" : profile.error().what);
    return *std::move(profile);
}

std::string write(const GeneratedFiles& files, const std::string& name, const ReferenceProfile& profile) {
    std::ofstream(files.path(name), std::ios::binary) << packed(profile);
    return files.path(name);
}

std::string why(const Answer& answer) {
    const auto* unanswered = answer.empty() ? nullptr : std::get_if<Unanswered>(&answer.front().statistic);
    return unanswered == nullptr ? "" : unanswered->why;
}

Question asked(Kind kind, const std::string& column = "", const std::vector<std::string>& by = {}) {
    Question one = question(kind, column);
    one.wish.threshold = kind == Kind::confusion ? 0.35 : one.wish.threshold;
    one.slice.by = by;
    return one;
}

}  // namespace

TEST(ReferenceProfile, AnswersWhatItsFileWouldToTheBit) {
    const GeneratedFiles files;
    const auto file = files.copy("all.parquet", rows);
    const auto profile = write(files, "all.profile", made({file}));
    const std::vector<Question> questions{asked(Kind::histogram, "x"), asked(Kind::histogram, "town"), asked(Kind::histogram, "x", {"town"}), asked(Kind::confusion), asked(Kind::moments), asked(Kind::reliability),
                                          asked(Kind::extent), asked(Kind::quality, "x"), asked(Kind::quality)};
    const auto expected = answered(reading_of({file}), questions);
    const auto answers = answered(reading_of({profile}), questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        SCOPED_TRACE(i);
        ASSERT_EQ(answers[i].size(), expected[i].size());
        for (std::size_t k = 0; k < answers[i].size(); ++k) {
            EXPECT_EQ(answers[i][k].group, expected[i][k].group);
            ASSERT_EQ(answers[i][k].statistic.index(), expected[i][k].statistic.index());
        }
    }
    const auto& histogram = std::get<Split<metrics::Histogram>>(answers[0][0].statistic);
    const auto& same = std::get<Split<metrics::Histogram>>(expected[0][0].statistic);
    EXPECT_EQ(histogram.total, same.total);
    EXPECT_EQ(histogram.parts, same.parts);
    EXPECT_EQ(histogram.keys, same.keys);
    EXPECT_EQ(histogram.units, 90);
    EXPECT_EQ(std::get<Split<metrics::Confusion>>(answers[3][0].statistic).parts, std::get<Split<metrics::Confusion>>(expected[3][0].statistic).parts);
    EXPECT_EQ(std::get<Split<metrics::Moments>>(answers[4][0].statistic).total, std::get<Split<metrics::Moments>>(expected[4][0].statistic).total);
    EXPECT_EQ(std::get<metrics::Quality>(answers[7][0].statistic), std::get<metrics::Quality>(expected[7][0].statistic));
}

TEST(ReferenceProfile, OfPartsJoinToThatOfTheWhole) {
    const GeneratedFiles files;
    std::vector<std::string> profiles;
    std::vector<std::string> parts;
    for (const int part : {0, 1, 2}) {
        parts.push_back(files.copy("part" + std::to_string(part) + ".parquet", std::string("SELECT * FROM (") + rows + ") WHERE hash(id * 7) % 3 = " + std::to_string(part)));
        profiles.push_back(write(files, "part" + std::to_string(part) + ".profile", made({parts.back()})));
    }
    auto joined = read_profiles(profiles);
    ASSERT_TRUE(joined) << joined.error().what;
    auto whole = made({files.copy("all.parquet", rows)});
    whole.files.clear();
    joined->files.clear();
    EXPECT_EQ(packed(*joined), packed(whole));
    EXPECT_EQ(packed(*joined), packed(*unpacked(packed(whole), "x")));
}

TEST(ReferenceProfile, SaysWhyItCannotAnswer) {
    const GeneratedFiles files;
    const auto profile = write(files, "all.profile", made({files.copy("all.parquet", rows)}));
    auto other_threshold = asked(Kind::confusion);
    other_threshold.wish.threshold = 0.5;
    auto conditioned = asked(Kind::histogram, "x");
    conditioned.slice.where = *charter::parse_condition("x > 1");
    auto contract = asked(Kind::quality, "x");
    contract.contract = charter::ColumnContract{};
    contract.contract->min = 3;
    const auto answers = answered(reading_of({profile}), {asked(Kind::value_runs, "x"), asked(Kind::histogram, "name"), asked(Kind::histogram, "day"), other_threshold, conditioned, contract, asked(Kind::histogram, "x", {"yes"})});
    EXPECT_NE(why(answers[0]).find("in their order"), std::string::npos);
    EXPECT_NE(why(answers[1]).find("more than 10000 different texts"), std::string::npos);
    EXPECT_NE(why(answers[2]).find("no distribution of the column day"), std::string::npos);
    EXPECT_NE(why(answers[3]).find("another threshold; make the profile again with --threshold 0.5"), std::string::npos);
    EXPECT_NE(why(answers[4]).find("by a condition"), std::string::npos);
    EXPECT_NE(why(answers[5]).find("contract"), std::string::npos);
    EXPECT_NE(why(answers[6]).find("--by yes"), std::string::npos);
    EXPECT_NE(why(answered(reading_of({profile}, "town"), {asked(Kind::histogram, "x")})[0]).find("without the unit town"), std::string::npos);
    EXPECT_NE(why(answered(reading_of({profile}, ""), {asked(Kind::histogram, "x")})[0]).find("with the unit day"), std::string::npos);
    auto positive = reading_of({profile});
    positive.positive = "0";
    EXPECT_NE(why(answered(positive, {asked(Kind::confusion)})[0]).find("--positive 0"), std::string::npos);
}

TEST(ReferenceProfile, SummarisesEveryColumn) {
    const GeneratedFiles files;
    const auto profile = made({files.copy("all.parquet", rows)});
    const auto& id = *profile.of<metrics::Summary>(Kind::summary, "id");
    EXPECT_EQ(id.rows, 30'000);
    EXPECT_EQ(*id.min, 0);
    EXPECT_EQ(*id.max, 29'999);
    EXPECT_DOUBLE_EQ(*id.mean(), 14'999.5);
    EXPECT_NEAR(*id.standard_deviation(), std::sqrt((30'000.0 * 30'000 - 1) / 12 * 30'000 / 29'999), 1e-8);
    EXPECT_FALSE(id.distinct.exact());
    EXPECT_NEAR(static_cast<double>(id.distinct.value()), 30'000, 4 * 0.0081 * 30'000);
    EXPECT_EQ(profile.of<metrics::Summary>(Kind::summary, "day")->distinct.value(), 90);
    EXPECT_EQ(profile.of<metrics::Summary>(Kind::summary, "town")->distinct.value(), 40);
    EXPECT_EQ(profile.of<metrics::Summary>(Kind::summary, "yes")->distinct.value(), 2);
    EXPECT_GT(profile.of<metrics::Summary>(Kind::summary, "town")->missing, 0);
    EXPECT_NEAR(static_cast<double>(profile.of<metrics::Summary>(Kind::summary, "name")->distinct.value()), 30'000, 4 * 0.0081 * 30'000);
}

TEST(ReferenceProfile, ThatIsDamagedIsRefusedWithItsName) {
    const GeneratedFiles files;
    const std::string bytes = packed(made({files.copy("all.parquet", std::string("SELECT * FROM (") + rows + ") LIMIT 50")}, ""));
    ASSERT_TRUE(unpacked(bytes, "p"));
    for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 97) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x40);
        const auto refused = unpacked(changed, "the.profile");
        ASSERT_FALSE(refused) << at;
        EXPECT_NE(refused.error().what.find("the.profile"), std::string::npos);
        EXPECT_FALSE(unpacked(std::string_view(bytes).substr(0, at), "p"));
    }
    std::string later = bytes;
    later.replace(0, 18, "charter profile 9\n");
    EXPECT_NE(unpacked(later, "p").error().what.find("this version does not know"), std::string::npos);
}

TEST(ReferenceProfile, ThatIsForgedIsReadWithoutACrash) {
    const GeneratedFiles files;
    const std::string bytes = packed(made({files.copy("all.parquet", std::string("SELECT * FROM (") + rows + ") LIMIT 50")}, ""));
    const auto body_at = bytes.find('\n', bytes.find('\n') + 1) + 1;
    base::Random random(11);
    for (int i = 0; i < 3'000; ++i) {
        std::string body = bytes.substr(body_at);
        for (std::uint64_t k = 0; k <= random.below(4); ++k) body[random.below(i % 2 == 0 ? 300 : body.size())] = static_cast<char>(random.below(256));
        const auto read = unpacked(bytes.substr(0, bytes.find('\n') + 1) + base::format(base::digest_of(body)) + "\n" + body, "forged");
        if (read) {
            EXPECT_EQ(packed(*unpacked(packed(*read), "again")), packed(*read));
        }
    }
}

TEST(ReferenceProfile, OfOtherColumnsOrWithDataIsNotJoined) {
    const GeneratedFiles files;
    const auto file = files.copy("all.parquet", rows);
    const auto profile = write(files, "a.profile", made({file}));
    const auto other = write(files, "b.profile", made({file}, ""));
    const auto joined = read_profiles({profile, other});
    ASSERT_FALSE(joined);
    EXPECT_NE(joined.error().what.find("do not belong together"), std::string::npos);
    EXPECT_FALSE(open(reading_of({profile, file})));
}

}  // namespace observations
