#include <gtest/gtest.h>

#include <algorithm>

#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

Charter good(std::string_view text) {
    Parsed parsed = parse(text, sample_vocabulary());
    for (const FaultAt& fault : parsed.faults) ADD_FAILURE() << fault.place.line << ":" << fault.place.column << " " << fault.what << "; " << fault.next;
    return parsed.charter ? *std::move(parsed.charter) : Charter{};
}

TEST(Parse, ReadsTheOutlineOfTheDesign) {
    const Charter charter = good(sample_charter);
    EXPECT_EQ(charter.product, "flight-delay-alerts");
    EXPECT_EQ(charter.currency, "USD");
    EXPECT_EQ(charter.roles.size(), 3u);
    EXPECT_EQ(charter.role("risk")->approves, (std::vector<std::string>{"release", "weaken-promise"}));
    EXPECT_EQ(charter.objectives[0].owner, "product");
    EXPECT_EQ(charter.task.columns.score, "p_late");
    EXPECT_EQ(charter.task.positive, "1");
    EXPECT_EQ(charter.task.threshold, 0.35);
    EXPECT_EQ(charter.late_by.micros, base::micros_per_day);
    EXPECT_EQ(base::format(charter.reference_period->to), "2001-03-01");
    EXPECT_EQ(charter.amounts->false_negative, -11);
    EXPECT_TRUE(charter.notes.empty());

    const Promise& useful = *charter.find("useful");
    EXPECT_EQ(useful.section, "promises");
    EXPECT_EQ(useful.bound.low, 0.6);
    EXPECT_EQ(useful.bound.high, std::numeric_limits<double>::infinity());
    EXPECT_EQ(useful.bound.text, "at least 0.6");
    EXPECT_EQ(base::format(*useful.over), "7d");
    EXPECT_EQ(useful.breach, Breach::stop);
    EXPECT_EQ(useful.serves, "save-trips");
    EXPECT_EQ(useful.place.line, 31);
    EXPECT_EQ(charter.find("even")->by, std::vector<std::string>{"airport_size"});
    EXPECT_EQ(charter.find("stable")->of, (std::vector<std::string>{"distance", "origin"}));
    EXPECT_EQ(charter.find("reviewed")->evidence, "review");
    EXPECT_EQ(charter.find("reviewed")->evidence_by, "risk");
    EXPECT_TRUE(charter.find("reviewed")->by.empty());
}

TEST(Parse, MakesPromisesOfTheContractAndThePopulations) {
    const Charter charter = good(sample_charter);
    std::vector<std::string> ids;
    for (const Promise& promise : charter.promises) ids.push_back(promise.id + " " + promise.section + " " + promise.metric + " " + promise.bound.text);
    EXPECT_EQ(std::vector<std::string>(ids.begin() + 5, ids.end()),
              (std::vector<std::string>{
                  "data-distance-present data missing_share at most 0",
                  "data-distance-valid data invalid_share at most 0",
                  "data-origin-valid data invalid_share at most 0",
                  "data-flight-unique data duplicate_share at most 0",
                  "data-volume data row_count at least 10000",
                  "data-freshness data freshness at most 2h",
                  "data-rejected data invalid_share at most 0.001",
                  "places-ord populations category_share between 0.55 and 0.65",
                  "places-atl populations category_share between 0 and 0.07",
              }));
    EXPECT_EQ(charter.find("data-freshness")->bound.high, 7200);
    EXPECT_EQ(charter.find("data-volume")->over->micros, base::micros_per_day);
    EXPECT_EQ(charter.find("data-distance-valid")->breach, Breach::warn);
    EXPECT_EQ(charter.find("data-distance-valid")->of, std::vector<std::string>{"distance"});
    EXPECT_TRUE(charter.find("data-rejected")->of.empty());
    EXPECT_EQ(charter.find("places-ord")->category, "ORD");
    EXPECT_EQ(charter.find("places-ord")->owner, "risk");
    ASSERT_EQ(charter.contract.size(), 3u);
    EXPECT_EQ(charter.contract[0].max, 6000);
}

TEST(Parse, TellsColumnsApartWhoseIdsWouldBeTheSame) {
    const auto ids = [](std::string_view columns) {
        std::vector<std::string> found;
        for (const Promise& promise : good("charter: 1\nproduct: a\ndata: {columns: " + std::string(columns) + "}").promises) found.push_back(promise.of[0] + "=" + promise.id);
        std::sort(found.begin(), found.end());
        return found;
    };
    const auto one = ids("{a b: {required: true}, a-b: {required: true}, '  ': {required: true}, größe: {required: true}}");
    ASSERT_EQ(one.size(), 4u);
    EXPECT_EQ(one[3], "größe=data-gr-e-present");
    EXPECT_EQ(ids("{größe: {required: true}, a-b: {required: true}, '  ': {required: true}, a b: {required: true}}"), one);
}

