#include "operations/live/live_product.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "operations/shared/vocabulary.h"

/// A product that is watched, over a stand-in for the store: rows in memory, written as a file whenever they are read.
namespace operations {

namespace {

namespace fs = std::filesystem;
using base::Time;
using verdicts::Verdict;

constexpr std::int64_t day = base::micros_per_day;
constexpr std::int64_t first_day = 11'327 * day;  // 2001-01-05

Time at(int days, std::int64_t micros = 0) { return {first_day + days * day + micros}; }

constexpr std::string_view document_text = R"(charter: 1
product: lamps
task:
  kind: binary
  columns: {time: at, score: score, label: late}
  decide: {threshold: 0.5}
outcomes: {late_by: 2d}
promises:
  - {id: finds, metric: recall, at_least: 0.6, over: 1d, breach: stop}
  - {id: warns, metric: positive_rate, at_most: 0.6, over: 1d}
  - {id: honest, metric: brier_score, at_most: 0.25, over: 1d}
  - {id: ranks, metric: roc_auc, at_least: 0.6, over: 1d}
  - {id: balanced, metric: f1, at_least: 0.5, over: 3d}
  - {id: everywhere, metric: recall, by: place, at_least: 0.5, over: 1d}
  - {id: ever, metric: precision, at_least: 0.4}
  - {id: enough, metric: row_count, at_least: 100, over: 1d}
)";

charter::Charter document(std::string text = std::string(document_text)) {
    auto parsed = charter::parse(text, vocabulary());
    for (const auto& fault : parsed.faults) ADD_FAILURE() << fault.what;
    return *std::move(parsed.charter);
}

class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("charter_live_" + std::to_string(::getpid()) + "_" + std::to_string(next_++))) { fs::create_directories(path_); }
    ~Folder() { fs::remove_all(path_); }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    static inline int next_ = 0;
    fs::path path_;
};

/// Rows with the moments at which they and their outcomes were received.
struct World {
    struct Row {
        Time time, known, outcome_known;
        double score = 0;
        bool late = false;
        std::string place;
    };
    std::vector<Row> rows;
    Folder folder;
    Time now;
    int files = 0;

    /// A day of predictions; outcomes come after a day and a half.
    void add_day(int number, int count, double recall, std::uint64_t seed) {
        base::Random random(base::Random::mix(seed + static_cast<std::uint64_t>(number)));
        for (int i = 0; i < count; ++i) {
            Row row;
            row.time = at(number, i * (day / count) + 7 * base::micros_per_second);  // with seconds: a file of times has one way of writing them
            row.known = row.time;
            row.outcome_known = {row.time.micros + day * 3 / 2};
            row.late = random.uniform() < 0.4;
            const bool warned = random.uniform() < (row.late ? recall : 0.25);
            row.score = warned ? 0.5 + random.uniform() / 2 : random.uniform() / 2;
            row.place = i % 3 == 0 ? "north" : "south";
            rows.push_back(row);
        }
    }
    Received received() {
        return {[this] { return observations::Mark{now.micros}; },
                [this](observations::Mark since) {
                    std::vector<observations::Touched> touched;
                    constexpr std::int64_t hour = 3'600 * base::micros_per_second;
                    const auto news = [&](Time known) { return known.micros > since.received && known <= now; };
                    for (const auto& row : rows) {
                        if (!news(row.known) && !news(row.outcome_known)) continue;
                        const Time from{row.time.micros / hour * hour};
                        if (touched.empty() || touched.back().until < from) touched.push_back({from, {from.micros + hour}});
                        else touched.back().until = {from.micros + hour};
                    }
                    return touched;
                },
                [this](observations::Reading reading, std::optional<Time> known_at) -> base::Result<std::unique_ptr<observations::Source>> {
                    const Time then = known_at.value_or(now);
                    const std::string path = folder / (std::to_string(++files) + ".csv");
                    std::ofstream file(path);
                    file << "at,score,late,place\n";
                    bool any = false;
                    for (const auto& row : rows) {
                        if (row.known > then) continue;
                        any = true;
                        if ((reading.from && row.time < *reading.from) || (reading.until && row.time >= *reading.until)) continue;  // a file is sniffed, not the store
                        file << base::format(row.time) << "," << row.score << "," << (row.outcome_known <= then ? (row.late ? "1" : "0") : "") << "," << row.place << "\n";
                    }
                    file.close();
                    if (!any) return base::Error{base::Fault::missing, "nothing was received", ""};
                    reading.files = {path};
                    return observations::open(std::move(reading));
                }};
    }
};

