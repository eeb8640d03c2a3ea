#pragma once

#include <functional>
#include <optional>
#include <string>

#include "operations/operation.h"
#include "operations/shared/entry_words.h"
#include "operations/shared/ledger_folder.h"

namespace operations {

inline constexpr std::size_t page_entries_max = 500;           ///< on a page
inline constexpr std::uint64_t page_searched_max = 100'000;    ///< that a search reads for a page: whoever waits sees where it is, and goes on

/// Which entries of a ledger, and how they are written.
struct EntriesWanted {
    std::string product, promise, kind;     ///< empty: any
    std::string version, who, words;        ///< the same; `who`: an id or part of a name; `words`: part of the sentence, in any case of ASCII
    std::optional<base::Time> since, until; ///< from the one up to but without the other
    enum class Format { text, json, page, csv };
    Format format = Format::text;
    std::uint64_t before = UINT64_MAX;      ///< of a page: only entries of lower numbers
    std::size_t most = 50;                  ///< of a page
    std::function<bool(const std::string& product)> visible;  ///< empty: all are
};
/// From the parameters `product`, `promise`, `kind`, `since`, `format`, and those of `entries` where there are any.
EntriesWanted entries_wanted(const Arguments& arguments);

bool is_wanted(const records::Entry& entry, const EntriesWanted& which, const AsideTexts& texts);

/// The oldest first: a line for each, JSON with the whole of each, or a table for spreadsheets, in which no cell is taken for a formula.
base::Result<std::string> listed(const ReadLedger& ledger, const EntriesWanted& which);

/// The newest first, as many as fit a page, as JSON: each whole, with its digest, its sentence, and what lies beside it. `next` is where the
/// page behind it begins; nothing: there is none. A search ends a page after `page_searched_max` entries, found or not.
base::Result<std::string> page_of(const ReadLedger& ledger, const EntriesWanted& which);

/// That an entry is in the ledger and, with `since`, that the ledger of so many entries is the beginning of this one; as JSON.
base::Result<std::string> proof_of(const ReadLedger& ledger, std::optional<double> entry, std::optional<double> since);

}  // namespace operations
