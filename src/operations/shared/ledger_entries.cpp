#include "operations/shared/ledger_entries.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;
using records::Entry;
using Format = EntriesWanted::Format;

constexpr std::uint64_t read_at_once = 10'000;

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool has_words(const std::string& text, const std::string& wanted) { return lowered(text).find(lowered(wanted)) != std::string::npos; }

bool is_by(const Entry& entry, const std::string& who, const AsideTexts& texts) {
    if (text_of(entry.body, "by") == who || text_of(entry.body, "who") == who) return true;
    const std::string name = actor_of(entry, texts);
    return !name.empty() && has_words(name, who);
}

Format format_in(const Arguments& arguments) {
    const std::string word = arguments.text("format", "text");
    return word == "json" ? Format::json : word == "page" ? Format::page : word == "csv" ? Format::csv : Format::text;
}

/// A cell of a CSV file. A spreadsheet runs what begins like a formula, whoever wrote it, so such a cell gets an apostrophe before it.
std::string cell(std::string text) {
    const auto first = text.find_first_not_of(' ');
    const bool formula = first != std::string::npos && std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
    text = report::plain(text);
    if (formula) text.insert(0, 1, '\'');
    if (text.find_first_of("\",\n;") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

std::string csv_line(const Entry& entry, const std::string& bytes, const AsideTexts& texts) {
    std::string line = fmt::format("{},{},{}", entry.sequence, base::format(entry.time), cell(entry.kind));
    for (const char* name : {"product", "promise", "version", "gate", "verdict", "outcome"}) line += "," + cell(text_of(entry.body, name));
    return line + fmt::format(",{},{},{},{}\n", cell(happening(entry)), cell(actor_of(entry, texts)), cell(said_in(entry, texts)), base::format(base::digest_of(bytes)));
}
constexpr std::string_view csv_head = "entry,time,kind,product,promise,version,gate,verdict,outcome,what,who,words,digest\n";

/// What lies beside an entry, by the member that refers to it; null where it was erased.
json::object beside(const Entry& entry, const AsideTexts& texts) {
    json::object all;
    for (const auto& [name, member] : entry.body) {
        const auto* reference = member.if_object();
        if (reference == nullptr || !reference->contains("aside")) continue;
        const auto text = texts.find(text_of(*reference, "aside"));
        all[name] = text == texts.end() ? json::value(nullptr) : json::value(report::well_formed(text->second));
    }
    return all;
}

json::object page_entry(const Entry& entry, const std::string& bytes, json::value whole, const AsideTexts& texts) {
    return {{"entry", std::move(whole)}, {"digest", base::format(base::digest_of(bytes))}, {"what", happening(entry)}, {"beside", beside(entry, texts)}};
}

}  // namespace

EntriesWanted entries_wanted(const Arguments& arguments) {
    EntriesWanted which;
    which.product = arguments.text("product");
    which.promise = arguments.text("promise");
    which.kind = arguments.text("kind");
    which.version = arguments.text("version");
    which.who = arguments.text("who");
    which.words = arguments.text("words");
    which.format = format_in(arguments);
    if (arguments.has("since")) which.since = *base::parse_time(arguments.text("since"));
    if (arguments.has("until")) which.until = *base::parse_time(arguments.text("until"));
    if (const auto before = arguments.number("before")) which.before = *before <= 0 ? 0 : *before >= 1e15 ? UINT64_MAX : static_cast<std::uint64_t>(*before);
    if (const auto most = arguments.number("most")) which.most = *most < 1 ? 1 : std::min(page_entries_max, static_cast<std::size_t>(std::min(*most, 1e6)));
    return which;
}

bool is_wanted(const Entry& entry, const EntriesWanted& which, const AsideTexts& texts) {
    const std::string product = text_of(entry.body, "product");
    if (!which.product.empty() && product != which.product) return false;
    if (!which.promise.empty() && text_of(entry.body, "promise") != which.promise) return false;
    if (!which.kind.empty() && entry.kind != which.kind) return false;
    if (!which.version.empty() && text_of(entry.body, "version") != which.version) return false;
    if ((which.since && entry.time < *which.since) || (which.until && entry.time >= *which.until)) return false;
    if (which.visible && !which.visible(product)) return false;
    if (!which.who.empty() && !is_by(entry, which.who, texts)) return false;
    return which.words.empty() || has_words(sentence_of(entry, texts), which.words);
}

base::Result<std::string> listed(const ReadLedger& ledger, const EntriesWanted& which) {
    ASSIGN_OR_RETURN(const auto asides, ledger.storage->asides());
    const AsideTexts texts = texts_of(asides);
    json::array list;
    std::string text;
    for (std::uint64_t first = 0;; first += read_at_once) {
        ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(first, read_at_once));
        for (const auto& bytes : entries) {
            ASSIGN_OR_RETURN(const Entry entry, records::parse_entry(bytes));
            if (!is_wanted(entry, which, texts)) continue;
            if (which.format == Format::json) {
                ASSIGN_OR_RETURN(auto whole, base::parse_json(bytes));
                list.push_back(std::move(whole));
            } else if (which.format == Format::csv) {
                text += csv_line(entry, bytes, texts);
            } else {
                text += fmt::format("{:>6}  {}  {:<8} {}\n", entry.sequence, base::format(entry.time), entry.kind, sentence_of(entry, texts));
            }
        }
        if (entries.size() < read_at_once) break;
    }
    if (which.format == Format::json) return base::pretty(list);
    if (which.format == Format::csv) return std::string(csv_head) + text;
    return text.empty() ? "no entry\n" : text;
}

base::Result<std::string> page_of(const ReadLedger& ledger, const EntriesWanted& which) {
    ASSIGN_OR_RETURN(const auto asides, ledger.storage->asides());
    const AsideTexts texts = texts_of(asides);
    ASSIGN_OR_RETURN(const std::string note, ledger.storage->checkpoint());
    ASSIGN_OR_RETURN(const auto keys, records::KeyHistory::of(*ledger.storage, ledger.key));
    const auto checkpoint = keys.checkpoint(note);
    const std::uint64_t size = checkpoint ? checkpoint->size : 0;
    std::uint64_t end = std::min(which.before, size), scanned = 0;
    json::array list;
    while (end > 0 && list.size() < which.most && scanned < page_searched_max) {
        const std::uint64_t count = std::min<std::uint64_t>(end, scanned == 0 ? 4 * which.most : read_at_once);
        ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(end - count, count));
        for (auto bytes = entries.rbegin(); bytes != entries.rend() && list.size() < which.most; ++bytes) {
            ASSIGN_OR_RETURN(const Entry entry, records::parse_entry(*bytes));
            end = entry.sequence;
            ++scanned;
            if (!is_wanted(entry, which, texts)) continue;
            ASSIGN_OR_RETURN(auto whole, base::parse_json(*bytes));
            list.push_back(page_entry(entry, *bytes, std::move(whole), texts));
        }
        if (entries.empty()) break;
    }
    return base::pretty(json::object{{"size", size}, {"searched", scanned}, {"next", end > 0 ? json::value(end) : json::value(nullptr)}, {"entries", std::move(list)}});
}

}  // namespace operations
