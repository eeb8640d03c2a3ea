#include "models/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/golden_test.h"
#include "models/words.h"

namespace models {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Column numbers(std::string name, std::vector<double> values) { return {.name = std::move(name), .numbers = std::move(values)}; }

struct Grown {
    std::vector<Feature> features;
    Tree tree;
    std::vector<double> scores;
};
Grown grow(const Frame& frame, const std::vector<double>& targets, const TreeRules& rules) {
    Grown grown;
    grown.features = *learn(frame, "");
    const Encoded rows = *Encoded::of(frame, grown.features);
    grown.tree = fit_tree(rows, targets, rules);
    grown.scores = score(grown.tree, rows);
    return grown;
}

TEST(Tree, SplitsAsScikitLearnsDoes) {
    const auto document = base::golden("paired.json");
    const auto list = [](const base::json::value& of) {
        std::vector<double> out;
        for (const auto& one : of.as_array()) out.push_back(one.to_number<double>());
        return out;
    };
    for (const auto& one : document.at("trees").as_array()) {
        Frame frame;
        for (const auto& column : one.at("x").as_array()) frame.columns.push_back(numbers("x" + std::to_string(frame.columns.size()), list(column)));
        const auto label = list(one.at("label"));
        const Grown grown = grow(frame, label, {.depth = static_cast<int>(one.at("depth").as_int64())});
        const auto rows = list(one.at("rows")), positives = list(one.at("positives"));
        double share = 0;
        for (const double positive : label) share += positive / static_cast<double>(label.size());
        for (std::size_t row = 0; row < label.size(); ++row) EXPECT_NEAR(grown.scores[row], (positives[row] + share) / (rows[row] + 1), 1e-12) << row;
    }
}

TEST(Tree, DoesNotDependOnTheOrderOfRows) {
    Frame frame, turned;
    frame.columns = {numbers("x", {}), numbers("y", {})};
    std::vector<double> targets;
    for (int i = 0; i < 500; ++i) {
        frame.columns[0].numbers.push_back(i % 7 == 0 ? missing : i * 37 % 101);
        frame.columns[1].numbers.push_back(i * 53 % 97);
        targets.push_back((i * 37 % 101 > 40) != (i % 11 == 0) ? 0.1 * (i % 5) + 0.3 : 0.2);
    }
    turned = frame;
    for (auto& column : turned.columns) std::reverse(column.numbers.begin(), column.numbers.end());
    std::vector<double> reversed(targets.rbegin(), targets.rend());
    EXPECT_EQ(grow(frame, targets, {}).tree, grow(turned, reversed, {}).tree);
}

TEST(Tree, SendsWhatIsMissingWhereItFits) {
    Frame frame;
    frame.columns = {numbers("x", {})};
    std::vector<double> targets;
    for (int i = 0; i < 300; ++i) {
        frame.columns[0].numbers.push_back(i < 100 ? missing : i);
        targets.push_back(i < 200 ? 1 : 0);  // missing and small ones alike
    }
    const Grown grown = grow(frame, targets, {.depth = 1});
    ASSERT_EQ(grown.tree.nodes.size(), 3u);
    EXPECT_TRUE(grown.tree.nodes[0].missing_first);
    EXPECT_EQ(condition_in_words(grown.tree.nodes[0], grown.features[0], true), "x <= 199.5 or missing");
    EXPECT_EQ(condition_in_words(grown.tree.nodes[0], grown.features[0], false), "x > 199.5");
}

TEST(Tree, CanSplitKnownFromMissing) {
    Frame frame;
    frame.columns = {numbers("x", {})};
    std::vector<double> targets;
    for (int i = 0; i < 200; ++i) {
        frame.columns[0].numbers.push_back(i < 80 ? missing : i % 5);
        targets.push_back(i < 80 ? 1 : 0);
    }
    const Grown grown = grow(frame, targets, {.depth = 1});
    EXPECT_NEAR(grown.tree.nodes[1].mean, 0, 1e-12);
    EXPECT_NEAR(grown.tree.nodes[2].mean, 1, 1e-12);
}

TEST(Tree, OfTargetsThatDoNotVaryIsALeaf) {
    Frame frame;
    frame.columns = {numbers("x", {})};
    for (int i = 0; i < 100; ++i) frame.columns[0].numbers.push_back(i);
    const Grown grown = grow(frame, std::vector<double>(100, 0.25), {});
    EXPECT_EQ(grown.tree.leaves(), 1u);
    EXPECT_NEAR(grown.scores[0], 0.25, 1e-15);
}

TEST(Tree, IsToldInSentencesThatAddUpToAllRows) {
    Frame frame;
    frame.columns = {numbers("age", {}), {.name = "colour", .categorical = true, .codes = {}, .categories = {"red", "green"}}};
    std::vector<double> targets;
    for (int i = 0; i < 400; ++i) {
        frame.columns[0].numbers.push_back(i % 60);
        frame.columns[1].codes.push_back(i % 3 == 0 ? 0 : 1);
        targets.push_back(i % 60 > 30 && i % 3 == 0 ? 1 : 0);
    }
    const Grown grown = grow(frame, targets, {.depth = 2});
    const auto lines = in_words(grown.tree, grown.features);
    EXPECT_EQ(lines.size(), grown.tree.leaves());
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    EXPECT_NE(all.find("age > 30"), std::string::npos) << all;
    EXPECT_NE(all.find("colour is not green"), std::string::npos) << all;
    EXPECT_NE(all.find("57 rows"), std::string::npos) << all;
}

}  // namespace
}  // namespace models
