#include "http/feedback_pages.h"

#include <boost/url.hpp>

#include <charconv>

#include "operations/feedback/said.h"
#include "operations/feedback/sender.h"

namespace http {

namespace {

std::string header(const Asked& asked, std::string_view name) {
    const auto found = asked.headers.find(name);
    return found == asked.headers.end() ? std::string() : found->second;
}

/// A body of unknown length may become any.
bool may_be_too_large(const Asked& asked) {
    const std::string length = header(asked, "content-length");
    std::size_t bytes = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bytes);
    return !header(asked, "transfer-encoding").empty() || error != std::errc() || end != length.data() + length.size() || bytes > operations::feedback_bytes_max;
}

}  // namespace

std::optional<std::string> FeedbackPages::product_of(std::string_view target) {
    if (!target.starts_with("/v1/products/")) return std::nullopt;
    const auto url = boost::urls::parse_origin_form(target);
    if (!url) return std::nullopt;
    std::vector<std::string> path;
    for (const auto& segment : url->segments()) path.emplace_back(segment);
    const bool one = path.size() == 4 || (path.size() == 5 && path[4] == "form");
    return one && path[3] == "feedback" ? std::optional(path[2]) : std::nullopt;
}

std::optional<Answer> FeedbackPages::preflight(const Asked& asked) const {
    if (asked.method != "OPTIONS") return std::nullopt;
    const auto product = product_of(asked.target);
    if (!product) return std::nullopt;
    Answer answer;
    answer.status = 403;
    answer.type.clear();
    const std::string origin = header(asked, "origin");
    if (origin.empty() || !operations::may_page_send(service_, *product, origin)) return answer;
    answer.status = 204;
    answer.headers = {{"Access-Control-Allow-Methods", "GET, POST, OPTIONS"}, {"Access-Control-Allow-Headers", "Content-Type"}, {"Access-Control-Max-Age", "600"}};
    return answer;
}

void FeedbackPages::let_pages_read(const Asked& asked, Answer& answer) const {
    const auto product = product_of(asked.target);
    if (!product) return;
    answer.headers.emplace_back("Vary", "Origin");
    const std::string origin = header(asked, "origin");
    if (origin.empty() || !operations::may_page_send(service_, *product, origin)) return;
    answer.headers.emplace_back("Access-Control-Allow-Origin", origin);
    answer.headers.emplace_back("Access-Control-Expose-Headers", "Retry-After");
    answer.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
}

base::Result<base::Done> FeedbackPages::admit(const Asked& asked, base::Time now) {
    if (asked.method != "POST" || !product_of(asked.target)) return base::Done{};
    if (may_be_too_large(asked)) return base::Error{base::Fault::input, "feedback is one body of known length, of at most " + std::to_string(operations::feedback_bytes_max.value) + " bytes (feedback_bytes_max)", "send Content-Length, and fewer words"};
    // Who has a token is known by it, and counted as everywhere.
    if (!header(asked, "authorization").empty() || !header(asked, "x-api-key").empty()) return base::Done{};
    if (!sent_.take(asked.address, now)) return base::Done{};
    return base::Error{base::Fault::limit, "too much feedback from one address in too little time", "wait a moment; an application that passes on what many say sends it with a token"};
}

}  // namespace http
