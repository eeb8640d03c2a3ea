#pragma once

#include <optional>
#include <string>
#include <vector>

#include "observations/rows.h"
#include "observations/source.h"
#include "observations/dictionary.h"
#include "observations/expression.h"
#include "observations/relation.h"

namespace observations {

/// The columns of the one query, each once. Its number is the column's place in the result.
class Feeds {
public:
    std::size_t add(const std::string& sql);
    /// A text whose values are numbered by a dictionary.
    std::size_t add_text(const std::string& sql);
    /// The same, unless there are too many.
    std::size_t add_few_texts(const std::string& sql);
    const std::vector<std::string>& sql() const { return sql_; }
    /// Only wanted if they are few.
    bool few(std::size_t feed) const;
    const std::vector<std::size_t>& texts() const { return texts_; }

private:
    std::vector<std::string> sql_;
    std::vector<std::size_t> texts_;
    std::vector<std::size_t> all_wanted_;  ///< of `texts_`
};

/// A column of numbers; the flag is true where there is a value that is no number.
struct NumberFeed {
    std::size_t values = 0;
    std::optional<std::size_t> unreadable;
    std::string column;
    std::string sql;
    std::string unreadable_sql;
};

struct TimeFeed {
    std::size_t micros = 0;
    std::optional<std::size_t> utc;
    bool always_utc = false;
    bool days = false;  ///< `micros` are DuckDB's dates
    std::optional<std::size_t> unreadable;
    std::string unreadable_sql;
    std::string column;
    base::Zone zone;
};

struct KeyFeed {
    std::size_t values = 0;
    KeyLayout layout = KeyLayout::text;

    /// Hash of the row's key; nothing when it is missing or blank.
    std::optional<std::uint64_t> hash(const Rows& rows, std::size_t row) const {
        const duck::Vector& feed = rows.feeds[values];
        if (!feed.known(row)) return std::nullopt;
        if (layout == KeyLayout::wide) return hash_of(feed.as<std::int64_t>()[row]);
        if (layout == KeyLayout::day) return hash_of(std::int64_t{feed.as<std::int32_t>()[row]});
        if (is_blank(feed.text(row))) return std::nullopt;
        return hash_of(feed.text(row));
    }
};

/// A column with two values, one of which is the positive one.
struct LabelFeed {
    std::string column;
    std::optional<NumberFeed> number;
    double positive_number = 0;
    bool many = false;       ///< every other value counts as the rest
    std::size_t text = 0;
    std::string positive_text;
    std::string text_sql;
};

/// A contract that is checked where the values lie: the codes are those of its SQL, which takes much longer.
struct PlainCheck {
    std::size_t feed = 0;
    PlainContract contract;

    void judge(const Rows& rows, std::vector<std::uint8_t>& codes) const;
};

/// Labels and predictions that are names of classes: dictionaries.
struct ClassFeed {
    struct Score {
        std::string name;  ///< of the class
        NumberFeed number;
    };
    std::size_t label = 0;
    std::size_t predicted = 0;
    std::vector<Score> scores;  ///< in the order of classes; the highest is the prediction. Empty: there is one of its own
    int top = 0;                ///< a label among so many highest scores counts as predicted; 0: only the prediction does
};

/// What is gathered of the rows of keys, for all questions that gather by the same.
struct KeyedTask {
    static constexpr std::size_t flags_max = 32;

    /// A question: how keys are reduced, and where its numbers stand among those that are gathered.
    struct Reducer {
        metrics::Wish wish;
        std::vector<std::size_t> questions;
        std::optional<std::size_t> score, label, value, per, covariate, covariate_per;  ///< indices into `numbers`
        std::optional<std::size_t> version, against;                                    ///< indices into `flags`
    };
    std::string name;       ///< of the key's column; empty: every row is a key
    bool cohort = false;
    KeyFeed key;
    bool outcome = false;   ///< some reducer reads the label as positive or not
    bool times = false;
    std::optional<std::size_t> item;   ///< a feed of text
    std::optional<std::size_t> score;  ///< the number that rows are ordered by
    std::vector<NumberFeed> numbers;
    std::vector<std::size_t> flags;    ///< feeds
    std::vector<Reducer> reducers;
};

/// The score of every class, and the place of the label among them: from 0, -1 where the label is another class.
struct ClassScores {
    std::vector<std::string> names;
    std::vector<NumberFeed> scores;
    std::size_t place = 0;  ///< a feed of numbers

