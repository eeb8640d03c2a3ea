#include "protocols/mlflow/filter.h"

#include <gtest/gtest.h>

namespace protocols::mlflow {
namespace {

using records::Condition;
using On = Condition::On;
using Is = Condition::Is;

std::string refusal(Target target, std::string_view filter) {
    const auto parsed = parse_filter(target, filter);
    return parsed ? "" : parsed.error().what;
}

TEST(Filter, TakesMetricsParamsAndTagsThatMustAllHold) {
    const auto all = *parse_filter(Target::runs, "metrics.auc > 0.91 and params.lr = '0.1' AND tags.t LIKE 'v%'");
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].on, On::metric);
    EXPECT_EQ(all[0].is, Is::greater);
    EXPECT_EQ(all[0].number, 0.91);
    EXPECT_EQ(all[1].texts, std::vector<std::string>{"0.1"});
    EXPECT_EQ(all[2].is, Is::like);
    EXPECT_TRUE(parse_filter(Target::runs, "  ")->empty());
}

TEST(Filter, TakesQuotedKeysAndEveryPrefix) {
    EXPECT_EQ((*parse_filter(Target::runs, "tags.`mlflow.source.name` = \"a b\""))[0].key, "mlflow.source.name");
    EXPECT_EQ((*parse_filter(Target::runs, "param.\"my key\" != 'x'"))[0].key, "my key");
    EXPECT_EQ((*parse_filter(Target::runs, "attr.created >= 5"))[0].key, "start_time");
    EXPECT_EQ((*parse_filter(Target::runs, "run.status = 'FINISHED'"))[0].on, On::attribute);
    EXPECT_EQ((*parse_filter(Target::models, "name='m'"))[0].texts.front(), "m");
    EXPECT_EQ((*parse_filter(Target::runs, "metrics.m >= -1.5e-3"))[0].number, -1.5e-3);
}

TEST(Filter, TakesListsAndNothingness) {
    EXPECT_EQ((*parse_filter(Target::runs, "run_id IN ('a', 'b')"))[0].texts.size(), 2u);
    EXPECT_EQ((*parse_filter(Target::runs, "attributes.run_id not in ('a')"))[0].is, Is::not_in);
    EXPECT_EQ((*parse_filter(Target::runs, "params.lr IS NOT NULL"))[0].is, Is::not_null);
    EXPECT_EQ((*parse_filter(Target::runs, "tags.x is null"))[0].is, Is::null);
}

TEST(Filter, RefusesWithTheSentencesThatClientsKnow) {
    EXPECT_EQ(refusal(Target::runs, "metrics.auc > 'x'"), "Expected numeric value type for metric. Found 'x'");
    EXPECT_NE(refusal(Target::runs, "metrics.auc > 0.5 OR params.x = '1'").find("Invalid clause(s) in filter string: 'OR'"), std::string::npos);
    EXPECT_NE(refusal(Target::runs, "foo.bar = 'x'").find("Invalid entity type 'foo'"), std::string::npos);
    EXPECT_NE(refusal(Target::runs, "attribute.nope = 'x'").find("Invalid attribute key 'nope' specified"), std::string::npos);
    EXPECT_EQ(refusal(Target::models, "run_id = 'x'"), "Invalid attribute name: run_id");
    EXPECT_EQ(refusal(Target::models, "name > 'x'"), "Invalid comparator for attribute: >");
    EXPECT_NE(refusal(Target::runs, "status IN ('a')").find("Only the 'run_id' attribute supports comparison with a list"), std::string::npos);
    for (const char* broken : {"metrics.", "params.a =", "=", "a b c", "params.a = 'x", "run_id IN (", "run_id IN ()", "tags.a = 5", "1.2.3", "metrics.a = 1..2", "-", ".", "'", "`"}) EXPECT_NE(refusal(Target::runs, broken), "") << broken;
}

TEST(Ordering, TakesADirectionAndNoFieldTwice) {
    const auto one = *parse_orderings(Target::runs, {"metrics.`a b` DESC", "start_time", "attributes.run_id asc"});
    EXPECT_EQ(one[0].key, "a b");
    EXPECT_FALSE(one[0].ascending);
    EXPECT_TRUE(one[1].ascending);
    EXPECT_FALSE(parse_orderings(Target::runs, {"start_time", "start_time DESC"}));
    EXPECT_FALSE(parse_orderings(Target::models, {"metrics.a"}));
    EXPECT_FALSE(parse_orderings(Target::runs, {"start_time sideways"}));
    EXPECT_FALSE(parse_orderings(Target::runs, {""}));
}

}  // namespace
}  // namespace protocols::mlflow
