#include <array>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 2> parameters{{
    {.name = "format", .sentence = "How to write them.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    base::json::array list;
    std::string text;
    for (const auto& id : request.service->products()) {
        if (!request.actor->may(base::Scope::view, id)) continue;
        ASSIGN_OR_RETURN(const auto product, request.service->product(id));
        const auto document = product->document();
        list.emplace_back(base::json::object{{"product", id}, {"vision", document->vision}, {"digest", base::format(document->digest)}, {"promises", document->promises.size()}, {"predictions", product->store().rows()}});
        text += id + (document->vision.empty() ? "" : ": " + document->vision) + "\n";
    }
    if (arguments.text("format", "text") == "json") return Output{.text = base::pretty(list) + "\n", .type = "application/json"};
    return Output{.text = text.empty() ? "There is no product yet; send a charter: charter apply FILE\n" : text};
}

}  // namespace

extern const Operation products{
    .id = "products",
    .command = "products",
    .route = {Method::get, "/v1/products"},
    .scope = base::Scope::view,
    .summary = "The products that a server holds to their charters.",
    .about = "Those that whoever asks may view.",
    .parameters = parameters,
    .example = "charter products",
    .run = run,
};

}  // namespace operations
