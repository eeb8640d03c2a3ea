#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

/// A first charter from a look at data: nobody should begin with an empty page. It says why it takes each column for what
/// it takes it, and marks every bound as a draft: only the product's owner can decide them.
///
/// Limits: proposes tasks with two labels; a charter that is right is up to people.
namespace charter {

/// What was seen of a column.
struct DraftColumn {
    enum class Type { number, integer, boolean, text, time, other };
    std::string name;
    Type type = Type::other;
    std::int64_t rows = 0, missing = 0, distinct = 0;  ///< distinct: about
    bool whole_numbers = false;
    std::optional<double> min, max;
    std::optional<base::Time> first, last;
    std::vector<std::pair<std::string, std::int64_t>> top;  ///< most frequent values
};

struct DraftData {
    std::string product;
    std::string source;  ///< the file, as the user named it
    std::vector<DraftColumn> columns;
};

/// A column that is likely to have a part in the task, and why.
struct Guess {
    std::size_t column = 0;
    std::string why;
};

struct Guesses {
    std::optional<Guess> time, id, unit, version, score, prediction, label;
    std::string positive;  ///< the label that counts as positive
};

Guesses guess(const std::vector<DraftColumn>& columns);

/// The charter as YAML. It parses without faults whatever the columns are called; columns whose names cannot stand in a
/// text file are left out, and a comment says how many.
std::string draft(const DraftData& data);

}  // namespace charter
