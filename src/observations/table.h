#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

/// Columns in memory, for models: a model looks at its training rows many times, so here rows are not streamed past.
/// Reading to measure something goes through `source.h` instead, which never holds the rows.
namespace observations {

/// One column: numbers, or categories by code.
struct Column {
    std::string name{};
    bool categorical = false;
    std::vector<double> numbers{};          ///< NaN: missing. Only here, between file and model, does NaN stand for anything
    std::vector<std::int32_t> codes{};      ///< positions in `categories`; -1: missing
    std::vector<std::string> categories{};  ///< in the order in which they first occur

    std::size_t rows() const { return categorical ? codes.size() : numbers.size(); }
};

struct Frame {
    std::vector<Column> columns;

    std::size_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }
    const Column* find(std::string_view name) const;
    std::vector<std::string> names() const;
};

/// A column to read. `automatic`: text becomes categories, numbers and booleans become numbers, and a time is refused
/// because it is neither. A model that was trained on one asks for the same again.
struct Wanted {
    enum class As { automatic, number, category };
    std::string name{};
    As as = As::automatic;
};

/// Of more rows than this about as many are read, drawn by their place. 0: all.
struct Sampling {
    std::int64_t rows_max = 0;
    std::uint64_t seed = 1;
};

/// Parquet, CSV (also .gz) and NDJSON, names and globs; rows in the order of the files. Faults: no such file, one that
/// cannot be read, a column that does not exist (with the nearest that does) or is not what is wanted.
base::Result<Frame> read_frame(const std::vector<std::string>& files, const std::vector<Wanted>& columns,
                               const std::atomic<bool>* stop = nullptr, const Sampling& sampling = {});

/// Rows that a column names, and where there are none, what of the column is nearest: the text with the fewest letters changed,
/// or the number least far off.
struct Found {
    Frame rows;           ///< the first ones, in the order of the files
    std::string nearest;  ///< empty: the column holds nothing, or rows were found
};
/// Faults: those of `read_frame`.
base::Result<Found> find_rows(const std::vector<std::string>& files, const std::string& column, const std::string& value, const std::vector<Wanted>& columns, std::size_t rows_max,
                              const std::atomic<bool>* stop = nullptr);

/// Scores for some consecutive rows, one for each.
using Scorer = std::function<base::Result<std::vector<double>>(const Frame& piece)>;

struct Scoring {
    std::vector<std::string> files;
    std::vector<Wanted> features;  ///< what the scorer is shown
    std::string score_name = "score";
    std::string version_name = "model_version";
    std::string version;           ///< empty: no such column
    std::string output;            ///< .parquet, .csv, .csv.gz or .ndjson; for text files .csv or .csv.gz
    std::function<void(std::int64_t rows)> progress;
    const std::atomic<bool>* stop = nullptr;
};

/// Copies every row and column of the files, in their order, adding the score and, if named, a constant version. Rows are
/// streamed. The output appears under its name only when it is complete. Returns the number of rows.
base::Result<std::int64_t> write_scores(const Scoring& scoring, const Scorer& scorer);

}  // namespace observations
