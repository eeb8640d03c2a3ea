#include "observations/answers.h"

#include <algorithm>

#include "charter/feedback.h"
#include "observations/event_tables.h"
#include "observations/store.h"

namespace observations {

namespace {

std::string micros(base::Time time) { return std::to_string(time.micros) + "::BIGINT"; }

std::string period(const std::string& time, const AnswersQuestion& question) {
    std::string sql;
    if (question.from) sql += " AND epoch_us(" + time + ") >= " + micros(*question.from);
    if (question.until) sql += " AND epoch_us(" + time + ") < " + micros(*question.until);
    return sql;
}

base::Result<base::Done> must_be_kept(const EventLayout& layout, const std::vector<std::string>& names) {
    for (const auto& name : names) {
        if (std::none_of(layout.columns.begin(), layout.columns.end(), [&](const auto& column) { return column.name == name; })) return base::Error{base::Fault::input, "no column of this name is kept of what is received: " + name, "name it in the charter, and apply that"};
    }
    return base::Done{};
}

/// Predictions that somebody answered to, each once: the newest where an id has come again after a long time.
std::string predictions_answered(const AnswersQuestion& question) {
    std::string columns;
    for (std::size_t i = 0; i < question.columns.size(); ++i) columns += ", " + duck::identifier(question.columns[i]) + " AS c" + std::to_string(i);
    return "(SELECT \"charter: id\" AS id" + columns + " FROM prediction WHERE \"charter: id\" IN (SELECT \"charter: prediction\" FROM feedback) QUALIFY row_number() OVER (PARTITION BY \"charter: id\" ORDER BY \"charter: seq\" DESC) = 1)";
}

std::string from_answers(const AnswersQuestion& question) {
    return " FROM feedback a LEFT JOIN " + predictions_answered(question) + " p ON p.id = a.\"charter: prediction\" WHERE true" + period("a.\"charter: time\"", question);
}

base::Result<base::Done> read_rows(duck::Database& reader, const AnswersQuestion& question, Answers& answers) {
    ASSIGN_OR_RETURN(const auto counts, reader.texts("SELECT count(*), count(p.id)" + from_answers(question)));
    answers.all = std::stoll(counts[0][0]);
    answers.joined = std::stoll(counts[0][1]);
    const auto said = charter::answer_columns();
    std::string sql = "SELECT a.\"charter: id\", a.\"charter: prediction\", epoch_us(a.\"charter: time\"), p.id IS NOT NULL";
    for (const auto& column : said) sql += ", CAST(a." + duck::identifier(column.name) + " AS VARCHAR)";
    for (std::size_t i = 0; i < question.columns.size(); ++i) sql += ", CAST(p.c" + std::to_string(i) + " AS VARCHAR)";
    ASSIGN_OR_RETURN(auto rows, reader.texts(sql + from_answers(question) + " ORDER BY a.\"charter: seq\" DESC LIMIT " + std::to_string(question.rows_max)));
    for (auto& row : rows) {
        AnsweredRow one{.id = std::move(row[0]), .prediction = std::move(row[1]), .time = {std::stoll(row[2])}, .joined = row[3] == "true", .said = {}, .columns = {}};
        const auto begin = row.begin() + 4, middle = begin + static_cast<std::ptrdiff_t>(said.size());
        one.said.assign(std::make_move_iterator(begin), std::make_move_iterator(middle));
        one.columns.assign(std::make_move_iterator(middle), std::make_move_iterator(row.end()));
        answers.rows.push_back(std::move(one));
    }
    return base::Done{};
}

/// Predictions of the period with what counts as their outcome, leaving corrections out of it, and with their correction.
std::string corrected_predictions(const EventLayout& layout, const AnswersQuestion& question) {
    EventLayout apart = layout;
    apart.answers->corrections_count = false;
    Reading reading;
    reading.columns.time = "charter: moment";
    reading.from = question.from;
    reading.until = question.until;
    return EventTables::view(apart, EventKind::prediction, reading, {}).sql;
}

/// Outcome and correction as values that can be compared: of two labels, whether it is the positive one.
std::string as_label(const EventLayout& layout, const std::string& x) {
    if (layout.answers->numbers) return "TRY_CAST(" + x + " AS DOUBLE)";
    if (layout.answers->positive.empty()) return "CAST(" + x + " AS VARCHAR)";
    return "(CAST(" + x + " AS VARCHAR) = " + duck::literal(layout.answers->positive) + ")";
}

base::Result<base::Done> read_cells(duck::Database& reader, const std::string& rows, const std::string& column, const std::string& value, Answers& answers) {
    ASSIGN_OR_RETURN(const auto cells, reader.texts("SELECT coalesce(" + value + ", '(missing)') AS v, count(*), count(feedback_correction) FROM " + rows + " GROUP BY v ORDER BY v LIMIT " + std::to_string(values_max + 1)));
    if (static_cast<std::int64_t>(cells.size()) > values_max) return base::Done{};
    for (const auto& cell : cells) answers.corrected.push_back({.column = column, .value = cell[0], .predictions = std::stoll(cell[1]), .corrected = std::stoll(cell[2])});
    return base::Done{};
}

}  // namespace

bool is_about_a_prediction(const EventLayout& layout, const EventRows& events, std::size_t row) {
    if (!layout.answers) return false;
    const auto known = [&](std::size_t column) { return events.columns[column].known[row] != 0; };
    const auto& surveys = layout.answers->surveys;
    return !events.predictions[row].empty() || (layout.answers->subject && known(*layout.answers->subject) && std::any_of(surveys.begin(), surveys.end(), known));
}

std::string newest_answers(const std::string& conditions) {
    std::string sql = "(SELECT \"charter: prediction\" AS about";
    for (const auto& column : charter::answer_columns()) sql += ", arg_max(" + duck::identifier(column.name) + ", \"charter: seq\") AS " + duck::identifier(column.name);
    return sql + " FROM feedback WHERE \"charter: prediction\" IS NOT NULL" + conditions + " GROUP BY about)";
}

std::string derived_answer(const EventLayout& layout, std::string_view name) {
    const AnswerLayout& how = *layout.answers;
    namespace is = charter::answered;
    if (name == is::given) return "(f.about IS NOT NULL)";
    if (name == is::source) {
        const std::string outcome = layout.label ? "o.newest IS NOT NULL OR p." + duck::identifier(layout.columns[*layout.label].name) + " IS NOT NULL" : "false";
        return "(CASE WHEN " + outcome + " THEN 'outcome' WHEN f.feedback_correction IS NOT NULL THEN 'correction' END)";
    }
    const std::string person = "coalesce(f.feedback_decision, p.feedback_decision)";
    std::string followed = "CAST(NULL AS BOOLEAN)";
    if (!how.prediction.empty() && how.numbers) followed = "(TRY_CAST(" + person + " AS DOUBLE) = p." + duck::identifier(how.prediction) + ")";
    else if (!how.prediction.empty()) followed = "(" + as_label(layout, person) + " = " + as_label(layout, "p." + duck::identifier(how.prediction)) + ")";
    else if (!how.score.empty() && !how.positive.empty()) followed = "((" + person + " = " + duck::literal(how.positive) + ") = (p." + duck::identifier(how.score) + " >= " + how.threshold + "))";
    if (name == is::followed) return followed;
    if (name == is::overridden) return "(NOT " + followed + ")";
    if (how.seeded.empty()) return "CAST(NULL AS BOOLEAN)";
    return "(CASE WHEN TRY_CAST(p." + duck::identifier(how.seeded) + " AS BOOLEAN) THEN " + followed + " END)";
}

base::Result<Answers> read_answers(duck::Database& reader, const EventLayout& layout, const AnswersQuestion& question) {
    RETURN_IF_ERROR(must_be_kept(layout, question.columns));
    Answers answers;
    RETURN_IF_ERROR(read_rows(reader, question, answers));
    const std::string rows = corrected_predictions(layout, question);
    std::string compared = "0, 0";
    if (layout.label) {
        const std::string label = duck::identifier(layout.columns[*layout.label].name), known = label + " IS NOT NULL AND feedback_correction IS NOT NULL";
        compared = "count(*) FILTER (" + known + "), count(*) FILTER (" + known + " AND " + as_label(layout, label) + " = " + as_label(layout, "feedback_correction") + ")";
    }
    ASSIGN_OR_RETURN(const auto counts, reader.texts("SELECT count(*), count(feedback_correction), " + compared + " FROM " + rows));
    answers.predictions = std::stoll(counts[0][0]);
    answers.corrected_predictions = std::stoll(counts[0][1]);
    answers.with_outcome = std::stoll(counts[0][2]);
    answers.agreeing = std::stoll(counts[0][3]);
    if (answers.corrected_predictions == 0) return answers;
    if (!layout.answers->score.empty()) RETURN_IF_ERROR(read_cells(reader, rows, layout.answers->score, "format('{:.1f}', least(floor(" + duck::identifier(layout.answers->score) + " * 10), 9) / 10)", answers));
    for (const auto& column : question.columns) {
        if (column != layout.answers->score) RETURN_IF_ERROR(read_cells(reader, rows, column, "CAST(" + duck::identifier(column) + " AS VARCHAR)", answers));
    }
    return answers;
}

}  // namespace observations
