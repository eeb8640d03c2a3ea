#include "observations/dictionary.h"

#include <algorithm>
#include <cstring>

#include "base/wide.h"

namespace observations {

namespace {

std::uint64_t multiply_fold(std::uint64_t a, std::uint64_t b) {
    const base::Wide product = static_cast<base::Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t key_a = 0xA0761D6478BD642Full;
constexpr std::uint64_t key_b = 0xE7037ED1A0B428DBull;

}  // namespace

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t state = key_a ^ text.size();
    while (text.size() > 16) {
        std::uint64_t words[2];
        std::memcpy(words, text.data(), 16);
        state = multiply_fold(words[0] ^ key_b, words[1] ^ state);
        text.remove_prefix(16);
    }
    std::uint64_t words[2] = {0, 0};
    std::memcpy(words, text.data(), text.size());
    return base::Random::mix(multiply_fold(words[0] ^ key_b, words[1] ^ state));
}

std::size_t Dictionary::HashShort::operator()(const Short& text) const { return multiply_fold(text.low ^ key_a, text.high ^ key_b); }

Dictionary::Dictionary(std::size_t texts_max) : texts_max_(texts_max) {
    names_.emplace_back();
    // No text has this many bytes, so nothing is found before it was put there.
    recent_.fill({{~std::uint64_t{0}, ~std::uint64_t{0}}, 0});
}

std::uint32_t Dictionary::add(std::string_view text) {
    if (is_blank(text)) return 0;
    names_.emplace_back(text);
    return static_cast<std::uint32_t>(names_.size() - 1);
}

std::uint32_t Dictionary::code_of(std::string_view text) {
    const auto found = long_.find(text);
    if (found != long_.end()) return found->second;
    const auto code = add(text);
    if (code != 0) long_.emplace(names_[code], code);  // the key lives in names_, which never moves
    return code;
}

void Dictionary::encode(const duck::Vector& texts, std::size_t rows, std::vector<std::uint32_t>& codes) {
    codes.resize(rows);
    if (full()) {
        std::fill(codes.begin(), codes.end(), 0);
        return;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        if (!texts.known(row)) {
            codes[row] = 0;
            continue;
        }
        const auto& text = texts.as<duckdb_string_t>()[row];
        if (text.value.inlined.length > 12) {
            codes[row] = code_of(texts.text(row));
            continue;
        }
        Short key;
        std::memcpy(&key, &text, sizeof key);
        Recent& recent = recent_[HashShort()(key) >> 54];
        if (!(recent.text == key)) {
            const auto [place, is_new] = short_.try_emplace(key, 0);
            if (is_new) place->second = add(texts.text(row));
            recent = {key, place->second};
        }
        codes[row] = recent.code;
    }
}

}  // namespace observations
