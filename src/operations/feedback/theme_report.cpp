#include "operations/feedback/theme_report.h"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.h"
#include "charter/feedback.h"
#include "metrics/intervals/mover.h"
#include "metrics/intervals/proportion.h"
#include "observations/answers.h"
#include "report/escape.h"
#include "themes/themes.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using observations::AnsweredRow;

constexpr std::size_t examples_max = 5, slices_max = 4, example_characters = 400, values_max = 30;
constexpr std::int64_t answers_max = 50'000;

std::size_t place_of(std::string_view column) {
    const auto all = charter::answer_columns();
    return static_cast<std::size_t>(std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == column; }) - all.begin());
}

/// An answer with words in it.
struct Told {
    const AnsweredRow* row;
    std::string_view text, language;
};

std::vector<Told> texts_in(const observations::Answers& answers, const std::string& fallback) {
    const std::size_t text = place_of("feedback_text"), reason = place_of("feedback_reason"), language = place_of("feedback_language");
    std::vector<Told> told;
    for (const auto& row : answers.rows) {
        const std::string& words = row.said[text].empty() ? row.said[reason] : row.said[text];
        if (!words.empty() && told.size() < themes::texts_max) told.push_back({&row, words, row.said[language].empty() ? fallback : row.said[language]});
    }
    return told;
}

/// How many texts there were in each week, from the first to the last of all.
array trend_of(const std::vector<Told>& told, const std::vector<std::size_t>& members, const charter::Charter& document) {
    const charter::Windowing weeks(base::Duration{.micros = 7 * base::micros_per_day, .months = 0}, document.zone);
    std::map<std::int64_t, std::int64_t> counts;
    for (const auto& one : told) counts.try_emplace(weeks.index_of(one.row->time), 0);
    if (counts.empty()) return {};
    for (const auto member : members) ++counts[weeks.index_of(told[member].row->time)];
    array trend;
    constexpr std::int64_t weeks_max = 60;
    const std::int64_t last = counts.rbegin()->first;
    for (std::int64_t week = std::max(counts.begin()->first, last - weeks_max + 1); week <= last; ++week) {
        const auto found = counts.find(week);
        trend.emplace_back(object{{"start", base::format(weeks.start_of(week))}, {"texts", found == counts.end() ? 0 : found->second}});
    }
    return trend;
}

/// How often each value of each column stands among the predictions of some texts.
struct Values {
    std::int64_t joined = 0;
    std::vector<std::map<std::string, std::int64_t>> counts;  ///< by column
};

Values values_of(const std::vector<Told>& told, const std::vector<std::size_t>& members, std::size_t columns) {
    Values values;
    values.counts.resize(columns);
    for (const auto member : members) {
        const AnsweredRow& row = *told[member].row;
        if (!row.joined) continue;
        ++values.joined;
        for (std::size_t i = 0; i < columns; ++i) ++values.counts[i][row.columns[i].empty() ? "(missing)" : row.columns[i]];
    }
    return values;
}

struct Slice {
    std::size_t column;
    std::string value;
    std::int64_t here, others;
    double difference;
    metrics::Limits limits;
};

array slices_of(const Values& here, const Values& all, const std::vector<std::string>& columns, double tail) {
    std::vector<Slice> slices;
    const auto of = static_cast<double>(here.joined), of_others = static_cast<double>(all.joined - here.joined);
    if (of < 1 || of_others < 1) return {};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (all.counts[i].size() > values_max) continue;
        for (const auto& [value, count] : here.counts[i]) {
            const std::int64_t others = all.counts[i].at(value) - count;
            const double a = static_cast<double>(count), b = static_cast<double>(others);
            const auto limits = metrics::mover_difference(a / of, metrics::share_limits(a, of, tail), b / of_others, metrics::share_limits(b, of_others, tail));
            if (limits.low > 0) slices.push_back({i, value, count, others, a / of - b / of_others, limits});
        }
    }
    std::stable_sort(slices.begin(), slices.end(), [](const Slice& a, const Slice& b) { return a.limits.low > b.limits.low; });
    if (slices.size() > slices_max) slices.resize(slices_max);
    array told;
    for (const Slice& slice : slices) {
        told.emplace_back(object{{"column", report::well_formed(columns[slice.column])}, {"value", report::well_formed(slice.value)}, {"here", slice.here}, {"of", here.joined}, {"others", slice.others}, {"of_others", all.joined - here.joined},
                                 {"difference", slice.difference}, {"interval", object{{"low", slice.limits.low}, {"high", slice.limits.high}, {"level", feedback_level}}}});
    }
    return told;
}

