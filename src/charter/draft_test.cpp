#include "charter/draft.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

using Type = DraftColumn::Type;

Charter linted(const DraftData& data) {
    const std::string text = draft(data);
    const Parsed parsed = parse(text, sample_vocabulary());
    for (const FaultAt& fault : parsed.faults) ADD_FAILURE() << fault.place.line << ":" << fault.place.column << " " << fault.what << "; " << fault.next << "\n" << text;
    return parsed.charter.value_or(Charter{});
}

base::Time time(std::string_view text) { return *base::parse_time(text); }

DraftData flights() {
    return {.product = "flights", .source = "flights.parquet", .columns = {
        {.name = "day", .type = Type::time, .rows = 1000, .distinct = 90, .min = {}, .max = {}, .first = time("2001-01-01"), .last = time("2001-03-31"), .top = {}},
        {.name = "flight_id", .type = Type::integer, .rows = 1000, .distinct = 998, .whole_numbers = true, .min = 1, .max = 1000, .first = {}, .last = {}, .top = {}},
        {.name = "model_version", .type = Type::text, .rows = 1000, .distinct = 2, .min = {}, .max = {}, .first = {}, .last = {}, .top = {{"v1", 600}, {"v2", 400}}},
        {.name = "customer", .type = Type::text, .rows = 1000, .distinct = 300, .min = {}, .max = {}, .first = {}, .last = {}, .top = {{"c1", 9}}},
        {.name = "p_late", .type = Type::number, .rows = 1000, .distinct = 900, .min = 0.01, .max = 0.97, .first = {}, .last = {}, .top = {}},
        {.name = "late", .type = Type::integer, .rows = 1000, .missing = 5, .distinct = 2, .whole_numbers = true, .min = 0, .max = 1, .first = {}, .last = {}, .top = {{"0", 800}, {"1", 195}}},
        {.name = "distance", .type = Type::number, .rows = 1000, .distinct = 500, .whole_numbers = true, .min = 21, .max = 4962, .first = {}, .last = {}, .top = {}},
        {.name = "sex", .type = Type::text, .rows = 1000, .distinct = 2, .min = {}, .max = {}, .first = {}, .last = {}, .top = {{"Male", 600}, {"Female", 400}}},
    }};
}

TEST(Draft, FindsTheColumnsOfATask) {
    const Charter charter = linted(flights());
    EXPECT_EQ(charter.task.columns, (Columns{.time = "day", .id = "flight_id", .unit = "customer", .version = "model_version", .score = "p_late", .prediction = "", .label = "late"}));
    EXPECT_EQ(charter.task.positive, "1");
    ASSERT_NE(charter.find("catches"), nullptr);
    EXPECT_EQ(charter.find("catches")->breach, Breach::stop);
    EXPECT_EQ(charter.find("even-by-sex")->by, std::vector<std::string>{"sex"});
    EXPECT_EQ(charter.find("stable")->of, (std::vector<std::string>{"p_late", "distance", "sex"}));
    EXPECT_EQ(base::format(charter.reference_period->to), "2001-01-31");
    EXPECT_NE(charter.find("data-flight_id-unique"), nullptr);
    EXPECT_EQ(charter.find("data-late-present"), nullptr);
    EXPECT_EQ(charter.find("data-volume")->bound.text, "at least 5");
}

TEST(Draft, SaysWhyAndMarksEveryBoundAsUndecided) {
    const std::string text = draft(flights());
    EXPECT_EQ(text.find("# yaml-language-server: $schema="), 0u);
    EXPECT_NE(text.find("score: p_late  # its name, and its values lie between 0 and 1"), std::string::npos) << text;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.find("at_least") != std::string::npos || line.find("at_most") != std::string::npos) {
            EXPECT_NE(line.find("DRAFT"), std::string::npos) << line;
        }
    }
}

TEST(Draft, PromisesOnlyWhatTheDataCanShow) {
    DraftData data = flights();
    data.columns.erase(data.columns.begin() + 5);
    EXPECT_EQ(linted(data).find("catches"), nullptr);
    data.columns = {{.name = "a", .type = Type::number, .rows = 10, .distinct = 9, .min = 1, .max = 5, .first = {}, .last = {}, .top = {}}};
    const Charter charter = linted(data);
    for (const Promise& promise : charter.promises) EXPECT_EQ(promise.section, "data");
    EXPECT_NE(charter.find("data-a-valid"), nullptr);
    EXPECT_TRUE(linted({}).contract.empty());
}

