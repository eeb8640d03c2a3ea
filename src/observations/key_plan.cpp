#include "observations/key_plan.h"

#include <algorithm>
#include <utility>

namespace observations {

namespace {

/// One question's part of what is gathered.
class ReducerPlanner {
public:
    ReducerPlanner(Plan& plan, const Relation& relation, const Reading& reading, KeyedTask& keyed) : plan_(plan), relation_(relation), reading_(reading), keyed_(keyed) {}

    base::Result<base::Done> add(std::size_t number, const metrics::Wish& wish) {
        const metrics::Reduction& reduction = *wish.reduction;
        const auto& columns = reading_.columns;
        KeyedTask::Reducer reducer;
        reducer.wish = wish;
        reducer.questions.push_back(number);
        keyed_.outcome = keyed_.outcome || reduction.outcome;
        if (reduction.time || reduction.cohort) {
            if (!plan_.time) return base::Error{base::Fault::input, "a metric of times is asked for, and no column holds the time", "name it under task.columns.time, or with --time"};
            keyed_.times = true;
        }
        keyed_.times = keyed_.times || (reduction.newest && plan_.time);
        if (reduction.item) {
            ASSIGN_OR_RETURN(const auto column, relation_.column(columns.item));
            keyed_.item = plan_.feeds.add(as_text(column));
        }
        if (reduction.relevance) {
            ASSIGN_OR_RETURN(reducer.label, add_relevance());
        }
        const auto read = [&](const std::string& name, std::optional<std::size_t>& place) -> base::Result<base::Done> {
            if (name.empty()) return base::Done{};
            ASSIGN_OR_RETURN(place, add_number(name));
            return base::Done{};
        };
        RETURN_IF_ERROR(read(reduction.score ? columns.score : "", reducer.score));
        if (reducer.score) keyed_.score = reducer.score;
        if (reduction.names && !wish.column.empty()) {
            ASSIGN_OR_RETURN(reducer.value, add_name(wish.column));
        } else {
            RETURN_IF_ERROR(read(wish.column, reducer.value));
        }
        RETURN_IF_ERROR(read(wish.per, reducer.per));
        RETURN_IF_ERROR(read(wish.covariate, reducer.covariate));
        RETURN_IF_ERROR(read(wish.covariate_per, reducer.covariate_per));
        if (!wish.version.empty()) {
            ASSIGN_OR_RETURN(reducer.version, add_version(wish.version));
            ASSIGN_OR_RETURN(reducer.against, add_version(wish.against));
        }
        keyed_.reducers.push_back(std::move(reducer));
        return base::Done{};
    }

private:
    base::Result<std::size_t> add_number(const std::string& name) {
        ASSIGN_OR_RETURN(const auto column, relation_.column(name));
        const bool numeric = column.type == ColumnType::number || column.type == ColumnType::boolean;
        if (!numeric) {
            return base::Error{base::Fault::input, "the metric cannot be taken of a column that holds " + std::string(column.type == ColumnType::text ? "text" : column.type == ColumnType::time ? "times" : column.declared) + ": " + column.name,
                               "name a column of numbers"};
        }
        return place_of(number_feed(plan_, relation_, column));
    }

    /// A number as it is; of a text one that stands for it.
    base::Result<std::size_t> add_name(const std::string& name) {
        ASSIGN_OR_RETURN(const auto column, relation_.column(name));
        if (column.type != ColumnType::text) return add_number(name);
        const std::string text = as_text(column);
        NumberFeed feed;
        feed.column = column.name;
        // 53 bits of a hash: a double holds them all.
        feed.sql = "CASE WHEN trim(" + text + ") <> '' THEN CAST(hash(" + text + ") >> 11 AS DOUBLE) END";
        feed.values = plan_.feeds.add(feed.sql);
        return place_of(std::move(feed));
    }