    /// Of the row; nothing where the label is not known.
    std::optional<int> place_of(const Rows& rows, std::size_t row) const {
        const duck::Vector& feed = rows.feeds[place];
        if (!feed.known(row)) return std::nullopt;
        return static_cast<int>(feed.as<double>()[row]);
    }
};

/// What row values are made of; each is there only where one needs it.
struct ValueFeeds {
    std::optional<ClassScores> classes;
    std::optional<NumberFeed> label, prediction, lower, upper, column, other;
    std::optional<std::size_t> label_text, prediction_text;  ///< texts that are compared
};

/// A column of sampled rows: numbers, or a text with a dictionary.
struct SampledColumn {
    std::string name;
    std::optional<NumberFeed> number;
    std::size_t text = 0;
};

/// A statistic to be collected for one grouping; several questions may share it.
struct Task {
    metrics::Wish wish;
    std::vector<std::size_t> questions;
    std::optional<NumberFeed> number;   ///< histogram of numbers, value_runs, sequence, summary
    std::size_t place = 0;              ///< sequence
    std::vector<SampledColumn> sampled; ///< row_sample
    std::size_t text = 0;               ///< histogram of categories
    ClassFeed classes;                  ///< classes
    ClassScores class_scores;           ///< class_runs
    KeyFeed key;                        ///< identity_runs, summary of what is no number
    ValueFeeds row;                       ///< row values
    std::size_t code = 0;               ///< quality, without a check
    std::optional<PlainCheck> check;    ///< quality
    std::vector<std::string> reasons;   ///< quality
    std::string contract_sql;           ///< quality: tells tasks apart
    std::optional<KeyedTask> keyed;     ///< key_sums, key_runs, key_ratings
};

struct Grouping {
    std::vector<std::size_t> flags;  ///< feeds that must all be true: where, version
    std::vector<std::size_t> by;     ///< dictionaries
    std::vector<std::string> by_columns;
    charter::Windowing window;
    bool by_unit = false;            ///< facts need no units
    bool by_hour = false;            ///< hours are the units, whatever the plan's are
    bool counts_labelled = false;    ///< some task reads labels
    std::vector<Task> tasks;
};

/// All questions as one query and what to do with its rows.
struct Plan {
    Feeds feeds;
    std::vector<Grouping> groupings;
    std::optional<TimeFeed> time;
    std::optional<KeyFeed> unit;
    std::optional<LabelFeed> label;
    std::optional<LabelFeed> prediction;  ///< stands in for the score
    std::optional<NumberFeed> score;
    bool probabilities = false;           ///< some question needs scores in [0, 1]
    bool hours = false;                   ///< some grouping is by hour
    std::vector<std::size_t> unreadable;  ///< flags: a value that its statistic has to leave out
    std::vector<std::pair<std::string, std::string>> unreadable_columns;  ///< name and SQL of each flag
    bool windows = false;                 ///< some question asks for windows
    bool in_order = false;                ///< some question asks for the order of rows
    /// How many rows stand before one, over all files; no file has a column of that name.
    static constexpr std::string_view place_column = "charter: place";
    std::optional<std::size_t> malformed;
    std::optional<base::Time> from, until, as_of;
    charter::Absent absent_means = charter::Absent::unknown;
    std::optional<base::Time> matured;    ///< a label absent after it may still come; nothing: none can

    bool has_units(const Grouping& grouping) const { return grouping.by_unit && (unit.has_value() || grouping.by_hour); }
    /// For FROM: the rows that can matter, all of the relation or those near the period.
    std::string rows_of(const Relation& relation) const;
};

/// Faults: columns that do not exist or do not fit, conditions that cannot be read.
base::Result<Plan> plan(const Relation& relation, const Reading& reading, const std::vector<Question>& questions);

}  // namespace observations
