#include "operations/feedback/summary.h"

#include <boost/json.hpp>

#include <algorithm>
#include <map>

#include "charter/feedback.h"
#include "observations/answers.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::int64_t rows_max = 20'000;
constexpr std::size_t recent_max = 50, shown_characters = 1'000;
constexpr std::int64_t weeks_max = 60;

struct Week {
    std::int64_t answers = 0, up = 0, down = 0;
};

array weeks_of(const observations::Answers& answers, const charter::Charter& document) {
    const charter::Windowing windows(base::Duration{.micros = 7 * base::micros_per_day, .months = 0}, document.zone);
    std::map<std::int64_t, Week> weeks;
    for (const auto& row : answers.rows) {
        Week& week = weeks[windows.index_of(row.time)];
        ++week.answers;
        week.up += row.said[0] == "true" ? 1 : 0;
        week.down += row.said[0] == "false" ? 1 : 0;
    }
    array all;
    if (weeks.empty()) return all;
    const std::int64_t last = weeks.rbegin()->first;
    for (std::int64_t at = std::max(weeks.begin()->first, last - weeks_max + 1); at <= last; ++at) {
        const Week& week = weeks[at];
        all.emplace_back(object{{"start", base::format(windows.start_of(at))}, {"answers", week.answers}, {"up", week.up}, {"down", week.down}});
    }
    return all;
}

/// What one answer says, by kind.
object said_of(const observations::AnsweredRow& row) {
    object said;
    const auto columns = charter::answer_columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string& written = row.said[i];
        if (written.empty()) continue;
        const std::string kind(columns[i].name.substr(std::string_view("feedback_").size()));
        switch (columns[i].type) {
            case charter::AnswerType::number: said[kind] = std::stod(written); break;
            case charter::AnswerType::truth: said[kind] = written == "true"; break;
            case charter::AnswerType::text: said[kind] = report::shortened(report::well_formed(written), shown_characters); break;
        }
    }
    return said;
}

array recent_of(const observations::Answers& answers) {
    array recent;
    for (const auto& row : answers.rows) {
        if (recent.size() == recent_max) break;
        recent.emplace_back(object{{"feedback", report::well_formed(row.id)}, {"time", base::format(row.time)}, {"prediction", row.prediction.empty() ? value(nullptr) : value(report::well_formed(row.prediction))}, {"joined", row.joined}, {"said", said_of(row)}});
    }
    return recent;
}

array list_of(const std::vector<std::string>& texts) {
    array list;
    for (const auto& text : texts) list.emplace_back(report::well_formed(text));
    return list;
}

}  // namespace

base::Result<FeedbackAsked> feedback_asked(const Request& request, const Arguments& arguments) {
    FeedbackAsked asked;
    ASSIGN_OR_RETURN(asked.product, request.service->product(arguments.text("product")));
    asked.document = asked.product->document();
    if (!charter::feedback_of(*asked.document)) return base::Error{base::Fault::missing, "the charter asks nobody what they think: " + asked.document->product, "add a section: feedback: {origins: [https://...], kinds: [thumbs, text]}"};
    if (arguments.has("from")) asked.period.from = *base::parse_time(arguments.text("from"));
    if (arguments.has("until")) asked.period.until = *base::parse_time(arguments.text("until"));
    return asked;
}

base::Result<object> summary_of_feedback(const FeedbackAsked& asked) {
    const auto feedback = *charter::feedback_of(*asked.document);
    ASSIGN_OR_RETURN(const auto answers, asked.product->store().answers({.from = asked.period.from, .until = asked.period.until, .columns = {}, .rows_max = rows_max}));
    ASSIGN_OR_RETURN(auto measures, measures_of_feedback(*asked.product, *asked.document, asked.period));
    ASSIGN_OR_RETURN(auto corrected, corrections_of(*asked.product, *asked.document, asked.period));
    const auto moment = [](const std::optional<base::Time>& time) { return time ? value(base::format(*time)) : value(nullptr); };
    return object{{"product", report::well_formed(asked.document->product)}, {"from", moment(asked.period.from)}, {"until", moment(asked.period.until)}, {"kinds", list_of(feedback.kinds)}, {"origins", list_of(feedback.origins)}, {"sampling", feedback.sampling}, {"keep_text", feedback.keep_text ? value(base::format(*feedback.keep_text)) : value(nullptr)},
                  {"answers", answers.all}, {"joined", answers.joined}, {"measures", std::move(measures)}, {"corrected", std::move(corrected)}, {"weeks", weeks_of(answers, *asked.document)}, {"recent", recent_of(answers)}};
}

}  // namespace operations
