#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace metrics {

/// Whole rows of several columns, as many as wished for: those whose content has the smallest hash, each different content
/// once and with its number of rows. That is a uniform sample of contents which is the same in any order and on any number
/// of threads, and parts of the data add up to it. Where there are not more contents than wished for, it holds every row.
struct RowSample {
    struct Column {
        std::string name;
        bool categorical = false;
        std::vector<std::string> categories;  ///< ascending
    };
    struct Row {
        std::uint64_t hash = 0;
        std::int64_t count = 0;
        std::uint64_t unit = 0;  ///< 0: none are named
    };
    std::vector<Column> columns;
    std::vector<Row> rows;      ///< ascending by hash
    std::vector<double> cells;  ///< row by row: a number, or a position in `categories`; NaN: missing or infinite
    std::int64_t population = 0;  ///< rows that it was taken from
    bool units_named = false;

    double cell(std::size_t row, std::size_t column) const { return cells[row * columns.size() + column]; }
    std::int64_t counted() const {
        std::int64_t all = 0;
        for (const Row& row : rows) all += row.count;
        return all;
    }
    bool whole() const { return counted() == population; }
};

}  // namespace metrics
