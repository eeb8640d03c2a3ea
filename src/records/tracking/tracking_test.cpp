#include "records/tracking/tracking.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "records/artifacts/artifacts.h"

namespace records {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Metric metric(std::string key, double value, std::int64_t at, std::int64_t step) { return {.key = std::move(key), .value = value, .at_ms = at, .step = step, .model = {}, .dataset = {}, .digest = {}}; }

struct Runs : testing::Test {
    std::string folder = testing::TempDir() + "tracking_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::unique_ptr<Tracking> tracking;

    void SetUp() override {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        open();
    }
    void open() {
        tracking.reset();
        tracking = *Tracking::open(folder + "/tracking.sqlite", 1000);
    }
    void add(const std::string& id, std::int64_t started = 0) {
        records::Run run;
        run.id = id;
        run.started_ms = started;
        ASSERT_TRUE(tracking->add(run));
    }
    std::vector<std::string> found(const Search& search, View view = View::active) {
        const std::int64_t all[] = {0};
        std::vector<std::string> ids;
        const auto runs = *tracking->runs(search, all, view);
        for (const auto& run : runs.items) ids.push_back(run.id);
        return ids;
    }
};

TEST(OrderKey, SortsAsTheNumbersDoAndReadsBack) {
    const double sorted[] = {-infinity, -1e300, -1.5, -1e-300, 0.0, 1e-300, 0.91, 1.5, 1e300, infinity};
    for (std::size_t i = 0; i + 1 < std::size(sorted); ++i) EXPECT_LT(order_key(sorted[i]), order_key(sorted[i + 1]));
    for (const double one : sorted) EXPECT_EQ(value_of(order_key(one)), one);
    EXPECT_TRUE(std::isnan(value_of(order_key(std::nan("")))));
    EXPECT_EQ(order_key(-0.0), order_key(0.0));
}

TEST_F(Runs, TheNewestValueStandsByItsStepThenItsTimeThenItself) {
    add("r");
    const Metric points[] = {metric("auc", 0.5, 10, 2), metric("auc", 0.9, 30, 1), metric("auc", 0.6, 11, 2), metric("nan", std::nan(""), 1, 0), metric("inf", -infinity, 1, 0)};
    ASSERT_TRUE(tracking->log("r", points, {}, {}));
    const Metric late[] = {metric("auc", 0.1, 99, 0)};
    ASSERT_TRUE(tracking->log("r", late, {}, {}));
    open();
    const auto run = *tracking->run("r");
    for (const auto& one : run.metrics) {
        if (one.key == "auc") { EXPECT_EQ(one.value, 0.6); }
        if (one.key == "nan") { EXPECT_TRUE(std::isnan(one.value)); }
        if (one.key == "inf") { EXPECT_EQ(one.value, -infinity); }
    }
    EXPECT_EQ(run.metrics.size(), 3u);
    EXPECT_EQ(tracking->history("r", "auc")->size(), 4u);
}

TEST_F(Runs, TheSamePointSentAgainIsOne) {
    add("r");
    const Metric once[] = {metric("a", 1, 5, 1)};
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(tracking->log("r", once, {}, {}));
    EXPECT_EQ(tracking->history("r", "a")->size(), 1u);
    EXPECT_TRUE(tracking->history("r", "b")->empty());
}

TEST_F(Runs, AParamKeepsItsFirstValueAndNothingElseOfThatRequestIsWritten) {
    add("r");
    const Tag first[] = {{"lr", "0.1"}}, second[] = {{"lr", "0.2"}}, tags[] = {{"t", "v"}};
    ASSERT_TRUE(tracking->log("r", {}, first, {}));
    ASSERT_TRUE(tracking->log("r", {}, first, {}));
    const auto refused = tracking->log("r", {}, second, tags);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='r'. Attempted logging new value '0.2'.");
    EXPECT_TRUE(tracking->run("r")->tags.empty());
}

TEST_F(Runs, ASearchJoinsMetricsParamsAndTagsAndPutsWhatIsMissingLast) {
    for (const char* id : {"a", "b", "c"}) add(id);
    const Metric low[] = {metric("auc", 0.1, 1, 0)}, high[] = {metric("auc", 0.9, 1, 0)};
    const Tag param[] = {{"lr", "1"}};
    ASSERT_TRUE(tracking->log("a", low, param, {}));
    ASSERT_TRUE(tracking->log("b", high, param, {}));
    Search search;
    search.orderings = {{.on = Condition::On::metric, .key = "auc", .ascending = false}};
    EXPECT_EQ(found(search), (std::vector<std::string>{"b", "a", "c"}));
    search.conditions = {{.on = Condition::On::metric, .key = "auc", .is = Condition::Is::greater, .texts = {}, .number = 0.5}, {.on = Condition::On::param, .key = "lr", .is = Condition::Is::equal, .texts = {"1"}, .number = 0}};
    EXPECT_EQ(found(search), std::vector<std::string>{"b"});
    search.conditions = {{.on = Condition::On::param, .key = "lr", .is = Condition::Is::null, .texts = {}, .number = 0}};
    EXPECT_EQ(found(search), std::vector<std::string>{"c"});
}

TEST_F(Runs, EveryPageOfASearchByAMetricGoesOnWhereTheOneBeforeEnded) {
    for (const char* id : {"a", "b", "c", "d", "e", "f"}) add(id);
    const std::pair<const char*, double> values[] = {{"a", 0.3}, {"b", 0.9}, {"c", std::nan("")}, {"e", -1}, {"f", 0.3}};
    for (const auto& [id, value] : values) {
        const Metric point[] = {metric("auc", value, 1, 0)};
        ASSERT_TRUE(tracking->log(id, point, {}, {}));
    }
    // Those with a number, then what is none, then what has none.
    for (const auto& [ascending, expected] : {std::pair<bool, std::string>{false, "bafecd"}, {true, "eafbcd"}}) {
        for (std::int64_t page = 1; page <= 7; ++page) {
            std::string all;
            for (std::int64_t offset = 0; offset < 6; offset += page) {
                Search search;
                search.orderings = {{.on = Condition::On::metric, .key = "auc", .ascending = ascending}};
                search.count_max = page;
                search.offset = offset;
                for (const auto& id : found(search)) all += id;
            }
            EXPECT_EQ(all, expected) << page;
        }
    }
}

TEST_F(Runs, ADeletedRunTakesNothingMoreAndIsFoundOnlyAmongTheDeleted) {
    add("r");
    ASSERT_TRUE(tracking->set_active("r", false));
    const Metric point[] = {metric("a", 1, 1, 1)};
    EXPECT_EQ(tracking->log("r", point, {}, {}).error().what, "The run r must be in the 'active' state. Current state is deleted.");
    EXPECT_TRUE(found({}).empty());
    EXPECT_EQ(found({}, View::deleted), std::vector<std::string>{"r"});
}

TEST_F(Runs, AnExperimentsNameIsItsAloneAndItsRunsGoWithIt) {
    const Experiment first{.id = 0, .name = "e", .artifact_location = "", .active = true, .created_ms = 5, .updated_ms = 5, .tags = {{"a", "b"}}};
    const auto id = *tracking->add(first);
    EXPECT_EQ(tracking->add(first).error().fault, base::Fault::conflict);
    EXPECT_EQ(tracking->experiment(id)->artifact_location, "mlflow-artifacts:/1");
    ASSERT_TRUE(tracking->set_active(id, false, 9));
    EXPECT_EQ(tracking->experiments({}, View::active)->items.size(), 1u);
    EXPECT_EQ(tracking->rename(id, "x", 9).error().what, "Cannot rename a non-active experiment.");
}

TEST_F(Runs, AnArtifactIsReadAsItWasPutAndItsContentGoesWithItsLastName) {
    Artifacts artifacts(folder + "/artifacts", tracking->database());
    const auto one = *artifacts.put("1/r/artifacts/a.txt", "hello");
    ASSERT_TRUE(artifacts.put("1/r/artifacts/sub/b.txt", "hello"));
    const auto other = *artifacts.find("1/r/artifacts/sub/b.txt");
    EXPECT_EQ(*base::digest_of_file(other.file), base::digest_of("hello"));
    EXPECT_EQ(other.file, one.file);
    const auto entries = *artifacts.list("1/r/artifacts");
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_TRUE(entries[1].is_folder);
    ASSERT_TRUE(artifacts.remove("1/r/artifacts/a.txt"));
    EXPECT_TRUE(std::filesystem::exists(one.file));
    ASSERT_TRUE(artifacts.remove("1/r"));
    EXPECT_FALSE(std::filesystem::exists(one.file));
    EXPECT_EQ(artifacts.find("1/r/artifacts/a.txt").error().fault, base::Fault::missing);
}

TEST_F(Runs, AnArtifactThatComesInPiecesIsTheSameAndOneThatDoesNotComeWholeLeavesNothing) {
    Artifacts artifacts(folder + "/artifacts", tracking->database());
    const auto whole = *artifacts.put("a", "hello");
    {
        auto part = *artifacts.incoming();
        ASSERT_TRUE(part.add("hel"));
    }
    auto part = *artifacts.incoming();
    ASSERT_TRUE(part.add("hel"));
    ASSERT_TRUE(part.add("lo"));
    const auto stored = *artifacts.keep("b", std::move(part));
    EXPECT_EQ(stored.digest, whole.digest);
    EXPECT_EQ(stored.file, whole.file);
    for (const auto& entry : std::filesystem::directory_iterator(folder + "/artifacts")) EXPECT_TRUE(entry.is_directory()) << entry.path();
}

TEST(ArtifactPath, NeverLeavesItsFolder) {
    for (const char* path : {"../a", "a/../b", "/etc/passwd", "a//b", "a/./b", "..", "a\\b", "a\nb"}) EXPECT_FALSE(artifact_path(path)) << path;
    EXPECT_EQ(*artifact_path("a/b/"), "a/b");
    EXPECT_EQ(*artifact_path(""), "");
}

}  // namespace
}  // namespace records
