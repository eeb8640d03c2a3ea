#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "observations/source.h"

/// Rows in memory, one small number for each value: what a search needs that looks at its rows again and again. Two passes:
/// the first decides how values are coded, from a sample of rows; the second codes them. A million rows by twenty columns
/// take some 30 MB.
namespace observations {

/// How a column's values are coded. Numbers: by cuts at quantiles, which are numbers that a person would write. Text and
/// booleans: the frequent values, then all others together. What is missing has the last code.
struct CodedColumn {
    std::string name{};
    bool ordered = false;
    std::vector<double> cuts{};             ///< ordered: code i holds what is above cuts[i-1] and at most cuts[i]
    std::vector<std::optional<double>> alone{};  ///< ordered, by code: the one value that occurs, where it is only one
    std::vector<std::string> categories{};  ///< else: codes 0, 1, ...
    std::optional<int> others{};            ///< code of the rare; nothing: there are none
    std::optional<int> missing{};           ///< nothing: nothing is missing

    /// Codes of values that have a name: bins, or categories.
    int named() const { return static_cast<int>(ordered ? cuts.size() + 1 : categories.size()); }
    int codes() const { return named() + (others ? 1 : 0) + (missing ? 1 : 0); }
};

struct CodedRows {
    std::vector<CodedColumn> columns;
    std::vector<std::vector<std::uint8_t>> codes;  ///< by column, then row
    std::vector<std::uint8_t> outcomes;            ///< 2 * label (0 negative, 1 positive, 2 unknown) + predicted positive
    std::vector<std::vector<double>> numbers;      ///< by column that was asked for, then row, where they are kept; NaN: none
    std::vector<double> values;                    ///< for metrics of scores the score, for those of row values the value
    std::vector<std::uint64_t> units;              ///< hashes; empty: no unit is named
    /// What a row is told apart by, whatever the order of rows: the hash of its unit or, without, of all that was read of
    /// it, rows that are alike being numbered.
    std::vector<std::uint64_t> keys;
    std::int64_t eligible = 0;                     ///< rows that there were, before a sample was taken
    std::vector<std::pair<std::string, std::string>> left_out;  ///< columns without a condition to make, and why

    std::size_t rows() const { return outcomes.size(); }
};

struct Coding {
    Question question;                    ///< which rows, and what decides: a threshold, or scores with labels
    std::array<bool, 6> outcomes{};       ///< only rows with these, numbered as above
    bool scores = false;                  ///< keep scores, of rows with a known label and a score; or row values, of rows that have one
    bool numbers = false;                 ///< keep the numbers of the columns, which are all of numbers, beside their codes
    std::vector<std::string> columns;     ///< to be coded; none: all that are not part of the task and can be
    double share_min = 0.01;              ///< categories with a smaller share of the rows are among the others
    std::uint64_t seed = 0;
};

}  // namespace observations
