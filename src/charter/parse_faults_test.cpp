#include <gtest/gtest.h>

#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

/// Every fault of a document: where it is, what is wrong, and what the author is told to do.
namespace charter {
namespace {

std::string faults_in(std::string_view text) {
    const Parsed parsed = parse(text, sample_vocabulary());
    EXPECT_EQ(parsed.charter.has_value(), parsed.faults.empty());
    std::string all;
    for (const FaultAt& fault : parsed.faults) {
        EXPECT_FALSE(fault.next.empty());
        all += (all.empty() ? "" : "\n") + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) + " " + fault.what + "; " + fault.next;
    }
    return all;
}

/// Faults of a document with this line added to the least there is; the line is line 3.
std::string at(std::string_view line) { return faults_in("charter: 1\nproduct: a\n" + std::string(line) + "\n"); }

/// Faults of one promise in a document that has everything a promise may need; the promise stands in line 7, column 4.
std::string in_promise(std::string_view promise) {
    return faults_in("charter: 1\nproduct: a\nreference: {file: b}\nroles: {science: {}}\ntask: {kind: binary, columns: {time: t, score: s, label: l}}\npromises:\n - {" + std::string(promise) + "}\n");
}

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(ParseFaults, UnknownKeysComeWithTheNearestAndTheAllowed) {
    EXPECT_EQ(at("task: {kind: binary, decide: {treshold: 0.5}}"), "3:31 unknown key: treshold; did you mean threshold? allowed here: threshold");
    EXPECT_HAS(at("promisses: []"), "3:1 unknown key: promisses; did you mean promises? allowed here: charter, product, vision");
    EXPECT_HAS(at("gate: []"), "did you mean gates?");
    EXPECT_HAS(in_promise("id: x, metric: recall, atleast: 0.5"), "did you mean at_least?");
}

TEST(ParseFaults, AllAreReportedAtOnceInTheOrderOfLines) {
    const std::string all = faults_in("charter: 2\nproduct: [a]\ntimezone: Europe/Berlim\ntask: {kind: binry}\npromises:\n  - {id: A, metric: recal, at_least: high, at_most: 1}\n");
    std::vector<std::string> places;
    std::istringstream lines(all);
    for (std::string line; std::getline(lines, line);) places.push_back(line.substr(0, line.find(' ')));
    EXPECT_EQ(places, (std::vector<std::string>{"1:10", "2:10", "3:11", "4:14", "6:10", "6:21", "6:38", "6:44"})) << all;
    EXPECT_HAS(all, "wrong value for charter: 2; charter takes 1");
    EXPECT_HAS(all, "did you mean binary? kind takes one of binary, multiclass");
    EXPECT_HAS(all, "no such metric: recal; did you mean recall?");
}

TEST(ParseFaults, WhatMustBeThereIsNamed) {
    EXPECT_EQ(faults_in("product: a"), "1:1 a key is missing in document: charter; add it, for example charter: 1");
    EXPECT_HAS(faults_in("just text"), "expected a map for document: just text");
    EXPECT_HAS(at("promises: [{metric: recall, at_least: 0.5}]"), "a key is missing in promises: id");
    EXPECT_HAS(at("reference: {}"), "one of these keys is missing: period, file");
    EXPECT_HAS(at("reference: {file: a, period: {from: 2001-01-01, to: 2001-01-02}}"), "only one of these keys can be there: file, period");
    EXPECT_HAS(at("vision:"), "3:1 no value for: vision");
    EXPECT_HAS(at("promises: {id: a}"), "expected a list for promises");
}

TEST(ParseFaults, ValuesOfTheWrongKindSayWhatIsTaken) {
    EXPECT_HAS(at("task: {kind: binary, decide: {threshold: '0.5'}}"), "remove the quotes; threshold takes a number, for example 0.35");
    EXPECT_HAS(at("task: {kind: binary, decide: {threshold: high}}"), "wrong value for threshold: high");
    EXPECT_HAS(at("task: {kind: binary, decide: {threshold: .nan}}"), "wrong value for threshold");
    EXPECT_HAS(at("task: {kind: binary, decide: {threshold: 1e999}}"), "wrong value for threshold");
    EXPECT_HAS(at("outcomes: {late_by: 1 day}"), "late_by takes a length of time");
    EXPECT_HAS(at("outcomes: {late_by: 1mo}"), "late_by needs a fixed length");
    EXPECT_HAS(at("currency: dollars"), "currency takes three capital letters");
    EXPECT_HAS(at("reference: {period: {from: 2001-02-30, to: 2001-03-01}}"), "from takes a date or a time");
    EXPECT_HAS(at("data: {columns: {a: {required: yes}}}"), "required takes true or false");
    EXPECT_HAS(at("data: {columns: {a: {pattern: '[A-'}}}"), "wrong pattern: \"[A-\"; RE2 says: missing ]");
    EXPECT_HAS(at("data: {columns: {a: {allowed: [x, x]}}}"), "twice in the list of allowed");
    EXPECT_HAS(at("data: {columns: {a: }}"), "expected a map for data.columns: nothing");
    EXPECT_HAS(in_promise("id: x, metric: expected_calibration_error, at_most: 0.5, with: {bins: 2.5}"), "bins takes a whole number from 2 to 1000");
    EXPECT_HAS(in_promise("id: x, metric: recall, between: [0.1, 0.2, 0.3]"), "between takes two numbers");
    EXPECT_HAS(in_promise("id: x, metric: freshness, at_most: 1mo"), "months differ in length");
    for (const std::string_view level : {"0.5", "1", "95"}) EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.5, level: " + std::string(level)), "level takes a number between 0.5 and 1");
}

TEST(ParseFaults, NamesMustBeDeclaredAndUnique) {
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.5, owner: sience"), "no such role: sience; did you mean science? the roles declared are science");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.5, serves: y"), "no such objective: y; declare it under objectives");
    EXPECT_HAS(in_promise("id: x, evidence: review, by: boss, every: 1y"), "no such role: boss");
    EXPECT_HAS(in_promise("id: Über, metric: recall, at_least: 0.5"), "id takes a name made of a-z, 0-9, - and _");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.5}\n - {id: x, metric: recall, at_least: 0.5"), "8:4 this id is taken: x; give each promise an id of its own; the other is in line 7");
    EXPECT_HAS(at("roles: {Head Of: {title: x}}"), "not a name for a role: Head Of");
    EXPECT_HAS(at("objectives: [{id: a, statement: b}, {id: a, statement: c}]"), "this id is taken: a");
    EXPECT_HAS(at("data: {columns: {a: {unique: true}}}\npromises: [{id: data-a-unique, evidence: review, by: x, every: 1d}]"), "this id is taken: data-a-unique");
    EXPECT_HAS(at("data: {owner: x}"), "no such role: x");
}

