#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace charter {

/// The document's `feedback:`: what people who see predictions are asked, where, and what becomes of their answers.
struct Feedback {
    std::vector<std::string> origins{};   ///< of pages that may send; exactly as a browser writes them: scheme://host[:port]
    std::vector<std::string> kinds{};     ///< of `feedback_kinds()`, in the order in which they are asked
    double sampling = 1;                  ///< share of people who are asked the surveys
    base::Duration cool_down{.micros = 90 * base::micros_per_day, .months = 0};  ///< whoever was asked one is asked none for so long
    std::string consent{};                ///< shown before anything is kept in the browser; empty: nothing is kept there
    std::string contact{};                ///< said before somebody leaves an address; empty: none is taken
    std::string language = "en";          ///< of the words that stand for every language without its own
    std::map<std::string, std::map<std::string, std::string>> strings{};  ///< language -> word -> as it is shown
    std::optional<base::Duration> keep_text{};  ///< free text is forgotten after so long; nothing: it is kept as long as the answer
    bool corrections_count = false;       ///< a correction stands for the outcome where there is none
    std::string seeded{};                 ///< column that is true where a prediction was made wrong on purpose, to see who notices

    bool allows(std::string_view origin) const;
    bool asks(std::string_view kind) const;
};

/// Read from the canonical form, which the parser has checked; nothing: the document has no such section.
std::optional<Feedback> feedback_of(const Charter& charter);

/// thumbs, rating, correction, reason, text, nps, csat, ces, sus, decision.
std::vector<std::string_view> feedback_kinds();

/// Columns in which answers are kept. Predictions are read with the newest answer about each of them in these.
enum class AnswerType { number, truth, text };
struct AnswerColumn {
    std::string_view name;  ///< `feedback_rating`
    AnswerType type = AnswerType::text;
};
std::vector<AnswerColumn> answer_columns();

/// Columns that predictions are read with beside these, and that nobody sends.
namespace answered {
inline constexpr std::string_view given = "feedback_given";                    ///< whether anybody answered
inline constexpr std::string_view followed = "feedback_followed";              ///< whether the person decided as the model
inline constexpr std::string_view overridden = "feedback_overridden";          ///< the contrary
inline constexpr std::string_view rubber_stamped = "feedback_rubber_stamped";  ///< `followed`, of seeded errors alone
inline constexpr std::string_view source = "outcome_source";                   ///< `outcome`, `correction`, or missing
}  // namespace answered
std::vector<AnswerColumn> derived_answer_columns();

}  // namespace charter
