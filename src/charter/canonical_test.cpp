#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <functional>

#include "base/random.h"
#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

std::string digest_of(const std::string& text) {
    const Parsed parsed = parse(text, sample_vocabulary());
    for (const FaultAt& fault : parsed.faults) ADD_FAILURE() << fault.place.line << ":" << fault.place.column << " " << fault.what << "\n" << text;
    return parsed.charter ? base::format(parsed.charter->digest) : "";
}

constexpr const char* rich_charter = R"(
charter: 1
product: a
timezone: Europe/Berlin
roles: {science: {title: Data science, approves: [release]}}
objectives: [{id: o, statement: s, owner: science}]
task: {kind: binary, positive: late, columns: {time: t, score: s, label: l, version: v}, decide: {threshold: 0.35}}
outcomes: {late_by: 1d, absent_means: negative, observed_when: acted}
reference: {period: {from: 2001-01-01, to: 2001-03-01T06:00:00Z}}
value: {true_positive: 18, false_positive: -2.5}
data:
  columns: {d: {type: number, min: 0, max: 60.5, required: true}, e: {allowed: [x, y], pattern: "[a-z]", unique: true}}
  volume: {per: day, at_least: 100}
  freshness: {at_most: 2h}
  owner: science
populations: [{id: p, column: c, shares: {A: 0.5, B: 0.25}, within: 0.05}]
market: {release: [useful, 5]}
promises:
  - {id: useful, statement: S, metric: recall, at_least: 0.6, over: 7d, where: a = 1 or b = 'x', version: v1, with: {threshold: 0.2}, serves: o, owner: science, breach: stop, level: 0.9}
  - {id: stable, metric: psi, of: [d, e], at_most: 0.2}
  - {id: even, metric: recall, by: [g], compare: difference, at_most: 0.1, about: census}
  - {id: near, metric: precision, equals: 0.5, within: 0.1}
  - {id: reviewed, evidence: review, by: science, every: 365d}
)";

/// Writes the document again in another hand: keys in another order, other quotes, comments, block or flow style. The
/// library that reads it here is not the reader under test.
class OtherHand {
public:
    explicit OtherHand(std::uint64_t seed) : random_(seed) {}

    std::string write(const YAML::Node& node) {
        if (node.IsMap()) return map(node);
        if (node.IsSequence()) {
            std::string text = "[";
            for (const auto& item : node) text += (text.size() > 1 ? "," + gap() : gap()) + write(item);
            return text + gap() + "]";
        }
        return scalar(node.Scalar());
    }

private:
    std::string gap() {
        switch (random_.below(4)) {
            case 0: return "\n   ";
            case 1: return " # a remark: {of} no [importance]\n  ";
            default: return " ";
        }
    }

    std::string map(const YAML::Node& node) {
        std::vector<std::string> members;
        for (const auto& item : node) members.push_back(scalar(item.first.Scalar()) + ": " + write(item.second));
        for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random_.below(i)]);
        std::string text = "{";
        for (const auto& member : members) text += (text.size() > 1 ? "," + gap() : gap()) + member;
        return text + gap() + "}";
    }

    /// Numbers get zeros behind, texts get quotes.
    std::string scalar(const std::string& text) {
        const bool number = text.find_first_not_of("0123456789.-") == std::string::npos && text.find('-', 1) == std::string::npos;
        if (number) return text + (text.find('.') != std::string::npos && random_.below(2) == 0 ? "00" : "");
        if (text == "true") return text;
        switch (random_.below(3)) {
            case 0: return "\"" + text + "\"";
            case 1: {
                std::string doubled;
                for (const char c : text) doubled += c == '\'' ? std::string("''") : std::string(1, c);
                return "'" + doubled + "'";
            }
            default: return text.find_first_of("[]{},'\"=: ") == std::string::npos ? text : "\"" + text + "\"";
        }
    }

    base::Random random_;
};

TEST(Canonical, DoesNotDependOnTheHandThatWroteIt) {
    for (const char* text : {sample_charter, rich_charter}) {
        const std::string digest = digest_of(text);
        const YAML::Node document = YAML::Load(text);
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            ASSERT_EQ(digest_of(OtherHand(seed).write(document)), digest) << "seed " << seed;
        }
    }
}

