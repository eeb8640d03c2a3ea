#include "operations/feedback/sender.h"

namespace operations {

namespace {

std::string header(const Request& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string() : found->second;
}

/// A session's cookie counts for nothing here: it is sent along whoever made the page.
std::string token_of(const Request& request) {
    const std::string given = header(request, "authorization");
    return given.starts_with("Bearer ") ? given.substr(7) : header(request, "x-api-key");
}

}  // namespace

bool may_page_send(Service& service, std::string_view product, std::string_view origin) {
    const auto found = service.product(product);
    const auto feedback = found ? charter::feedback_of(*(*found)->document()) : std::nullopt;
    return feedback && feedback->allows(origin);
}

base::Result<FeedbackSender> sender_of(const Request& request, const std::string& product, base::Time now) {
    const std::string token = token_of(request), origin = header(request, "origin");
    FeedbackSender sender;
    const auto denied = [&](const std::string& what) { return base::Error{base::Fault::denied, what, "name the page's origin in the charter, feedback: {origins: [...]}, or send a token with the scope ingest"}; };
    if (token.empty() && origin.empty()) return denied("feedback without an origin or a token");
    const auto found = request.service->product(product);
    if (token.empty()) {
        // Whether there is such a product is told to nobody who may not know.
        if (!may_page_send(*request.service, product, origin)) return denied("no feedback is taken from pages of: " + origin.substr(0, 200));
    } else {
        ASSIGN_OR_RETURN(const auto actor, request.service->registry().actor_of(token, now));
        if (!actor) return base::Error{base::Fault::unknown, "the token is not one of ours, has expired or was revoked", "ask an administrator for a new one"};
        if (!actor->may(base::Scope::ingest, product)) return base::Error{base::Fault::denied, actor->name + " may not ingest " + product, "ask an administrator for the scope ingest"};
    }
    if (!found) return found.error();
    sender.product = *found;
    sender.document = sender.product->document();
    auto asked = charter::feedback_of(*sender.document);
    if (!asked) return base::Error{base::Fault::missing, "the charter asks nobody what they think: " + product, "add a section: feedback: {origins: [https://...], kinds: [thumbs, text]}"};
    sender.asked = *std::move(asked);
    return sender;
}

}  // namespace operations
