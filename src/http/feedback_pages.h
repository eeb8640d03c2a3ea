#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/token_bucket.h"
#include "http/server.h"

namespace operations {
class Service;
}

/// Pages of others that send feedback: /v1/products/NAME/feedback, and the form below it. A browser lets a page of another origin ask
/// only where we say that it may (Fetch standard, CORS protocol), and we say so of the origins alone that the product's charter names.
/// Nothing is known of whoever asks but an address: no cookie counts.
namespace http {

class FeedbackPages {
public:
    explicit FeedbackPages(operations::Service& service) : service_(service), sent_({.at_once = at_once_max, .per_second = per_second_max}) {}

    /// The product; nothing: the path is another.
    static std::optional<std::string> product_of(std::string_view target);

    /// What a browser asks before it lets a page send; without headers where the page may not. Nothing: it is not for us.
    std::optional<Answer> preflight(const Asked& asked) const;
    /// A page of an origin that the charter names may read the answer.
    void let_pages_read(const Asked& asked, Answer& answer) const;
    /// Before a body is read: whether it is too large, or comes too often from one address.
    base::Result<base::Done> admit(const Asked& asked, base::Time now);

    static constexpr double at_once_max = 30, per_second_max = 1;

private:
    operations::Service& service_;
    base::TokenBuckets sent_;  ///< by address
};

}  // namespace http
