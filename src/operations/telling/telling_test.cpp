#include "operations/telling/telling.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/json.h"
#include "charter/sample_vocabulary.h"
#include "delivery/courier.h"
#include "delivery/receiver.h"
#include "report/testing.h"

namespace operations {

namespace {

using charter::Breach;
using delivery::testing::Receiver;
using verdicts::Verdict;

base::Time hour(std::int64_t number) { return {number * 3600 * base::micros_per_second}; }

/// A data folder, a charter whose owner is told by webhook, and somebody who receives.
struct House {
    std::string folder = std::filesystem::temp_directory_path() / ("telling_test_" + std::to_string(::getpid()));
    Receiver receiver{[](const std::string&) { return Receiver::status("200 OK"); }};
    std::unique_ptr<records::Ledger> ledger;
    std::unique_ptr<records::Registry> registry;
    std::unique_ptr<Telling> telling;
    charter::Charter document;
    base::Time now = hour(100);
    House() {
        std::filesystem::remove_all(folder);
        ledger = *records::Ledger::open(folder);
        registry = *records::Registry::open(folder + "/registry.sqlite");
        EXPECT_TRUE(registry->set("outgoing.private", "yes"));
        telling = std::make_unique<Telling>(*registry, *ledger, [] {});
        document = revision("promises: [{id: useful, metric: recall, at_least: 0.6, owner: science, breach: stop}]\n");
    }
    ~House() { std::filesystem::remove_all(folder); }
    charter::Charter revision(const std::string& promises) const {
        const auto parsed = charter::parse("charter: 1\nproduct: flights\nroles: {science: {title: Data science}}\ntask: {kind: binary, columns: {label: late, score: p}}\ncontacts: {science: {webhook: '" + receiver.url("/hook") + "'}}\nalerts: {clear_after: 1, group_for: 1min}\n" + promises, charter::sample_vocabulary());
        EXPECT_TRUE(parsed.charter) << (parsed.charter ? "" : parsed.faults.front().what);
        return *parsed.charter;
    }
    report::Scorecard card(Verdict verdict, std::int64_t window) const {
        report::Scorecard made;
        made.product = "flights";
        made.promises.push_back(report::testing::result("useful", nullptr, report::testing::at_least(0.6), verdict));
        made.promises[0].promise.breach = Breach::stop;
        made.promises[0].window = report::Period{hour(window - 1), hour(window)};
        made.promises[0].sentence = "Of 1,000 late flights, 500 are found.";
        return made;
    }
    void found(Verdict verdict, std::int64_t window) { ASSERT_TRUE(telling->found(document, card(verdict, window), {}, now)); }
    std::vector<base::json::value> received() {
        delivery::Courier courier(*registry, delivery::sender(*registry), [this] { return now; }, base::Random(1));
        EXPECT_TRUE(courier.run());
        std::vector<base::json::value> bodies;
        for (const auto& request : receiver.requests()) bodies.push_back(*base::parse_json(request.substr(request.find("\r\n\r\n") + 4)));
        return bodies;
    }
    std::vector<std::string> entries() const {
        std::vector<std::string> kinds;
        const auto storage = records::existing_sqlite_storage(folder + "/ledger.sqlite");
        const auto all = *(*storage)->entries(0, 100);
        for (const auto& bytes : all) {
            const auto entry = *records::parse_entry(bytes);
            kinds.push_back(entry.kind + " " + entry.body.at("event").as_string().c_str());
        }
        return kinds;
    }
};

}  // namespace

TEST(Telling, BringsABrokenPromiseToItsOwnerOnceAndIntoTheLedger) {
    House house;
    house.found(Verdict::kept, 1);
    house.found(Verdict::broken, 2);
    house.found(Verdict::broken, 2);
    const auto bodies = house.received();
    ASSERT_EQ(bodies.size(), 1u);
    EXPECT_EQ(bodies[0].at("role"), "science");
    EXPECT_EQ(bodies[0].at("urgent"), true);
    EXPECT_EQ(bodies[0].at("alerts").at(0).at("finding").at("sentence"), "Of 1,000 late flights, 500 are found.");
    EXPECT_EQ(house.entries(), std::vector<std::string>{"alert raised"});
    const auto open = house.registry->alerts().list("flights", false, 10);
    ASSERT_EQ(open->size(), 1u);
    EXPECT_TRUE(house.registry->alerts().list("credit", false, 10)->empty());
}

TEST(Telling, RemembersWhatItToldAfterARestart) {
    House house;
    house.found(Verdict::broken, 1);
    house.telling = std::make_unique<Telling>(*house.registry, *house.ledger, [] {});
    house.found(Verdict::broken, 2);
    EXPECT_EQ(house.received().size(), 1u);
}

TEST(Telling, WritesWhoAnsweredAndWhyBesideTheLedger) {
    House house;
    house.found(Verdict::broken, 1);
    const std::string id = house.registry->alerts().list("", false, 10)->at(0).id;
    const auto answered = house.telling->answer(house.document, {.id = id, .snoozed_until = hour(200), .by = "person-1", .by_name = "R. Example", .reason = "labels come on Monday"}, house.now);
    ASSERT_TRUE(answered) << answered.error().what;
    EXPECT_EQ(answered->state, report::Alert::State::snoozed);
    EXPECT_EQ(house.entries().back(), "alert snoozed");
    const auto storage = records::existing_sqlite_storage(house.folder + "/ledger.sqlite");
    EXPECT_EQ((*storage)->asides()->size(), 2u);
    EXPECT_EQ((*storage)->entries(1, 1)->at(0).find("R. Example"), std::string::npos);
    EXPECT_EQ(house.telling->answer(house.document, {.id = "nothing", .snoozed_until = {}, .by = "person-1", .by_name = "R. Example", .reason = ""}, house.now).error().fault, base::Fault::missing);
}

TEST(Telling, EndsAlertsWhosePromiseARevisionDropped) {
    House house;
    house.found(Verdict::broken, 1);
    house.document = house.revision("promises: [{id: other, metric: recall, at_least: 0.6, owner: science}]\n");
    ASSERT_TRUE(house.telling->found(house.document, {}, {}, house.now));
    EXPECT_TRUE(house.registry->alerts().list("flights", false, 10)->empty());
    EXPECT_EQ(house.registry->alerts().list("flights", true, 10)->size(), 1u);
}

TEST(Telling, SendsTheNewestCheckpointWhereItIsKept) {
    House house;
    ASSERT_TRUE(house.telling->send_checkpoint("nobody has asked for it", house.now));
    ASSERT_TRUE(house.registry->set("checkpoints.webhook", house.receiver.url("/keep")));
    ASSERT_TRUE(house.telling->send_checkpoint("first", house.now));
    ASSERT_TRUE(house.telling->send_checkpoint("second", house.now));
    const auto bodies = house.received();
    ASSERT_EQ(bodies.size(), 1u);
    EXPECT_EQ(bodies[0].at("checkpoint"), "second");
}

}  // namespace operations
