#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "observations/source.h"

/// A small file that stands in for rows: everything about them that adds up, so that profiles of parts join to the profile
/// of the whole, and drift against them costs one pass over the current data alone. What needs the rows themselves, or
/// their order, it cannot answer, and says so (`metrics::Unanswered`); it never answers with something else.
namespace observations {

struct ReferenceProfile {
    struct Entry {
        metrics::Wish wish;
        std::vector<std::string> by;
        Answer answer;
    };
    std::vector<ColumnInfo> columns;
    charter::Columns task;         ///< as the rows were read: what labels, scores and units are
    std::string positive = "1";
    std::vector<FileFact> files;   ///< that it was made from
    std::int64_t rows = 0, timeless = 0, unreadable = 0, rejected = 0;
    std::optional<base::Time> newest;
    std::vector<Entry> entries;

    const Entry* find(const metrics::Wish& wish, const std::vector<std::string>& by) const;
    /// Of one column; null where there is none.
    template <class S>
    const S* of(metrics::Kind kind, const std::string& column) const {
        for (const Entry& entry : entries) {
            if (entry.wish.kind == kind && entry.wish.column == column && entry.by.empty() && !entry.answer.empty()) return std::get_if<S>(&entry.answer.front().statistic);
        }
        return nullptr;
    }
};

/// What is kept besides every column: of scores and labels, where `reading.columns` names them, and by groups.
struct Keeping {
    double threshold = 0.5;
    std::vector<std::vector<std::string>> by;  ///< each a set of columns whose combinations are groups
};

/// Reads the rows. Faults: those of `open` and `Source::answer`.
base::Result<ReferenceProfile> profile_of(Reading reading, const Keeping& keeping);

/// The file: a line that says what it is, the SHA-256 of the rest, the rest. Equal profiles are equal files.
std::string packed(const ReferenceProfile& profile);
/// Faults: not a profile, of a later version, damaged. The message names `path`.
base::Result<ReferenceProfile> unpacked(std::string_view bytes, const std::string& path);

/// Whether it is one is told by its first bytes, not by its name. False for what cannot be read.
bool is_profile(const std::string& path);
/// Several are joined. Faults: those of `unpacked`; profiles of different columns, or made in different ways.
base::Result<ReferenceProfile> read_profiles(const std::vector<std::string>& paths);

/// Answers what it can from the profile.
std::unique_ptr<Source> source_of(ReferenceProfile profile, Reading reading);

}  // namespace observations
