#include "observations/plan.h"

#include <algorithm>

#include "base/json.h"
#include "metrics/statistics/reduction.h"
#include "metrics/statistics/reads.h"
#include "observations/expression.h"
#include "observations/key_plan.h"

namespace observations {

namespace {

using metrics::Kind;
using metrics::RowValue;

/// Not kept by unit: facts need none, an order has none, and sampled rows carry theirs.
bool is_fact(Kind kind) { return kind == Kind::quality || kind == Kind::summary || kind == Kind::extent || kind == Kind::row_extremes || kind == Kind::sequence || kind == Kind::row_sample; }
bool reads_labels(Kind kind) { return kind == Kind::moments || kind == Kind::reliability || kind == Kind::score_runs; }
bool reads_scores(Kind kind) { return kind == Kind::confusion || reads_labels(kind); }

bool compares_decisions(const metrics::Wish& wish) {
    return metrics::of_row_values(wish.kind) && (wish.x == RowValue::correct || (wish.kind == Kind::row_cross && wish.y == RowValue::correct));
}

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
        if (question.wish.reduction != nullptr) return add_keyed(number, question);
        ASSIGN_OR_RETURN(Grouping* grouping, grouping_of(question));
        if (reads_scores(kind) || compares_decisions(question.wish)) RETURN_IF_ERROR(add_score_and_label());
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

    base::Result<base::Done> add_keyed(std::size_t number, const Question& question) {
        const metrics::Reduction& reduction = *question.wish.reduction;
        ASSIGN_OR_RETURN(const std::string name, key_column(reading_.columns, reduction.key));
        ASSIGN_OR_RETURN(Grouping* grouping, grouping_of(question, name));
        const auto same = [&](const Task& other) { return other.keyed && other.keyed->name == name && other.keyed->cohort == reduction.cohort; };
        auto found = std::find_if(grouping->tasks.begin(), grouping->tasks.end(), same);
        if (found == grouping->tasks.end()) {
            Task task;
            task.wish.kind = question.wish.kind;
            task.keyed.emplace();
            task.keyed->name = name;
            task.keyed->cohort = reduction.cohort;
            if (!name.empty()) {
                ASSIGN_OR_RETURN(const auto column, relation_.column(name));
                task.keyed->key = key_feed(column);
            }
            found = grouping->tasks.insert(grouping->tasks.end(), std::move(task));
        }
        KeyedTask& keyed = *found->keyed;
        for (auto& reducer : keyed.reducers) {
            if (reducer.wish == question.wish) {
                reducer.questions.push_back(number);
                return base::Done{};
            }
        }
        if (reduction.outcome) RETURN_IF_ERROR(add_label());
        return add_reducer(plan_, relation_, reading_, {question.wish, number}, keyed);
    }

    /// `key`: the column whose values are gathered by. Keys are independent of each other unless another column is the unit.
    base::Result<Grouping*> grouping_of(const Question& question, const std::string& key = {}) {
        Grouping wanted;
        wanted.window = question.slice.window;
        wanted.by_unit = !is_fact(question.wish.kind) && (key.empty() || key != reading_.columns.unit);
        wanted.by_hour = question.slice.by_hour;
        wanted.by_columns = question.slice.by;
        if ((wanted.by_unit && !wanted.by_hour) || question.wish.kind == Kind::row_sample) RETURN_IF_ERROR(add_unit());
        if (wanted.by_hour) {
            plan_.hours = true;
            if (!plan_.time) return base::Error{base::Fault::input, "a metric by hours is asked for, and no column holds the time", "name it under task.columns.time, or with --time"};
        }
        if (question.slice.where) {
            ASSIGN_OR_RETURN(const auto flag, as_flag(relation_, *question.slice.where, reading_.zone));
            wanted.flags.push_back(plan_.feeds.add(flag));
        }
        if (question.slice.version) {
            ASSIGN_OR_RETURN(const auto flag, version_flag(plan_, relation_, reading_, *question.slice.version));
            wanted.flags.push_back(flag);
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
            if (grouping.flags == wanted.flags && grouping.by == wanted.by && same_window(grouping.window, wanted.window) && grouping.by_unit == wanted.by_unit && grouping.by_hour == wanted.by_hour) return &grouping;
        }
        plan_.groupings.push_back(std::move(wanted));
        return &plan_.groupings.back();
    }

