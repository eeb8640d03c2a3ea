#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace metrics {

/// How far one text is from another, in characters (Unicode code points).
struct Edits {
    std::size_t distance = 0;
    std::size_t longer = 0;  ///< length of the longer text
    /// 0: the same; 1: nothing kept. Two empty texts are the same.
    double share() const { return longer == 0 ? 0 : static_cast<double>(distance) / static_cast<double>(longer); }
};

/// Levenshtein's distance: the least number of characters to insert, delete or replace. 64 cells of the table at a time
/// (Myers 1999, A fast bit-vector algorithm for approximate string matching; Hyyro 2003 for texts of any length). What both
/// texts begin and end with is skipped, so that small edits of long texts are quick. Bytes that are no UTF-8 count as one
/// character each.
///
/// One of these serves one thread: it keeps its memory from text to text.
///
/// Limits: limits::edit_characters_max characters in a text; the time grows with the product of the lengths over 64.
class EditDistance {
public:
    /// Nothing where one of the texts is too long.
    std::optional<Edits> between(std::string_view a, std::string_view b);

private:
    using Points = std::vector<char32_t>;
    static bool decode(std::string_view text, Points& points);
    std::size_t distance(const char32_t* pattern, std::size_t length, const char32_t* text, std::size_t text_length);

    Points a_, b_;
    std::vector<std::uint64_t> positive_, negative_;                     ///< vertical differences, by block
    std::vector<std::uint64_t> of_ascii_;                                ///< where each character stands in the pattern, by block
    std::unordered_map<char32_t, std::vector<std::uint64_t>> of_others_;
    std::vector<std::uint64_t> nowhere_;
};

}  // namespace metrics