TEST(ParseFaults, MetricsGetWhatTheyNeed) {
    EXPECT_HAS(in_promise("id: x, metric: psi, at_most: 0.2"), "psi is about a column, and none is named: of");
    EXPECT_HAS(in_promise("id: x, metric: recall, of: a, at_least: 0.2"), "not about a column of its own: recall; remove of");
    EXPECT_HAS(in_promise("id: x, metric: equal_opportunity_difference, at_most: 0.2"), "compares groups, and none are named: by");
    EXPECT_HAS(in_promise("id: x, metric: equal_opportunity_difference, by: a, compare: ratio, at_most: 0.2"), "already compares groups");
    EXPECT_HAS(in_promise("id: x, metric: recall, compare: ratio, at_least: 0.8"), "nothing to compare");
    EXPECT_HAS(in_promise("id: x, metric: value_per_decision, at_least: 0.8"), "needs to know what outcomes are worth: value");
    EXPECT_HAS(in_promise("id: x, metric: category_share, of: a, at_least: 0.8"), "is about one value of the column: category");
    EXPECT_HAS(in_promise("id: x, metric: recall, category: a, at_least: 0.8"), "not about one value of a column");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.8, version: v2"), "no column is named for it: version");
    EXPECT_HAS(in_promise("id: x, metric: roc_auc, at_least: 0.8, with: {threshold: 0.5}"), "does not depend on threshold: roc_auc; remove it");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.8, with: {bins: 5}"), "does not depend on bins: recall; remove it; recall takes threshold");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.8, with: {treshold: 0.5}"), "no metric has a parameter of this name: treshold; did you mean threshold?");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.8, every: 1d"), "only records are renewed");
    EXPECT_HAS(at("promises: [{id: x, metric: psi, of: a, at_most: 0.2}]"), "psi compares with a reference, and there is none: reference");
    EXPECT_HAS(at("promises: [{id: x, metric: row_count, at_least: {times_reference: 0.9}}]"), "is bounded by the reference, and there is none");
    EXPECT_HAS(at("promises: [{id: x, metric: row_count, at_least: 5, over: 7d}]"), "windows need times, and no column is named for it: time; name the column, task: {columns: {time: ...}}");
    EXPECT_HAS(at("promises: [{id: x, metric: recall, at_least: 0.5}]"), "recall needs labels, and no column is named for it: label");
    EXPECT_HAS(at("promises: [{id: x, metric: roc_auc, at_least: 0.5}]"), "roc_auc needs scores, and no column is named for it: score");
    EXPECT_HAS(at("promises: [{id: x, metric: recall, at_least: 0.5}]"), "recall needs scores or predictions");
    EXPECT_EQ(at("task: {kind: binary, columns: {label: l, prediction: p}}\npromises: [{id: x, metric: recall, at_least: 0.5}]"), "");
    EXPECT_HAS(at("data: {freshness: {at_most: 2h}}"), "freshness needs times");
    EXPECT_HAS(at("data: {volume: {per: day, at_least: 5}}"), "a volume per length of time needs times");
    EXPECT_HAS(at("task: {kind: binary, columns: {label: l, score: l}}"), "the label is also the score");
}