/// The same words make the same theme, whichever texts it holds.
std::string id_of(const std::vector<std::string>& words) {
    std::vector<std::string> sorted = words;
    std::sort(sorted.begin(), sorted.end());
    std::string all;
    for (const auto& word : sorted) all += word + "\n";
    return "theme-" + base::format(base::digest_of(all)).substr(7, 8);
}

object theme_json(const themes::Theme& theme, const std::vector<Told>& told, const charter::Charter& document) {
    array words, examples, feedback, predictions;
    for (const auto& word : theme.words) words.emplace_back(report::well_formed(word));
    std::set<std::string_view> shown, known;
    for (const auto member : theme.texts) {
        const Told& one = told[member];
        feedback.emplace_back(report::well_formed(one.row->id));
        if (!one.row->prediction.empty() && known.insert(one.row->prediction).second) predictions.emplace_back(report::well_formed(one.row->prediction));
        if (examples.size() < examples_max && shown.insert(one.text).second) {
            examples.emplace_back(object{{"feedback", report::well_formed(one.row->id)}, {"time", base::format(one.row->time)}, {"prediction", one.row->prediction.empty() ? base::json::value(nullptr) : base::json::value(report::well_formed(one.row->prediction))},
                                         {"text", report::shortened(report::well_formed(one.text), example_characters)}});
        }
    }
    return {{"id", id_of(theme.words)}, {"words", std::move(words)}, {"size", theme.texts.size()}, {"share", static_cast<double>(theme.texts.size()) / static_cast<double>(told.size())}, {"examples", std::move(examples)},
            {"trend", trend_of(told, theme.texts, document)}, {"feedback", std::move(feedback)}, {"predictions", std::move(predictions)}};
}

}  // namespace

base::Result<object> themes_of_feedback(const Product& product, const charter::Charter& document, const FeedbackPeriod& period) {
    const auto columns = feedback_columns(document);
    ASSIGN_OR_RETURN(const auto answers, product.store().answers({.from = period.from, .until = period.until, .columns = columns, .rows_max = answers_max}));
    const auto asked = charter::feedback_of(document).value_or(charter::Feedback{});
    const auto told = texts_in(answers, asked.language);
    std::vector<themes::Text> texts;
    for (const auto& one : told) texts.push_back({.text = one.text, .language = one.language});
    const auto found = themes::themes_of(texts, {.seed = base::seed_of(base::digest_of("themes/1\n" + document.product))});

    std::vector<std::size_t> everybody(told.size());
    for (std::size_t i = 0; i < everybody.size(); ++i) everybody[i] = i;
    const Values all = values_of(told, everybody, columns.size());
    std::vector<Values> here;
    std::size_t tests = 0;
    for (const auto& theme : found.themes) {
        here.push_back(values_of(told, theme.texts, columns.size()));
        for (std::size_t i = 0; i < columns.size(); ++i) tests += all.counts[i].size() > values_max ? 0 : here.back().counts[i].size();
    }
    const double tail = (1 - feedback_level) / 2 / static_cast<double>(std::max<std::size_t>(1, tests));
    array themes;
    std::size_t placed = 0;
    for (std::size_t i = 0; i < found.themes.size(); ++i) {
        object one = theme_json(found.themes[i], told, document);
        one["slices"] = slices_of(here[i], all, columns, tail);
        themes.emplace_back(std::move(one));
        placed += found.themes[i].texts.size();
    }
    return object{{"texts", told.size()}, {"in_themes", placed}, {"level", feedback_level}, {"themes", std::move(themes)}};
}

}  // namespace operations
