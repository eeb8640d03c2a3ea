#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "observations/duck.h"

namespace observations {

/// 64 well-mixed bits of a text or a number: two different of n values share them with a probability of n^2 / 2^65
/// (thirty million: 2.4e-5).
std::uint64_t hash_of(std::string_view text);
inline std::uint64_t hash_of(std::int64_t value) { return base::Random::mix(static_cast<std::uint64_t>(value) + 0xA0761D6478BD642Full); }
/// Nothing but white space: as good as missing.
inline bool is_blank(std::string_view text) {
    if (!text.empty() && text.front() > ' ') return false;
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}
inline constexpr std::uint64_t hash_of_missing = 0x6d697373696e6721ull;

/// Small numbers for the texts of a column, in the order in which they were first seen. Blank and null are code 0.
class Dictionary {
public:
    /// With more texts than the limit it is full: it numbers no more, and what it numbered is of no use.
    explicit Dictionary(std::size_t texts_max = std::numeric_limits<std::size_t>::max());
    bool full() const { return names_.size() - 1 > texts_max_; }
    void encode(const duck::Vector& texts, std::size_t rows, std::vector<std::uint32_t>& codes);
    std::size_t size() const { return names_.size(); }
    const std::string& name(std::uint32_t code) const { return names_[code]; }

private:
    /// Texts of up to 12 bytes lie inside DuckDB's string itself, padded with zeros: two words tell them apart.
    struct Short {
        std::uint64_t low, high;
        bool operator==(const Short&) const = default;
    };
    struct HashShort {
        using is_avalanching = void;
        std::size_t operator()(const Short& text) const;
    };
    std::uint32_t code_of(std::string_view text);
    std::uint32_t add(std::string_view text);

    boost::unordered_flat_map<Short, std::uint32_t, HashShort> short_;
    boost::unordered_flat_map<std::string_view, std::uint32_t> long_;
    std::deque<std::string> names_;
    std::size_t texts_max_;
    struct Recent {
        Short text;
        std::uint32_t code;
    };
    std::array<Recent, 1024> recent_;
};

}  // namespace observations
