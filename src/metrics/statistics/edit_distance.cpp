#include "metrics/statistics/edit_distance.h"

#include <algorithm>

#include "base/limits.h"

namespace metrics {

namespace {

constexpr std::size_t word_bits = 64;
constexpr char32_t ascii_end = 128;
/// Beyond Unicode: bytes that are no UTF-8 are characters of their own.
constexpr char32_t odd_bytes = 0x110000;

/// The length of the sequence that a byte begins; 0: none.
std::size_t sequence_length(unsigned char byte) {
    if (byte < 0x80) return 1;
    if (byte >= 0xC2 && byte < 0xE0) return 2;
    if (byte >= 0xE0 && byte < 0xF0) return 3;
    return byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
}

bool continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

bool EditDistance::decode(std::string_view text, Points& points) {
    points.clear();
    for (std::size_t i = 0; i < text.size();) {
        if (points.size() >= base::limits::edit_characters_max) return false;
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequence_length(byte);
        char32_t point = length == 1 ? byte : byte & (0x7Fu >> length);
        bool whole = length > 0 && i + length <= text.size();
        for (std::size_t k = 1; whole && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            whole = continues(next);
            point = (point << 6) | (next & 0x3F);
        }
        points.push_back(whole ? point : odd_bytes + byte);
        i += whole ? length : 1;
    }
    return true;
}

std::optional<Edits> EditDistance::between(std::string_view a, std::string_view b) {
    if (!decode(a, a_) || !decode(b, b_)) return std::nullopt;
    const Points& shorter = a_.size() <= b_.size() ? a_ : b_;
    const Points& longer = a_.size() <= b_.size() ? b_ : a_;
    const auto [first, other_first] = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
    const auto [last, other_last] = std::mismatch(shorter.rbegin(), std::make_reverse_iterator(first), longer.rbegin());
    const auto length = static_cast<std::size_t>(last.base() - first);
    const auto other_length = static_cast<std::size_t>(other_last.base() - other_first);
    if (length == 0) return Edits{other_length, longer.size()};
    return Edits{distance(&*first, length, &*other_first, other_length), longer.size()};
}

/// Column by column of the table, whose rows are the pattern's characters: bit i of `positive_` and `negative_` says whether
/// a cell is one more or one less than the cell above it. The last row's differences from column to column add up to the
/// distance.
std::size_t EditDistance::distance(const char32_t* pattern, std::size_t length, const char32_t* text, std::size_t text_length) {
    const std::size_t blocks = (length + word_bits - 1) / word_bits;
    of_ascii_.assign(ascii_end * blocks, 0);
    of_others_.clear();
    nowhere_.assign(blocks, 0);
    for (std::size_t i = 0; i < length; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << (i % word_bits);
        if (pattern[i] < ascii_end) of_ascii_[pattern[i] * blocks + i / word_bits] |= bit;
        else of_others_.try_emplace(pattern[i], blocks, 0).first->second[i / word_bits] |= bit;
    }
    positive_.assign(blocks, ~std::uint64_t{0});
    negative_.assign(blocks, 0);
    const std::uint64_t last_bit = std::uint64_t{1} << ((length - 1) % word_bits);
    std::size_t distance = length;
    for (std::size_t column = 0; column < text_length; ++column) {
        const std::uint64_t* places = nowhere_.data();
        if (text[column] < ascii_end) places = &of_ascii_[text[column] * blocks];
        else if (const auto found = of_others_.find(text[column]); found != of_others_.end()) places = found->second.data();
        // The row above the first grows by one a column.
        std::uint64_t more_in = 1;
        std::uint64_t less_in = 0;
        for (std::size_t block = 0; block < blocks; ++block) {
            const std::uint64_t up = positive_[block];
            const std::uint64_t down = negative_[block];
            const std::uint64_t equal = places[block] | less_in;
            const std::uint64_t zero = (((equal & up) + up) ^ up) | equal | down;
            std::uint64_t more = down | ~(zero | up);
            std::uint64_t less = up & zero;
            if (block + 1 == blocks) {
                if ((more & last_bit) != 0) ++distance;
                if ((less & last_bit) != 0) --distance;
            }
            const std::uint64_t more_out = more >> (word_bits - 1);
            const std::uint64_t less_out = less >> (word_bits - 1);
            more = (more << 1) | more_in;
            less = (less << 1) | less_in;
            positive_[block] = less | ~(zero | more);
            negative_[block] = more & zero;
            more_in = more_out;
            less_in = less_out;
        }
    }
    return distance;
}

}  // namespace metrics
