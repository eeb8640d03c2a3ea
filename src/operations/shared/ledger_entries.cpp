#include "operations/shared/ledger_entries.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <map>

#include "base/json.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;
using records::Entry;

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
    if (entry.kind == "choice") {
        const std::string instead = text_in(entry.body, "instead_of");
        out += fmt::format(": {} was chosen{}", text_in(entry.body, "choice"), instead.empty() ? "" : " instead of " + instead);
    }
    if (entry.kind == "erasure") out += fmt::format("{} erased: {}", records::asides_in(entry.body).size(), text_in(entry.body, "ground"));
    if (entry.kind == "role") out += fmt::format(": role {} {}: {}", text_in(entry.body, "role"), text_in(entry.body, "outcome"), text_in(entry.body, "who"));
    if (entry.kind == "member" || entry.kind == "token") out += fmt::format("{} {}: {}", entry.kind, text_in(entry.body, "event"), text_in(entry.body, "who"));
    if (entry.kind == "setting") out += fmt::format("setting {} {}", text_in(entry.body, "setting"), text_in(entry.body, "event"));
    if (entry.kind == "flag") out += fmt::format(": flag {} {}", text_in(entry.body, "flag"), text_in(entry.body, "event"));
    if (entry.kind == "alert") out += fmt::format(": alert {} {}, {} {}", text_in(entry.body, "alert"), text_in(entry.body, "event"), text_in(entry.body, "promise"), text_in(entry.body, "verdict"));
    if (entry.kind == "override") out += fmt::format(": {} overridden while {}", text_in(entry.body, "promise"), text_in(entry.body, "verdict"));
    const std::string actor = aside_in(entry.body, "actor", texts), comment = aside_in(entry.body, entry.body.contains("reason") ? "reason" : "comment", texts);
    return out + (actor.empty() ? "" : " (" + actor + (comment.empty() ? "" : ": " + comment) + ")");
}

bool wanted(const Entry& entry, const EntriesWanted& which) {
    const std::string product = text_in(entry.body, "product");
    if (!which.product.empty() && product != which.product) return false;
    if (!which.promise.empty() && text_in(entry.body, "promise") != which.promise) return false;
    if (!which.kind.empty() && entry.kind != which.kind) return false;
    return (!which.since || entry.time >= *which.since) && (!which.visible || which.visible(product));
}

}  // namespace

EntriesWanted entries_wanted(const Arguments& arguments) {
    EntriesWanted which{arguments.text("product"), arguments.text("promise"), arguments.text("kind"), {}, arguments.text("format", "text") == "json", {}};
    if (arguments.has("since")) which.since = *base::parse_time(arguments.text("since"));
    return which;
}

base::Result<std::string> listed(const ReadLedger& ledger, const EntriesWanted& which) {
    ASSIGN_OR_RETURN(const auto asides, ledger.storage->asides());
    Texts texts;
    for (const auto& aside : asides) texts[base::format(aside.digest)] = aside.text;
    json::array list;
    std::string text;
    constexpr std::uint64_t at_once = 10'000;
    for (std::uint64_t first = 0;; first += at_once) {
        ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(first, at_once));
        for (const auto& bytes : entries) {
            ASSIGN_OR_RETURN(const Entry entry, records::parse_entry(bytes));
            if (!wanted(entry, which)) continue;
            if (which.as_json) {
                ASSIGN_OR_RETURN(auto whole, base::parse_json(bytes));
                list.push_back(std::move(whole));
            } else {
                text += fmt::format("{:>6}  {}  {:<8} {}\n", entry.sequence, base::format(entry.time), entry.kind, sentence(entry, texts));
            }
        }
        if (entries.size() < at_once) break;
    }
    if (which.as_json) return base::pretty(list);
    return text.empty() ? "no entry\n" : text;
}


}  // namespace operations
