#include "observations/plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/json.h"
#include "observations/expression.h"

namespace observations {

namespace {

using metrics::Kind;

bool is_fact(Kind kind) { return kind == Kind::quality || kind == Kind::summary || kind == Kind::extent; }
bool reads_labels(Kind kind) { return kind == Kind::moments || kind == Kind::reliability || kind == Kind::score_runs; }
bool reads_scores(Kind kind) { return kind == Kind::confusion || reads_labels(kind); }

bool same_window(const charter::Windowing& a, const charter::Windowing& b) {
    return a.length() == b.length() && (a.whole() || a.zone().name() == b.zone().name());
}

/// Builds the plan question by question.
class Planner {
public:
    Planner(const Relation& relation, const Reading& reading) : relation_(relation), reading_(reading) {}

    base::Result<Plan> build(const std::vector<Question>& questions) {
        plan_.from = reading_.from;
        plan_.until = reading_.until;
        plan_.as_of = reading_.as_of;
        plan_.absent_means = reading_.absent_means;
        if (relation_.has_malformed_column()) plan_.malformed = plan_.feeds.add(duck::identifier(Relation::malformed_column));
        RETURN_IF_ERROR(add_time());
        for (std::size_t i = 0; i < questions.size(); ++i) RETURN_IF_ERROR(add(i, questions[i]));
        return std::move(plan_);
    }

private:
    base::Result<base::Done> add(std::size_t number, const Question& question) {
        const Kind kind = question.wish.kind;
        ASSIGN_OR_RETURN(Grouping* grouping, grouping_of(question));
        if (reads_scores(kind)) RETURN_IF_ERROR(add_score_and_label());
        if (kind == Kind::moments || kind == Kind::reliability) plan_.probabilities = true;
        if (reads_labels(kind) && !plan_.score) {
            return base::Error{base::Fault::input, "a metric of scores is asked for, and no column holds scores", "name it under task.columns.score, or with --score"};
        }
        if (reads_labels(kind)) grouping->counts_labelled = true;
        ASSIGN_OR_RETURN(Task task, task_of(question));
        for (Task& other : grouping->tasks) {
            if (other.wish == task.wish && other.contract_sql == task.contract_sql) {
                other.questions.push_back(number);
                return base::Done{};
            }
        }
        task.questions.push_back(number);
        grouping->tasks.push_back(std::move(task));
        return base::Done{};
    }

    base::Result<Grouping*> grouping_of(const Question& question) {
        Grouping wanted;
        wanted.window = question.slice.window;
        wanted.by_unit = !is_fact(question.wish.kind);
        wanted.by_columns = question.slice.by;
        if (wanted.by_unit) RETURN_IF_ERROR(add_unit());
        if (question.slice.where) {
            ASSIGN_OR_RETURN(const auto flag, as_flag(relation_, *question.slice.where, reading_.zone));
            wanted.flags.push_back(plan_.feeds.add(flag));
        }
        if (question.slice.version) {
            if (reading_.columns.version.empty()) {
                return base::Error{base::Fault::input, "a version is asked for, and no column holds versions: " + *question.slice.version, "name it under task.columns.version"};
            }
            ASSIGN_OR_RETURN(const auto column, relation_.column(reading_.columns.version));
            wanted.flags.push_back(plan_.feeds.add("coalesce(" + as_text(column) + " = " + duck::literal(*question.slice.version) + ", false)"));
        }
        for (const auto& name : question.slice.by) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(name));
            wanted.by.push_back(plan_.feeds.add_text(as_text(column)));
        }
        if (!wanted.window.whole()) {
            plan_.windows = true;
            if (!plan_.time) return base::Error{base::Fault::input, "windows of time are asked for, and no column holds the time", "name it under task.columns.time, or with --time"};
        }
        for (Grouping& grouping : plan_.groupings) {
            if (grouping.flags == wanted.flags && grouping.by == wanted.by && same_window(grouping.window, wanted.window) && grouping.by_unit == wanted.by_unit) return &grouping;
        }
        plan_.groupings.push_back(std::move(wanted));
        return &plan_.groupings.back();
    }

    base::Result<Task> task_of(const Question& question) {
        Task task;
        task.wish = question.wish;
        const Kind kind = task.wish.kind;
        const bool of_column = kind == Kind::histogram || kind == Kind::value_runs || kind == Kind::identity_runs || kind == Kind::summary;
        ASSERT(!of_column || !task.wish.column.empty());  // a metric of a column is asked with one
        if (task.wish.column.empty() || (!of_column && kind != Kind::quality)) return task;
        ASSIGN_OR_RETURN(const auto column, relation_.column(task.wish.column));
        if (kind == Kind::quality) {
            const auto contract = as_contract_code(relation_, column, question.contract.value_or(charter::ColumnContract{}));
            if (contract.plain) task.check = PlainCheck{plan_.feeds.add(contract.plain->text ? as_text(column) : as_number(relation_, column)), *contract.plain};
            else task.code = plan_.feeds.add(contract.code);
            task.contract_sql = contract.code;
            task.reasons = contract.reasons;
        } else if (kind == Kind::identity_runs || (kind == Kind::summary && column.type != ColumnType::number)) {
            task.key = key_feed(column);
        } else {
            RETURN_IF_ERROR(add_values(question, column, task));
        }
        return task;
    }

