#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "delivery/settings.h"
#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{format_parameter, json_parameter}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    std::string text;
    base::json::array list;
    for (const auto& known : delivery::known_settings()) {
        ASSIGN_OR_RETURN(const auto value, request.service->registry().setting(std::string(known.name)));
        const std::string written = !value ? "" : known.secret ? "(set)" : *value;
        text += fmt::format("{:20} {}\n{:20} {}\n", known.name, written.empty() ? "-" : report::plain(written), "", known.sentence);
        list.push_back(base::json::object{{"name", known.name}, {"sentence", known.sentence}, {"secret", known.secret}, {"set", value.has_value()}, {"value", value && !known.secret ? base::json::value(report::well_formed(*value)) : base::json::value(nullptr)}});
    }
    return shown(arguments, std::move(text), list);
}

}  // namespace

extern const Operation setting_list{
    .id = "setting_list",
    .command = "setting list",
    .route = {Method::get, "/v1/settings"},
    .scope = base::Scope::administer,
    .summary = "The settings of this server.",
    .about = "Of secrets only whether they are set.",
    .parameters = parameters,
    .example = "charter setting list",
    .run = run,
};

}  // namespace operations
