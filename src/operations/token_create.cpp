#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "base/limits.h"
#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr double usual_days = 90;
constexpr std::array<Parameter, 6> parameters{{
    {.name = "owner", .sentence = "Id, name or e-mail address of whoever it is for; oneself, where it is left out.", .placeholder = "WHO"},
    {.name = "label", .sentence = "What it is for, to know it again.", .placeholder = "WORDS"},
    {.name = "scope", .kind = Parameter::Kind::list, .sentence = "Allows only these of the owner's scopes.", .placeholder = "SCOPE"},
    {.name = "days", .kind = Parameter::Kind::number, .sentence = "Days until it expires.", .placeholder = "DAYS", .fallback = "90"},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto owner, people.find(arguments.text("owner", request.actor->id)));
    if (owner.id != request.actor->id) RETURN_IF_ERROR(must_administer(request));
    ASSIGN_OR_RETURN(auto scopes, scopes_in(arguments));
    // A token that allows little must not make one that allows all that its owner may.
    if (owner.id == request.actor->id) {
        if (scopes.empty()) {
            for (const auto& [scope, word] : base::scope_names) {
                if (request.actor->may_somewhere(scope)) scopes.push_back(scope);
            }
        }
        for (const auto scope : scopes) {
            if (!request.actor->may_somewhere(scope)) return base::Error{base::Fault::denied, fmt::format("this token does not allow {}, so one made with it cannot either", base::name(scope)), "sign in, or ask an administrator"};
        }
    }
    const double days = arguments.number("days").value_or(usual_days);
    if (!(days > 0 && days <= static_cast<double>(base::limits::token_days_max.value))) return base::Error{base::Fault::input, fmt::format("not a number of days: {}", arguments.text("days")), fmt::format("more than 0, at most {} (token_days_max)", base::limits::token_days_max.value)};
    const base::Time expires{surroundings.now.micros + static_cast<std::int64_t>(days * static_cast<double>(base::micros_per_day))};
    ASSIGN_OR_RETURN(const auto issued, people.issue(owner, arguments.text("label"), scopes, surroundings.now, expires));
    RETURN_IF_ERROR(remember(request, surroundings.now, "token", {{"event", "created"}, {"who", owner.id}, {"token", issued.token.id}, {"expires", base::format(expires)}}));
    auto value = json_of(issued.token, owner.name);
    value["secret"] = issued.secret;
    return shown(arguments, fmt::format("token {} of {}, until {}. It is shown this once:\n{}\n", issued.token.id, report::plain(owner.name), base::format(expires).substr(0, 10), issued.secret), value);
}

}  // namespace

extern const Operation token_create{
    .id = "token_create",
    .command = "token create",
    .route = {Method::post, "/v1/tokens"},
    .scope = base::Scope::view,
    .summary = "Makes a token, by which a person or a service is known.",
    .about = "For oneself, or for an administrator for anybody. It allows what its owner may do at that moment, or with --scope less, and expires. The secret is shown once and kept as a slow hash. Send it as `Authorization: Bearer ...`, or set "
             "CHARTER_TOKEN.",
    .parameters = parameters,
    .example = "charter token create --owner collector --label \"feature store\" --scope ingest --days 30",
    .run = run,
};

}  // namespace operations
