#include "delivery/courier.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/keyed_digest.h"
#include "delivery/receiver.h"
#include "delivery/settings.h"
#include "delivery/signature.h"
#include "delivery/transfer.h"
#include "records/ledger/encoding.h"

namespace delivery {

namespace {

using records::Delivery;
using records::Parcel;
using testing::Receiver;

/// A registry that may reach this machine, a clock that is set, and no chance.
struct Office {
    std::string path = std::filesystem::temp_directory_path() / ("courier_test_" + std::to_string(::getpid()) + ".sqlite");
    std::unique_ptr<records::Registry> registry;
    base::Time now{1'700'000'000 * base::micros_per_second};
    explicit Office(bool private_addresses = true) {
        clean();
        registry = *records::Registry::open(path);
        EXPECT_TRUE(registry->set("outgoing.private", private_addresses ? "yes" : "no"));
    }
    ~Office() {
        registry.reset();
        clean();
    }
    void clean() const {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    }
    void put(const std::string& once, const std::string& target, const std::string& channel = "webhook") { ASSERT_TRUE(registry->outbox().put({once, "flights", channel, target, "subject", "{\"once\":\"" + once + "\"}"}, now)); }
    std::int64_t run() {
        Courier courier(*registry, sender(*registry), [this] { return now; }, base::Random(1));
        const auto delivered = courier.run();
        EXPECT_TRUE(delivered);
        return delivered ? *delivered : -1;
    }
    Delivery only() { return registry->outbox().list({}, 1)->at(0); }
};

std::string header_in(const std::string& request, const std::string& name) {
    const std::size_t at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t start = at + name.size() + 4;
    return request.substr(start, request.find("\r\n", start) - start);
}

}  // namespace

TEST(Courier, SignsAWebhookSoThatItsReceiverKnowsIt) {
    Office office;
    Receiver receiver([](const std::string&) { return Receiver::status("200 OK"); });
    office.put("a", receiver.url("/hook?x=1"));
    EXPECT_EQ(office.run(), 1);
    ASSERT_EQ(receiver.requests().size(), 1u);
    const std::string request = receiver.requests()[0];
    EXPECT_EQ(request.substr(0, request.find("\r\n")), "POST /hook?x=1 HTTP/1.1");
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    EXPECT_EQ(body, "{\"once\":\"a\"}");
    const std::string key = webhook_key_of(**office.registry->setting("webhook.secret"));
    const auto expected = base::keyed_digest(key, header_in(request, "webhook-id") + "." + header_in(request, "webhook-timestamp") + "." + body);
    EXPECT_EQ(header_in(request, "webhook-signature"), "v1," + records::base64(records::bytes_of(expected)));
    EXPECT_EQ(header_in(request, "webhook-timestamp"), "1700000000");
    EXPECT_EQ(office.only().state, Delivery::State::delivered);
    EXPECT_EQ(office.run(), 0);
}

TEST(Courier, TriesAgainLaterAndAsLateAsItIsAsked) {
    Office office;
    int asked = 0;
    Receiver receiver([&](const std::string&) { return ++asked == 1 ? Receiver::status("503 Service Unavailable", "Retry-After: 120\r\n") : Receiver::status("204 No Content"); });
    office.put("a", receiver.url());
    EXPECT_EQ(office.run(), 0);
    EXPECT_EQ(office.only().state, Delivery::State::waiting);
    EXPECT_GE(office.only().due.micros, office.now.micros + 120 * base::micros_per_second);
    EXPECT_EQ(office.run(), 0);
    EXPECT_EQ(asked, 1);
    office.now.micros += 121 * base::micros_per_second;
    EXPECT_EQ(office.run(), 1);
    EXPECT_EQ(header_in(receiver.requests()[0], "webhook-id"), header_in(receiver.requests()[1], "webhook-id"));
}

TEST(Courier, GivesUpAtOnceWhatIsRefusedForGood) {
    Office office;
    Receiver receiver([](const std::string&) { return Receiver::status("410 Gone"); });
    office.put("a", receiver.url("/secret-path"));
    EXPECT_EQ(office.run(), 0);
    EXPECT_EQ(office.only().state, Delivery::State::dead);
    EXPECT_NE(office.only().error.find("answered 410"), std::string::npos);
    EXPECT_EQ(office.only().error.find("secret-path"), std::string::npos);
}

TEST(Courier, FollowsNoRedirect) {
    Office office;
    Receiver inside([](const std::string&) { return Receiver::status("200 OK"); });
    Receiver receiver([&](const std::string&) { return Receiver::status("307 Temporary Redirect", "Location: " + inside.url() + "\r\n"); });
    office.put("a", receiver.url());
    EXPECT_EQ(office.run(), 0);
    EXPECT_TRUE(inside.requests().empty());
    EXPECT_EQ(office.only().state, Delivery::State::dead);
}

TEST(Courier, ReachesNoPrivateAddressUnlessAnAdministratorAllowsIt) {
    Office office(false);
    Receiver receiver([](const std::string&) { return Receiver::status("200 OK"); });
    std::string by_name = receiver.url();
    by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
    office.put("a", receiver.url());
    office.put("b", by_name);
    EXPECT_EQ(office.run(), 0);
    EXPECT_TRUE(receiver.requests().empty());
    const auto refused = *office.registry->outbox().list({}, 10);
    ASSERT_EQ(refused.size(), 2u);
    for (const auto& one : refused) {
        EXPECT_EQ(one.state, Delivery::State::dead);
        EXPECT_NE(one.error.find("not on the public internet"), std::string::npos) << one.error;
    }
    ASSERT_TRUE(office.registry->set("outgoing.private", "yes"));
    for (const auto& one : refused) ASSERT_TRUE(office.registry->outbox().retry(one.id, office.now));
    EXPECT_EQ(office.run(), 2);
}

TEST(Courier, FindsTheAddressThatACharterNamesOnly) {
    Office office;
    Receiver receiver([](const std::string&) { return Receiver::status("200 OK"); });
    office.put("a", "secret:hook", "slack");
    EXPECT_EQ(office.run(), 0);
    EXPECT_NE(office.only().error.find("nobody has set: secret:hook"), std::string::npos);
    ASSERT_TRUE(office.registry->set("secret.hook", receiver.url("/T0/B0/x")));
    ASSERT_TRUE(office.registry->outbox().retry(office.only().id, office.now));
    EXPECT_EQ(office.run(), 1);
    EXPECT_EQ(header_in(receiver.requests()[0], "webhook-signature"), "");
}

TEST(Courier, DeliversFromAThreadOfItsOwn) {
    Office office;
    Receiver receiver([](const std::string&) { return Receiver::status("200 OK"); });
    Courier courier(*office.registry, sender(*office.registry), [&] { return office.now; }, base::Random(1));
    courier.start();
    for (int i = 0; i < 5; ++i) office.put(std::to_string(i), receiver.url());
    courier.wake();
    for (int i = 0; i < 200 && receiver.requests().size() < 5; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    courier.stop();
    EXPECT_EQ(receiver.requests().size(), 5u);
}

TEST(Transfer, ReadsNoMoreOfAnAnswerThanItsLimit) {
    Receiver receiver([](const std::string&) { return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(2u << 20, 'x'); });
    const auto answer = ask({.url = receiver.url("/long"), .headers = {}, .body = {}}, {.private_addresses = true, .stop = nullptr});
    ASSERT_FALSE(answer);
    EXPECT_NE(answer.error().what.find("too long"), std::string::npos);
}

TEST(Transfer, NamesTheHostAloneAndTakesNoOtherProtocol) {
    EXPECT_EQ(host_of("https://hooks.example.org/T0/B0/secret?x"), "https://hooks.example.org/...");
    EXPECT_EQ(host_of("https://user:secret@example.org/"), "https://example.org");
    EXPECT_EQ(host_of("https://example.org"), "https://example.org");
    const auto file = ask({.url = "file:///etc/passwd", .headers = {}, .body = {}}, {.private_addresses = true, .stop = nullptr});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().what.find("passwd"), std::string::npos);
}

}  // namespace delivery