    base::Result<base::Done> add_values(const Question& question, const ColumnInfo& column, Task& task) {
        using Type = charter::ColumnContract::Type;
        const bool declared = question.contract && (question.contract->type == Type::number || question.contract->type == Type::integer);
        if (column.type == ColumnType::number || declared) {
            task.number = number_feed(column);
            note_unreadable(*task.number);
            return base::Done{};
        }
        if (task.wish.kind == Kind::value_runs || (column.type != ColumnType::text && column.type != ColumnType::boolean)) {
            const std::string holds = column.type == ColumnType::text ? "text" : column.type == ColumnType::boolean ? "true and false" : column.type == ColumnType::time ? "times" : column.declared;
            return base::Error{base::Fault::input, "the metric cannot be taken of a column that holds " + holds + ": " + column.name,
                               task.wish.kind == Kind::value_runs ? "name a column of numbers; for text use psi or js_distance" : "name a column of numbers or text"};
        }
        task.text = question.wish.few_texts ? plan_.feeds.add_few_texts(as_text(column)) : plan_.feeds.add_text(as_text(column));
        return base::Done{};
    }

    NumberFeed number_feed(const ColumnInfo& column) {
        NumberFeed feed;
        feed.column = column.name;
        feed.sql = as_number(relation_, column);
        feed.values = plan_.feeds.add(feed.sql);
        feed.unreadable_sql = no_number(relation_, column);
        if (!feed.unreadable_sql.empty()) feed.unreadable = plan_.feeds.add(feed.unreadable_sql);
        return feed;
    }

    /// Such a value ends nothing, but it is counted and shown.
    void note_unreadable(const NumberFeed& feed) {
        if (!feed.unreadable || std::find(plan_.unreadable.begin(), plan_.unreadable.end(), *feed.unreadable) != plan_.unreadable.end()) return;
        plan_.unreadable.push_back(*feed.unreadable);
        plan_.unreadable_columns.emplace_back(feed.column, feed.unreadable_sql);
    }

    KeyFeed key_feed(const ColumnInfo& column) {
        const auto key = as_key(relation_, column);
        return {plan_.feeds.add(key.sql), key.layout};
    }

    base::Result<base::Done> add_time() {
        const std::string& name = reading_.columns.time;
        if (name.empty()) {
            if (!reading_.from && !reading_.until && !reading_.as_of) return base::Done{};
            return base::Error{base::Fault::input, "a period is asked for, and no column holds the time", "name it under task.columns.time, or with --time"};
        }
        ASSIGN_OR_RETURN(const auto column, relation_.column(name));
        ASSIGN_OR_RETURN(const auto time, as_time(relation_, column));
        TimeFeed feed;
        feed.column = name;
        feed.zone = reading_.zone;
        feed.always_utc = time.always_utc;
        feed.unreadable_sql = time.unreadable;
        feed.days = column.declared == "DATE" && !relation_.is_text(column);
        feed.micros = plan_.feeds.add(feed.days ? duck::identifier(column.name) : time.micros);
        if (!time.utc.empty()) feed.utc = plan_.feeds.add(time.utc);
        if (!time.unreadable.empty()) feed.unreadable = plan_.feeds.add(time.unreadable);
        plan_.time = feed;
        return base::Done{};
    }

    base::Result<base::Done> add_unit() {
        if (reading_.columns.unit.empty() || plan_.unit) return base::Done{};
        ASSIGN_OR_RETURN(const auto column, relation_.column(reading_.columns.unit));
        plan_.unit = key_feed(column);
        return base::Done{};
    }

