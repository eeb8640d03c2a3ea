#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "records/registry/database.h"

/// What a search asks for, and the SQL that it becomes: names of columns come from here, and whatever a user wrote is a bound value.
namespace records {

/// One condition of several that must all hold.
struct Condition {
    enum class On { attribute, tag, param, metric, dataset };
    enum class Is { equal, unequal, less, at_most, greater, at_least, like, ilike, in, not_in, null, not_null };
    On on = On::attribute;
    std::string key;                 ///< `name`, a tag, a metric
    Is is = Is::equal;
    std::vector<std::string> texts;  ///< what it is compared with; several for `in` and `not_in`
    double number = 0;               ///< of metrics, and of attributes that are numbers
};

struct Ordering {
    Condition::On on = Condition::On::attribute;
    std::string key;
    bool ascending = true;
};

struct Search {
    std::vector<Condition> conditions;
    std::vector<Ordering> orderings;
    std::int64_t count_max = 1000, offset = 0;
};

template <class T>
struct Found {
    std::vector<T> items;
    bool more = false;  ///< there are others behind them
};

struct Tag {
    std::string key, value;
};

/// A statement that grows, with the values that are bound to it.
class Statement {
public:
    explicit Statement(std::string sql) : sql_(std::move(sql)) {}
    Statement& operator+=(std::string_view sql) {
        sql_ += sql;
        return *this;
    }
    /// `$3`, standing for the value.
    std::string hold(Value value) {
        values_.push_back(std::move(value));
        return "$" + std::to_string(values_.size());
    }
    /// `column = $1`, `column IN ($1, $2)`, for texts.
    std::string compare(const std::string& column, const Condition& condition);
    /// The same for numbers: whole ones, as they stand in the table.
    std::string compare_number(const std::string& column, Condition::Is is, std::int64_t number);
    base::Result<std::vector<Row>> run(Database& database) const { return database.run(sql_, values_); }

private:
    std::string sql_;
    std::vector<Value> values_;
};

/// Doubles as integers of the same order, so that a database without NaN and infinities keeps, compares and sorts them exactly.
/// Both zeros are one. NaN is above infinity.
std::int64_t order_key(double value);
double value_of(std::int64_t order_key);

}  // namespace records
