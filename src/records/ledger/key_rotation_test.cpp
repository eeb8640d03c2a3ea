#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "records/ledger/encoding.h"
#include "records/ledger/testing.h"

namespace records {

namespace {

namespace fs = std::filesystem;
using testing::at;
using testing::Disk;
using testing::exported;
using testing::MemoryStorage;
using testing::one;

struct Folder {
    std::string path = (fs::temp_directory_path() / ("rotation-test-" + hex(new_salt()))).string();
    ~Folder() { fs::remove_all(path); }
};

std::unique_ptr<Ledger> opened(const std::string& folder) {
    auto ledger = Ledger::open(folder);
    EXPECT_TRUE(ledger) << (ledger ? "" : ledger.error().what);
    return std::move(*ledger);
}

base::Result<Added> said(Ledger& ledger, const std::string& verdict, std::int64_t second) {
    return ledger.append([&](const State&) { return one(verdict); }, at(second));
}

std::string export_of(const std::string& folder) {
    const auto storage = existing_sqlite_storage(folder + "/ledger.sqlite");
    const auto key = SigningKey::read(folder + "/keys/ledger.pem");
    return storage && key ? exported(**storage, key->verifying()) : "cannot be read";
}

std::string first_finding(const Verification& found) { return found.ok() ? std::string() : found.findings.front().where + ": " + found.findings.front().what; }

bool names(const Verification& found, std::string_view what) {
    return std::any_of(found.findings.begin(), found.findings.end(), [&](const Finding& one) { return (one.where + ": " + one.what).find(what) != std::string::npos; });
}

/// Two entries under a first key, a change, and one under the second.
struct Rotated {
    Disk disk;
    SigningKey first = SigningKey::generate(), second = SigningKey::generate();
    std::string kept;  ///< a checkpoint of the first key
    Rotated() {
        const auto ledger = std::move(*Ledger::open(std::make_unique<MemoryStorage>(disk), first));
        EXPECT_TRUE(said(*ledger, "kept", 1));
        EXPECT_TRUE(said(*ledger, "broken", 2));
        kept = disk.checkpoint;
        const auto added = ledger->rotate_key(second, {}, {}, at(3));
        EXPECT_TRUE(added) << (added ? "" : added.error().what);
        EXPECT_TRUE(said(*ledger, "kept", 4));
    }
    std::string text() { return exported(MemoryStorage(disk), second.verifying()); }
};

}  // namespace

TEST(KeyRotation, LeavesEverythingBeforeItVerifiable) {
    Rotated made;
    const auto found = verify_export(made.text(), {.checkpoint = made.kept});
    EXPECT_EQ(first_finding(found), "");
    EXPECT_EQ(found.entries, 4u);
    EXPECT_EQ(found.key_changes, 1u);
    EXPECT_EQ(found.key, base64(made.second.verifying().bytes()));
    EXPECT_EQ(found.origin, origin_of(made.first.verifying()));
    EXPECT_TRUE(verify_export(made.text(), {.checkpoint = {}, .key = base64(made.first.verifying().bytes())}).ok());
    EXPECT_TRUE(verify_export(made.text(), {.checkpoint = {}, .key = base64(made.second.verifying().bytes())}).ok());
    EXPECT_TRUE(names(verify_export(made.text(), {.checkpoint = {}, .key = base64(SigningKey::generate().verifying().bytes())}), "signed by another key"));
}

TEST(KeyRotation, LeavesTheOldKeyNothingToSign) {
    Rotated made;
    const Verification found = verify_export(made.text(), {});
    ASSERT_TRUE(found.checkpoint.has_value());
    const std::string forged = signed_note(*found.checkpoint, found.origin, made.first);
    EXPECT_TRUE(names(verify_export(made.text(), {.checkpoint = forged}), "the kept checkpoint: it is not signed"));
    made.disk.checkpoint = forged;
    EXPECT_FALSE(Ledger::open(std::make_unique<MemoryStorage>(made.disk), made.second));
}

TEST(KeyRotation, NeedsBothSignaturesAndTheKeyThatWasInForce) {
    const Rotated made;
    const auto change = parse_entry(made.disk.entries[2]);
    ASSERT_TRUE(change);
    const auto wrong = [&](const std::function<void(Entry&)>& forge) {
        Entry entry = *change;
        forge(entry);
        KeyHistory history(made.first.verifying());
        return history.take(entry).value_or("");
    };
    EXPECT_EQ(wrong([](Entry&) {}), "");
    EXPECT_EQ(wrong([](Entry& entry) { entry.body["signed_by_old"] = entry.body["signed_by_new"]; }), "the change of key is not signed by the key before");
    EXPECT_EQ(wrong([](Entry& entry) { entry.body["signed_by_new"] = entry.body["signed_by_old"]; }), "the change of key is not signed by the new key");
    EXPECT_EQ(wrong([](Entry& entry) { entry.sequence = 5; }), "the change of key is not signed by the key before");
    EXPECT_EQ(wrong([](Entry& entry) { entry.previous = base::digest_of("another chain"); }), "the change of key is not signed by the key before");
    EXPECT_EQ(wrong([](Entry& entry) { entry.body["key"] = entry.body["instead_of"]; }), "it takes a key that the ledger has had");
    EXPECT_EQ(wrong([](Entry& entry) { entry.body["instead_of"] = entry.body["key"]; }), "it changes another key than the one in force");
    EXPECT_EQ(wrong([](Entry& entry) { entry.body["event"] = "other"; }), "it is not a change of the ledger's key");
    EXPECT_EQ(wrong([](Entry& entry) { entry.body.erase("key"); }), "it is not a change of the ledger's key");
}

TEST(KeyRotation, OfAFolderIsTakenUpByWhoeverHasItOpen) {
    const Folder folder;
    const auto mine = opened(folder.path), others = opened(folder.path);
    ASSERT_TRUE(said(*mine, "kept", 1));
    const auto before = mine->key();
    ASSERT_TRUE(mine->rotate_key({}, {}, at(2)));
    EXPECT_NE(mine->key().bytes(), before.bytes());
    ASSERT_TRUE(said(*others, "broken", 3));
    EXPECT_EQ(others->key().bytes(), mine->key().bytes());
    ASSERT_TRUE(others->rotate_key({}, {}, at(4)));
    ASSERT_TRUE(said(*mine, "kept", 5));
    const auto found = verify_export(export_of(folder.path), {});
    EXPECT_EQ(first_finding(found), "");
    EXPECT_EQ(found.key_changes, 2u);
    EXPECT_EQ(found.entries, 5u);
    EXPECT_FALSE(fs::exists(folder.path + "/keys/ledger.next.pem"));
    EXPECT_EQ(opened(folder.path)->origin(), origin_of(before));
}

TEST(KeyRotation, BySeveralAtOnceMakesOneChain) {
    const Folder folder;
    (void)said(*opened(folder.path), "kept", 1);
    std::vector<std::thread> all;
    for (int i = 0; i < 4; ++i) {
        all.emplace_back([&] {
            const auto ledger = opened(folder.path);
            for (int k = 0; k < 3; ++k) {
                EXPECT_TRUE(ledger->rotate_key({}, {}, at(2)));
                EXPECT_TRUE(said(*ledger, "broken", 3));
            }
        });
    }
    for (auto& thread : all) thread.join();
    const auto found = verify_export(export_of(folder.path), {});
    EXPECT_EQ(first_finding(found), "");
    EXPECT_EQ(found.key_changes, 12u);
    EXPECT_EQ(found.entries, 25u);
}

// The three steps are: the next key is written, the entry is committed, the file takes its place.
TEST(KeyRotation, KilledBetweenItsStepsLosesNothing) {
    const Folder folder;
    (void)said(*opened(folder.path), "kept", 1);
    const std::string pem = folder.path + "/keys/ledger.pem", next = folder.path + "/keys/ledger.next.pem", aside = folder.path + "/old.pem";
    fs::copy_file(pem, aside);

    // After the first: the key that nobody names is made anew by the next change.
    { std::ofstream(next) << SigningKey::generate().pem(); }
    ASSERT_TRUE(said(*opened(folder.path), "broken", 2));
    const auto unchanged = SigningKey::read(pem);
    ASSERT_TRUE(opened(folder.path)->rotate_key({}, {}, at(3)));
    const auto changed = SigningKey::read(pem);
    ASSERT_TRUE(unchanged && changed);
    EXPECT_NE(unchanged->verifying().bytes(), changed->verifying().bytes());

    // After the second: the chain goes on under a key that still lies beside its place.
    fs::rename(pem, next);
    fs::copy_file(aside, pem);
    EXPECT_EQ(first_finding(verify_export(export_of(folder.path), {})), "");  // whoever only reads sees a whole ledger
    ASSERT_TRUE(said(*opened(folder.path), "kept", 4));
    EXPECT_FALSE(fs::exists(next));
    EXPECT_EQ(SigningKey::read(pem)->verifying().bytes(), changed->verifying().bytes());
    EXPECT_EQ(first_finding(verify_export(export_of(folder.path), {})), "");

    // Without the new key nothing is appended, and it is said what to do.
    fs::copy_file(aside, pem, fs::copy_options::overwrite_existing);
    const auto refused = Ledger::open(folder.path);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().next.find("put back the key"), std::string::npos);
}

TEST(KeyRotation, WhoseWriteFailsIsEitherThereOrNot) {
    for (const bool torn : {false, true}) {
        Disk disk{.entries = {}, .asides = {}, .checkpoint = {}, .fails_at = 2, .writes = 0, .torn = torn};
        const SigningKey first = SigningKey::generate(), second = SigningKey::generate();
        const auto ledger = std::move(*Ledger::open(std::make_unique<MemoryStorage>(disk), first));
        ASSERT_TRUE(said(*ledger, "kept", 1));
        EXPECT_FALSE(ledger->rotate_key(second, {}, {}, at(2)));
        const auto& in_force = torn ? second : first;
        const auto again = Ledger::open(std::make_unique<MemoryStorage>(disk), in_force);
        ASSERT_TRUE(again) << again.error().what;
        ASSERT_TRUE(said(**again, "broken", 3));
        EXPECT_EQ(first_finding(verify_export(exported(MemoryStorage(disk), in_force.verifying()), {})), "");
    }
}

}  // namespace records