    /// A graded label as it is; of words, the positive one is 1 and the others are 0.
    base::Result<std::size_t> add_relevance() {
        ASSIGN_OR_RETURN(const auto column, relation_.column(reading_.columns.label));
        if (column.type == ColumnType::number || column.type == ColumnType::boolean) return place_of(number_feed(plan_, relation_, column));
        const std::string text = as_text(column);
        NumberFeed feed;
        feed.column = column.name;
        feed.sql = "CASE WHEN " + text + " = " + duck::literal(reading_.positive) + " THEN 1.0::DOUBLE WHEN trim(" + text + ") <> '' THEN 0.0::DOUBLE END";
        feed.values = plan_.feeds.add(feed.sql);
        return place_of(std::move(feed));
    }

    std::size_t place_of(NumberFeed feed) {
        note_unreadable(plan_, feed);
        for (std::size_t i = 0; i < keyed_.numbers.size(); ++i) {
            if (keyed_.numbers[i].sql == feed.sql) return i;
        }
        keyed_.numbers.push_back(std::move(feed));
        return keyed_.numbers.size() - 1;
    }

    base::Result<std::size_t> add_version(const std::string& version) {
        ASSIGN_OR_RETURN(const auto flag, version_flag(plan_, relation_, reading_, version));
        const auto found = std::find(keyed_.flags.begin(), keyed_.flags.end(), flag);
        if (found != keyed_.flags.end()) return static_cast<std::size_t>(found - keyed_.flags.begin());
        if (keyed_.flags.size() == KeyedTask::flags_max) return base::Error{base::Fault::input, "more versions are compared at once than " + std::to_string(KeyedTask::flags_max), "compare them in several charters"};
        keyed_.flags.push_back(flag);
        return keyed_.flags.size() - 1;
    }

    Plan& plan_;
    const Relation& relation_;
    const Reading& reading_;
    KeyedTask& keyed_;
};

}  // namespace

NumberFeed number_feed(Plan& plan, const Relation& relation, const ColumnInfo& column) {
    NumberFeed feed;
    feed.column = column.name;
    feed.sql = as_number(relation, column);
    feed.values = plan.feeds.add(feed.sql);
    feed.unreadable_sql = no_number(relation, column);
    if (!feed.unreadable_sql.empty()) feed.unreadable = plan.feeds.add(feed.unreadable_sql);
    return feed;
}

void note_unreadable(Plan& plan, const NumberFeed& feed) {
    if (!feed.unreadable || std::find(plan.unreadable.begin(), plan.unreadable.end(), *feed.unreadable) != plan.unreadable.end()) return;
    plan.unreadable.push_back(*feed.unreadable);
    plan.unreadable_columns.emplace_back(feed.column, feed.unreadable_sql);
}

base::Result<std::size_t> version_flag(Plan& plan, const Relation& relation, const Reading& reading, const std::string& version) {
    if (reading.columns.version.empty()) {
        return base::Error{base::Fault::input, "a version is asked for, and no column holds versions: " + version, "name it under task.columns.version"};
    }
    ASSIGN_OR_RETURN(const auto column, relation.column(reading.columns.version));
    return plan.feeds.add("coalesce(" + as_text(column) + " = " + duck::literal(version) + ", false)");
}

base::Result<std::string> key_column(const charter::Columns& columns, metrics::Key key) {
    if (key == metrics::Key::subject_or_row) return columns.subject;
    const auto& [name, word] = key == metrics::Key::query ? std::pair{columns.query, "query"} : key == metrics::Key::item ? std::pair{columns.item, "item"} : std::pair{columns.subject, "subject"};
    if (!name.empty()) return std::string(name);
    return base::Error{base::Fault::input, std::string("a metric is asked for that gathers rows, and no column holds the ") + word, std::string("name it under task.columns.") + word + ", or with --" + word};
}

base::Result<base::Done> add_reducer(Plan& plan, const Relation& relation, const Reading& reading, const KeyedWish& asked, KeyedTask& keyed) {
    return ReducerPlanner(plan, relation, reading, keyed).add(asked.question, asked.wish);
}

}  // namespace observations
