#include "operations/shared/flags_asked.h"

namespace operations {

base::Result<std::string> product_asked(const Request& request, const Arguments& arguments) {
    if (arguments.has("product")) {
        ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
        return product->document()->product;
    }
    std::vector<std::string> seen;
    for (auto& id : request.service->products()) {
        if (request.actor->may(base::Scope::view, id)) seen.push_back(std::move(id));
    }
    if (seen.size() == 1) return seen.front();
    if (seen.empty()) return base::Error{base::Fault::missing, "there is no product that the token may view", "send a charter first: charter apply FILE"};
    return base::Error{base::Fault::input, "the token may view several products, and the request names none", "use a token for one product, the base address /v1/products/NAME, or ?product=NAME"};
}

}  // namespace operations
