#include "records/ledger/ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "records/ledger/export.h"
#include "records/ledger/testing.h"

namespace records {

namespace {

using testing::at;
using testing::Disk;
using testing::exported;
using testing::MemoryStorage;
using testing::one;

std::unique_ptr<Ledger> open_on(Disk& disk, const SigningKey& key) {
    auto ledger = Ledger::open(std::make_unique<MemoryStorage>(disk), key);
    EXPECT_TRUE(ledger) << (ledger ? "" : ledger.error().what);
    return std::move(*ledger);
}

Verification verification_of(Disk& disk, const SigningKey& key) { return verify_export(exported(MemoryStorage(disk), key.verifying()), {}); }

struct Folder {
    std::string path = std::filesystem::temp_directory_path() / ("ledger-test-" + hex_of(new_salt()));
    ~Folder() { std::filesystem::remove_all(path); }
    static std::string hex_of(const std::string& bytes) { return base::format(base::digest_of(bytes)).substr(7, 16); }
};

}  // namespace

TEST(Ledger, AddsUpWhatItsEntriesSay) {
    Disk disk;
    const SigningKey key = SigningKey::generate();
    const auto ledger = open_on(disk, key);
    ASSERT_TRUE(ledger->append([](const State&) { return one("kept"); }, at(1)));
    ASSERT_TRUE(ledger->append([](const State& state) { return one(state.verdict_of("alerts", "useful", "") == "kept" ? "broken" : "unproven"); }, at(2)));
    const auto again = open_on(disk, key);
    std::string found;
    ASSERT_TRUE(again->append([&](const State& state) { found = state.verdict_of("alerts", "useful", ""); return Plan{}; }, at(3)));
    EXPECT_EQ(found, "broken");
    EXPECT_EQ(again->size(), 2u);
}

TEST(Ledger, KeepsNothingOfAWriteThatFailed) {
    for (const bool torn : {false, true}) {
        for (int failing = 1; failing <= 5; ++failing) {
            Disk disk{.entries = {}, .asides = {}, .checkpoint = {}, .fails_at = failing, .writes = 0, .torn = torn};
            const SigningKey key = SigningKey::generate();
            auto ledger = open_on(disk, key);
            for (int i = 1; i <= 5; ++i) {
                const auto added = ledger->append([&](const State&) { return one("kept", std::to_string(i)); }, at(i));
                EXPECT_EQ(bool(added), i != failing);
                EXPECT_TRUE(verification_of(disk, key).ok()) << failing;
                if (!added) ledger = open_on(disk, key);  // as after a crash
            }
            EXPECT_EQ(ledger->size(), torn ? 5u : 4u);
        }
    }
}

TEST(Ledger, GoesOnAfterAWriteThatWasReportedAsFailedAndWasNot) {
    Disk disk{.entries = {}, .asides = {}, .checkpoint = {}, .fails_at = 2, .writes = 0, .torn = true};
    const SigningKey key = SigningKey::generate();
    const auto ledger = open_on(disk, key);
    for (int i = 1; i <= 4; ++i) (void)ledger->append([&](const State&) { return one("kept", std::to_string(i)); }, at(i));
    EXPECT_EQ(ledger->size(), 4u);
    EXPECT_TRUE(verification_of(disk, key).ok());
}

TEST(Ledger, TakesAClockThatWasSetBackAsStandingStill) {
    Disk disk;
    const SigningKey key = SigningKey::generate();
    const auto ledger = open_on(disk, key);
    ASSERT_TRUE(ledger->append([](const State&) { return one("kept"); }, at(100)));
    ASSERT_TRUE(ledger->append([](const State&) { return one("broken"); }, at(50)));
    EXPECT_EQ(parse_entry(disk.entries[1])->time.micros, at(100).micros);
    EXPECT_TRUE(verification_of(disk, key).ok());
}

TEST(Ledger, RefusesToOpenWhatDoesNotVerify) {
    const SigningKey key = SigningKey::generate();
    Disk good;
    const auto ledger = open_on(good, key);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(ledger->append([&](const State&) { return one("kept", std::to_string(i)); }, at(i)));

    const auto refused = [&](Disk disk, const SigningKey& with) {
        const auto opened = Ledger::open(std::make_unique<MemoryStorage>(disk), with);
        return !opened && opened.error().what.find("does not verify") != std::string::npos;
    };
    Disk changed = good, swapped = good, cut = good, unsigned_ = good;
    changed.entries[1].replace(changed.entries[1].find("kept"), 4, "keqt");
    std::swap(swapped.entries[0], swapped.entries[1]);
    cut.entries.pop_back();
    unsigned_.checkpoint.clear();
    EXPECT_TRUE(refused(changed, key));
    EXPECT_TRUE(refused(swapped, key));
    EXPECT_TRUE(refused(cut, key));
    EXPECT_TRUE(refused(unsigned_, key));
    EXPECT_TRUE(refused(good, SigningKey::generate()));
    EXPECT_FALSE(refused(good, key));
}

TEST(Ledger, MakesOneChainOfManyWriters) {
    const Folder folder;
    constexpr int writers = 64;
    std::vector<std::thread> threads;
    std::atomic<int> failed{0};
    for (int writer = 0; writer < writers; ++writer) {
        // Every second writer opens the ledger for itself, as another process would.
        threads.emplace_back([&, writer] {
            const auto ledger = Ledger::open(folder.path);
            for (int i = 0; ledger && i < 3; ++i) failed += !(*ledger)->append([&](const State&) { return one("kept", std::to_string(writer)); }, at(i));
            failed += !ledger;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failed, 0);
    const auto storage = existing_sqlite_storage(folder.path + "/ledger.sqlite");
    ASSERT_TRUE(storage);
    const auto key = SigningKey::read(folder.path + "/keys/ledger.pem");
    ASSERT_TRUE(key);
    const Verification found = verify_export(exported(**storage, key->verifying()), {});
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.findings.front().what);
    EXPECT_EQ(found.entries, 3u * writers);
}

TEST(Ledger, ErasesWhatLiesBesideItAndStillVerifies) {
    const Folder folder;
    const auto ledger = Ledger::open(folder.path);
    ASSERT_TRUE(ledger);
    const Aside name = aside_of("R. Example", new_salt());
    ASSERT_TRUE((*ledger)->append(
        [&](const State&) {
            Plan plan = one("kept");
            plan.drafts.front().body["actor"] = reference_to(name);
            plan.asides.push_back(name);
            return plan;
        },
        at(1)));
    ASSERT_TRUE((*ledger)->append(
        [&](const State&) {
            Plan plan;
            plan.drafts.push_back({"erasure", {{"asides", base::json::array{reference_to(name)}}, {"ground", "asked for"}}});
            plan.erased.push_back(name.digest);
            return plan;
        },
        at(2)));
    const auto storage = existing_sqlite_storage(folder.path + "/ledger.sqlite");
    ASSERT_TRUE(storage);
    const std::string text = exported(**storage, (*ledger)->key());
    EXPECT_EQ(text.find("Example"), std::string::npos);
    const Verification found = verify_export(text, {});
    EXPECT_TRUE(found.ok());
    EXPECT_EQ(found.erased, 1u);
}

TEST(Ledger, KnowsWhoHoldsARoleAndCountsEachPersonOnce) {
    Disk disk;
    const SigningKey key = SigningKey::generate();
    const auto ledger = open_on(disk, key);
    const auto add = [&](const std::string& kind, base::json::object body) {
        body["product"] = "alerts";
        Plan plan;
        plan.drafts.push_back({kind, std::move(body)});
        ASSERT_TRUE(ledger->append([&](const State&) { return plan; }, at(1)));
    };
    const auto says = [&](const std::string& who, const std::string& outcome) { add("record", {{"evidence", "approval"}, {"role", "risk"}, {"charter", "sha256:aa"}, {"outcome", outcome}, {"by", who}}); };
    add("role", {{"who", "person-1"}, {"role", "risk"}, {"outcome", "given"}});
    add("role", {{"who", "person-1"}, {"role", "science"}, {"outcome", "given"}});
    add("role", {{"who", "person-1"}, {"role", "science"}, {"outcome", "withdrawn"}});
    says("person-1", "given");
    says("person-1", "given");  // by another token
    says("person-2", "given");
    says("person-2", "refused");
    const auto again = open_on(disk, key);  // made from the entries alone
    ASSERT_TRUE(again->read([](const State& state) {
        EXPECT_EQ(state.roles_of("alerts", "person-1"), std::set<std::string>{"risk"});
        EXPECT_TRUE(state.roles_of("alerts", "person-2").empty());
        EXPECT_TRUE(state.roles_of("other", "person-1").empty());
        EXPECT_EQ(state.approvers("alerts", "approval", "risk", "sha256:aa"), std::set<std::string>{"person-1"});
        EXPECT_TRUE(state.approvers("alerts", "approval", "risk", "sha256:bb").empty());
    }));
}

TEST(Ledger, HasADatabaseThatRefusesToChangeOrDeleteEntries) {
    const Folder folder;
    const auto ledger = Ledger::open(folder.path);
    ASSERT_TRUE(ledger);
    ASSERT_TRUE((*ledger)->append([](const State&) { return one("kept"); }, at(1)));
    const auto before = existing_sqlite_storage(folder.path + "/ledger.sqlite");
    ASSERT_TRUE(before);
    // Appending at a place that is taken is the only write there is, and it is refused.
    const auto again = (*before)->append(0, {.entries = {"{}"}, .asides = {}, .erased = {}, .checkpoint = ""});
    ASSERT_TRUE(again);
    EXPECT_FALSE(*again);
}

}  // namespace records
