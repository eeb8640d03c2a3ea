#include "records/registry/models.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "records/registry/registry.h"

namespace records {
namespace {

struct Models : testing::Test {
    std::string path = testing::TempDir() + "models_" + testing::UnitTest::GetInstance()->current_test_info()->name() + ".sqlite";
    std::unique_ptr<Registry> registry;
    base::Time now{1'000'000};

    void SetUp() override {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
        registry = *Registry::open(path);
    }
    ModelRegistry& models() { return registry->models(); }
    void add(const std::string& name) { ASSERT_TRUE(models().add({.name = name, .description = "", .created = now, .updated = now, .tags = {}, .aliases = {}, .latest = {}})); }
    std::int64_t version(const std::string& name) {
        ModelVersion one;
        one.model = name;
        one.created = now;
        one.source = "s3://b/" + name;
        return *models().add_version(one);
    }
};

TEST_F(Models, NumbersOfVersionsAreNeverGivenTwice) {
    add("m");
    EXPECT_EQ(version("m"), 1);
    EXPECT_EQ(version("m"), 2);
    ASSERT_TRUE(models().remove_version("m", 2, now));
    EXPECT_EQ(version("m"), 3);
    ASSERT_TRUE(models().remove("m"));
    add("m");
    EXPECT_EQ(version("m"), 4);
    ASSERT_TRUE(models().rename("m", "n", now));
    EXPECT_EQ(version("n"), 5);
    add("m");
    EXPECT_EQ(version("m"), 5);
}

TEST_F(Models, AliasesPointToOneVersionAndGoWithIt) {
    add("m");
    version("m");
    version("m");
    ASSERT_TRUE(models().set_alias("m", "champion", 1, now));
    ASSERT_TRUE(models().set_alias("m", "champion", 2, now));
    EXPECT_EQ(models().version_of_alias("m", "champion")->version, 2);
    EXPECT_EQ(models().version("m", 2)->aliases, std::vector<std::string>{"champion"});
    EXPECT_TRUE(models().version("m", 1)->aliases.empty());
    ASSERT_TRUE(models().remove_version("m", 2, now));
    EXPECT_EQ(models().version_of_alias("m", "champion").error().what, "Registered model alias champion not found.");
    EXPECT_EQ(models().set_alias("m", "champion", 2, now).error().fault, base::Fault::missing);
    EXPECT_EQ(models().alias("m", "champion")->has_value(), false);
}

TEST_F(Models, AStageIsLeftByOthersWhenAskedFor) {
    add("m");
    version("m");
    version("m");
    ASSERT_TRUE(models().set_stage("m", 1, "Production", false, now));
    ASSERT_TRUE(models().set_stage("m", 2, "Production", true, now));
    EXPECT_EQ(models().version("m", 1)->stage, "Archived");
    const auto latest = *models().latest("m", {"Production"});
    ASSERT_EQ(latest.size(), 1u);
    EXPECT_EQ(latest.front().version, 2);
}

TEST_F(Models, ARenamedModelKeepsItsVersionsTagsAndAliases) {
    add("m");
    add("taken");
    version("m");
    ASSERT_TRUE(models().set_alias("m", "a", 1, now));
    ASSERT_TRUE(models().set_version_tag("m", 1, {"charter.artifact", "sha256:1"}));
    EXPECT_EQ(models().rename("m", "taken", now).error().fault, base::Fault::conflict);
    ASSERT_TRUE(models().rename("m", "n", now));
    EXPECT_EQ(models().find("m")->has_value(), false);
    const auto moved = *models().version_of_alias("n", "a");
    EXPECT_EQ(lineage_of(moved).artifact, "sha256:1");
    EXPECT_EQ(models().model("n")->aliases.size(), 1u);
}

TEST_F(Models, ASearchTakesConditionsOrderAndPages) {
    for (const char* name : {"apple", "Apple", "pear"}) add(name);
    ASSERT_TRUE(models().set_tag("pear", {"team", "Risk"}));
    Search search;
    search.conditions = {{.on = Condition::On::attribute, .key = "name", .is = Condition::Is::like, .texts = {"a%"}, .number = 0}};
    EXPECT_EQ(models().models(search)->items.size(), 1u);
    search.conditions.front().is = Condition::Is::ilike;
    search.count_max = 1;
    EXPECT_TRUE(models().models(search)->more);
    search.conditions = {{.on = Condition::On::tag, .key = "team", .is = Condition::Is::equal, .texts = {"Risk"}, .number = 0}};
    EXPECT_EQ(models().models(search)->items.front().name, "pear");
}

TEST_F(Models, PromptsAreFoundOnlyByWhoAsksForThem) {
    add("m");
    add("p");
    ASSERT_TRUE(models().set_tag("p", {"mlflow.prompt.is_prompt", "true"}));
    Search search;
    EXPECT_EQ(models().models(search)->items.size(), 1u);
    search.conditions = {{.on = Condition::On::tag, .key = "mlflow.prompt.is_prompt", .is = Condition::Is::equal, .texts = {"true"}, .number = 0}};
    ASSERT_EQ(models().models(search)->items.size(), 1u);
    EXPECT_EQ(models().models(search)->items.front().name, "p");
}

}  // namespace
}  // namespace records
