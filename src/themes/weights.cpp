#include "themes/weights.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "themes/words.h"

namespace themes {

namespace {

struct Counted {
    std::int64_t texts = 0;
    std::map<std::string, std::int64_t> written;
};

struct Found {
    std::string key, written;
};

/// Every word, and perhaps every pair of words that follow each other.
std::vector<Found> terms_in(const std::vector<Word>& words, bool pairs) {
    std::vector<Found> found;
    for (std::size_t i = 0; i < words.size(); ++i) {
        found.push_back({words[i].stem, words[i].written});
        if (pairs && i > 0) found.push_back({words[i - 1].stem + " " + words[i].stem, words[i - 1].written + " " + words[i].written});
    }
    return found;
}

std::string most_frequent(const std::map<std::string, std::int64_t>& written) {
    return std::max_element(written.begin(), written.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first;
}

std::vector<Term> chosen(const std::map<std::string, Counted>& counted, std::size_t texts, const TermRule& rule) {
    std::vector<Term> terms;
    for (const auto& [key, count] : counted) {
        if (count.texts >= rule.texts_min && static_cast<double>(count.texts) <= rule.share_max * static_cast<double>(texts)) terms.push_back({key, most_frequent(count.written), count.texts});
    }
    std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.texts > b.texts; });
    if (terms.size() > rule.terms_max) terms.resize(rule.terms_max);
    return terms;
}

}  // namespace

Weights weights_of(const std::vector<Text>& texts, const TermRule& rule) {
    Words words;
    std::vector<std::map<std::string, double>> counts;
    std::map<std::string, Counted> counted;
    for (const Text& text : texts) {
        auto& own = counts.emplace_back();
        for (const Found& found : terms_in(words.of(text.text, text.language), rule.pairs)) {
            Counted& count = counted[found.key];
            if (++own[found.key] == 1) ++count.texts;
            ++count.written[found.written];
        }
    }
    Weights weights;
    weights.terms = chosen(counted, texts.size(), rule);
    std::map<std::string_view, std::uint32_t> places;
    for (std::uint32_t i = 0; i < weights.terms.size(); ++i) places[weights.terms[i].key] = i;
    const auto all = static_cast<double>(texts.size());
    for (const auto& own : counts) {
        auto& row = weights.texts.emplace_back();
        double squares = 0;
        for (const auto& [key, count] : own) {
            const auto place = places.find(key);
            if (place == places.end()) continue;
            const double idf = std::log((1 + all) / (1 + static_cast<double>(weights.terms[place->second].texts))) + 1;
            row.push_back({place->second, count * idf});
            squares += count * idf * count * idf;
        }
        for (auto& one : row) one.weight /= std::sqrt(squares);
        std::sort(row.begin(), row.end(), [](const Weight& a, const Weight& b) { return a.term < b.term; });
    }
    return weights;
}

}  // namespace themes
