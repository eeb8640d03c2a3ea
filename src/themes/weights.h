#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How much each term says of each text.
///
///   tf-idf(t, d) = count of t in d * (ln((1 + n) / (1 + texts with t)) + 1),  then each text has the length 1
///
/// As scikit-learn's TfidfVectorizer has it (smooth_idf, norm l2). Terms are words and, where the rule says so, pairs of words
/// that follow each other.
namespace themes {

struct Text {
    std::string_view text;
    std::string_view language = "en";
};

struct Term {
    std::string key;          ///< stems, with a space between those of a pair
    std::string written;      ///< as it is written most often
    std::int64_t texts = 0;   ///< that have it
};

struct Weight {
    std::uint32_t term = 0;
    double weight = 0;
};

struct Weights {
    std::vector<Term> terms;                  ///< the most frequent ones, and among those of one frequency in the order of their bytes
    std::vector<std::vector<Weight>> texts;   ///< of each text, by term; empty: none of its words is a term
};

struct TermRule {
    std::int64_t texts_min = 3;      ///< a term is in so many texts
    double share_max = 0.7;          ///< and in no more than this share of them: what is in every text tells none from another
    std::size_t terms_max = 600;
    bool pairs = true;               ///< terms are also pairs of words that follow each other
};

Weights weights_of(const std::vector<Text>& texts, const TermRule& rule);

}  // namespace themes
