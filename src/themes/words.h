#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Texts taken apart into words, in any language: ICU finds their limits (also where no spaces stand between them), Snowball's stemmers
/// bring the forms of a word together.
namespace themes {

struct Word {
    std::string stem;     ///< what is compared
    std::string written;  ///< in small letters, as it stood
};

class Words {
public:
    Words();
    ~Words();
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;

    /// The words of a text that mean something, in their order: neither numbers, nor single letters, nor words that stand in every text of
    /// the language. `language`: a tag such as en or pt-br; of one that has no stemmer every form is a word of its own.
    std::vector<Word> of(std::string_view text, std::string_view language);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whether a word says nothing of what a text is about: `the`, `und`. Small letters.
bool is_stop_word(std::string_view word, std::string_view language);

}  // namespace themes
