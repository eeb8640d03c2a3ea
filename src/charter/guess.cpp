#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "charter/draft.h"

/// Which column is what, by its name first and its values second.
namespace charter {

namespace {

using Words = std::span<const std::string_view>;
constexpr std::array<std::string_view, 10> time_words{"time", "timestamp", "datetime", "date", "day", "ts", "created", "at", "when", "hour"};
constexpr std::array<std::string_view, 5> id_words{"id", "uuid", "guid", "key", "uid"};
constexpr std::array<std::string_view, 13> unit_words{"user", "customer", "client", "subject", "account", "patient", "member", "household", "session", "visitor", "person", "unit", "query"};
constexpr std::array<std::string_view, 3> version_words{"version", "model", "ver"};
constexpr std::array<std::string_view, 9> score_words{"score", "prob", "proba", "probability", "likelihood", "p", "scored", "confidence", "risk"};
constexpr std::array<std::string_view, 9> prediction_words{"prediction", "predicted", "pred", "yhat", "decision", "decided", "flagged", "warned", "predict"};
constexpr std::array<std::string_view, 24> label_words{"label", "target", "outcome", "actual", "truth", "y", "class", "late", "churn", "churned", "default", "defaulted", "converted", "conversion", "clicked", "click", "fraud", "survived", "recid", "bought", "cancelled", "response", "income", "result"};

/// The words of a name: `pLate`, `p_late` and `P Late` are all p, late.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    bool was_lower = false;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if ((!letter || (upper && was_lower)) && !words.back().empty()) words.emplace_back();
        if (letter) words.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
        was_lower = letter && !upper;
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

/// 2: the name is one of the words; 1: one of its words is.
int likeness(const DraftColumn& column, Words words) {
    const auto own = words_of(column.name);
    const bool any = std::any_of(own.begin(), own.end(), [&](const std::string& word) { return std::find(words.begin(), words.end(), word) != words.end(); });
    return any ? (own.size() == 1 ? 2 : 1) : 0;
}

bool has_two_values(const DraftColumn& column) {
    if (column.type == DraftColumn::Type::time || column.type == DraftColumn::Type::other) return false;
    return column.top.size() == 2 && column.distinct <= 3;
}

bool is_probability(const DraftColumn& column) {
    const bool number = column.type == DraftColumn::Type::number;
    return number && !column.whole_numbers && column.min && column.max && *column.min >= 0 && *column.max <= 1;
}

bool is_numeric(const DraftColumn& column) { return column.type == DraftColumn::Type::number; }

/// Nearly every row has its own value. Distinct values are counted roughly, hence nine of ten.
bool nearly_unique(const DraftColumn& column) { return column.rows > 0 && column.missing == 0 && column.distinct * 10 >= column.rows * 9; }

class Guesser {
public:
    explicit Guesser(const std::vector<DraftColumn>& columns) : columns_(columns) {}

    Guesses all() {
        Guesses guesses;
        guesses.time = by_name(time_words, "its name, and it holds times", [](const DraftColumn& c) { return c.type == DraftColumn::Type::time; });
        if (!guesses.time) guesses.time = by_values("the first column that holds times", [](const DraftColumn& c) { return c.type == DraftColumn::Type::time; }, false);
        guesses.prediction = by_name(prediction_words, "its name, and it has two values", has_two_values);
        guesses.label = by_name(label_words, "its name, and it has two values", has_two_values);
        guesses.score = by_name(score_words, "its name, and its values lie between 0 and 1", is_probability);
        // A prediction of probabilities is a score, whatever it is called.
        if (!guesses.score) guesses.score = by_name(prediction_words, "its name, and its values lie between 0 and 1", is_probability);
        if (!guesses.label) guesses.label = by_values("the only column with two values", has_two_values, true);
        if (!guesses.score) guesses.score = by_values("the only column whose values lie between 0 and 1", is_probability, true);
        guesses.id = by_name(id_words, "its name, and nearly every row has its own value", [](const DraftColumn& c) { return !is_numeric(c) && nearly_unique(c); });
        guesses.version = by_name(version_words, "its name, and it has few values", [](const DraftColumn& c) { return !is_numeric(c) && c.distinct >= 1 && c.distinct <= 50; });
        guesses.unit = by_name(unit_words, "its name, and its values repeat", [](const DraftColumn& c) { return !is_numeric(c) && c.distinct > 1 && !nearly_unique(c); });
        if (guesses.label) guesses.positive = positive_of(columns_[guesses.label->column]);
        return guesses;
    }

private:
    template <class Fits>
    std::optional<Guess> by_name(Words words, const char* why, Fits fits) {
        int best = 0;
        std::size_t found = 0;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const int like = taken_.contains(i) || !fits(columns_[i]) ? 0 : likeness(columns_[i], words);
            if (like <= best) continue;
            best = like;
            found = i;
        }
        return best == 0 ? std::nullopt : take(found, why);
    }

    template <class Fits>
    std::optional<Guess> by_values(const char* why, Fits fits, bool only) {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (!taken_.contains(i) && fits(columns_[i])) found.push_back(i);
        }
        if (found.empty() || (only && found.size() > 1)) return std::nullopt;
        return take(found.front(), why);
    }

    std::optional<Guess> take(std::size_t column, const char* why) {
        taken_.insert(column);
        return Guess{column, why};
    }

    /// What usually stands for yes; else the rarer value, because what one predicts is usually rare.
    static std::string positive_of(const DraftColumn& column) {
        for (const std::string_view yes : {"1", "true", "True", "TRUE", "yes", "Yes", "y", "Y", "t", "positive", "1.0"}) {
            for (const auto& seen : column.top) {
                if (seen.first == yes) return seen.first;
            }
        }
        return column.top.back().first;
    }

    const std::vector<DraftColumn>& columns_;
    std::set<std::size_t> taken_;
};

}  // namespace

Guesses guess(const std::vector<DraftColumn>& columns) { return Guesser(columns).all(); }

}  // namespace charter
