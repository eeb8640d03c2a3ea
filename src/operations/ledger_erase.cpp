#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"
#include "records/ledger/ledger.h"

namespace operations {

namespace {

namespace json = base::json;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "text", .sentence = "What to erase, as it was given: a name, a comment. All that is exactly this goes.", .placeholder = "TEXT", .required = true},
    {.name = "ground", .sentence = "Why; stands in the ledger for good, so it must not say what is erased.", .placeholder = "WORDS", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const std::string text = arguments.text("text"), ground = arguments.text("ground");
    if (ground.find(text) != std::string::npos) return base::Error{base::Fault::input, "--ground repeats what is to be erased", "say why without it: \"request of 2 March\""};
    ASSIGN_OR_RETURN(const auto reading, read_ledger(arguments.text("LEDGER")));
    ASSIGN_OR_RETURN(const auto asides, reading.storage->asides());
    records::Plan plan;
    json::array references;
    for (const auto& aside : asides) {
        if (aside.text != text) continue;
        plan.erased.push_back(aside.digest);
        references.emplace_back(records::reference_to(aside));
    }
    if (plan.erased.empty()) return base::Error{base::Fault::missing, "nothing beside the ledger is exactly this text", "\"charter ledger show\" lists the names as they were given"};
    plan.drafts.push_back({"erasure", {{"asides", std::move(references)}, {"ground", ground}}});
    ASSIGN_OR_RETURN(const auto ledger, records::Ledger::open(arguments.text("LEDGER")));
    ASSIGN_OR_RETURN(const auto added, ledger->append([&](const records::State&) { return plan; }, surroundings.now));
    return Output{fmt::format("Erased {} times; entry {} says so. Exports and backups made before still have it.\n", plan.erased.size(), added.first), 0};
}

}  // namespace

extern const Operation ledger_erase{
    .id = "ledger_erase",
    .command = "ledger erase",
    .scope = on_this_machine,
    .summary = "Erases a name or a comment that lies beside a ledger.",
    .about = "The entries stay as they are and the chain still verifies: they hold a salted digest, and with the salt gone nobody can find out what it was of. That something was erased, and why, becomes an entry.",
    .parameters = parameters,
    .example = "charter ledger erase ledger --text \"R. Example\" --ground \"request of 2 March\"",
    .run = run,
};

}  // namespace operations
