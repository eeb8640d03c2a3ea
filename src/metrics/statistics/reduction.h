#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace metrics {

/// What rows are gathered by.
enum class Key {
    query,
    subject,
    item,
    subject_or_row,  ///< the subject where the task names one; else every row is a key of its own
};

/// A row of a key. Numbers that are missing are NaN.
struct KeyRow {
    double score = std::numeric_limits<double>::quiet_NaN();
    double label = std::numeric_limits<double>::quiet_NaN();      ///< `relevance`: the number; `outcome`: 1 positive, 0 the other
    double value = std::numeric_limits<double>::quiet_NaN();      ///< of the column that the promise names
    double per = std::numeric_limits<double>::quiet_NaN();        ///< of the column that a ratio is taken of
    double covariate = std::numeric_limits<double>::quiet_NaN();  ///< of what was known before
    double covariate_per = std::numeric_limits<double>::quiet_NaN();
    std::int64_t time = std::numeric_limits<std::int64_t>::min();  ///< microseconds; lowest: none
    std::string_view item{};
    bool of_version = false;   ///< of the version that is judged
    bool of_baseline = false;  ///< of the version that it is compared with
};

/// What is known beside the rows.
struct Circumstances {
    const std::map<std::string, double, std::less<>>& parameters;  ///< of the metric, by name
    std::int64_t as_of = 0;                                        ///< microseconds: the moment of looking
    bool ratio = false;                                            ///< a column to divide by is named
    bool covariate = false;                                        ///< a column of what was known before is named

    double number(std::string_view name) const { return parameters.find(name)->second; }
};

/// What the rows of a key amount to.
struct Reduced {
    enum class Fate {
        counted,
        silent,   ///< no value
        crossed,  ///< in both versions
        absent,   ///< of neither version: as if it were not there
    };
    Fate fate = Fate::silent;
    std::size_t arm = 0;
    std::array<double, 4> numbers{};
    std::size_t count = 1;  ///< of the numbers; the same for all keys
    std::vector<std::pair<std::uint64_t, bool>> runs{};  ///< for `key_runs`: keys of runs, and their labels
    std::vector<std::uint64_t> ratings{};                ///< for `key_ratings`, ascending; values as in `Runs`

    void counted(std::initializer_list<double> values) {
        fate = Fate::counted;
        count = values.size();
        std::copy(values.begin(), values.end(), numbers.begin());
    }
};

/// How the rows of a key become numbers: pure, and a constant of the metric's file or family.
///
/// Rows come in an order that does not depend on the data's: highest score first, among equal scores the item that is
/// last in byte order (as trec_eval has it), rows without a score last; then by time.
///
/// A key's rows are gathered inside a window and a group, so that a query whose rows lie on both sides of midnight counts
/// on both days. With `cohort` they are gathered over all windows, and the key belongs to that of its first row.
struct Reduction {
    std::string_view name{};  ///< tells questions apart
    Key key = Key::query;
    bool cohort = false;
    // What it reads of a row, beside the columns that the promise names:
    bool score = false;
    bool relevance = false;  ///< the label as a number
    bool outcome = false;    ///< the label as positive or not
    bool item = false;
    bool time = false;
    bool newest = false;     ///< the time where there is a column of it
    bool names = false;      ///< the value may be a text: then the number is one that stands for it, and only tells it from others
    void (*reduce)(std::span<const KeyRow> rows, const Circumstances& circumstances, Reduced& reduced) = nullptr;
};

}  // namespace metrics
