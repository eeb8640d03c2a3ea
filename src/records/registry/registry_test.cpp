#include "records/registry/registry.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "records/registry/schema.h"
#include "records/registry/secret.h"

namespace records {

namespace {

using base::Scope;

struct Folder {
    std::string path = std::filesystem::temp_directory_path() / ("registry_test_" + std::to_string(::getpid()));
    Folder() {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file() const { return path + "/registry.sqlite"; }
};

base::Time day(std::int64_t number) { return {number * base::micros_per_day}; }

std::unique_ptr<Registry> opened(const Folder& folder) {
    auto registry = Registry::open(folder.file());
    EXPECT_TRUE(registry) << (registry ? "" : registry.error().what);
    return registry ? *std::move(registry) : nullptr;
}

template <class T>
std::string why(const base::Result<T>& result) {
    return result ? "it worked" : result.error().what;
}

}  // namespace

TEST(Registry, GivesTheFirstAdministratorATokenOnce) {
    const Folder folder;
    const auto registry = opened(folder);
    const auto secret = registry->first_admin_token(day(1));
    ASSERT_TRUE(secret && *secret);
    EXPECT_EQ((*secret)->size(), 8u + 43u);
    EXPECT_FALSE(*registry->first_admin_token(day(1)));
    EXPECT_FALSE(*opened(folder)->first_admin_token(day(2)));
    const auto actor = registry->actor_of(**secret, day(2));
    ASSERT_TRUE(actor && *actor);
    for (const auto& [scope, word] : base::scope_names) EXPECT_TRUE((*actor)->may(scope, "any-product")) << word;
}

TEST(Registry, KnowsATokenAfterARestartAndNoOtherOne) {
    const Folder folder;
    const std::string secret = **opened(folder)->first_admin_token(day(1));
    const auto registry = opened(folder);
    EXPECT_TRUE(*registry->actor_of(secret, day(2)));
    std::string other = secret;
    other.back() = other.back() == 'A' ? 'E' : 'A';  // the same id, another secret
    EXPECT_FALSE(*registry->actor_of(other, day(2)));
    EXPECT_TRUE(*registry->actor_of(secret, day(2)));
    EXPECT_FALSE(*registry->actor_of(other, day(2)));
    for (const std::string_view text : {"", "charter_", "Bearer", "charter_AAAA"}) EXPECT_FALSE(*registry->actor_of(text, day(2))) << text;
    EXPECT_FALSE(*registry->actor_of(secret.substr(0, secret.size() - 1), day(2)));
    EXPECT_FALSE(*registry->actor_of(secret + "A", day(2)));
}

TEST(Registry, PaysTheSlowHashOnce) {
    const Folder folder;
    const auto registry = opened(folder);
    const std::string secret = **registry->first_admin_token(day(1));
    ASSERT_TRUE(*registry->actor_of(secret, day(2)));
    const auto taken = [](const auto& work) {
        const auto start = std::chrono::steady_clock::now();
        work();
        return std::chrono::steady_clock::now() - start;
    };
    const auto one_hash = taken([&] { EXPECT_FALSE(matches(secret, slow_hash("another", for_tokens))); });  // two, in truth
    const auto hundred = taken([&] {
        for (int i = 0; i < 100; ++i) ASSERT_TRUE(*registry->actor_of(secret, day(2)));
    });
    EXPECT_LT(hundred, 20 * one_hash);
}

TEST(Registry, EndsATokenWhenItExpiresIsRevokedOrItsOwnerIsRemoved) {
    const Folder folder;
    const auto registry = opened(folder);
    ASSERT_TRUE(registry->first_admin_token(day(1)));
    People& people = registry->people();
    const auto owner = people.add(Actor::Kind::service, "collector", "", {{Scope::ingest, "flights"}}, day(1));
    ASSERT_TRUE(owner) << why(owner);
    const auto first = people.issue(*owner, "a", {}, day(1), day(10));
    const auto second = people.issue(*owner, "b", {}, day(1), day(90));
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(*registry->actor_of(first->secret, day(9)));
    EXPECT_FALSE(*registry->actor_of(first->secret, day(10)));
    EXPECT_TRUE(*registry->actor_of(second->secret, day(10)));
    ASSERT_TRUE(people.revoke(second->token.id, day(11)));
    EXPECT_FALSE(*registry->actor_of(second->secret, day(11)));
    const auto third = people.issue(*owner, "c", {}, day(11), day(90));
    EXPECT_TRUE(*registry->actor_of(third->secret, day(12)));
    ASSERT_TRUE(people.remove(owner->id, day(12)));
    EXPECT_FALSE(*registry->actor_of(third->secret, day(13)));
    EXPECT_FALSE(people.find("collector"));
    EXPECT_EQ(*people.name_of(owner->id), "");
}

TEST(Registry, ForgetsWhatItKnowsFromMemoryWithEveryChangeAndWithTheClock) {
    const Folder folder;
    const auto registry = opened(folder);
    ASSERT_TRUE(registry->first_admin_token(day(1)));
    People& people = registry->people();
    const auto app = people.add(Actor::Kind::service, "app", "", {{Scope::view, "flights"}}, day(1));
    const base::Time soon{day(2).micros + base::micros_per_second / 2};
    const auto token = people.issue(*app, "a", {}, day(1), soon);
    ASSERT_TRUE(token);
    EXPECT_FALSE(people.is_known(token->secret, day(2)));
    EXPECT_TRUE(*people.actor_of(token->secret, day(2)));
    EXPECT_TRUE(people.is_known(token->secret, day(2)));
    EXPECT_FALSE(people.is_known(token->secret, soon));                          // it has expired
    EXPECT_FALSE(people.is_known(token->secret, base::Time{day(2).micros - 1}));  // a clock that was set back
    ASSERT_TRUE(people.grant(app->id, {{Scope::view, "loans"}}));
    EXPECT_FALSE(people.is_known(token->secret, day(2)));
    EXPECT_TRUE((*people.actor_of(token->secret, day(2)))->may(Scope::view, "loans"));
    ASSERT_TRUE(people.withdraw(app->id, {{Scope::view, "loans"}}));
    EXPECT_FALSE((*people.actor_of(token->secret, day(2)))->may(Scope::view, "loans"));
    ASSERT_TRUE(people.revoke(token->token.id, day(2)));
    EXPECT_FALSE(*people.actor_of(token->secret, day(2)));
}

TEST(Registry, KeepsFlagsAsTheyStand) {
    const Folder folder;
    const auto registry = opened(folder);
    ASSERT_TRUE(registry->flags().put({.product = "loans", .key = "b", .content = "1", .changed = day(1)}));
    ASSERT_TRUE(registry->flags().put({.product = "loans", .key = "a", .content = "2", .changed = day(1)}));
    ASSERT_TRUE(registry->flags().put({.product = "loans", .key = "b", .content = "3", .changed = day(2)}));
    ASSERT_TRUE(registry->flags().remove("loans", "a"));
    const auto all = registry->flags().all();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1u);
    EXPECT_EQ(all->front().content, "3");
    EXPECT_EQ(all->front().changed, day(2));
}

TEST(Registry, LetsATokenAllowLessThanItsOwnerMayAndNeverMore) {
    const Folder folder;
    const auto registry = opened(folder);
    ASSERT_TRUE(registry->first_admin_token(day(1)));
    People& people = registry->people();
    const auto owner = people.add(Actor::Kind::person, "R. Example", "r@example.org", {{Scope::view, ""}, {Scope::edit, "flights"}}, day(1));
    ASSERT_TRUE(owner);
    EXPECT_EQ(people.find("r@example.org")->id, owner->id);
    const auto viewing = people.issue(*owner, "", {Scope::view}, day(1), day(90));
    const auto whole = people.issue(*owner, "", {}, day(1), day(90));
    ASSERT_TRUE(viewing && whole);
    EXPECT_FALSE(people.issue(*owner, "", {Scope::approve}, day(1), day(90)));
    const auto less = *registry->actor_of(viewing->secret, day(2));
    const auto more = *registry->actor_of(whole->secret, day(2));
    EXPECT_EQ(less->id, more->id);  // one person, however many tokens
    EXPECT_FALSE(less->may(Scope::edit, "flights"));
    EXPECT_TRUE(more->may(Scope::edit, "flights"));
    EXPECT_FALSE(more->may(Scope::edit, "credit"));
    EXPECT_FALSE(more->may(Scope::edit));
    EXPECT_TRUE(more->may(Scope::view, "credit"));
    ASSERT_TRUE(people.withdraw(owner->id, {{Scope::edit, "flights"}}));
    EXPECT_FALSE((*registry->actor_of(whole->secret, day(2)))->may_somewhere(Scope::edit));
}

TEST(Registry, KeepsAtLeastOneAdministrator) {
    const Folder folder;
    const auto registry = opened(folder);
    const auto first = *registry->actor_of(**registry->first_admin_token(day(1)), day(1));
    EXPECT_EQ(registry->people().remove(first->id, day(2)).error().fault, base::Fault::conflict);
    EXPECT_EQ(registry->people().withdraw(first->id, {{Scope::administer, ""}}).error().fault, base::Fault::conflict);
    EXPECT_TRUE(registry->people().find(first->id)->may(Scope::administer));
    const auto recovered = registry->new_admin_token(day(3));
    ASSERT_TRUE(recovered) << why(recovered);
    EXPECT_TRUE(registry->people().remove(first->id, day(4)));
}

TEST(Registry, SignsInByPasswordAndTellsNobodyWhatWasWrong) {
    const Folder folder;
    const auto registry = opened(folder);
    People& people = registry->people();
    const auto person = people.add(Actor::Kind::person, "R. Example", "r@example.org", {{Scope::view, ""}}, day(1));
    ASSERT_TRUE(person);
    EXPECT_FALSE(*people.sign_in("R. Example", "", day(1)));  // none was set
    EXPECT_FALSE(people.set_password(person->id, "short"));
    ASSERT_TRUE(people.set_password(person->id, "four words of mine"));
    EXPECT_FALSE(*people.sign_in("R. Example", "four words of yours", day(1)));
    EXPECT_FALSE(*people.sign_in("N. Obody", "four words of mine", day(1)));
    const auto session = people.sign_in("r@example.org", "four words of mine", day(1));
    ASSERT_TRUE(session && *session);
    EXPECT_TRUE((*session)->token.session);
    EXPECT_EQ((*registry->actor_of((*session)->secret, day(1)))->id, person->id);
    EXPECT_FALSE(*registry->actor_of((*session)->secret, day(3)));
}

TEST(Registry, RefusesASecondOfTheSameNameOrAddress) {
    const Folder folder;
    const auto registry = opened(folder);
    People& people = registry->people();
    ASSERT_TRUE(people.add(Actor::Kind::person, "R. Example", "r@example.org", {}, day(1)));
    EXPECT_EQ(people.add(Actor::Kind::service, "R. Example", "", {}, day(1)).error().fault, base::Fault::conflict);
    EXPECT_EQ(people.add(Actor::Kind::person, "Other", "r@example.org", {}, day(1)).error().fault, base::Fault::conflict);
    EXPECT_EQ(people.add(Actor::Kind::person, "r@example.org", "", {}, day(1)).error().fault, base::Fault::conflict);
    EXPECT_TRUE(people.add(Actor::Kind::service, "one", "", {}, day(1)));
    EXPECT_TRUE(people.add(Actor::Kind::service, "two", "", {}, day(1)));
    EXPECT_FALSE(people.add(Actor::Kind::service, "", "", {}, day(1)));
    EXPECT_FALSE(people.add(Actor::Kind::service, "two\nlines", "", {}, day(1)));
}

TEST(Registry, KeepsProductsAndNoticesThatSomebodyElseRevisedOne) {
    const Folder folder;
    const auto registry = opened(folder);
    ASSERT_TRUE(registry->put_product({"flights", "charter: 1", "sha256:aa", day(1)}, ""));
    EXPECT_EQ(registry->put_product({"flights", "charter: 1 #", "sha256:cc", day(1)}, "sha256:bb").error().fault, base::Fault::conflict);
    ASSERT_TRUE(registry->put_product({"flights", "charter: 1 #", "sha256:bb", day(2)}, "sha256:aa"));
    EXPECT_EQ((*registry->product("flights"))->digest, "sha256:bb");
    EXPECT_FALSE(*registry->product("credit"));
    EXPECT_EQ(registry->products()->size(), 1u);
    ASSERT_TRUE(registry->set("a", "1"));
    ASSERT_TRUE(registry->set("a", "2"));
    EXPECT_EQ(**registry->setting("a"), "2");
    EXPECT_FALSE(*registry->setting("b"));
}

TEST(Registry, HoldsNoSecretAndIsReadableByItsOwnerAlone) {
    const Folder folder;
    const auto registry = opened(folder);
    const std::string secret = **registry->first_admin_token(day(1));
    const auto person = registry->people().add(Actor::Kind::person, "R. Example", "", {}, day(1));
    ASSERT_TRUE(registry->people().set_password(person->id, "four words of mine"));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
        struct stat status {};
        ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0077, 0u) << entry.path();
        std::ifstream file(entry.path(), std::ios::binary);
        std::stringstream bytes;
        bytes << file.rdbuf();
        EXPECT_EQ(bytes.str().find(secret.substr(20)), std::string::npos);
        EXPECT_EQ(bytes.str().find("four words"), std::string::npos);
    }
    EXPECT_EQ(registry->people().token(secret).error().what.find(secret.substr(8)), std::string::npos);
    EXPECT_EQ(without_tokens("a " + secret + " b charter_data " + secret.substr(0, 40)), "a charter_... b charter_data charter_...");
}

