#include <array>

#include <boost/json.hpp>

#include "delivery/settings.h"
#include "operations/access/members.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "name", .sentence = "Which; `charter setting list` says what there is, and secret.NAME is what a charter calls secret:NAME.", .placeholder = "NAME", .required = true, .positional = true},
    {.name = "VALUE", .kind = Parameter::Kind::body, .sentence = "A file with the value; - reads it from standard input, so that a secret stands in no history. An empty one takes the setting away.", .placeholder = "FILE", .positional = true},
    {.name = "value", .sentence = "The value itself, where it is no secret.", .placeholder = "TEXT"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    const std::string name = arguments.text("name");
    const auto* known = delivery::known_setting(name);
    if (known == nullptr) return base::Error{base::Fault::missing, "there is no such setting: " + name.substr(0, 60), "\"charter setting list\" says what there is"};
    if (known->secret && arguments.has("value")) return base::Error{base::Fault::input, "a secret on the command line, where others can read it: " + name, "send it in the body: charter setting put " + name + " -"};
    std::string value = arguments.has("value") ? arguments.text("value") : std::string(request.body);
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
    if (!value.empty()) RETURN_IF_ERROR(delivery::check_setting(name, value));
    RETURN_IF_ERROR(request.service->registry().set(name, value));
    RETURN_IF_ERROR(remember(request, surroundings.now, "setting", {{"setting", name}, {"event", value.empty() ? "taken away" : "set"}}));
    return Output{.text = name + (value.empty() ? " is not set any more.\n" : " is set.\n")};
}

}  // namespace

extern const Operation setting_put{
    .id = "setting_put",
    .command = "setting put",
    .route = {Method::put, "/v1/settings/{name}"},
    .scope = base::Scope::administer,
    .summary = "Sets how this server reaches people, and how people are known.",
    .about = "It counts from the next message or sign-in on. The ledger says that it was set and by whom, never to what.",
    .parameters = parameters,
    .example = "charter setting put mail.server --value smtps://mail.example.org",
    .run = run,
};

}  // namespace operations
