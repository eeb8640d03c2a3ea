#include "delivery/transfer.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/assert.h"
#include "base/limits.h"
#include "delivery/address.h"

namespace delivery {

namespace {

using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// One exchange and what its callbacks know.
struct Exchange {
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle{curl_easy_init(), &curl_easy_cleanup};
    bool private_addresses = true;
    const std::atomic<bool>* stop = nullptr;
    bool refused_address = false, too_long = false;
    std::string received;
    std::string_view sending;
};

template <class T>
void set(Exchange& exchange, CURLoption option, T value) {
    ASSERT(curl_easy_setopt(exchange.handle.get(), option, value) == CURLE_OK);
}

std::size_t receive(char* bytes, std::size_t one, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::size_t size = one * count;
    if (exchange.received.size() + size > base::limits::delivery_bytes_max) {
        exchange.too_long = true;
        return 0;  // which ends the exchange
    }
    exchange.received.append(bytes, size);
    return size;
}

std::size_t send(char* buffer, std::size_t one, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::size_t size = std::min(one * count, exchange.sending.size());
    std::memcpy(buffer, exchange.sending.data(), size);
    exchange.sending.remove_prefix(size);
    return size;
}

/// Here the address is known that is really connected to: a name that means another address a moment later changes nothing.
curl_socket_t connect_to(void* user, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(user);
    if (!exchange.private_addresses && !is_public(address->addr)) {
        exchange.refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto* stop = static_cast<Exchange*>(user)->stop;
    return stop != nullptr && stop->load() ? 1 : 0;
}

void prepare(Exchange& exchange, const std::string& url, const char* protocols) {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    ASSERT(ready);
    ASSERT(exchange.handle != nullptr);
    set(exchange, CURLOPT_URL, url.c_str());
    set(exchange, CURLOPT_PROTOCOLS_STR, protocols);
    set(exchange, CURLOPT_FOLLOWLOCATION, 0L);
    set(exchange, CURLOPT_PROXY, "");
    set(exchange, CURLOPT_NOSIGNAL, 1L);
    set(exchange, CURLOPT_TIMEOUT, static_cast<long>(base::limits::delivery_seconds_max.value));
    set(exchange, CURLOPT_CONNECTTIMEOUT, static_cast<long>(base::limits::delivery_seconds_max.value / 2));
    set(exchange, CURLOPT_WRITEFUNCTION, &receive);
    set(exchange, CURLOPT_WRITEDATA, &exchange);
    set(exchange, CURLOPT_OPENSOCKETFUNCTION, &connect_to);
    set(exchange, CURLOPT_OPENSOCKETDATA, &exchange);
    set(exchange, CURLOPT_NOPROGRESS, 0L);
    set(exchange, CURLOPT_XFERINFOFUNCTION, &watch);
    set(exchange, CURLOPT_XFERINFODATA, &exchange);
}

/// The library's own sentences for codes: they quote nothing.
base::Error failed(const Exchange& exchange, CURLcode code, const std::string& url) {
    if (exchange.refused_address) return {base::Fault::denied, "this address is not on the public internet: " + host_of(url), "an administrator can allow it: \"charter setting put outgoing.private yes\""};
    if (exchange.too_long) return {base::Fault::outside, "the answer is too long: " + host_of(url), "delivery_bytes_max is its limit"};
    if (code == CURLE_ABORTED_BY_CALLBACK) return {base::Fault::interrupted, "stopped while it was under way: " + host_of(url), "it is tried again"};
    return {base::Fault::outside, fmt::format("{}: {}", host_of(url), curl_easy_strerror(code)), "check the address and that it can be reached from here"};
}

}  // namespace

std::string host_of(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t end = url.find_first_of("/?#", start);
    const std::size_t user = url.rfind('@', end);
    const std::size_t host = user == std::string::npos || user < start ? start : user + 1;
    return url.substr(0, start) + url.substr(host, end == std::string::npos ? end : end - host) + (end == std::string::npos || end + 1 == url.size() ? "" : "/...");
}

base::Result<HttpAnswer> ask(const HttpRequest& request, const Reach& reach) {
    Exchange exchange;
    exchange.private_addresses = reach.private_addresses;
    exchange.stop = reach.stop;
    prepare(exchange, request.url, "http,https");
    List headers(nullptr, &curl_slist_free_all);
    for (const auto& header : request.headers) headers.reset(curl_slist_append(headers.release(), header.c_str()));
    headers.reset(curl_slist_append(headers.release(), "Expect:"));
    set(exchange, CURLOPT_HTTPHEADER, headers.get());
    set(exchange, CURLOPT_USERAGENT, "charter/" CHARTER_VERSION);
    if (request.body) {
        set(exchange, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
        set(exchange, CURLOPT_POSTFIELDS, request.body->c_str());
    }
    const CURLcode code = curl_easy_perform(exchange.handle.get());
    long status = 0;
    curl_easy_getinfo(exchange.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    // A long answer to a message that was taken changes nothing about that.
    if (code != CURLE_OK && !(exchange.too_long && request.body && status != 0)) return failed(exchange, code, request.url);
    HttpAnswer answer{.status = static_cast<int>(status), .body = std::move(exchange.received), .retry_after_s = {}};
    curl_off_t wait = 0;
    if (curl_easy_getinfo(exchange.handle.get(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) answer.retry_after_s = wait;
    return answer;
}

base::Result<base::Done> send_mail(const MailServer& server, const std::string& from, const std::string& to, const std::string& message, const std::atomic<bool>* stop) {
    Exchange exchange;
    exchange.stop = stop;
    exchange.sending = message;
    prepare(exchange, server.url, "smtp,smtps");
    set(exchange, CURLOPT_USE_SSL, static_cast<long>(server.must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!server.user.empty()) {
        set(exchange, CURLOPT_USERNAME, server.user.c_str());
        set(exchange, CURLOPT_PASSWORD, server.password.c_str());
    }
    const std::string sender = "<" + from + ">", receiver = "<" + to + ">";
    List receivers(curl_slist_append(nullptr, receiver.c_str()), &curl_slist_free_all);
    set(exchange, CURLOPT_MAIL_FROM, sender.c_str());
    set(exchange, CURLOPT_MAIL_RCPT, receivers.get());
    set(exchange, CURLOPT_UPLOAD, 1L);
    set(exchange, CURLOPT_READFUNCTION, &send);
    set(exchange, CURLOPT_READDATA, &exchange);
    const CURLcode code = curl_easy_perform(exchange.handle.get());
    if (code == CURLE_OK) return base::Done{};
    long status = 0;
    curl_easy_getinfo(exchange.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    base::Error error = failed(exchange, code, server.url);
    if (status >= 400) error.what += fmt::format(" (it answered {})", status);
    if (status >= 500 && code != CURLE_LOGIN_DENIED) error.fault = base::Fault::denied;
    return error;
}

}  // namespace delivery