TEST(ParseFaults, BoundsMustBePossibleAndMeanSomething) {
    EXPECT_HAS(in_promise("id: x, metric: recall"), "7:4 one of these keys is missing: at_least, at_most, between, equals");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.5, at_most: 0.6"), "only one of these keys can be there: at_least, at_most");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 60"), "outside what recall can be: 60; it lies from 0 to 1");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_most: 1"), "every value of recall keeps it: at most 1");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0"), "every value of recall keeps it: at least 0");
    EXPECT_HAS(in_promise("id: x, metric: recall, between: [0, 1]"), "every value of recall keeps it");
    EXPECT_HAS(in_promise("id: x, metric: recall, between: [0.6, 0.4]"), "no value can be in it: between 0.6 and 0.4");
    EXPECT_HAS(in_promise("id: x, metric: recall, equals: 0.5"), "a sample never shows exact equality: equals 0.5");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 0.5, within: 0.1"), "a tolerance without equality");
    EXPECT_HAS(in_promise("id: x, metric: recall, equals: 0.5, within: 0.6"), "every value of recall keeps it");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: 2h"), "a length of time cannot bound recall: 2h");
    EXPECT_HAS(in_promise("id: x, metric: recall, equals: {times_reference: 1}"), "equality cannot be relative");
    EXPECT_HAS(in_promise("id: x, metric: recall, at_least: {times_reference: 0}"), "times_reference takes a number above 0");
    EXPECT_HAS(in_promise("id: x, metric: psi, of: a, at_most: {times_reference: 2}"), "already compares with the reference");
    EXPECT_HAS(in_promise("id: x, metric: recall, by: a, compare: ratio, at_least: 1.2"), "outside what the ratio of recall between groups can be: 1.2");
    EXPECT_HAS(in_promise("id: x, metric: recall, by: a, compare: ratio, at_least: {times_reference: 1}"), "cannot also be relative");
    EXPECT_HAS(in_promise("id: x, metric: row_count, at_least: -5"), "outside what row_count can be");
    EXPECT_EQ(in_promise("id: x, metric: missing_share, of: a, equals: 0"), "");
    EXPECT_EQ(in_promise("id: x, metric: recall, at_least: 1"), "");
}

