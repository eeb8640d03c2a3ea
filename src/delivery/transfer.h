#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

/// Requests to other servers: one HTTP request, one e-mail. The only file of this folder that knows libcurl.
///
/// Limits: no redirects are followed and no proxy is used; an exchange takes at most delivery_seconds_max, and of an answer
/// delivery_bytes_max are read. Messages of errors name the host and never the whole address, which may be a secret.
namespace delivery {

/// What may be reached, and how it ends early.
struct Reach {
    bool private_addresses = false;
    const std::atomic<bool>* stop = nullptr;
};

struct HttpRequest {
    std::string url;                        ///< `https://` or `http://`
    std::vector<std::string> headers{};     ///< `Name: value`
    std::optional<std::string> body{};      ///< of a POST; none: GET
};

struct HttpAnswer {
    int status = 0;
    std::string body;
    std::optional<std::int64_t> retry_after_s;
};

/// An error is one of the way there: no such host, no answer, an address that may not be reached (Fault::denied). Every status is an answer.
base::Result<HttpAnswer> ask(const HttpRequest& request, const Reach& reach);

struct MailServer {
    std::string url;       ///< `smtp://host:587`, `smtps://host`
    std::string user, password;
    bool must_encrypt = true;
};

/// Fault::denied: the server refused it for good (5xx); everything else may be tried again.
base::Result<base::Done> send_mail(const MailServer& server, const std::string& from, const std::string& to, const std::string& message, const std::atomic<bool>* stop);

/// `https://hooks.example.org/...` without what follows the host; for people.
std::string host_of(const std::string& url);

}  // namespace delivery
