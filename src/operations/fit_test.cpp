#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "operations/operation.h"

namespace operations {

extern const Operation fit;
extern const Operation score;

namespace {

class FitAndScore : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / (std::string("charter-fit-") + testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        base::Random random(1);
        std::ofstream file(path("train.csv"));
        file << "x,colour,late\n";
        for (int i = 0; i < 500; ++i) {
            const bool high = random.below(2) == 1;
            file << (high ? 2 : 1) << "," << (random.below(2) == 1 ? "red" : "blue") << "," << (random.uniform() < (high ? 0.8 : 0.2) ? 1 : 0) << "\n";
        }
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    static std::string read(const std::string& file) {
        std::ifstream stream(file, std::ios::binary);
        std::stringstream text;
        text << stream.rdbuf();
        return text.str();
    }
    base::Result<Output> train(const std::string& features, const std::string& kind, const std::string& output, const std::string& seed = "1") const {
        Arguments arguments;
        arguments.values = {{"data", {path("train.csv")}}, {"label", {"late"}}, {"features", {features}}, {"kind", {kind}}, {"output", {output}}, {"seed", {seed}}};
        return fit.run(arguments, {});
    }

private:
    std::filesystem::path folder_;
};

TEST_F(FitAndScore, TrainAModelAndScoreAFileWithIt) {
    for (const std::string kind : {"logistic", "boosted"}) {
        const auto trained = train("x,colour", kind, path(kind + ".json"));
        ASSERT_TRUE(trained) << trained.error().what;
        EXPECT_NE(trained->text.find("Fitted a " + kind + " model on 500 rows"), std::string::npos) << trained->text;
        Arguments arguments;
        arguments.values = {{"MODEL", {path(kind + ".json")}}, {"data", {path("train.csv")}}, {"output", {path("out.csv")}}, {"as", {"p_late"}}, {"version", {"v9"}}};
        const auto scored = score.run(arguments, {});
        ASSERT_TRUE(scored) << scored.error().what;
        const std::string text = read(path("out.csv"));
        EXPECT_EQ(text.substr(0, text.find('\n')), "x,colour,late,p_late,model_version");
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 501);
    }
}

TEST_F(FitAndScore, WriteTheSameModelTwice) {
    ASSERT_TRUE(train("x,colour", "boosted", path("a.json")));
    ASSERT_TRUE(train("x,colour", "boosted", path("b.json")));
    EXPECT_EQ(read(path("a.json")), read(path("b.json")));
}

TEST_F(FitAndScore, RefuseFeaturesThatMakeNoSense) {
    EXPECT_EQ(train("x,late", "logistic", path("a.json")).error().what, "the label cannot be a feature: late");
    EXPECT_EQ(train("x,x", "logistic", path("a.json")).error().what, "a feature is named twice: x");
    EXPECT_NE(train("x,color", "logistic", path("a.json")).error().next.find("did you mean colour?"), std::string::npos);
    EXPECT_EQ(train("x", "logistic", path("a.json"), "1.5").error().what, "--seed is a whole number from 0 to 2147483647, not: 1.5");
    EXPECT_FALSE(std::filesystem::exists(path("a.json")));
}

TEST_F(FitAndScore, SayThatAFileIsNoModel) {
    Arguments arguments;
    arguments.values = {{"MODEL", {path("train.csv")}}, {"data", {path("train.csv")}}, {"output", {path("out.csv")}}};
    EXPECT_EQ(score.run(arguments, {}).error().fault, base::Fault::input);
    arguments.values["MODEL"] = {path("nothing.json")};
    EXPECT_EQ(score.run(arguments, {}).error().fault, base::Fault::missing);
}

TEST_F(FitAndScore, FailWhereTheOutputCannotBeWritten) {
    const auto trained = train("x", "logistic", path("no/such/folder/model.json"));
    ASSERT_FALSE(trained);
    EXPECT_EQ(trained.error().fault, base::Fault::outside);
}

}  // namespace
}  // namespace operations