    base::Result<Task> task_of(const Question& question) {
        Task task;
        task.wish = question.wish;
        const Kind kind = task.wish.kind;
        if (metrics::of_row_values(kind)) {
            RETURN_IF_ERROR(add_row_value(task.wish, task.wish.x, task.row));
            if (kind == Kind::row_cross) RETURN_IF_ERROR(add_row_value(task.wish, task.wish.y, task.row));
            return task;
        }
        const bool of_column = kind == Kind::histogram || kind == Kind::value_runs || kind == Kind::identity_runs || kind == Kind::sequence || kind == Kind::summary;
        ASSERT(!of_column || !task.wish.column.empty());  // a metric of a column is asked with one
        if (kind == Kind::classes) {
            ASSIGN_OR_RETURN(task.classes.label, class_feed(reading_.columns.label, "label"));
            task.classes.top = static_cast<int>(task.wish.at);
            const bool by_scores = !reading_.columns.scores.empty() && (task.classes.top > 0 || reading_.columns.prediction.empty());
            if (by_scores) {
                RETURN_IF_ERROR(add_class_scores(task.classes));
            } else {
                ASSIGN_OR_RETURN(task.classes.predicted, class_feed(reading_.columns.prediction, "prediction"));
            }
        }
        if (kind == Kind::class_runs) {
            ASSIGN_OR_RETURN(task.class_scores, class_scores());
        }
        if (kind == Kind::sequence) {
            plan_.in_order = true;
            task.place = plan_.feeds.add(duck::identifier(Plan::place_column));
        }
        if (kind == Kind::row_sample) RETURN_IF_ERROR(add_sampled(task));
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
        task.wish.names = question.wish.names && column.type != ColumnType::text;  // texts are names anyway
        if (task.wish.names) {
            task.text = plan_.feeds.add_text(as_class(relation_, column));
            return base::Done{};
        }
        const bool declared = question.contract && (question.contract->type == Type::number || question.contract->type == Type::integer);
        if (column.type == ColumnType::number || declared) {
            task.number = number_feed(column);
            note_unreadable(*task.number);
            return base::Done{};
        }
        const bool numbers_alone = task.wish.kind == Kind::value_runs || task.wish.kind == Kind::sequence;
        if (numbers_alone || (column.type != ColumnType::text && column.type != ColumnType::boolean)) {
            const std::string holds = column.type == ColumnType::text ? "text" : column.type == ColumnType::boolean ? "true and false" : column.type == ColumnType::time ? "times" : column.declared;
            return base::Error{base::Fault::input, "the metric cannot be taken of a column that holds " + holds + ": " + column.name,
                               numbers_alone ? "name a column of numbers; for text use psi or js_distance" : "name a column of numbers or text"};
        }
        task.text = question.wish.few_texts ? plan_.feeds.add_few_texts(as_text(column)) : plan_.feeds.add_text(as_text(column));
        return base::Done{};
    }

