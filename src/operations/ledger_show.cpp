#include <fmt/format.h>

#include <array>
#include <map>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;
using records::Entry;

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 7> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "product", .sentence = "Only what is about this product.", .placeholder = "NAME"},
    {.name = "promise", .sentence = "Only verdicts on this promise.", .placeholder = "ID"},
    {.name = "kind", .sentence = "Only entries of this kind: charter, verdict, record, erasure.", .placeholder = "KIND"},
    {.name = "since", .kind = Parameter::Kind::time, .sentence = "Only entries from this moment on.", .placeholder = "TIME"},
    {.name = "format", .sentence = "How to write the entries.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

using Texts = std::map<std::string, std::string>;  // by digest

std::string text_in(const json::object& body, const std::string& name) {
    const auto* found = body.if_contains(name);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : report::plain({text->data(), text->size()});
}

/// What lies beside the ledger, or that it was erased.
std::string aside_in(const json::object& body, const std::string& name, const Texts& texts) {
    const auto* found = body.if_contains(name);
    const auto* reference = found == nullptr ? nullptr : found->if_object();
    if (reference == nullptr) return {};
    const auto text = texts.find(text_in(*reference, "aside"));
    return text == texts.end() ? "(erased)" : report::plain(text->second);
}

std::string sentence(const Entry& entry, const Texts& texts) {
    std::string out = text_in(entry.body, "product");
    if (entry.kind == "charter") out += ": charter " + text_in(entry.body, "digest").substr(0, 19);
    if (entry.kind == "verdict") {
        const std::string before = text_in(entry.body, "before"), version = text_in(entry.body, "version");
        out += fmt::format(": {}{} {}{}", text_in(entry.body, "promise"), version.empty() ? "" : " of version " + version, text_in(entry.body, "verdict"), before.empty() ? "" : ", was " + before);
    }
    if (entry.kind == "record") out += fmt::format(": {}, {} by {} {}", text_in(entry.body, "promise"), text_in(entry.body, "evidence"), text_in(entry.body, "role"), text_in(entry.body, "outcome"));
    if (entry.kind == "erasure") out += fmt::format("{} erased: {}", records::asides_in(entry.body).size(), text_in(entry.body, "ground"));
    const std::string actor = aside_in(entry.body, "actor", texts), comment = aside_in(entry.body, "comment", texts);
    return out + (actor.empty() ? "" : " (" + actor + (comment.empty() ? "" : ": " + comment) + ")");
}

bool wanted(const Entry& entry, const Arguments& arguments) {
    for (const std::string name : {"product", "promise"}) {
        if (arguments.has(name) && text_in(entry.body, name) != arguments.text(name)) return false;
    }
    if (arguments.has("kind") && entry.kind != arguments.text("kind")) return false;
    return !arguments.has("since") || entry.time >= *base::parse_time(arguments.text("since"));
}

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(arguments.text("LEDGER")));
    ASSIGN_OR_RETURN(const auto asides, ledger.storage->asides());
    Texts texts;
    for (const auto& aside : asides) texts[base::format(aside.digest)] = aside.text;
    const bool as_json = arguments.text("format", "text") == "json";
    json::array list;
    std::string text;
    constexpr std::uint64_t at_once = 10'000;
    for (std::uint64_t first = 0;; first += at_once) {
        ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(first, at_once));
        for (const auto& bytes : entries) {
            ASSIGN_OR_RETURN(const Entry entry, records::parse_entry(bytes));
            if (!wanted(entry, arguments)) continue;
            if (as_json) {
                ASSIGN_OR_RETURN(auto whole, base::parse_json(bytes));
                list.push_back(std::move(whole));
            } else {
                text += fmt::format("{:>6}  {}  {:<8} {}\n", entry.sequence, base::format(entry.time), entry.kind, sentence(entry, texts));
            }
        }
        if (entries.size() < at_once) break;
    }
    if (as_json) return Output{base::pretty(list), 0};
    return Output{text.empty() ? "no entry\n" : text, 0};
}

}  // namespace

extern const Operation ledger_show{
    .id = "ledger_show",
    .command = "ledger show",
    .scope = on_this_machine,
    .summary = "Lists what a ledger remembers: revisions of charters, verdicts that changed, reviews and approvals, erasures.",
    .about = "One line for each entry, the oldest first; JSON has the whole of each. Names and comments are shown where they have not been erased.",
    .parameters = parameters,
    .example = "charter ledger show ledger --product flight-delay-alerts --kind verdict",
    .run = run,
};

}  // namespace operations
