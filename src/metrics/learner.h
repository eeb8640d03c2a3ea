#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// A model as an argument: this folder fits none, and who evaluates a metric that needs one brings it.
namespace metrics {

/// Rows as a model takes them.
struct Table {
    struct Column {
        std::string name;
        bool categorical = false;
        std::vector<std::string> categories;
        std::vector<double> cells;  ///< a number, or a position in `categories`; NaN: missing
    };
    std::vector<Column> columns;
    std::size_t rows() const { return columns.empty() ? 0 : columns.front().cells.size(); }
};

enum class Aim {
    probability,  ///< targets are 0 or 1
    number,
};

struct Lesson {
    const Table& rows;
    const std::vector<double>& targets;  ///< one for each row
    Aim aim = Aim::number;
    std::uint64_t seed = 1;
};

/// Learns the lesson and says what it expects for each row that it is asked about. The same lesson and question give the
/// same answer. Empty: nothing can be learnt, because no column varies.
using Learner = std::function<std::vector<double>(const Lesson& lesson, const Table& asked)>;

}  // namespace metrics
