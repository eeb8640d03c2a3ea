#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "observations/duck.h"
#include "observations/event_batch.h"
#include "observations/event_layout.h"

/// What people said of predictions, one answer after the other, and beside whom those who were corrected stand.
namespace observations {

struct AnswersQuestion {
    std::optional<base::Time> from{}, until{}; ///< by when it was said
    std::vector<std::string> columns{};        ///< of predictions, whose values stand beside each answer
    std::int64_t rows_max = 0;                 ///< the newest so many
};

/// One answer. What nobody said is empty.
struct AnsweredRow {
    std::string id, prediction;
    base::Time time;
    bool joined = false;                       ///< the prediction is kept
    std::vector<std::string> said;             ///< in the order of charter::answer_columns()
    std::vector<std::string> columns;          ///< of its prediction, as asked
};

/// Predictions that have one value of a column (or a tenth of the score), and those among them that somebody corrected.
struct CorrectedCell {
    std::string column, value;                 ///< of a score, `0.3` stands for 0.3 to 0.4
    std::int64_t predictions = 0, corrected = 0;
};

struct Answers {
    std::int64_t all = 0, joined = 0;          ///< answers in the period
    std::vector<AnsweredRow> rows;             ///< the newest first
    std::vector<CorrectedCell> corrected;      ///< of predictions made in the period; columns with more than `values_max` values are left out
    std::int64_t predictions = 0, corrected_predictions = 0;
    std::int64_t with_outcome = 0, agreeing = 0;  ///< corrected predictions whose outcome is known too, and those where it says the same
};

inline constexpr std::int64_t values_max = 30;

/// Faults: `input` for a column that is not kept.
base::Result<Answers> read_answers(duck::Database& reader, const EventLayout& layout, const AnswersQuestion& question);

/// Whether a piece of feedback is about a prediction: it names one or, being a survey, is about the newest one of the same person.
bool is_about_a_prediction(const EventLayout& layout, const EventRows& events, std::size_t row);

/// SQL of predictions' newest answers: `about`, and a column for each of charter::answer_columns(). An answer that was changed counts
/// as it was said last, each column by itself.
std::string newest_answers(const std::string& conditions);

/// A column of charter::derived_answer_columns(), of `p` (a prediction), `o` (its outcome) and `f` (its answers).
std::string derived_answer(const EventLayout& layout, std::string_view name);

}  // namespace observations