TEST(Canonical, HasOneSpellingForEachMeaning) {
    const auto same = [](std::string_view part, std::string_view other) {
        std::string text = rich_charter;
        const std::size_t at = text.find(part);
        ASSERT_NE(at, std::string::npos) << part;
        EXPECT_EQ(digest_of(text.replace(at, part.size(), other)), digest_of(rich_charter)) << other;
    };
    same("at_least: 0.6,", "at_least: 6e-1,");
    same("over: 7d", "over: 1w");
    same("every: 365d", "every: 8760h");
    same("by: [g]", "by: g");
    same("at_most: 2h", "at_most: 120min");
    same("a = 1 or b = 'x'", "(a=1.0) OR \"b\" = x");
    same("to: 2001-03-01T06:00:00Z", "to: 2001-03-01 07:00");
    same("breach: stop, level: 0.9}", "breach: stop, level: 0.9, about: process}");
    same("false_positive: -2.5", "false_positive: -2.5, true_negative: 0");
    same("  owner: science\n", "  owner: science\n  breach: warn\n");
}

/// Every scalar of the document, changed to another that is valid in its place.
TEST(Canonical, ChangesWithEveryValue) {
    const std::string digest = digest_of(rich_charter);
    int changed = 0;
    for (const auto& [part, other] : std::vector<std::pair<std::string, std::string>>{
             {"product: a", "product: b"}, {"Europe/Berlin", "Europe/Paris"}, {"title: Data science", "title: DS"}, {"[release]", "[weaken-promise]"}, {"statement: s,", "statement: t,"},
             {"positive: late", "positive: early"}, {"time: t", "time: u"}, {"score: s", "score: z"}, {"label: l", "label: m"}, {"version: v}", "version: w}"}, {"threshold: 0.35", "threshold: 0.36"},
             {"late_by: 1d", "late_by: 25h"}, {"absent_means: negative", "absent_means: positive"}, {"observed_when: acted", "observed_when: not_acted"}, {"from: 2001-01-01", "from: 2001-01-02"},
             {"true_positive: 18", "true_positive: 18.5"}, {"false_positive: -2.5", "false_positive: 2.5"}, {"type: number", "type: integer"}, {"min: 0", "min: 1"}, {"max: 60.5", "max: 60.6"},
             {"required: true", "required: false"}, {"[x, y]", "[x, z]"}, {"[a-z]", "[a-y]"}, {"unique: true", "unique: false"}, {"per: day", "per: week"}, {"at_least: 100", "at_least: 101"},
             {"at_most: 2h", "at_most: 3h"}, {"column: c", "column: k"}, {"A: 0.5", "A: 0.4"}, {"B: 0.25", "C: 0.25"}, {"within: 0.05", "within: 0.06"}, {"[useful, 5]", "[useful, 6]"},
             {"id: useful", "id: helpful"}, {"statement: S", "statement: T"}, {"metric: recall, at_least", "metric: precision, at_least"}, {"at_least: 0.6", "at_least: 0.61"},
             {"at_least: 0.6", "at_most: 0.6"}, {"over: 7d", "over: 8d"}, {"a = 1", "a = 2"}, {"version: v1", "version: v2"}, {"threshold: 0.2", "threshold: 0.3"}, {"serves: o, ", ""},
             {"breach: stop", "breach: info"}, {"level: 0.9", "level: 0.95"}, {"of: [d, e]", "of: [d]"}, {"by: [g]", "by: [h]"}, {"compare: difference", "compare: ratio"},
             {"about: census", "about: process"}, {"equals: 0.5", "equals: 0.4"}, {"within: 0.1}", "within: 0.2}"}, {"evidence: review", "evidence: approval"}, {"every: 365d", "every: 1y"}}) {
        std::string text = rich_charter;
        const std::size_t at = text.find(part);
        ASSERT_NE(at, std::string::npos) << part;
        EXPECT_NE(digest_of(text.replace(at, part.size(), other)), digest) << other;
        ++changed;
    }
    EXPECT_GT(changed, 50);
}

TEST(Canonical, IsJsonWithSortedKeys) {
    const Parsed parsed = parse("product: b\ncharter: 1\n# nothing\n", sample_vocabulary());
    ASSERT_TRUE(parsed.charter);
    EXPECT_EQ(parsed.charter->canonical, R"({"charter":1,"product":"b"})");
    EXPECT_EQ(parsed.charter->digest, base::digest_of(R"({"charter":1,"product":"b"})"));
}

}  // namespace
}  // namespace charter
