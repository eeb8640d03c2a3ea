#pragma once

#include <map>
#include <string>
#include <vector>

#include "records/ledger/entry.h"

/// An entry of the ledger in words.
namespace operations {

/// What lies beside a ledger, by the digest that its entries hold. What was erased is not in it.
using AsideTexts = std::map<std::string, std::string>;
AsideTexts texts_of(const std::vector<records::Aside>& asides);

/// A member of a body that is a text, on one line; empty: there is none.
std::string text_of(const base::json::object& body, std::string_view name);

/// What lies beside the ledger under a member, on one line; `(erased)` where it was erased, empty where nothing was said.
std::string aside_of(const base::json::object& body, std::string_view name, const AsideTexts& texts);

/// Who is named by the entry, and what they said; empty where nobody is, or nothing was.
std::string actor_of(const records::Entry& entry, const AsideTexts& texts);
std::string said_in(const records::Entry& entry, const AsideTexts& texts);

/// What happened, without the product, and who did it.
std::string happening(const records::Entry& entry);

/// All of it on one line: `flights: approval of version 3 before release by risk given (R. Example: looked at)`.
std::string sentence_of(const records::Entry& entry, const AsideTexts& texts);

}  // namespace operations
