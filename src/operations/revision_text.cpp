#include <array>

#include "operations/operation.h"
#include "operations/shared/revisions.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "digest", .sentence = "The digest of the revision: charter revisions lists them.", .placeholder = "DIGEST", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const std::string id = product->document()->product, digest = arguments.text("digest");
    ASSIGN_OR_RETURN(const auto revisions, revisions_of(service, id));
    ASSIGN_OR_RETURN(const auto text, text_of(service, id, revisions, digest));
    return Output{.text = text.text, .type = "application/yaml", .headers = {{"X-Charter-Digest", digest}, {"X-Charter-As-Written", text.as_written ? "true" : "false"}}};
}

}  // namespace

extern const Operation revision_text{
    .id = "revision_text",
    .command = "revision text",
    .route = {Method::get, "/v1/products/{product}/revisions/{digest}"},
    .scope = base::Scope::view,
    .summary = "A revision of a product's charter, as it was written.",
    .about = "The ledger holds what was agreed, without its comments; the text lies beside it. Of a revision that was agreed before texts were kept, what the ledger holds is set out instead, and the header X-Charter-As-Written says false.",
    .parameters = parameters,
    .example = "charter revision text flight-delay-alerts sha256:4f1c9a0b77de1c5cf0a17b0cbb3a3a2b5f9d4a6e7b8c9d0e1f2a3b4c5d6e7f80",
    .run = run,
};

}  // namespace operations
