#pragma once

#include <string>
#include <string_view>

#include "observations/store.h"
#include "operations/service/service.h"
#include "protocols/protocols.h"

/// What operations that take in observations share: whose events are these, and what became of them.
namespace operations {

/// What was received, with rejects counted from the beginning of the request.
struct Taken {
    std::int64_t accepted = 0, duplicates = 0, rejected = 0;
    std::vector<observations::Reject> rejects;
};

/// The product that is named, else the only one that there is; nothing where each event has to name its own.
base::Result<std::shared_ptr<Product>> product_for(Service& service, std::string_view named);

/// Events of one product, or of the products that they name. Faults: `denied` where the actor may not send to the product that the
/// request names, those of the store.
base::Result<Taken> take_lines(const Request& request, const std::shared_ptr<Product>& product, std::string_view lines);
/// Events that came in another form: line numbers are those of its items.
base::Result<Taken> take_converted(const Request& request, const std::shared_ptr<Product>& product, const protocols::Converted& converted);

}  // namespace operations
