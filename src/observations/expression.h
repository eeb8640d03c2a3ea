#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "charter/charter.h"
#include "observations/relation.h"

/// What is asked of a column, in SQL. Names and values are always quoted here, nowhere else.
namespace observations {

/// A blank text, NaN and null are all missing: null in each of these.
std::string as_number(const Relation& relation, const ColumnInfo& column);
std::string as_text(const ColumnInfo& column);
/// The name of a class: text as it stands; 1, 1.0 and true of columns that hold numbers or truths as `1` and `true`, so that a label
/// and a prediction of other types can be told to be the same.
std::string as_class(const Relation& relation, const ColumnInfo& column);
/// 1.0 where the column says true, yes, t, y or 1, 0.0 where it says false, no, f, n or 0, else null.
std::string as_truth(const ColumnInfo& column);
/// True where there is a value that says neither.
std::string no_truth(const ColumnInfo& column);
/// True where there is a value that is no number (empty: there cannot be one).
std::string no_number(const Relation& relation, const ColumnInfo& column);

/// Times are microseconds, on the wall clock or in UTC.
struct TimeExpression {
    std::string micros;
    std::string utc;         ///< true where the micros are UTC; empty: `always_utc` says
    bool always_utc = false;
    std::string unreadable;  ///< true where there is a value that is no time; empty: there cannot be one
};
base::Result<TimeExpression> as_time(const Relation& relation, const ColumnInfo& column);

/// What tells units and identities apart: whole numbers and times by value, the rest by text.
enum class KeyLayout { wide, day, text };  ///< 64-bit integers, DuckDB's dates, texts
struct KeyExpression {
    std::string sql;
    KeyLayout layout = KeyLayout::text;
};
KeyExpression as_key(const Relation& relation, const ColumnInfo& column);

/// True where the condition holds. Faults: a column that the data lack, a value that its column cannot be compared with.
base::Result<std::string> as_flag(const Relation& relation, const charter::Condition& condition, const base::Zone& zone);

/// A contract that needs no SQL: text that may be missing, or a number within bounds.
struct PlainContract {
    bool text = false;
    bool bounded = false;  ///< `not a number` is one of the reasons, though no number in a Parquet file is none
    bool whole = false;
    std::optional<double> min, max;
};

/// Code 0: valid; 1: missing; 2 and above: invalid for `reasons[code - 2]`.
struct ContractExpression {
    std::string code;
    std::vector<std::string> reasons;
    std::optional<PlainContract> plain;
};
ContractExpression as_contract_code(const Relation& relation, const ColumnInfo& column, const charter::ColumnContract& contract);

}  // namespace observations