    base::Result<base::Done> add_sampled(Task& task) {
        ASSERT(!task.wish.columns.empty());
        for (const std::string& name : task.wish.columns) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(name));
            SampledColumn& sampled = task.sampled.emplace_back();
            sampled.name = name;
            if (column.type == ColumnType::number) {
                sampled.number = number_feed(column);
                note_unreadable(*sampled.number);
            } else if (column.type == ColumnType::text || column.type == ColumnType::boolean) {
                sampled.text = plan_.feeds.add_text(as_text(column));
            } else {
                return base::Error{base::Fault::input, "a model cannot learn from a column that holds " + column.declared + ": " + name, "name columns of numbers or text"};
            }
        }
        return base::Done{};
    }

    base::Result<std::size_t> class_feed(const std::string& name, const std::string& key) {
        if (name.empty()) {
            return base::Error{base::Fault::input, "a metric of classes is asked for, and no column holds them: " + key, "name it under task.columns." + key + ", or with --" + key};
        }
        ASSIGN_OR_RETURN(const auto column, relation_.column(name));
        return plan_.feeds.add_text(as_class(relation_, column));
    }

    /// Classes that have a column of their score, in order.
    std::vector<std::string> scored_classes() const {
        metrics::ClassTable::Names names;
        for (const auto& [name, column] : reading_.columns.scores) names.push_back(name);
        metrics::in_order(names);
        return names;
    }

    base::Result<NumberFeed> class_score(const std::string& name) {
        ASSIGN_OR_RETURN(const auto column, relation_.column(reading_.columns.scores.at(name)));
        if (column.type != ColumnType::number && !relation_.is_text(column)) {
            return base::Error{base::Fault::input, "the column of a class's score holds " + column.declared + ", not numbers: " + column.name, "name columns of numbers under task.columns.scores"};
        }
        NumberFeed feed = number_feed(column);
        note_unreadable(feed);
        return feed;
    }

    base::Result<base::Done> add_class_scores(ClassFeed& feed) {
        for (const auto& name : scored_classes()) {
            ASSIGN_OR_RETURN(auto number, class_score(name));
            feed.scores.push_back({name, std::move(number)});
        }
        return base::Done{};
    }

    base::Result<ClassScores> class_scores() {
        ClassScores all;
        all.names = scored_classes();
        if (all.names.empty()) return base::Error{base::Fault::input, "a metric of every class's score is asked for, and no columns hold them", "name them under task.columns.scores, or with --scores"};
        if (reading_.columns.label.empty()) return no_column("label");
        ASSIGN_OR_RETURN(const auto column, relation_.column(reading_.columns.label));
        const std::string label = as_class(relation_, column);
        std::string place = "CASE WHEN " + label + " IS NULL OR trim(" + label + ") = '' THEN NULL";
        for (std::size_t i = 0; i < all.names.size(); ++i) {
            ASSIGN_OR_RETURN(auto number, class_score(all.names[i]));
            all.scores.push_back(std::move(number));
            place += " WHEN " + label + " = " + duck::literal(all.names[i]) + " THEN " + std::to_string(i) + "::DOUBLE";
        }
        all.place = plan_.feeds.add(place + " ELSE -1::DOUBLE END");
        return all;
    }

    base::Result<base::Done> add_row_value(const metrics::Wish& wish, RowValue what, ValueFeeds& row) {
        const auto& columns = reading_.columns;
        if (what == RowValue::edit_distance || what == RowValue::edit_share) {
            ASSIGN_OR_RETURN(row.label_text, text_feed(columns.label, "label"));
            ASSIGN_OR_RETURN(row.prediction_text, text_feed(columns.prediction, "prediction"));
            return base::Done{};
        }
        if (what == RowValue::flag) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(wish.column));
            row.column = truth_feed(column);
            return base::Done{};
        }
        if (what == RowValue::column) return add_number(wish.column, row.column);
        if (what == RowValue::other) return add_number(wish.other, row.other);
        if (what == RowValue::correct) return base::Done{};  // read beside the scores
        if (metrics::of_class_scores(what)) {
            ASSIGN_OR_RETURN(row.classes, class_scores());
            return base::Done{};
        }
        const metrics::Reads reads = metrics::reads_of(what);
        if (reads.label) RETURN_IF_ERROR(add_number(columns.label, row.label, "label"));
        if (reads.prediction) RETURN_IF_ERROR(add_number(columns.prediction, row.prediction, "prediction"));
        if (reads.lower) RETURN_IF_ERROR(add_number(columns.lower, row.lower, "lower"));
        if (reads.upper) RETURN_IF_ERROR(add_number(columns.upper, row.upper, "upper"));
        return base::Done{};
    }

    /// `key`: of task.columns, where it is one of those.
    base::Result<base::Done> add_number(const std::string& name, std::optional<NumberFeed>& feed, const std::string& key = {}) {
        if (name.empty()) return no_column(key);
        ASSIGN_OR_RETURN(const auto column, relation_.column(name));
        if (column.type != ColumnType::number && column.type != ColumnType::boolean) {
            const std::string holds = column.type == ColumnType::text ? "text" : column.type == ColumnType::time ? "times" : column.declared;
            return base::Error{base::Fault::input, "the metric needs numbers, and this column holds " + holds + ": " + name, key.empty() ? "name a column of numbers" : "name a column of numbers under task.columns." + key + ", or with --" + key};
        }
        feed = number_feed(column);
        note_unreadable(*feed);
        return base::Done{};
    }

    base::Result<std::size_t> text_feed(const std::string& name, const std::string& key) {
        if (name.empty()) return no_column(key);
        ASSIGN_OR_RETURN(const auto column, relation_.column(name));
        return plan_.feeds.add(as_text(column));
    }

    static base::Error no_column(const std::string& key) {
        return base::Error{base::Fault::input, "a metric needs a column that is not named: " + key, "name it under task.columns." + key + ", or with --" + key};
    }

    /// A word that is neither true nor false is left out and listed, like a word among numbers.
    NumberFeed truth_feed(const ColumnInfo& column) {
        NumberFeed feed;
        feed.column = column.name;
        feed.sql = as_truth(column);
        feed.values = plan_.feeds.add(feed.sql);
        feed.unreadable_sql = no_truth(column);
        feed.unreadable = plan_.feeds.add(feed.unreadable_sql);
        note_unreadable(feed);
        return feed;
    }

    NumberFeed number_feed(const ColumnInfo& column) { return observations::number_feed(plan_, relation_, column); }
    void note_unreadable(const NumberFeed& feed) { observations::note_unreadable(plan_, feed); }

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

    base::Result<base::Done> add_label() {
        if (plan_.label || reading_.columns.label.empty()) return base::Done{};
        ASSIGN_OR_RETURN(const auto column, relation_.column(reading_.columns.label));
        ASSIGN_OR_RETURN(plan_.label, label_feed(column));
        return base::Done{};
    }

    base::Result<base::Done> add_score_and_label() {
        const auto& columns = reading_.columns;
        if (plan_.score || plan_.prediction) return base::Done{};
        RETURN_IF_ERROR(add_label());
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
        feed.many = reading_.many_classes;
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

}  // namespace

base::Result<Plan> plan(const Relation& relation, const Reading& reading, const std::vector<Question>& questions) {
    return Planner(relation, reading).build(questions);
}

}  // namespace observations
