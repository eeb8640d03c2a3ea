#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "operations/shared/entry_words.h"
#include "operations/service/service.h"

namespace operations {

/// What the ledger says of a product, with the names and words that lie beside it.
struct ProductEntries {
    std::vector<records::Entry> entries;  ///< in order
    AsideTexts texts;
};

/// Entries of these kinds, of one version or, where that is empty, of all.
base::Result<ProductEntries> product_entries(const Service& service, const std::string& product, const std::vector<std::string_view>& kinds, const std::string& version = {});

/// `{"entry": 42, "time": ..., "kind": ..., "what": ..., "by": id, "who": name, "words": ...}`; null where nobody is named, or nothing was said.
base::json::object told(const records::Entry& entry, const AsideTexts& texts);

}  // namespace operations