TEST(Draft, ReadsNamesAsPeopleWriteThem) {
    DraftColumn label{.name = "Two Year Recid", .type = Type::text, .rows = 10, .distinct = 2, .min = {}, .max = {}, .first = {}, .last = {}, .top = {{"yes", 8}, {"no", 2}}};
    DraftColumn score{.name = "predProba", .type = Type::number, .rows = 10, .distinct = 10, .min = 0.0, .max = 1.0, .first = {}, .last = {}, .top = {}};
    const Guesses guesses = guess({label, score});
    ASSERT_TRUE(guesses.label);
    EXPECT_EQ(guesses.label->column, 0u);
    EXPECT_EQ(guesses.positive, "yes");
    ASSERT_TRUE(guesses.score);
    EXPECT_EQ(guesses.score->column, 1u);
    EXPECT_FALSE(guesses.prediction);
}

std::string awkward_name(base::Random& random) {
    static const std::vector<std::string> pieces{"a", "B", " ", "  ", "'", "\"", ":", ": ", "#", " #", "-", "- ", "?", "!", "&a", "*a", "%", "@", "`", "|", ">", "{", "}", "[", "]", ",", "\\", "\n", "\r", "\t", "\x01", "\x7F", "ü", "名", "\U0001F600",
                                                  "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBB\xBF", "\xEF\xBF\xBF", "null", "~", "true", "on", "1", "1.5", "1e5", "0x1F", ".", "..", "---", "...", "<<", "=", "score", "label", "time", "_id", "\xFF", "\xC3", std::string(1, '\0'), std::string(150, 'x')};
    std::string name;
    for (std::uint64_t i = random.below(4); i > 0; --i) name += pieces[random.below(pieces.size())];
    return name + pieces[random.below(pieces.size())];
}

DraftColumn awkward_column(base::Random& random) {
    DraftColumn column;
    column.name = awkward_name(random);
    column.type = static_cast<Type>(random.below(6));
    column.rows = static_cast<std::int64_t>(random.below(50));
    column.distinct = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(column.rows) + 1));
    column.whole_numbers = random.below(2) == 0;
    if (random.below(2) == 0) {
        column.min = random.below(2) == 0 ? random.uniform() : -1e300 * random.uniform();
        column.max = random.below(2) == 0 ? random.uniform() : 1e300;
    }
    if (random.below(2) == 0) {
        column.first = base::Time{static_cast<std::int64_t>(random() >> 8) - (std::int64_t{1} << 55)};
        column.last = base::Time{column.first->micros + static_cast<std::int64_t>(random.below(1u << 31)) * 100'000};
    }
    for (std::uint64_t i = random.below(4), count = 0; count < i; ++count) {
        const std::string value = awkward_name(random);
        const auto same = [&](const auto& seen) { return seen.first == value; };
        if (std::none_of(column.top.begin(), column.top.end(), same)) column.top.emplace_back(value, 1 + static_cast<std::int64_t>(random.below(9)));
    }
    if (random.below(2) == 0) {
        column.rows = 0;
        for (const auto& seen : column.top) column.rows += seen.second;
        column.distinct = static_cast<std::int64_t>(column.top.size());
    }
    return column;
}

TEST(Draft, PassesLintWhateverTheColumnsAreCalled) {
    base::Random random(42);
    int kept = 0;
    for (int i = 0; i < 3'000; ++i) {
        DraftData data{.product = awkward_name(random), .source = awkward_name(random), .columns = {}};
        for (std::uint64_t count = random.below(8); count > 0; --count) data.columns.push_back(awkward_column(random));
        const Charter charter = linted(data);
        for (const ColumnContract& column : charter.contract) {
            const auto same = [&](const DraftColumn& given) { return given.name == column.name; };
            EXPECT_TRUE(std::any_of(data.columns.begin(), data.columns.end(), same)) << column.name;
            ++kept;
        }
        if (testing::Test::HasFailure()) break;
    }
    EXPECT_GT(kept, 5'000);
}

}  // namespace
}  // namespace charter