TEST(Registry, BringsAnOlderFileUpToDateAndLosesNothing) {
    const Folder folder;
    {
        const auto database = sqlite_database(folder.file());
        ASSERT_TRUE(database);
        ASSERT_TRUE(upgrade(**database, 1));
        ASSERT_TRUE((*database)->run("INSERT INTO actors (id, kind, name, email, password, created) VALUES ('person-1', 'person', 'R. Example', '', '', 0)"));
        ASSERT_TRUE((*database)->run("INSERT INTO settings (name, value) VALUES ('a', '1')"));
        EXPECT_FALSE((*database)->run("SELECT id FROM deliveries"));  // which came later
    }
    const auto registry = opened(folder);
    EXPECT_EQ(registry->people().find("person-1")->name, "R. Example");
    EXPECT_EQ(**registry->setting("a"), "1");
    EXPECT_TRUE(registry->outbox().put({"once", "", "mail", "r@example.org", "subject", "body"}, day(1)));
    EXPECT_EQ(opened(folder)->outbox().list({}, 10)->size(), 1u);
}

TEST(Registry, RefusesAFileOfANewerProgram) {
    const Folder folder;
    {
        const auto database = sqlite_database(folder.file());
        ASSERT_TRUE(database);
        ASSERT_TRUE(upgrade(**database));
        ASSERT_TRUE((*database)->run("INSERT INTO schema (version) VALUES ($1)", {newest_schema() + 1}));
    }
    EXPECT_NE(why(Registry::open(folder.file())).find("newer version"), std::string::npos);
}

TEST(Secret, IsKnownByItsSlowHashAlone) {
    const std::string hash = slow_hash("word", {10, 1});
    EXPECT_TRUE(matches("word", hash));
    EXPECT_FALSE(matches("work", hash));
    EXPECT_NE(slow_hash("word", {10, 1}), hash);  // each with its own salt
    for (const std::string_view text : {"", "word", "scrypt$10$1$$", "scrypt$60$1$00$00", "scrypt$10$1$zz$zz"}) EXPECT_FALSE(matches("word", text)) << text;
    // RFC 7914, section 12: "pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1; the first 32 bytes.
    EXPECT_TRUE(matches("pleaseletmein", "scrypt$14$1$536f6469756d43686c6f72696465$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"));
}

}  // namespace records
