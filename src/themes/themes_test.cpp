#include "themes/themes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "base/golden_test.h"
#include "themes/words.h"

/// Weights against scikit-learn's, and themes of texts whose templates are known. tests/golden/themes.py made the vectors.
namespace themes {

namespace {

const base::json::object& golden() {
    static const auto document = base::golden("themes.json");
    return document.as_object();
}

std::vector<Text> texts() {
    std::vector<Text> all;
    for (const auto& text : golden().at("texts").as_array()) all.push_back({.text = text.as_string()});
    return all;
}

std::vector<std::string> stems(std::string_view text, std::string_view language) {
    Words words;
    std::vector<std::string> all;
    for (const auto& word : words.of(text, language)) all.push_back(word.stem);
    return all;
}

using List = std::vector<std::string>;

TEST(Words, AreFoundInAnyLanguage) {
    EXPECT_EQ(stems("The warnings came too LATE, a warning is late!", "en"), (List{"warn", "came", "late", "warn", "late"}));
    EXPECT_EQ(stems("Die Warnungen kamen zu spät", "de"), (List{"warnung", "kam", "spat"}));
    EXPECT_EQ(stems("الرحلة متأخرة", "ar").size(), 2u);
    EXPECT_GE(stems("航班延误警告太晚了", "zh").size(), 3u) << "no spaces stand between them";
    EXPECT_EQ(stems("çok geç", "xx").size(), 2u) << "without a stemmer every form is a word";
}

TEST(Words, LeaveOutWhatTellsNothing) {
    EXPECT_TRUE(stems("I am, you are; 12 B2B a1b2 2001-03-04 x :-) 👍 don\u2019t", "en").empty());
    EXPECT_TRUE(stems("", "en").empty());
    EXPECT_EQ(stems("<script>alert(1)</script>", "en"), (List{"script", "alert", "script"}));
    EXPECT_NO_FATAL_FAILURE(stems(std::string("\xff\xfe broken \x80", 12), "en"));
    EXPECT_NO_FATAL_FAILURE(stems("tag", "';--"));
}

TEST(Weights, AreThoseOfScikitLearn) {
    const Weights weights = weights_of(texts(), {});
    const auto& terms = golden().at("terms").as_object();
    ASSERT_EQ(weights.terms.size(), terms.size());
    for (const Term& term : weights.terms) {
        ASSERT_TRUE(terms.contains(term.key)) << term.key;
        EXPECT_EQ(term.texts, terms.at(term.key).to_number<std::int64_t>()) << term.key;
    }
    const auto& rows = golden().at("weights").as_array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].is_null()) continue;
        ASSERT_EQ(weights.texts[i].size(), rows[i].as_object().size()) << i;
        for (const auto& [term, weight] : weights.texts[i]) EXPECT_NEAR(weight, rows[i].as_object().at(weights.terms[term].key).to_number<double>(), 1e-12);
    }
}

/// How far each theme holds texts of one template alone (Rosenberg and Hirschberg 2007), over the texts that are in one.
double homogeneity(const Themes& found) {
    const auto& templates = golden().at("templates").as_array();
    std::map<std::int64_t, double> in_template;
    double all = 0, conditional = 0;
    for (const Theme& theme : found.themes) {
        std::map<std::int64_t, double> within;
        for (const auto text : theme.texts) ++within[templates[text].as_int64()], ++in_template[templates[text].as_int64()], ++all;
        for (const auto& [key, count] : within) conditional -= count * std::log(count / static_cast<double>(theme.texts.size()));
    }
    double entropy = 0;
    for (const auto& [key, count] : in_template) entropy -= count * std::log(count / all);
    return 1 - conditional / entropy;
}

TEST(Themes, HoldTextsOfOneTemplateTogether) {
    const Themes found = themes_of(texts(), {.seed = 1});
    std::size_t placed = 0;
    for (const Theme& theme : found.themes) placed += theme.texts.size();
    EXPECT_EQ(placed + found.others.size(), texts().size()) << "every text once";
    EXPECT_GE(found.themes.size(), 7u);
    EXPECT_LE(found.themes.size(), 9u) << "the square root of 152 / 2";
    EXPECT_GT(static_cast<double>(placed), 0.8 * static_cast<double>(texts().size()));
    EXPECT_GT(homogeneity(found), golden().at("homogeneity").to_number<double>() - 0.05) << "about as well as scikit-learn's k-means";
    for (const Theme& theme : found.themes) EXPECT_FALSE(theme.words.empty());
}

TEST(Themes, AreTheSameAgainAndDoNotDependOnOtherDraws) {
    const Themes first = themes_of(texts(), {.seed = 7});
    themes_of(texts(), {.seed = 8});
    const Themes again = themes_of(texts(), {.seed = 7});
    ASSERT_EQ(first.themes.size(), again.themes.size());
    for (std::size_t i = 0; i < first.themes.size(); ++i) {
        EXPECT_EQ(first.themes[i].words, again.themes[i].words);
        EXPECT_EQ(first.themes[i].texts, again.themes[i].texts);
    }
}

TEST(Themes, OfFewTextsAreNone) {
    EXPECT_TRUE(themes_of({}, {}).themes.empty());
    const Themes found = themes_of({{.text = "late"}, {.text = "never came"}}, {});
    EXPECT_TRUE(found.themes.empty());
    EXPECT_EQ(found.others.size(), 2u);
}

TEST(Themes, OfManyOfTheSameTextAreOne) {
    const std::vector<Text> same(50, {.text = "the gate was changed without a word"});
    const Themes found = themes_of(same, {.terms = {.share_max = 1}});
    ASSERT_EQ(found.themes.size(), 1u);
    EXPECT_EQ(found.themes.front().texts.size(), 50u);
    EXPECT_FALSE(found.themes.front().words.empty());
}

}  // namespace

}  // namespace themes