void expect_same(const report::PromiseResult& live, const report::PromiseResult& whole) {
    const std::string& id = live.promise.id;
    EXPECT_EQ(live.verdict, whole.verdict) << id;
    EXPECT_EQ(live.reason, whole.reason) << id;
    EXPECT_EQ(live.sentence, whole.sentence) << id;
    ASSERT_EQ(live.checks.size(), whole.checks.size()) << id;
    for (std::size_t i = 0; i < live.checks.size(); ++i) {
        EXPECT_EQ(live.checks[i].estimate.value, whole.checks[i].estimate.value) << id;
        EXPECT_EQ(live.checks[i].estimate.rows, whole.checks[i].estimate.rows) << id;
        const auto a = live.checks[i].estimate.interval(0.95), b = whole.checks[i].estimate.interval(0.95);
        ASSERT_EQ(a.has_value(), b.has_value()) << id;
        EXPECT_EQ(a.value_or(metrics::Limits{}).low, b.value_or(metrics::Limits{}).low) << id;
        EXPECT_EQ(a.value_or(metrics::Limits{}).high, b.value_or(metrics::Limits{}).high) << id;
    }
    ASSERT_EQ(live.trend.size(), whole.trend.size()) << id;
    for (std::size_t i = 0; i < live.trend.size(); ++i) {
        EXPECT_EQ(live.trend[i].window.start, whole.trend[i].window.start) << id;
        EXPECT_EQ(live.trend[i].value, whole.trend[i].value) << id;
        EXPECT_EQ(live.trend[i].verdict, whole.trend[i].verdict) << id;
    }
}

LiveOptions at_once() {
    LiveOptions options;
    options.settle = {};
    return options;
}

const report::PromiseResult& promise_of(const report::Scorecard& card, const std::string& id) {
    for (const auto& result : card.promises) {
        if (result.promise.id == id) return result;
    }
    ADD_FAILURE() << id;
    return card.promises.front();
}

TEST(LiveProduct, SaysWhatAnEvaluationOfTheSameRowsSaysAfterEveryDayAndReadsNoRowOften) {
    World world;
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    ASSERT_TRUE(live) << live.error().what;
    constexpr int days = 12, rows = 240;
    for (int number = 0; number < days; ++number) {
        world.add_day(number, rows, 0.75, 1);
        world.now = at(number + 1);
        const auto changes = (*live)->refresh(world.now);
        ASSERT_TRUE(changes) << changes.error().what;
        const auto whole = (*live)->scorecard(world.now);
        ASSERT_TRUE(whole) << whole.error().what;
        const auto card = (*live)->scorecard();
        EXPECT_EQ(card->gate, whole->gate);
        EXPECT_EQ(card->rows, whole->rows);
        for (std::size_t i = 0; i < card->promises.size(); ++i) expect_same(card->promises[i], whole->promises[i]);
    }
    // Each row is read when it comes and when its outcome does, by questions of three lengths of parts.
    EXPECT_LE((*live)->rows_read(), 3 * 4 * days * rows);
}

TEST(LiveProduct, TakesUpWhereItLeftOffWithoutReadingAnythingAgain) {
    World world;
    for (int number = 0; number < 8; ++number) world.add_day(number, 120, 0.75, 2);
    world.now = at(8);
    History before;
    {
        auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
        ASSERT_TRUE((*live)->refresh(world.now));
        before = *(*live)->history("finds");
    }
    auto again = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    const auto changes = (*again)->refresh(world.now);
    ASSERT_TRUE(changes) << changes.error().what;
    EXPECT_TRUE(changes->windows.empty());
    const auto after = *(*again)->history("finds");
    ASSERT_EQ(after.points.size(), before.points.size());
    for (std::size_t i = 0; i < after.points.size(); ++i) {
        EXPECT_EQ(after.points[i].value, before.points[i].value);
        EXPECT_EQ(after.points[i].evidence, before.points[i].evidence);
        EXPECT_EQ(after.points[i].matured, before.points[i].matured);
    }
}

