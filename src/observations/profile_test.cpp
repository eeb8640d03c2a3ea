#include "observations/generated_files.h"

namespace observations {

TEST(Profile, ShowsWhatADraftNeeds) {
    const GeneratedFiles files;
    const char* const rows = "SELECT i AS id, CASE WHEN i % 10 = 0 THEN NULL ELSE (i % 7) / 2.0::DOUBLE END AS x, 'c' || (i % 3) AS c, DATE '2001-01-01' + (i % 5)::INTEGER AS day, i % 2 = 0 AS flag FROM range(100) t(i)";
    for (const char* name : {"a.parquet", "a.csv"}) {
        SCOPED_TRACE(name);
        Reading reading;
        reading.files = {files.copy(name, rows)};
        const auto profiles = profile(reading);
        ASSERT_TRUE(profiles) << profiles.error().what;
        ASSERT_EQ(profiles->size(), 5u);
        const auto& id = (*profiles)[0];
        EXPECT_EQ(id.rows, 100);
        EXPECT_TRUE(id.whole_numbers);
        EXPECT_EQ(id.min, 0);
        EXPECT_EQ(id.max, 99);
        EXPECT_NEAR(static_cast<double>(id.distinct), 100, 15);
        const auto& x = (*profiles)[1];
        EXPECT_EQ(x.missing, 10);
        EXPECT_FALSE(x.whole_numbers);
        EXPECT_EQ(x.max, 3);
        const auto& c = (*profiles)[2];
        EXPECT_EQ(c.info.type, ColumnType::text);
        ASSERT_EQ(c.top.size(), 3u);
        EXPECT_EQ(c.top[0], (std::pair<std::string, std::int64_t>("c0", 34)));
        const auto& day = (*profiles)[3];
        EXPECT_EQ(day.info.type, ColumnType::time);
        EXPECT_EQ(day.first, *base::parse_time("2001-01-01"));
        EXPECT_EQ(day.last, *base::parse_time("2001-01-05"));
        EXPECT_EQ((*profiles)[4].info.type, ColumnType::boolean);
    }
}

}  // namespace observations