    base::Result<base::Done> add_score_and_label() {
        const auto& columns = reading_.columns;
        if (plan_.score || plan_.prediction) return base::Done{};
        if (!columns.label.empty()) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(columns.label));
            ASSIGN_OR_RETURN(plan_.label, label_feed(column));
        }
        if (!columns.score.empty()) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(columns.score));
            if (column.type != ColumnType::number && !relation_.is_text(column)) {
                return base::Error{base::Fault::input, "the score column holds " + column.declared + ", not numbers: " + column.name, "name a column of numbers under task.columns.score"};
            }
            plan_.score = number_feed(column);
        } else if (!columns.prediction.empty()) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(columns.prediction));
            ASSIGN_OR_RETURN(plan_.prediction, label_feed(column));
        } else {
            return base::Error{base::Fault::input, "a metric of predictions is asked for, and no column holds scores or predictions", "name one under task.columns.score or task.columns.prediction"};
        }
        return base::Done{};
    }

    base::Result<std::optional<LabelFeed>> label_feed(const ColumnInfo& column) {
        LabelFeed feed;
        feed.column = column.name;
        feed.positive_text = reading_.positive;
        if (column.type == ColumnType::boolean || column.type == ColumnType::number) {
            const std::string word = column.type == ColumnType::boolean && reading_.positive == "true" ? "1" : column.type == ColumnType::boolean && reading_.positive == "false" ? "0" : reading_.positive;
            const auto number = base::parse_json(word);
            if (!number || !number->is_number()) {
                const std::string holds = column.type == ColumnType::boolean ? "true and false" : "numbers";
                return base::Error{base::Fault::input, "column " + column.name + " holds " + holds + ", and the positive value is: " + reading_.positive, "set task.positive to a value of that column"};
            }
            feed.positive_number = number->to_number<double>();
            feed.number = number_feed(column);
        } else {
            feed.text_sql = as_text(column);
            feed.text = plan_.feeds.add_text(feed.text_sql);
        }
        return std::optional<LabelFeed>(feed);
    }

    const Relation& relation_;
    const Reading& reading_;
    Plan plan_;
};

/// A day more on both sides than any zone's clock can differ: the exact bounds are checked row by row.
std::string near(const Plan& plan, const Relation& relation) {
    if (!plan.time) return "";
    const auto column = relation.column(plan.time->column);
    if (!column || relation.is_text(*column)) return "";
    const std::string x = duck::identifier(plan.time->column);
    const auto bound = [&](const char* symbol, base::Time time, std::int64_t margin) {
        return x + symbol + "make_timestamp" + (plan.time->always_utc ? "tz" : "") + "(" + std::to_string(time.micros + margin) + "::BIGINT)";
    };
    std::string out;
    const auto add = [&](const std::string& condition) { out += (out.empty() ? " WHERE " : " AND ") + condition; };
    if (plan.from) add(bound(" >= ", *plan.from, -2 * base::micros_per_day));
    if (plan.until) add(bound(" < ", *plan.until, 2 * base::micros_per_day));
    if (plan.as_of && plan.from) add(bound(" <= ", *plan.as_of, 2 * base::micros_per_day));
    return out;
}

}  // namespace

void PlainCheck::judge(const Rows& rows, std::vector<std::uint8_t>& codes) const {
    const duck::Vector& values = rows.feeds[feed];
    if (contract.text) {
        for (std::size_t row = 0; row < rows.count; ++row) codes[row] = !values.known(row) || is_blank(values.text(row)) ? 1 : 0;
        return;
    }
    const double* const numbers = values.as<double>();
    const double low = contract.min.value_or(-std::numeric_limits<double>::infinity());
    const double high = contract.max.value_or(std::numeric_limits<double>::infinity());
    const int whole = 2 + (contract.bounded ? 1 : 0);
    const int below = whole + (contract.whole ? 1 : 0);
    const int above = below + (contract.min ? 1 : 0);
    for (std::size_t row = 0; row < rows.count; ++row) {
        const double number = numbers[row];
        const int code = !values.known(row) || std::isnan(number) ? 1 : contract.whole && number != std::floor(number) ? whole : number < low ? below : number > high ? above : 0;
        codes[row] = static_cast<std::uint8_t>(code);
    }
}

std::size_t Feeds::add(const std::string& sql) {
    const auto found = std::find(sql_.begin(), sql_.end(), sql);
    if (found != sql_.end()) return static_cast<std::size_t>(found - sql_.begin());
    sql_.push_back(sql);
    return sql_.size() - 1;
}

std::size_t Feeds::add_text(const std::string& sql) {
    const std::size_t feed = add_few_texts(sql);
    if (few(feed)) all_wanted_.push_back(feed);
    return feed;
}

std::size_t Feeds::add_few_texts(const std::string& sql) {
    const std::size_t feed = add(sql);
    if (std::find(texts_.begin(), texts_.end(), feed) == texts_.end()) texts_.push_back(feed);
    return feed;
}

bool Feeds::few(std::size_t feed) const { return std::find(all_wanted_.begin(), all_wanted_.end(), feed) == all_wanted_.end(); }

std::string Plan::rows_of(const Relation& relation) const { return relation.sql(Relation::Rejects::keep) + near(*this, relation); }

base::Result<Plan> plan(const Relation& relation, const Reading& reading, const std::vector<Question>& questions) {
    return Planner(relation, reading).build(questions);
}

}  // namespace observations