TEST(LiveProduct, ShowsLateOutcomesAndLeavesTheEvidenceAsItWas) {
    World world;
    for (int number = 0; number < 10; ++number) world.add_day(number, 200, 0.75, 3);
    for (auto& row : world.rows) {
        if (row.time < at(1) && row.late) row.outcome_known = at(10, day / 2);  // long after they were due
    }
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    world.now = at(10);
    ASSERT_TRUE((*live)->refresh(world.now));
    const auto before = (*live)->history("finds")->points.front();
    EXPECT_TRUE(before.matured);
    EXPECT_FALSE(before.value);
    const auto since = promise_of(*(*live)->scorecard(), "finds").live->since;
    world.now = at(11);
    ASSERT_TRUE((*live)->refresh(world.now));
    const auto after = (*live)->history("finds")->points.front();
    EXPECT_TRUE(after.value);
    EXPECT_EQ(after.evidence, before.evidence);
    const auto now = promise_of(*(*live)->scorecard(), "finds").live->since;
    ASSERT_TRUE(since && now);
    EXPECT_EQ(now->windows, since->windows + 1);  // the day that matured meanwhile, and no other
}

TEST(LiveProduct, AlarmsWhenRecallFallsAndNotBefore) {
    World world;
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    std::optional<int> alarmed;
    for (int number = 0; number < 40; ++number) {
        world.add_day(number, 300, number < 25 ? 0.75 : 0.4, 4);
        world.now = at(number + 1);
        const auto changes = (*live)->refresh(world.now);
        ASSERT_TRUE(changes) << changes.error().what;
        for (const auto& alarm : changes->alarms) {
            if (alarm.promise == "finds" && !alarmed) alarmed = number;
        }
    }
    ASSERT_TRUE(alarmed);
    EXPECT_GE(*alarmed, 25 + 2);   // its first outcomes are in
    EXPECT_LE(*alarmed, 25 + 10);
}

TEST(LiveProduct, SaysOfAWindowInTheHistoryThatItIsBroken) {
    World world;
    for (int number = 0; number < 4; ++number) world.add_day(number, 400, 0.05, 5);
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    world.now = at(6);
    ASSERT_TRUE((*live)->refresh(world.now));
    EXPECT_EQ((*live)->history("finds")->points[0].verdict, Verdict::broken);
}

TEST(LiveProduct, MarksWindowsWhoseOutcomesAreNotInAndJudgesThemWhenTheyAre) {
    World world;
    for (int number = 0; number < 4; ++number) world.add_day(number, 200, 0.75, 5);
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    world.now = at(4);
    ASSERT_TRUE((*live)->refresh(world.now));
    const auto points = (*live)->history("finds")->points;
    ASSERT_EQ(points.size(), 4u);
    EXPECT_TRUE(points[1].matured);
    EXPECT_FALSE(points[2].matured);
    EXPECT_EQ(points[2].verdict, Verdict::unproven);
    EXPECT_EQ(points[2].reason, metrics::Reason::not_matured);
    EXPECT_LE(*(*live)->next_due(world.now), at(5));
    world.now = at(5);
    const auto changes = (*live)->refresh(world.now);
    ASSERT_TRUE(changes);
    EXPECT_TRUE((*live)->history("finds")->points[2].matured);
    EXPECT_TRUE(std::any_of(changes->windows.begin(), changes->windows.end(), [](const auto& one) { return one.promise == "finds" && one.matured; }));
}

TEST(LiveProduct, ReadsNothingAgainForAPromiseThatChangedAndHoldsItToWhatComes) {
    World world;
    for (int number = 0; number < 6; ++number) world.add_day(number, 150, 0.75, 6);
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    world.now = at(6);
    ASSERT_TRUE((*live)->refresh(world.now));
    const auto read = (*live)->rows_read();
    std::string text(document_text);
    text.replace(text.find("at_least: 0.6, over: 1d"), 13, "at_least: 0.9");
    ASSERT_TRUE((*live)->revise(document(text), world.now));
    const auto changes = (*live)->refresh(world.now);
    ASSERT_TRUE(changes) << changes.error().what;
    EXPECT_EQ((*live)->rows_read(), read);
    const auto& result = promise_of(*(*live)->scorecard(), "finds");
    EXPECT_EQ(result.verdict, Verdict::broken);
    EXPECT_FALSE(result.live->since);
    EXPECT_EQ((*live)->history("finds")->points.size(), 6u);
}

/// What finds promises, made stricter.
std::string stricter() {
    std::string text(document_text);
    return text.replace(text.find("at_least: 0.6, over: 1d"), 13, "at_least: 0.9");
}

