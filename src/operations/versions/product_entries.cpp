#include "operations/versions/product_entries.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/shared/ledger_folder.h"
#include "report/escape.h"

namespace operations {

namespace {

base::json::value text_or_null(const std::string& text) { return text.empty() ? base::json::value(nullptr) : base::json::value(text); }

}  // namespace

base::Result<ProductEntries> product_entries(const Service& service, const std::string& product, const std::vector<std::string_view>& kinds, const std::string& version) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(service.folder()));
    ASSIGN_OR_RETURN(const auto asides, ledger.storage->asides());
    ProductEntries found;
    found.texts = texts_of(asides);
    const std::string well_formed = report::plain(product);
    // Most entries are of something else, and need not be taken apart to see it.
    const std::string mark = "\"product\":" + base::json::serialize(base::json::value(report::well_formed(product)));
    constexpr std::uint64_t at_once = 10'000;
    for (std::uint64_t first = 0;; first += at_once) {
        ASSIGN_OR_RETURN(const auto lines, ledger.storage->entries(first, at_once));
        for (const auto& bytes : lines) {
            if (bytes.find(mark) == std::string::npos) continue;
            ASSIGN_OR_RETURN(auto entry, records::parse_entry(bytes));
            if (text_of(entry.body, "product") != well_formed || std::find(kinds.begin(), kinds.end(), entry.kind) == kinds.end()) continue;
            if (!version.empty() && text_of(entry.body, "version") != report::plain(version)) continue;
            found.entries.push_back(std::move(entry));
        }
        if (lines.size() < at_once) return found;
    }
}

base::json::object told(const records::Entry& entry, const AsideTexts& texts) {
    return {{"entry", entry.sequence}, {"time", base::format(entry.time)}, {"kind", entry.kind}, {"what", happening(entry)}, {"by", text_or_null(text_of(entry.body, "by"))}, {"who", text_or_null(actor_of(entry, texts))}, {"words", text_or_null(said_in(entry, texts))}};
}

}  // namespace operations