TEST(Parse, ReadsEveryKindOfBound) {
    const auto bound = [](const std::string& metric) {
        return good("charter: 1\nproduct: a\nreference: {file: b}\ntask: {kind: binary, columns: {time: t, score: s, label: l}}\npromises:\n  - {id: x, " + metric + "}\n").promises.at(0).bound;
    };
    EXPECT_EQ(bound("metric: recall, at_most: 0.5").high, 0.5);
    const Bound range = bound("metric: recall, between: [0.4, 0.60]");
    EXPECT_EQ(range.kind, Bound::Kind::between);
    EXPECT_EQ(range.text, "between 0.4 and 0.6");
    const Bound equal = bound("metric: recall, equals: 0.6, within: 0.05");
    EXPECT_EQ(equal.low, 0.55);
    EXPECT_EQ(equal.high, 0.65);
    EXPECT_EQ(equal.text, "equal to 0.6 within 0.05");
    const Bound relative = bound("metric: recall, at_least: {times_reference: 0.95}");
    EXPECT_TRUE(relative.relative);
    EXPECT_EQ(relative.low, 0.95);
    EXPECT_EQ(relative.text, "at least 0.95 times the reference");
    EXPECT_EQ(bound("metric: freshness, at_most: 90min").high, 5400);
    EXPECT_EQ(bound("metric: freshness, at_most: 90min").text, "at most 90min");
    EXPECT_EQ(bound("metric: freshness, at_most: 7200").text, "at most 2h");
    EXPECT_EQ(bound("metric: row_count, equals: 100").low, 100);
    EXPECT_EQ(bound("metric: recall, about: census, equals: 0.5").high, 0.5);
    EXPECT_EQ(bound("metric: recall, by: sex, compare: difference, at_most: 0.1").high, 0.1);
}

TEST(Parse, ReadsSlicesAndParameters) {
    const Charter charter = good(R"(charter: 1
product: a
task: {kind: binary, columns: {version: v, prediction: p, label: l, score: s}}
promises:
  - id: x
    statement: Large airports too.
    metric: recall
    where: "size = 'large' and not closed is missing"
    version: 2
    by: [region, season]
    with: {threshold: 0.2}
    about: census
    level: 0.9
    at_least: 0.5
    breach: info
)");
    const Promise& promise = charter.promises.at(0);
    EXPECT_EQ(format(*promise.where), "size = 'large' and closed is not missing");
    EXPECT_EQ(promise.version, "2");
    EXPECT_EQ(promise.by, (std::vector<std::string>{"region", "season"}));
    EXPECT_EQ(promise.with.at("threshold"), 0.2);
    EXPECT_EQ(promise.about, About::census);
    EXPECT_EQ(promise.level, 0.9);
    EXPECT_EQ(promise.breach, Breach::info);
    EXPECT_EQ(promise.statement, "Large airports too.");
}

TEST(Parse, AcceptsReservedNamesAndSaysThatTheyAreNotInUse) {
    const Charter charter = good(R"(charter: 1
product: a
task: {kind: ranking, columns: {query: q, features: [a, b], weight: w, subject: s, changeable: c, label: l, prediction: p}}
market: [{anything: {goes: [here]}}]
budget:
promises: [{id: x, metric: positive_rate, at_most: 0.5, on: live}]
)");
    std::string notes;
    for (const Note& note : charter.notes) notes += note.text.substr(note.text.rfind(' ') + 1) + " ";
    EXPECT_EQ(notes, "weight changeable market budget on ");
    EXPECT_EQ(charter.notes[0].place.line, 3);
}

TEST(Parse, ReadsTimesOnTheWallClockOfTheZone) {
    const Charter charter = good("charter: 1\nproduct: a\ntimezone: Europe/Berlin\ntask: {kind: binary, columns: {time: t}}\nreference: {period: {from: 2001-01-01, to: 2001-07-01T00:00:00Z}}");
    EXPECT_EQ(base::format(charter.reference_period->from), "2000-12-31T23:00Z");
    EXPECT_EQ(base::format(charter.reference_period->to), "2001-07-01");
}

}  // namespace
}  // namespace charter
