#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/shared/flag_changes.h"
#include "report/escape.h"
#include "rollout/flag_json.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    format_parameter,
    json_parameter,
}};

base::json::object release_json(const rollout::VersionFlag& version) {
    const auto shares = rollout::shares_of(version.split.candidate, version.split.holdout);
    const auto share = [&](rollout::Parts parts) { return version.active ? static_cast<double>(parts) / rollout::everyone : 0.0; };
    return {{"release", report::well_formed(version.release)}, {"current", report::well_formed(version.current)}, {"candidate", report::well_formed(version.candidate)}, {"active", version.active},
            {"candidate_share", share(shares.candidate)}, {"control_share", share(shares.control)}};
}

std::string release_words(const rollout::VersionFlag& version) {
    if (!version.active) return fmt::format("{}: version {} for everybody", version.key, version.current.empty() ? "of the code" : report::plain(version.current));
    const auto shares = rollout::shares_of(version.split.candidate, version.split.holdout);
    return fmt::format("{}: release {}; version {} for {:.4g} % of the units, version {} for the others", version.key, report::plain(version.release), report::plain(version.candidate), shares.candidate * 100.0 / rollout::everyone,
                       report::plain(version.current));
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const std::string id = product->document()->product;
    std::string text;
    base::json::object flags, versions;
    for (const auto& version : request.service->flags().versions(id)) {
        versions[version.key] = release_json(version);
        text += release_words(version) + ".\n";
    }
    for (const auto& flag : request.service->flags().list(id)) {
        flags[flag.key] = rollout::json_of(flag);
        text += words_of(flag) + ".\n";
    }
    if (text.empty()) text = id + " has no flags; \"charter flag put\" makes one.\n";
    return shown(arguments, text, base::json::object{{"product", id}, {"flags", std::move(flags)}, {"versions", std::move(versions)}});
}

}  // namespace

extern const Operation flag_list{
    .id = "flag_list",
    .command = "flag list",
    .route = {Method::get, "/v1/products/{product}/flags"},
    .scope = base::Scope::view,
    .summary = "Lists a product's flags as they stand, and the versions that releases give out.",
    .about = "With --json each flag is as `charter flag put` takes it.",
    .parameters = parameters,
    .example = "charter flag list flight-delay-alerts",
    .run = run,
};

}  // namespace operations