TEST(LiveProduct, HoldsAWindowToTheBoundThatStoodWhenItEnded) {
    World world;
    for (int number = 0; number < 6; ++number) world.add_day(number, 400, 0.75, 6);
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    world.now = at(6);
    ASSERT_TRUE((*live)->refresh(world.now));
    EXPECT_FALSE((*live)->history("finds")->points[0].then);
    ASSERT_TRUE((*live)->revise(document(stricter()), world.now));
    for (int number = 6; number < 10; ++number) world.add_day(number, 400, 0.75, 6);
    world.now = at(12);
    ASSERT_TRUE((*live)->refresh(world.now));
    const auto history = *(*live)->history("finds");
    ASSERT_GE(history.points.size(), 8u);
    EXPECT_EQ(history.points[0].bound->low, 0.6);
    EXPECT_EQ(history.points[0].then, Verdict::kept);
    EXPECT_EQ(history.points[0].verdict, Verdict::broken) << "by what is promised now";
    EXPECT_EQ(history.points[7].bound->low, 0.9);
    EXPECT_FALSE(history.points[7].then);
    ASSERT_EQ(history.revisions.size(), 2u);
    EXPECT_EQ(history.revisions[1].at, at(6));
    EXPECT_FALSE((*live)->history("warns")->points[0].then) << "its bound is what it was";
}

TEST(LiveProduct, ARevisionOfAReplayedProductStandsWhereItBelongsOnTheProductsOwnClock) {
    World world;
    for (int number = 0; number < 6; ++number) world.add_day(number, 150, 0.75, 6);
    LiveOptions options = at_once();
    options.clock = LiveClock::events;
    const Time wall = at(9'000);
    world.now = at(8);
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", options);
    ASSERT_TRUE((*live)->refresh(wall));
    live->reset();
    // A server that has just started knows what time it was.
    live = LiveProduct::open(document(), world.received(), world.folder / "kept", options);
    ASSERT_TRUE((*live)->revise(document(stricter()), wall));
    ASSERT_TRUE((*live)->refresh(wall));
    const auto history = *(*live)->history("finds");
    ASSERT_EQ(history.revisions.size(), 2u);
    EXPECT_EQ(history.revisions[1].noted, wall);
    ASSERT_TRUE(history.revisions[1].at);
    EXPECT_GT(*history.revisions[1].at, at(5));
    EXPECT_LE(*history.revisions[1].at, at(6));
    EXPECT_EQ(history.points[0].then, Verdict::kept);
}

TEST(LiveProduct, ShowsWhatWasKnownUntilItHasJudgedAgain) {
    World world;
    for (int number = 0; number < 6; ++number) world.add_day(number, 150, 0.75, 6);
    world.now = at(8);
    report::Scorecard before;
    std::size_t windows = 0;
    {
        auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
        EXPECT_EQ((*live)->last_known(), nullptr);
        ASSERT_TRUE((*live)->refresh(world.now));
        before = *(*live)->scorecard();
        windows = (*live)->history("finds")->points.size();
    }
    auto again = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    EXPECT_EQ((*again)->scorecard(), nullptr) << "nothing has been judged by this one";
    const auto known = (*again)->last_known();
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(known->gate, before.gate);
    EXPECT_EQ(known->as_of, before.as_of);
    EXPECT_EQ(known->rows, before.rows);
    ASSERT_EQ(known->promises.size(), before.promises.size());
    for (std::size_t i = 0; i < known->promises.size(); ++i) expect_same(known->promises[i], before.promises[i]);
    EXPECT_EQ((*again)->history("finds")->points.size(), windows);
    ASSERT_TRUE((*again)->refresh(world.now));
    EXPECT_EQ((*again)->last_known(), (*again)->scorecard());

    auto other = LiveProduct::open(document(stricter()), world.received(), world.folder / "kept", at_once());
    EXPECT_EQ((*other)->last_known(), nullptr) << "what another revision promised was not judged";
}

TEST(LiveProduct, HasNothingToSayBeforeAnythingWasReceivedAndNamesTheNearestPromise) {
    World world;
    auto live = LiveProduct::open(document(), world.received(), world.folder / "kept", at_once());
    ASSERT_TRUE((*live)->refresh(at(0)));
    EXPECT_EQ((*live)->scorecard(), nullptr);
    world.add_day(0, 50, 0.75, 7);
    world.now = at(1);
    ASSERT_TRUE((*live)->refresh(world.now));
    EXPECT_EQ((*live)->history("find").error().next, "did you mean finds?");
}

}  // namespace

}  // namespace operations
