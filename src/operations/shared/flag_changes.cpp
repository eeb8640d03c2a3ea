#include "operations/shared/flag_changes.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/nearest.h"
#include "report/escape.h"
#include "rollout/flag_json.h"

namespace operations {

namespace {

/// Every bulk answer holds every flag of the product.
constexpr std::size_t flags_max = 1'000;

base::Result<base::Done> write_down(const Request& request, base::Time now, const std::string& product, const rollout::Flag& flag, const std::string& event, const std::string& reason) {
    records::Plan plan;
    base::json::object body{{"product", report::well_formed(product)}, {"flag", flag.key}, {"event", event}, {"by", request.actor->id}};
    const auto beside = [&](const char* name, const std::string& text) {
        plan.asides.push_back(records::aside_of(report::well_formed(text), records::new_salt()));
        body[name] = records::reference_to(plan.asides.back());
    };
    beside("actor", request.actor->name);
    beside("reason", reason);
    if (event != "removed") beside("content", base::canonical(rollout::json_of(flag)));
    plan.drafts.push_back({"flag", std::move(body)});
    RETURN_IF_ERROR(request.service->ledger().append([&](const records::State&) { return plan; }, now));
    return base::Done{};
}

}  // namespace

base::Result<base::Done> change_flag(const Request& request, base::Time now, const std::string& product, const rollout::Flag& flag, const std::string& event, const std::string& reason) {
    if (reason.find_first_not_of(" \t\r\n") == std::string::npos) return base::Error{base::Fault::input, "a change of a flag without a reason: " + flag.key, "say why: --reason \"...\""};
    FlagBoard& flags = request.service->flags();
    if (event != "removed" && !flags.find(product, flag.key) && flags.list(product).size() >= flags_max) return base::Error{base::Fault::limit, "too many flags of " + product, fmt::format("at most {}; remove those that nobody asks for", flags_max)};
    RETURN_IF_ERROR(write_down(request, now, product, flag, event, reason));
    return event == "removed" ? flags.remove(product, flag.key, now) : flags.put(product, flag, now);
}

base::Result<rollout::Flag> flag_called(Service& service, const std::string& product, const std::string& key) {
    if (auto found = service.flags().find(product, key)) return *std::move(found);
    std::vector<std::string> known;
    for (const auto& flag : service.flags().list(product)) known.push_back(flag.key);
    const auto nearest = base::nearest_name(key, known);
    return base::Error{base::Fault::missing, fmt::format("{} has no such flag: {}", product, key.substr(0, 60)), nearest.empty() ? "\"charter flag list " + product + "\" shows what it has" : "did you mean " + nearest + "?"};
}

std::string words_of(const rollout::Flag& flag) {
    const std::string otherwise = flag.default_outcome ? report::plain(flag.outcomes[*flag.default_outcome].variant) : "what the code has";
    std::string text = fmt::format("{}: {}, {}; ", flag.key, rollout::name_of(flag.type), rollout::name_of(flag.kind));
    if (!flag.enabled) return text + "not enabled: " + otherwise + " for everybody";
    if (!flag.rules.empty()) text += fmt::format("{} rule{}, then ", flag.rules.size(), flag.rules.size() == 1 ? "" : "s");
    for (const auto& share : flag.split) text += fmt::format("{} for {:.4g} % of the units, ", report::plain(flag.outcomes[share.outcome].variant), share.parts * 100.0 / rollout::everyone);
    return text + (flag.split.empty() ? otherwise : "else " + otherwise);
}

}  // namespace operations
