#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{gate_product, format_parameter, json_parameter}};

std::string words_of(const charter::Gate& gate) {
    std::string text = gate.id + (gate.title.empty() ? "" : ": " + gate.title) + "\n";
    for (const auto& asked : gate.promises) text += fmt::format("  {} on {}\n", asked.promise, name(asked.on));
    for (const auto& role : gate.approvals) text += fmt::format("  approval by {}\n", role);
    for (const auto& review : gate.reviews) text += fmt::format("  review {} within {}\n", review.promise, base::format(review.within));
    for (const auto& budget : gate.budgets) text += fmt::format("  {} broken in at most {} of the windows of {}\n", budget.promise, budget.broken_at_most, base::format(budget.over));
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const auto document = product->document();
    struct Waits {
        std::string gate, version;
        records::ApprovalRequest asked;
    };
    std::vector<Waits> waits;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) {
        for (const auto& [key, records] : state.gates()) {
            if (key[0] == report::well_formed(document->product) && !records.requests.empty()) waits.push_back({key[1], key[2], records.requests.back()});
        }
    }));
    std::string text;
    base::json::array gates, requests;
    for (const auto& gate : charter::gates_of(*document)) {
        text += report::plain(gate.id).empty() ? "" : words_of(gate);
        base::json::array promises;
        for (const auto& asked : gate.promises) promises.emplace_back(base::json::object{{"promise", asked.promise}, {"on", name(asked.on)}});
        base::json::array roles;
        for (const auto& role : gate.approvals) roles.emplace_back(role);
        gates.emplace_back(base::json::object{{"id", gate.id}, {"title", gate.title}, {"promises", std::move(promises)}, {"approvals", std::move(roles)}});
        for (const auto& one : waits) {
            if (one.gate != gate.id) continue;
            ASSIGN_OR_RETURN(const auto card, judge_gate(*request.service, *product, gate, one.version));
            const bool stands = card.subject == one.asked.subject;
            const std::string state = !stands ? "void: what was asked about has changed" : card.opens() ? "open" : one.asked.due < surroundings.now ? "overdue" : "waits";
            text += fmt::format("  version {} was asked for on {}: {}\n", report::plain(one.version), base::format(one.asked.time).substr(0, 10), state);
            requests.emplace_back(base::json::object{{"gate", gate.id}, {"version", one.version}, {"subject", one.asked.subject}, {"due", base::format(one.asked.due)}, {"state", state}});
        }
    }
    if (gates.empty()) text = "The charter has no gates.\n";
    return shown(arguments, std::move(text), base::json::object{{"gates", std::move(gates)}, {"requests", std::move(requests)}});
}

}  // namespace

extern const Operation gate_list{
    .id = "gate_list",
    .command = "gates list",
    .route = {Method::get, "/v1/products/{product}/gates"},
    .scope = base::Scope::view,
    .summary = "The gates of a product, and which versions wait before them.",
    .about = "Of each gate what it asks for; of each version whose approval was asked for last, whether it waits, is overdue, is open, or is void because charter, version or evidence have changed since.",
    .parameters = parameters,
    .example = "charter gates list flight-delay-alerts",
    .run = run,
};

}  // namespace operations
