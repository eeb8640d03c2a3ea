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

/// A statistic to be collected for one grouping; several questions may share it.
struct Task {
    metrics::Wish wish;
    std::vector<std::size_t> questions;
    std::optional<NumberFeed> number;   ///< histogram of numbers, value_runs, summary
    std::size_t text = 0;               ///< histogram of categories
    KeyFeed key;                        ///< identity_runs, summary of what is no number
    std::size_t code = 0;               ///< quality, without a check
    std::optional<PlainCheck> check;    ///< quality
    std::vector<std::string> reasons;   ///< quality
    std::string contract_sql;           ///< quality: tells tasks apart
};

struct Grouping {
    std::vector<std::size_t> flags;  ///< feeds that must all be true: where, version
    std::vector<std::size_t> by;     ///< dictionaries
    std::vector<std::string> by_columns;
    charter::Windowing window;
    bool by_unit = false;            ///< facts need no units
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
    std::vector<std::size_t> unreadable;  ///< flags: a value that its statistic has to leave out
    std::vector<std::pair<std::string, std::string>> unreadable_columns;  ///< name and SQL of each flag
    bool windows = false;                 ///< some question asks for windows
    std::optional<std::size_t> malformed;
    std::optional<base::Time> from, until, as_of;
    charter::Absent absent_means = charter::Absent::unknown;
    std::optional<base::Time> matured;    ///< a label absent after it may still come; nothing: none can

    /// For FROM: the rows that can matter, all of the relation or those near the period.
    std::string rows_of(const Relation& relation) const;
};

/// Faults: columns that do not exist or do not fit, conditions that cannot be read.
base::Result<Plan> plan(const Relation& relation, const Reading& reading, const std::vector<Question>& questions);

}  // namespace observations
