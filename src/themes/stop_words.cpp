#include <algorithm>
#include <array>

#include "themes/words.h"

namespace themes {

namespace {

/// Articles, pronouns, prepositions, conjunctions and auxiliaries. Of other languages what stands in
/// most texts is left out by how often it does.
constexpr auto english = std::to_array<std::string_view>({
    "a",     "about", "after", "again", "all",    "also",   "am",    "an",    "and",   "any",   "are",   "as",     "at",      "be",    "because", "been",  "before", "being", "but",  "by",    "can",   "can't", "could",   "did",   "didn't", "do",
    "does",  "doesn't", "doing", "don't", "done",  "even",   "every", "for",   "from",  "get",   "gets",  "getting", "go",    "going", "got",   "had",   "has",    "have",  "having", "he",   "her",   "here",  "him",     "his",   "how",    "i",
    "i'd",   "i'll",  "i'm",   "i've",  "if",     "in",     "into",  "is",    "isn't", "it",    "it's",  "its",    "just",    "like",  "me",      "more",  "much",   "my",    "no",   "not",   "now",   "of",    "off",     "on",    "one",    "only",
    "or",    "other", "our",   "out",   "over",   "please", "really", "she",   "should", "so",   "some",  "such",   "than",    "that",  "that's",  "the",   "their",  "them",  "then", "there", "these", "they",  "this",    "those", "to",     "too",
    "up",    "us",    "very",  "was",   "wasn't", "we",     "were",  "what",  "when",  "where", "which", "while",  "who",     "why",   "will",    "with",  "would",  "you",   "your",
});
constexpr auto german = std::to_array<std::string_view>({
    "aber", "als",  "also", "am",   "an",    "auch", "auf",   "aus",  "bei",  "bin",  "bis",   "bitte", "da",    "das",  "dass", "dem",  "den",  "der",  "des",  "die",  "dies", "diese", "dieser", "dieses", "doch", "du",   "durch", "ein",
    "eine", "einem", "einen", "einer", "eines", "er",  "es",   "euch", "für",  "hab",  "habe",  "haben", "hat",   "hatte", "ich", "ihr",  "ihre", "im",   "in",   "ist",  "ja",   "kann", "kein",  "keine",  "man",  "mehr", "mein",  "meine",
    "mich", "mir",  "mit",  "muss", "nach",  "nicht", "noch", "nun",  "nur",  "ob",   "oder",  "schon", "sehr",  "sein", "sich", "sie",  "sind", "so",   "um",   "und",  "uns",  "von",  "vor",   "war",    "was",  "weil", "wenn",  "wer",
    "werden", "wie", "wir",  "wird", "wo",    "zu",   "zum",  "zur",
});
constexpr auto french = std::to_array<std::string_view>({
    "a",   "ai",  "au",  "aux", "avec", "avoir", "ce",  "ces", "cette", "c'est", "dans", "de",  "des", "du",  "elle", "en",  "est", "et",  "il",  "ils", "j'ai", "je",  "la",   "le",  "les", "leur", "lui", "ma",  "mais", "me",
    "mes", "moi", "mon", "ne",  "nous", "on",    "ont", "ou",  "où",    "par",   "pas",  "plus", "pour", "qu'il", "que", "qui", "sa",  "se",  "ses", "si",  "son",  "sont", "sur", "tout", "très", "tu",   "un",  "une", "vos",  "votre", "vous",
});
constexpr auto spanish = std::to_array<std::string_view>({
    "a",  "al",  "con", "como", "cuando", "de",  "del", "el",   "ella", "en",  "era", "es",  "esta", "está", "este", "esto", "fue", "ha",  "han", "hay", "la", "las", "le", "lo", "los", "me", "mi", "muy", "más", "no", "nos", "o", "para",
    "pero", "por", "porque", "que", "qué", "se", "ser", "si", "sin", "son", "su", "sus", "también", "te", "tiene", "todo", "un", "una", "y", "ya", "yo",
});

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_stop_word(std::string_view word, std::string_view language) {
    // A text is often in another language than it says, and an apostrophe has two forms.
    std::string plain(word);
    for (auto at = plain.find("\u2019"); at != std::string::npos; at = plain.find("\u2019")) plain.replace(at, 3, "'");
    if (holds(english, plain)) return true;
    if (language == "de") return holds(german, plain);
    if (language == "fr") return holds(french, plain);
    return language == "es" && holds(spanish, plain);
}

}  // namespace themes