TEST(ParseFaults, RecordsHaveARoleAndATermAndNoNumbers) {
    EXPECT_HAS(in_promise("id: x, evidence: review"), "a promise on a record needs: by");
    EXPECT_HAS(in_promise("id: x, evidence: review, by: science"), "a promise on a record needs: every");
    EXPECT_HAS(in_promise("id: x, evidence: review, by: science, every: 1y, at_least: 1"), "a record has none: at_least");
    EXPECT_HAS(in_promise("id: x, evidence: review, metric: recall, by: science, every: 1y"), "only one of these keys can be there: evidence, metric");
    EXPECT_HAS(in_promise("id: x, evidence: review, by: [science, risk], every: 1y"), "a record has one role");
    EXPECT_EQ(in_promise("id: x, evidence: review, by: [science], every: 1y"), "");
}

TEST(ParseFaults, ConditionsPointIntoTheLine) {
    EXPECT_EQ(in_promise("id: x, metric: recall, at_least: 0.5, where: \"a == 1\""), "7:53 wrong condition, at character 3: expected =; write = for equality");
    EXPECT_EQ(in_promise("id: x, metric: recall, at_least: 0.5, where: a == 1"), "7:52 wrong condition, at character 3: expected =; write = for equality");
}

TEST(ParseFaults, ContractsAndPopulationsMustBePossible) {
    EXPECT_HAS(at("data: {columns: {a: {min: 5, max: 1}}}"), "max is below min");
    EXPECT_HAS(at("data: {columns: {a: {type: text, min: 5}}}"), "only numbers have a min, and the type is: text");
    EXPECT_HAS(at("data: {columns: {a: {type: number, pattern: x}}}"), "only text has a pattern, and the type is: number");
    EXPECT_HAS(at("data: {volume: {per: week}}"), "one of these keys is missing: at_least, at_most");
    EXPECT_HAS(at("data: {volume: {at_least: 10, at_most: 5}}"), "at_most is below at_least");
    EXPECT_HAS(at("data: {rejected: {at_most: 1}}"), "every share keeps it");
    EXPECT_HAS(at("task: {kind: binary, columns: {time: t}}\ndata: {freshness: {at_most: 1mo}}"), "months differ in length: 1mo");
    EXPECT_HAS(at("populations: [{id: p, column: c, shares: {a: 0.7, b: 0.5}, within: 0.1}]"), "add up to more than 1: 1.2");
    EXPECT_HAS(at("populations: [{id: p, column: c, shares: {a: 0.5}, within: 0.5}]"), "every share keeps it: within 0.5");
    EXPECT_HAS(at("populations: [{id: p, column: c, shares: {a: 50}, within: 0.5}]"), "wrong value for shares: 50");
    EXPECT_HAS(at("reference: {period: {from: 2001-03-01, to: 2001-01-01}}"), "the reference period ends before it begins");
}

TEST(ParseFaults, AreListedWithFileAndPlace) {
    const Parsed parsed = parse("charter: 1\nproduct: a\nx: 1\n", sample_vocabulary());
    const base::Error error = error_of("my.yaml", parsed.faults);
    EXPECT_EQ(error.fault, base::Fault::input);
    EXPECT_EQ(error.what.find("my.yaml:3:1: unknown key: x; allowed here: "), 0u);
    EXPECT_FALSE(error.next.empty());
}

TEST(ParseFaults, AMillionWrongKeysDoNotCostAMillionSentences) {
    std::string text = "charter: 1\nproduct: a\n";
    for (int i = 0; i < 90'000; ++i) text += "prodct" + std::to_string(i) + ": 1\n";
    EXPECT_LE(parse(text, sample_vocabulary()).faults.size(), 1'000u);
}

}  // namespace
}  // namespace charter
