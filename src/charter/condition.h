#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace charter {

/// Which rows: a small checked grammar, never SQL.
///
///   condition  = all { "or" all }            all = term { "and" term }
///   term       = "not" term | "(" condition ")" | comparison
///   comparison = column op value | column ["not"] "in" "(" value {"," value} ")" | column "is" ["not"] "missing"
///   op         = = | != | < | <= | > | >=
///   column     = a bare name (letters, digits, _ and .) or one in double quotes
///   value      = a number, true, false, text in single quotes, or a bare word
///
/// A comparison with a missing value is false, and so is its negation: `not (a > 1)` holds only where a is known.
struct Condition {
    enum class Op { all, any, negate, equal, unequal, less, at_most, greater, at_least, in, missing };
    using Value = std::variant<double, bool, std::string>;

    Op op = Op::all;
    std::vector<Condition> terms;  ///< all, any, negate
    std::string column;            ///< comparisons
    std::vector<Value> values;     ///< one for comparisons, several for `in`
    bool operator==(const Condition&) const = default;

    /// The columns that occur, each once, in order.
    std::vector<std::string> columns() const;
};

/// Errors name the character (counting from 1) and what could stand there.
base::Result<Condition> parse_condition(std::string_view text);
/// The same, and where it failed: `character` counts from 1.
base::Result<Condition> parse_condition(std::string_view text, int& character);
/// The same condition in one spelling: what is hashed and shown.
std::string format(const Condition& condition);

}  // namespace charter
