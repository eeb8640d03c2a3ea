#include <array>

#include <boost/url.hpp>

#include "operations/shared/flags_asked.h"
#include "protocols/ofrep/ofrep.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    {.name = "CONTEXT", .kind = Parameter::Kind::body, .sentence = "{\"context\": {\"targetingKey\": ..., ...}}; - reads it from standard input.", .placeholder = "FILE", .positional = true},
    {.name = "product", .sentence = "Whose flags; else those of the only product which the token may view.", .placeholder = "PRODUCT"},
    {.name = "flagConfigEtag", .sentence = "What a message of the stream said, for whoever keeps answers in between; here every answer is of now.", .placeholder = "TAG"},
    {.name = "flagConfigLastModified", .sentence = "The same.", .placeholder = "SECONDS"},
}};

/// A path, so that it works behind whatever stands before this server; clients take the origin of their base address.
std::string stream_of(const FlagBoard& flags, const std::string& product, base::Time now) {
    boost::urls::url url("/ofrep/v1/events");
    url.params().append({"product", product});
    url.params().append({"ticket", flags.ticket_for(product, now)});
    return std::string(url.buffer());
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, product_asked(request, arguments));
    const FlagBoard& flags = request.service->flags();
    const auto served = flags.of(product);
    const std::string tag = protocols::ofrep::tag_of(*served, request.body);
    const auto known = request.headers.find("if-none-match");
    if (known != request.headers.end() && protocols::ofrep::names(known->second, tag)) return Output{.type = "", .status = 304, .headers = {{"ETag", tag}}};
    auto answer = protocols::ofrep::answer_all(*served, request.body, stream_of(flags, product, surroundings.now));
    Output output{.text = std::move(answer.body), .type = "application/json", .status = answer.status};
    if (answer.status == 200) output.headers.emplace_back("ETag", tag);
    return output;
}

}  // namespace

extern const Operation ofrep_evaluate_all{
    .id = "ofrep_evaluate_all",
    .command = "flag evaluate-all",
    .route = {Method::post, "/ofrep/v1/evaluate/flags"},
    .scope = base::Scope::view,
    .summary = "The values of all flags of a product for whoever asks, by OpenFeature's protocol (OFREP).",
    .about = "With an ETag: a client that sends it back as If-None-Match is answered 304 as long as neither the flags nor its context changed. `eventStreams` names the stream that tells when to ask again.",
    .parameters = parameters,
    .example = "charter flag evaluate-all context.json --product flight-delay-alerts",
    .run = run,
};

}  // namespace operations
