#include "charter/condition.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace charter {
namespace {

using Op = Condition::Op;

std::string respelled(std::string_view text) {
    const auto condition = parse_condition(text);
    return condition ? format(*condition) : "FAULT " + condition.error().what;
}

TEST(Condition, ReadsEveryKindOfComparison) {
    EXPECT_EQ(respelled("a=1"), "a = 1");
    EXPECT_EQ(respelled("a != -1.50"), "a != -1.5");
    EXPECT_EQ(respelled("  a<2 "), "a < 2");
    EXPECT_EQ(respelled("a <= 1e3"), "a <= 1000");
    EXPECT_EQ(respelled("a > north"), "a > 'north'");
    EXPECT_EQ(respelled("day >= 2001-03-01"), "day >= '2001-03-01'");
    EXPECT_EQ(respelled("a = TRUE"), "a = true");
    EXPECT_EQ(respelled("a in (1, 'x', y)"), "a in (1, 'x', 'y')");
    EXPECT_EQ(respelled("a not in (1)"), "a not in (1)");
    EXPECT_EQ(respelled("not a in (1)"), "a not in (1)");
    EXPECT_EQ(respelled("a is missing"), "a is missing");
    EXPECT_EQ(respelled("a IS NOT missing"), "a is not missing");
    EXPECT_EQ(respelled("\"a b\" = 'it''s'"), "\"a b\" = 'it''s'");
    EXPECT_EQ(respelled("\"not\" = 1"), "\"not\" = 1");
    EXPECT_EQ(respelled("\"5\" = '5'"), "\"5\" = '5'");
    EXPECT_EQ(respelled("größe > 1"), "größe > 1");
}

TEST(Condition, BindsAndCloserThanOr) {
    const auto condition = parse_condition("a = 1 or b = 2 and c = 3");
    ASSERT_TRUE(condition);
    EXPECT_EQ(condition->op, Op::any);
    ASSERT_EQ(condition->terms.size(), 2u);
    EXPECT_EQ(condition->terms[1].op, Op::all);
    EXPECT_EQ(respelled("(a = 1 or b = 2) and c = 3"), "(a = 1 or b = 2) and c = 3");
    EXPECT_EQ(respelled("((a = 1) and (b = 2 and c = 3))"), "a = 1 and b = 2 and c = 3");
    EXPECT_EQ(respelled("not (a = 1 and b = 2) or c = 3"), "not (a = 1 and b = 2) or c = 3");
    EXPECT_EQ(condition->columns(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Condition, FaultsNameTheCharacterAndWhatCouldStandThere) {
    EXPECT_EQ(respelled("a == 1"), "FAULT at character 3: expected =");
    EXPECT_EQ(respelled("a <> 1"), "FAULT at character 3: expected !=");
    EXPECT_EQ(respelled("a = "), "FAULT at character 5: expected a value");
    EXPECT_EQ(respelled(""), "FAULT at character 1: expected a column");
    EXPECT_EQ(respelled("a = 1 b = 2"), "FAULT at character 7: expected and, or, or the end");
    EXPECT_EQ(respelled("a = 'x"), "FAULT at character 5: a quote that is not closed");
    EXPECT_EQ(respelled("(a = 1"), "FAULT at character 7: expected )");
    EXPECT_EQ(respelled("5 = 1"), "FAULT at character 1: expected a column: 5");
    EXPECT_EQ(respelled("a = 1; drop table b"), "FAULT at character 6: a character that means nothing here: ;");
    EXPECT_EQ(respelled("a = 1e999"), "FAULT at character 5: a number too large: 1e999");
    EXPECT_EQ(respelled("ü = "), "FAULT at character 5: expected a value");
    int character = 0;
    EXPECT_FALSE(parse_condition("a is 5", character));
    EXPECT_EQ(character, 6);
}

TEST(Condition, RefusesDepthInsteadOfRunningOutOfStack) {
    EXPECT_NE(respelled(std::string(5'000, '(')).find("nested too deeply"), std::string::npos);
    std::string nots;
    for (int i = 0; i < 2'000; ++i) nots += "not ";
    EXPECT_NE(respelled(nots + "a = 1").find("nested too deeply"), std::string::npos);
    EXPECT_NE(respelled(std::string(20'000, 'a')).find("too long"), std::string::npos);
}

Condition random_condition(base::Random& random, int depth) {
    static const std::vector<std::string> columns{"a", "b c", "or", "7", "x.y", "\"q\"", "größe", "2001-01-01"};
    static const std::vector<Condition::Value> values{1.5, -2.0, true, std::string("it's"), std::string("5"), std::string("true"), std::string()};
    Condition condition;
    // The first three operators join others; deep down only comparisons are left.
    condition.op = static_cast<Op>(depth > 3 ? 3 + random.below(8) : random.below(11));
    if (condition.op == Op::negate) {
        condition.terms.push_back(random_condition(random, depth + 1));
    } else if (condition.op == Op::all || condition.op == Op::any) {
        while (condition.terms.size() < 2 + random.below(2)) {
            Condition term = random_condition(random, depth + 1);
            if (term.op != condition.op) condition.terms.push_back(std::move(term));
        }
    } else {
        condition.column = columns[random.below(columns.size())];
        const std::size_t count = condition.op == Op::missing ? 0 : condition.op == Op::in ? 1 + random.below(3) : 1;
        for (std::size_t i = 0; i < count; ++i) condition.values.push_back(values[random.below(values.size())]);
    }
    return condition;
}

TEST(Condition, ReadsBackWhatItWrites) {
    base::Random random(20260101);
    for (int i = 0; i < 5'000; ++i) {
        const Condition condition = random_condition(random, 0);
        const std::string text = format(condition);
        const auto again = parse_condition(text);
        ASSERT_TRUE(again) << text << " " << again.error().what;
        ASSERT_EQ(*again, condition) << text;
    }
}

}  // namespace
}  // namespace charter
