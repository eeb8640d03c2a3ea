#include "operations/feedback/form.h"

#include <gtest/gtest.h>

namespace operations {

namespace {

charter::Feedback asked() {
    return {.kinds = {"thumbs", "sus"}, .sampling = 0.25, .consent = "We keep it.", .contact = "To tell you.", .language = "en",
            .strings = {{"en", {{"send", "Send it"}, {"thanks", "Thanks"}}}, {"de", {{"send", "Senden"}}}, {"pt-br", {{"send", "Enviar"}}}}};
}

std::string word(const base::json::object& form, const char* name) { return std::string(form.at("words").as_object().at(name).as_string()); }

TEST(Form, SpeaksTheNearestLanguage) {
    EXPECT_EQ(form_of(asked(), "de-CH").at("language").as_string(), "de");
    EXPECT_EQ(word(form_of(asked(), "de-CH"), "send"), "Senden");
    EXPECT_EQ(word(form_of(asked(), "PT-BR"), "send"), "Enviar");
    EXPECT_EQ(form_of(asked(), "pt").at("language").as_string(), "en") << "Brazil's words are not Portugal's";
    EXPECT_EQ(word(form_of(asked(), ""), "send"), "Send it");
    EXPECT_EQ(word(form_of(asked(), "-"), "send"), "Send it");
}

TEST(Form, SaysInTheChartersLanguageWhatAnotherHasNoWordsFor) { EXPECT_EQ(word(form_of(asked(), "de"), "thanks"), "Thanks"); }

TEST(Form, HasTheStatementsOfSusWhereTheyAreAsked) {
    EXPECT_FALSE(word(form_of(asked(), "de"), "sus10").empty());
    auto without = asked();
    without.kinds = {"thumbs"};
    EXPECT_FALSE(form_of(without, "de").at("words").as_object().contains("sus1"));
}

TEST(Form, TellsNothingButWhatIsShown) {
    const auto form = form_of(asked(), "en");
    EXPECT_EQ(form.size(), 7u);
    EXPECT_FALSE(form.contains("origins"));
    EXPECT_EQ(form.at("cool_down_days").to_number<double>(), 90);
}

}  // namespace

}  // namespace operations
