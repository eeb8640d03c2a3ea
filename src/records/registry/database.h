#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"

/// Where the registry lies. Statements are written in the SQL that SQLite and PostgreSQL share, `$1`, `$2`, ... standing for
/// values: another database is another file with these two functions.
namespace records {

struct Value {
    std::variant<std::monostate, std::int64_t, std::string> held;
    Value() = default;
    Value(std::int64_t number) : held(number) {}                      // NOLINT: being written as a value is the point
    Value(std::string text) : held(std::move(text)) {}                // NOLINT
    Value(std::string_view text) : held(std::string(text)) {}         // NOLINT
    Value(const char* text) : held(std::string(text)) {}              // NOLINT
    Value(base::Time time) : held(time.micros) {}                     // NOLINT
    Value(std::optional<base::Time> time) { if (time) held = time->micros; }  // NOLINT
};

class Row {
public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
    /// 0 and an empty text where there is nothing.
    std::int64_t number(std::size_t column) const;
    std::string text(std::size_t column) const;
    std::optional<base::Time> time(std::size_t column) const;

private:
    std::vector<Value> values_;
};

/// Any number of threads may use one; statements run one after the other.
class Database {
public:
    virtual ~Database() = default;
    /// All rows that one statement gives. Durable when it returns, unless inside `together`.
    virtual base::Result<std::vector<Row>> run(std::string_view sql, const std::vector<Value>& values = {}) = 0;
    /// What the body does, all of it or, when it fails, nothing. The body may not call `together`.
    virtual base::Result<base::Done> together(const std::function<base::Result<base::Done>()>& body) = 0;
};

/// Made when there is none, readable by its owner alone.
base::Result<std::unique_ptr<Database>> sqlite_database(const std::string& path);

}  // namespace records
