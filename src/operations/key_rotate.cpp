#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "observations/pseudonyms.h"
#include "operations/access/members.h"
#include "records/ledger/encoding.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> keys{"ledger", "pseudonyms"};
constexpr std::array<Parameter, 3> parameters{{
    {.name = "key", .sentence = "Which: the one that signs the ledger, or the one that pseudonyms are made with.", .placeholder = "KEY", .required = true, .positional = true, .choices = keys},
    format_parameter,
    json_parameter,
}};

base::Result<Output> rotate_ledger(const Arguments& arguments, const Request& request, base::Time now) {
    records::Ledger& ledger = request.service->ledger();
    std::vector<records::Aside> asides{records::aside_of(report::well_formed(request.actor->name), records::new_salt())};
    base::json::object body{{"by", request.actor->id}, {"actor", records::reference_to(asides.front())}};
    ASSIGN_OR_RETURN(const auto added, ledger.rotate_key(std::move(body), std::move(asides), now));
    const std::string key = records::base64(ledger.key().bytes());
    return shown(arguments, fmt::format("The ledger goes on under a new key, entry {}. Its public key is now {}\n", added.first, key), base::json::object{{"key", arguments.text("key")}, {"entry", added.first}, {"public", key}});
}

base::Result<Output> rotate_pseudonyms(const Arguments& arguments, const Request& request, base::Time now) {
    const std::string& folder = request.service->folder();
    ASSIGN_OR_RETURN(const auto held, records::HeldKeys::of(folder));
    ASSIGN_OR_RETURN(const auto count, observations::Pseudonyms::add_key(folder + "/keys/pseudonyms.key"));
    RETURN_IF_ERROR(remember(request, now, "pseudonym_key", {{"event", "added"}, {"keys", count}}));
    return shown(arguments, fmt::format("There are {} keys of pseudonyms. The newest counts from the next start on, which brings what is kept under it.\n", count), base::json::object{{"key", arguments.text("key")}, {"keys", count}});
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    return arguments.text("key") == "pseudonyms" ? rotate_pseudonyms(arguments, request, surroundings.now) : rotate_ledger(arguments, request, surroundings.now);
}

}  // namespace

extern const Operation key_rotate{
    .id = "key_rotate",
    .command = "key rotate",
    .route = {Method::post, "/v1/keys/{key}/rotate"},
    .scope = base::Scope::administer,
    .summary = "Changes a key of this server.",
    .about = "The ledger's: a new key is made, an entry that both keys have signed says so, and everything before it stays verifiable (docs/ledger.md); the old private key is gone from the folder. Nothing waits for it, and a server that is killed "
             "meanwhile goes on under the one key or the other. That of pseudonyms: a further key is added, which makes of each pseudonym another one; at the next start what is kept is brought under it, so that everybody is recognised again and whoever "
             "had the keys before can guess nothing from what is kept after it.",
    .parameters = parameters,
    .example = "charter key rotate ledger",
    .run = run,
};

}  // namespace operations
