#include "delivery/courier.h"

#include <algorithm>
#include <chrono>

#include "delivery/settings.h"
#include "delivery/shapes.h"
#include "delivery/signature.h"
#include "delivery/transfer.h"

namespace delivery {

namespace {

using records::Delivery;
using Kind = Outcome::Kind;

constexpr std::int64_t longest_nap_s = 60;        // also without anything due: another process may have put something in
constexpr std::int64_t asked_wait_s_max = 6 * 3600;

/// Answers that say "not now"; every other one that is no success says "not like this".
bool may_try_again(int status) { return status >= 500 || status == 408 || status == 425 || status == 429; }

Outcome failed(const base::Error& error) {
    const bool for_good = error.fault == base::Fault::denied || error.fault == base::Fault::input;
    return {for_good ? Kind::never : Kind::later, error.what + (for_good ? "; " + error.next : ""), {}};
}

base::Result<HttpAnswer> post(const Delivery& delivery, const std::string& url, const Settings& settings, base::Time now, const std::atomic<bool>& stop) {
    HttpRequest request{.url = url, .headers = {"Content-Type: application/json"}, .body = delivery.parcel.body};
    // Slack and Teams know their own by the address, and take no signature.
    if (delivery.parcel.channel == "webhook") {
        for (auto& header : signature_headers(settings.webhook_key, delivery.id, now, delivery.parcel.body)) request.headers.push_back(std::move(header));
        // What is named by itself is begun once by whoever knows the name, also where it is asked for by others than us.
        if (delivery.parcel.once.starts_with("retraining-")) request.headers.push_back("Idempotency-Key: " + delivery.parcel.once);
    }
    return ask(request, {.private_addresses = settings.private_addresses, .stop = &stop});
}

Outcome outcome_of(const HttpAnswer& answer, const std::string& host) {
    if (answer.status >= 200 && answer.status < 300) return {};
    const std::string error = host + " answered " + std::to_string(answer.status) + (answer.status >= 300 && answer.status < 400 ? ", a redirect, which is not followed" : "");
    return {may_try_again(answer.status) ? Kind::later : Kind::never, error, answer.retry_after_s};
}

Outcome mail(const Delivery& delivery, const std::string& address, const Settings& settings, const std::atomic<bool>& stop) {
    if (settings.mail.url.empty() || settings.mail_from.empty()) return {Kind::never, "no mail server is set: \"charter setting put mail.server smtps://...\" and mail.from", {}};
    const std::string message = mail_text({.from = settings.mail_from, .to = address, .subject = delivery.parcel.subject, .text = delivery.parcel.body}, delivery.id, delivery.created);
    const auto sent = send_mail(settings.mail, settings.mail_from, address, message, &stop);
    return sent ? Outcome{} : failed(sent.error());
}

}  // namespace

Sender sender(records::Registry& registry) {
    return [&registry](const Delivery& delivery, base::Time now, const std::atomic<bool>& stop) {
        const auto settings = read_settings(registry);
        if (!settings) return failed(settings.error());
        const auto address = address_of(registry, delivery.parcel.target);
        if (!address) return failed(address.error());
        if (delivery.parcel.channel == "mail") return mail(delivery, *address, *settings, stop);
        const auto answer = post(delivery, *address, *settings, now, stop);
        return answer ? outcome_of(*answer, host_of(*address)) : failed(answer.error());
    };
}

Courier::Courier(records::Registry& registry, Sender sender, std::function<base::Time()> clock, base::Random random) : registry_(registry), sender_(std::move(sender)), clock_(std::move(clock)), random_(random) {}

Courier::~Courier() { stop(); }

void Courier::start() {
    thread_ = std::thread([this] { loop(); });
}

void Courier::wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
}

void Courier::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

base::Result<base::Done> Courier::settle(const Delivery& delivery, const Outcome& outcome) {
    if (outcome.kind == Kind::delivered) return registry_.outbox().delivered(delivery, clock_());
    const base::Time now = clock_();
    auto next = outcome.kind == Kind::never ? std::nullopt : records::next_attempt(delivery.attempts, now, random_.uniform());
    if (next && outcome.after_s) next = std::max(*next, base::Time{now.micros + std::min(*outcome.after_s, asked_wait_s_max) * base::micros_per_second});
    return registry_.outbox().failed(delivery, outcome.error, next);
}

base::Result<std::int64_t> Courier::run() {
    std::int64_t count = 0;
    while (!stop_) {
        const base::Time now = clock_();
        ASSIGN_OR_RETURN(const auto delivery, registry_.outbox().take(now));
        if (!delivery) break;
        const Outcome outcome = sender_(*delivery, now, stop_);
        // Ended because the program ends: it waits again when the next one starts, and that was no attempt.
        if (stop_ && outcome.kind != Kind::delivered) break;
        RETURN_IF_ERROR(settle(*delivery, outcome));
        count += outcome.kind == Kind::delivered;
    }
    return count;
}

void Courier::loop() {
    (void)registry_.outbox().recover();
    while (!stop_) {
        (void)run();  // a registry that cannot be used now is tried again after the nap
        const auto due = registry_.outbox().next_due();
        const std::int64_t until_due = due && *due ? std::max<std::int64_t>((*due)->micros - clock_().micros, 0) : longest_nap_s * base::micros_per_second;
        const auto nap = std::chrono::microseconds(std::clamp<std::int64_t>(until_due, due ? 1'000 : base::micros_per_second, longest_nap_s * base::micros_per_second));
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, nap, [this] { return woken_ || stop_; });
        woken_ = false;
    }
}

}  // namespace delivery
