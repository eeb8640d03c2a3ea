#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"
#include "report/numbers.h"

namespace operations {

namespace {

namespace json = base::json;
using records::Verification;

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 5> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder, or a file that \"charter ledger export\" wrote.", .required = true, .positional = true},
    {.name = "checkpoint", .sentence = "A checkpoint that was kept elsewhere: shows a cut end and a rewritten chain.", .placeholder = "FILE"},
    {.name = "key", .sentence = "A public key of the ledger as it was kept elsewhere, in base64.", .placeholder = "KEY", .fallback = "the ledger's own, which is believed"},
    {.name = "format", .sentence = "How to write what was found.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::Result<std::string> text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Error{base::Fault::missing, "cannot read file: " + path, "check the path and its permissions"};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

base::Result<Verification> verified(const std::string& path, records::Kept kept) {
    if (!std::filesystem::is_directory(path)) {
        ASSIGN_OR_RETURN(const std::string text, text_of(path));
        return records::verify_export(text, std::move(kept));
    }
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(path));
    records::Verifier verifier(std::move(kept));
    RETURN_IF_ERROR(records::write_export(*ledger.storage, ledger.key, [&](const std::string& line) { verifier.line(line); }));
    return verifier.finish();
}

std::string as_text(const Verification& found, bool kept) {
    std::string out;
    for (const auto& finding : found.findings) out += finding.where + ": " + finding.what + "\n";
    const auto counted = [](std::uint64_t count, std::string_view one, std::string_view many) { return report::counted(static_cast<std::int64_t>(count), one, many); };
    out += fmt::format("{}: {}, {} beside them, {} erased; {} computed again from {} counts.\n", found.ok() ? "The ledger verifies" : "The ledger does NOT verify", counted(found.entries, "entry", "entries"),
                       counted(found.asides, "name or comment", "names and comments"), found.erased, counted(found.recomputed, "verdict", "verdicts"), found.recomputed == 1 ? "its" : "their");
    if (found.key_changes > 0) out += fmt::format("Its key was changed {}, each time signed by the one before and the one after; it is now {}.\n", report::counted(static_cast<std::int64_t>(found.key_changes), "time", "times"), found.key);
    if (found.ok() && !kept) out += "No checkpoint from elsewhere was given: whoever holds the ledger's key could have rewritten all of it. Keep one with \"charter evaluate --checkpoint\", and give it with --checkpoint.\n";
    return out;
}

std::string as_json(const Verification& found) {
    json::array findings;
    for (const auto& finding : found.findings) findings.emplace_back(json::object{{"where", finding.where}, {"what", finding.what}});
    return base::pretty(json::object{{"verifies", found.ok()}, {"entries", found.entries}, {"asides", found.asides}, {"erased", found.erased}, {"recomputed", found.recomputed}, {"origin", found.origin}, {"key", found.key}, {"key_changes", found.key_changes}, {"findings", std::move(findings)}});
}

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    records::Kept kept{.key = arguments.text("key")};
    if (arguments.has("checkpoint")) {
        ASSIGN_OR_RETURN(kept.checkpoint, text_of(arguments.text("checkpoint")));
    }
    ASSIGN_OR_RETURN(const Verification found, verified(arguments.text("LEDGER"), kept));
    return Output{arguments.text("format", "text") == "json" ? as_json(found) : as_text(found, !kept.checkpoint.empty()), found.ok() ? 0 : 1};
}

}  // namespace

extern const Operation ledger_verify{
    .id = "ledger_verify",
    .command = "ledger verify",
    .scope = on_this_machine,
    .summary = "Checks that nothing in a ledger was changed, left out or put elsewhere.",
    .about = "Reads every entry: that each follows the one before, that the signed checkpoint holds them all, that names and comments beside the ledger are what its entries say, and that verdicts which enclose their counts follow from "
             "them. Needs no server. The exit code is 0 when the ledger verifies and 1 when not. The format, and what this cannot show without a checkpoint kept elsewhere, stands in docs/ledger.md.",
    .parameters = parameters,
    .example = "charter ledger verify ledger --checkpoint kept.txt",
    .run = run,
};

}  // namespace operations
