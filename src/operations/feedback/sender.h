#pragma once

#include <memory>
#include <string>

#include "charter/feedback.h"
#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

/// Who may send feedback about a product, and what is asked there.
struct FeedbackSender {
    std::shared_ptr<Product> product;
    std::shared_ptr<const charter::Charter> document;
    charter::Feedback asked;
};

/// Whether the product's charter names the origin of a page.
bool may_page_send(Service& service, std::string_view product, std::string_view origin);

/// A page whose origin the charter names, or whoever has a token with the scope ingest. Faults: `missing` where the charter has no
/// `feedback`, `denied` for every other page, and for whoever says neither.
base::Result<FeedbackSender> sender_of(const Request& request, const std::string& product, base::Time now);

}  // namespace operations
