#include "report/escape.h"

#include <gtest/gtest.h>

namespace report {

TEST(Plain, KeepsWellFormedTextAndNothingElse) {
    EXPECT_EQ(plain("Zürich 東京 🛫"), "Zürich 東京 🛫");
    EXPECT_EQ(plain("a\nb\tc"), "a b c");
    EXPECT_EQ(plain("\x1b[31mred"), "\uFFFD[31mred");
    EXPECT_EQ(plain("a\xff"), "a\uFFFD");
    EXPECT_EQ(plain("\xc2\x9b" "31m"), "\uFFFD31m");               // the one-character form of ESC [
    EXPECT_EQ(plain("\xc0\xbc"), "\uFFFD\uFFFD");                  // overlong <
    EXPECT_EQ(plain("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");        // half of a surrogate pair
    EXPECT_EQ(plain("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
    EXPECT_EQ(plain("\xe2\x82"), "\uFFFD\uFFFD");                  // cut off
    EXPECT_EQ(plain("a\u202Eb"), "a\uFFFDb");                      // what follows would be read backwards
}

TEST(WellFormed, ReplacesBrokenBytesOnly) {
    EXPECT_EQ(well_formed("a\tb\x1b\xff"), "a\tb\x1b\uFFFD");
}

TEST(Markup, EscapesWhatMarkupIsMadeOf) {
    EXPECT_EQ(markup("<script>'a' & \"b\"</script>"), "&lt;script&gt;&#39;a&#39; &amp; &quot;b&quot;&lt;/script&gt;");
    EXPECT_EQ(unbroken_markup("5 % < 7 %"), "5&#160;% &lt; 7&#160;%");
}

TEST(TableCell, CannotEndItsCellOrCallAnybody) {
    EXPECT_EQ(table_cell("a|b"), "a&#124;b");
    EXPECT_EQ(table_cell("[x](y)"), "&#91;x&#93;(y)");
    EXPECT_EQ(table_cell("@all #1"), "@&#8288;all #&#8288;1");
    EXPECT_EQ(table_cell("http://a"), "http&#58;//a");
    EXPECT_EQ(table_cell("roc_auc _x_"), "roc_auc &#95;x&#95;");
    EXPECT_EQ(table_cell("a\nb"), "a b");
}

TEST(Shortened, CountsCharactersNotBytes) {
    EXPECT_EQ(shortened("Zürich", 6), "Zürich");
    EXPECT_EQ(shortened("Zürich", 4), "Zür…");
    EXPECT_EQ(length_of("Zür…"), 4u);
}

}  // namespace report
