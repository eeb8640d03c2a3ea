#include "themes/words.h"

#include <libstemmer.h>
#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <map>

namespace themes {

namespace {

struct FreeStemmer {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, FreeStemmer>;

std::string primary(std::string_view tag) { return std::string(tag.substr(0, tag.find_first_of("-_"))); }

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

/// Of letters; one alone only where a letter is a word (ideographs).
bool is_word(const icu::UnicodeString& text) {
    bool letters = false, ideograph = false;
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const UChar32 c = text.char32At(at);
        letters = letters || u_isalpha(c) != 0;
        ideograph = ideograph || u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
        if (u_isdigit(c) != 0) return false;  // numbers, dates, and whatever has one in it: an id says what it is about to nobody
    }
    return letters && (ideograph || text.countChar32() > 1);
}

}  // namespace

struct Words::Impl {
    std::map<std::string, Stemmer> stemmers;
    std::map<std::string, std::unique_ptr<icu::BreakIterator>> limits;

    sb_stemmer* stemmer(const std::string& language) {
        const auto [at, added] = stemmers.try_emplace(language);
        if (added) at->second.reset(sb_stemmer_new(language.c_str(), nullptr));
        return at->second.get();
    }
    icu::BreakIterator* limits_of(const std::string& language) {
        const auto [at, added] = limits.try_emplace(language);
        if (added) {
            UErrorCode error = U_ZERO_ERROR;
            at->second.reset(icu::BreakIterator::createWordInstance(icu::Locale(language.c_str()), error));
            if (U_FAILURE(error)) at->second.reset();
        }
        return at->second.get();
    }
    std::string stem(const std::string& word, const std::string& language) {
        sb_stemmer* const known = stemmer(language);
        if (known == nullptr) return word;
        const auto* stemmed = sb_stemmer_stem(known, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
        return stemmed == nullptr ? word : std::string(reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(known)));
    }
};

Words::Words() : impl_(std::make_unique<Impl>()) {}
Words::~Words() = default;

std::vector<Word> Words::of(std::string_view text, std::string_view tag) {
    std::vector<Word> words;
    const std::string language = primary(tag);
    auto* const limits = impl_->limits_of(language);
    if (limits == nullptr) return words;
    icu::UnicodeString whole = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    whole.toLower(icu::Locale(language.c_str()));
    limits->setText(whole);
    std::int32_t begin = limits->first();
    for (std::int32_t end = limits->next(); end != icu::BreakIterator::DONE; begin = end, end = limits->next()) {
        const icu::UnicodeString piece(whole, begin, end - begin);
        if (!is_word(piece)) continue;
        const std::string written = utf8(piece);
        if (!is_stop_word(written, language)) words.push_back({impl_->stem(written, language), written});
    }
    return words;
}

}  // namespace themes
