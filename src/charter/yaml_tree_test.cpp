#include "charter/yaml_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "base/limits.h"

namespace charter {
namespace {

std::string only_fault(std::string_view text) {
    const Tree tree = read_yaml(text);
    EXPECT_EQ(tree.faults.size(), 1u) << text;
    return tree.faults.empty() ? "" : tree.faults[0].what;
}

TEST(YamlTree, KnowsPlacesFromOneInCharacters) {
    const Tree tree = read_yaml("a: 1\nüb:\n  - 'x y'\n  - {c: \"d\"}\n");
    ASSERT_TRUE(tree.root);
    EXPECT_TRUE(tree.faults.empty());
    const Node& a = tree.root->items[0];
    EXPECT_EQ(a.place.line, 1);
    EXPECT_EQ(a.place.column, 4);
    EXPECT_FALSE(a.quoted);
    const Node& list = tree.root->items[1];
    EXPECT_EQ(list.key, "üb");
    EXPECT_EQ(list.key_place.line, 2);
    EXPECT_TRUE(list.items[0].quoted);
    EXPECT_EQ(list.items[0].place.column, 5);
    EXPECT_EQ(list.items[1].items[0].key_place.line, 4);
    EXPECT_EQ(list.items[1].items[0].key_place.column, 6);
    const Tree wide = read_yaml("{ä: 1, ö: 2}");
    EXPECT_EQ(wide.root->items[1].key_place.column, 8);
}

TEST(YamlTree, TellsNullQuotedAndPlainApart) {
    const Tree tree = read_yaml("a:\nb: ~\nc: '~'\nd: |\n  text\n");
    ASSERT_TRUE(tree.root);
    EXPECT_EQ(tree.root->items[0].kind, Node::Kind::nothing);
    EXPECT_EQ(tree.root->items[1].kind, Node::Kind::nothing);
    EXPECT_EQ(tree.root->items[2].text, "~");
    EXPECT_TRUE(tree.root->items[3].quoted);
}

TEST(YamlTree, WritesTheEscapesThatTheLibraryCutsShortAsUtf8) {
    const Tree tree = read_yaml("a: \"x\\Ny\\_\\u00fcé\"\n");
    ASSERT_TRUE(tree.root);
    EXPECT_EQ(tree.root->items[0].text, "x\u0085y\u00a0üé");
}

TEST(YamlTree, RefusesABillionLaughs) {
    std::string text = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for (char c = 'b'; c <= 'i'; ++c) {
        const std::string before = "*" + std::string(1, static_cast<char>(c - 1));
        text += std::string(1, c) + ": &" + c + " [" + before + "," + before + "," + before + "," + before + "]\n";
    }
    const Tree tree = read_yaml(text);
    ASSERT_FALSE(tree.faults.empty());
    EXPECT_EQ(tree.faults[0].what, "an anchor has no place in a charter: &a");
    EXPECT_EQ(tree.faults[0].place.line, 1);
    const bool alias = std::any_of(tree.faults.begin(), tree.faults.end(), [](const FaultAt& fault) {
        return fault.what.find("alias") != std::string::npos && fault.next.find("write the value out") != std::string::npos;
    });
    EXPECT_TRUE(alias);
}

TEST(YamlTree, RefusesALineOf200MegabytesAtOnce) {
    const std::string text = "product: " + std::string(200u << 20, 'x');
    const auto start = std::chrono::steady_clock::now();
    EXPECT_NE(only_fault(text).find("bytes"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

/// A quarter of the limit is enough to tell linear from quadratic: a quadratic reader would take minutes.
TEST(YamlTree, ReadsOrRefusesLongLinesQuickly) {
    const std::size_t size = base::limits::charter_bytes_max / 4;
    const auto repeated = [&](std::string_view piece) {
        std::string text;
        while (text.size() + piece.size() <= size) text += piece;
        return text;
    };
    for (const std::string& text : {"a: " + std::string(size, 'x'), "a: '" + std::string(size, 'x'), repeated("["), repeated("{a: "), repeated("- "), repeated("? "),
                                    repeated("a: b\n"), repeated("#\n"), "[" + repeated("a,"), repeated("'"), repeated("a: "), repeated("---\n"), repeated("\"\\\n"), repeated("!"), repeated("&a ")}) {
        const auto start = std::chrono::steady_clock::now();
        read_yaml(text);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        EXPECT_LT(seconds, 10.0) << text.substr(0, 10);
    }
}

TEST(YamlTree, RefusesDuplicateKeysAndNamesTheOtherLine) {
    const Tree tree = read_yaml("a: 1\nb: 2\na: 3\n");
    ASSERT_EQ(tree.faults.size(), 1u);
    EXPECT_EQ(tree.faults[0].what, "duplicate key: a");
    EXPECT_EQ(tree.faults[0].place.line, 3);
    EXPECT_NE(tree.faults[0].next.find("line 1"), std::string::npos);
}

TEST(YamlTree, RefusesWhatACharterHasNoUseFor) {
    EXPECT_EQ(only_fault("a: 1\n---\nb: 2\n"), "a second document in the same file");
    EXPECT_EQ(only_fault("a: !!int '1'\n"), "a tag has no place in a charter: tag:yaml.org,2002:int");
    EXPECT_EQ(only_fault("[a, b]: 1\n"), "a key must be a word");
    EXPECT_EQ(only_fault(std::string("a: b\0c", 6)), "a NUL byte");
    EXPECT_EQ(only_fault("a: \"b\\0c\""), "a NUL byte");
    EXPECT_EQ(only_fault("a: \xC3\x28"), "not UTF-8");
    EXPECT_EQ(only_fault("a: \xED\xA0\x80"), "not UTF-8");
    EXPECT_EQ(only_fault(std::string(40, '[') + std::string(40, ']')), "nested too deeply");
    EXPECT_EQ(only_fault(""), "an empty document");
    EXPECT_EQ(only_fault("# only a comment\n"), "an empty document");
}

TEST(YamlTree, SaysWhereYamlItselfIsBroken) {
    const Tree tree = read_yaml("a: 1\nb: [1, 2\nc: 3\n");
    ASSERT_EQ(tree.faults.size(), 1u);
    EXPECT_NE(tree.faults[0].what.find("not valid YAML"), std::string::npos);
    EXPECT_GE(tree.faults[0].place.line, 2);
    EXPECT_FALSE(tree.root);
}

TEST(YamlTree, RefusesMoreValuesThanTheLimit) {
    std::string text = "a: [";
    for (std::size_t i = 0; i < base::limits::charter_nodes_max; ++i) text += "1,";
    EXPECT_EQ(only_fault(text + "]"), "too many values in one charter");
}

TEST(YamlTree, ReadsFilesWithAByteOrderMarkAndWindowsLines) {
    const Tree tree = read_yaml("\xEF\xBB\xBF" "a: 1\r\nb: two\r\n");
    ASSERT_TRUE(tree.root);
    EXPECT_EQ(tree.root->items[0].key, "a");
    EXPECT_EQ(tree.root->items[0].key_place.column, 1);
    EXPECT_EQ(tree.root->items[1].text, "two");
}

}  // namespace
}  // namespace charter
