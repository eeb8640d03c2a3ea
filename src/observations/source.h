#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/time.h"
#include "charter/charter.h"
#include "metrics/statistics/wish.h"

/// What happened, read from files. Questions about all promises go in together and are answered in as few passes over the
/// rows as their statistics allow. Only this folder knows DuckDB or a file format.
namespace observations {

/// Which rows, and how they are divided.
struct Slice {
    std::optional<charter::Condition> where;
    std::optional<std::string> version;
    std::vector<std::string> by;
    charter::Windowing window;
    bool by_hour = false;  ///< the units are hours of the time column, not those that the reading names
};

struct Question {
    metrics::Wish wish;
    Slice slice;
    std::optional<charter::ColumnContract> contract;  ///< for quality: what is invalid
};

/// The statistic of one window and one group; groups and windows without rows have no cell.
struct Cell {
    std::int64_t window = 0;
    std::vector<std::string> group;  ///< values of `by`, "(missing)" where there is none; empty without `by`
    metrics::Statistic statistic;
};
/// Ordered by window, then group.
using Answer = std::vector<Cell>;

enum class ColumnType { number, integer, boolean, text, time, other };
struct ColumnInfo {
    std::string name;
    ColumnType type = ColumnType::other;
    std::string declared;  ///< the file's own word for it
};

/// A file that was read.
struct FileFact {
    std::string path;
    base::Digest digest;
};

/// A row that could not be read at all.
struct Reject {
    std::string file;
    std::int64_t line = 0;  ///< 0: not known
    std::string reason;
    std::string text;
};

struct Progress {
    double share = 0;        ///< of the rows, 0 to 1; below 0: not known
    std::int64_t rows = 0;
};

/// How observations are read, whatever is asked of them.
struct Reading {
    std::vector<std::string> files;  ///< names and globs; Parquet, CSV (also .gz), NDJSON, or profiles
    charter::Columns columns;
    std::string positive = "1";
    bool many_classes = false;              ///< every other value of the label counts as the rest, and is no fault
    charter::Absent absent_means = charter::Absent::unknown;
    std::optional<base::Time> from, until;  ///< rows with from <= time < until (a reference period); needs a time column
    std::optional<base::Time> as_of;        ///< rows after it have not happened yet
    base::Duration late_by;                 ///< an absent label means `absent_means` only once it can no longer come: not after (as_of, else the newest time) - late_by
    base::Zone zone;                        ///< for times without an offset
    int threads = 0;                        ///< 0: as many as there are cores
    std::size_t runs_bytes_max = 0;         ///< 0: limits::runs_bytes_max
    std::function<void(const Progress&)> progress;
    const std::atomic<bool>* stop = nullptr;
};

struct Coding;
struct CodedRows;

class Source {
public:
    virtual ~Source() = default;
    virtual const std::vector<ColumnInfo>& columns() const = 0;
    /// Faults: a column that does not exist, a label that is neither of two values, a score outside [0, 1] and the like
    /// end it with an `input` error that names file, column and the first offending value.
    virtual base::Result<std::vector<Answer>> answer(const std::vector<Question>& questions) = 0;

    /// Rows in memory, for a search (see coded_rows.h). More than limits::coded_rows_max: a sample by hash.
    virtual base::Result<CodedRows> coded(const Coding& coding) = 0;

    // Known after `answer` or `coded`:
    virtual const std::vector<FileFact>& files() const = 0;
    virtual std::int64_t rows() const = 0;                       ///< rows read, rejected ones not counted
    virtual std::optional<base::Time> newest() const = 0;        ///< newest value of the time column
    virtual std::int64_t timeless() const = 0;                   ///< of `rows`, those without a time: they are in no window
    virtual std::int64_t unreadable() const = 0;                 ///< values that are no numbers where numbers are; left out, and listed in `rejects`
    virtual std::int64_t rejected() const = 0;
    virtual const std::vector<Reject>& rejects() const = 0;      ///< the first limits::rejects_kept_max
};

/// Opens files; reads only their schema. Faults: no such file, unreadable or truncated, files whose columns differ.
base::Result<std::unique_ptr<Source>> open(Reading reading);

/// What a look at a column shows, for a draft charter.
struct ColumnProfile {
    ColumnInfo info;
    std::int64_t rows = 0, missing = 0, distinct = 0;  ///< distinct: about
    std::optional<double> min, max;
    std::optional<base::Time> first, last;
    std::vector<std::pair<std::string, std::int64_t>> top;  ///< most frequent values, at most 20
    bool whole_numbers = false;
};
base::Result<std::vector<ColumnProfile>> profile(const Reading& reading);


}  // namespace observations
