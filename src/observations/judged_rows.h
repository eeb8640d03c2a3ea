#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "observations/table.h"

/// The same rows as several models see them, side by side in one file that passes away: what each scored, what each decides,
/// and what happened. Joined by an id, or by position, by DuckDB, which spills; nothing is held here.
namespace observations {

/// A file that disappears with this object.
class PassingFile {
public:
    static base::Result<PassingFile> make(const std::string& name);
    PassingFile(PassingFile&& other) noexcept : folder_(std::move(other.folder_)), path_(std::move(other.path_)) { other.folder_.clear(); }
    PassingFile& operator=(PassingFile&&) = delete;
    ~PassingFile();
    const std::string& path() const { return path_; }

private:
    PassingFile(std::string folder, std::string path) : folder_(std::move(folder)), path_(std::move(path)) {}
    std::string folder_, path_;
};

/// A model whose scores are in a file already.
struct ScoredVersion {
    std::string name;
    std::vector<std::string> files;
    std::string version{};  ///< only rows of this version; empty: all
    std::string score;      ///< its column
};

/// A model that is at hand.
struct ScoringModel {
    std::string name;
    std::vector<Wanted> features;
    Scorer scorer;
};

/// What an outcome is worth in a row: `times` the row's own amount, where a column is named, and `plus`.
struct RowWorth {
    std::string column{};
    double times = 0;
    double plus = 0;
};

struct Judging {
    std::vector<ScoredVersion> versions;  ///< the rows are those of the first
    std::vector<ScoringModel> models;
    std::vector<std::string> data;        ///< has the rows' other columns; empty: the first version's file does
    std::string data_name = "--data";
    std::string id;                       ///< empty: rows belong together by position
    std::string version_column;
    std::string label;
    std::string positive = "1";
    std::optional<bool> absent_label{};   ///< what a missing label stands for; nothing: not known
    double threshold = 0.5;
    std::array<RowWorth, 4> worth{{{.plus = 1}, {}, {}, {.plus = 1}}};  ///< of a decision: true positive, false positive, false negative, true negative
    bool worth_apart = false;             ///< each model's worth in each row is kept, and what it is made of
    std::vector<std::string> columns;     ///< to keep, beside id and label
    std::string output;                   ///< Parquet
    std::function<void(std::int64_t rows)> progress{};
    const std::atomic<bool>* stop = nullptr;
};

/// Names of the columns that are added. `row` numbers the rows where no unit is named.
std::string score_column(const std::string& model);
std::string decision_column(const std::string& model);
inline constexpr const char* happened_column = "charter: happened";  ///< 1, 0 or missing
inline constexpr const char* row_column = "charter: row";
/// What the last version is worth more than the first in this row.
inline constexpr const char* change_column = "charter: change";
/// Where `worth_apart`: what the model's decision is worth in this row, and how much more than the last version's.
std::string worth_column(const std::string& model);
std::string worth_beside_column(const std::string& model);
/// Where `worth_apart`: how much more of an outcome the model has than the last version in this row, in the row's own amount where
/// it has one. Outcomes are numbered as in `Judging::worth`; behind them stands the decision itself.
std::string outcome_beside_column(const std::string& model, std::size_t outcome);
/// The last version's score less the first's.
inline constexpr const char* moved_column = "charter: moved";

struct JudgedRows {
    std::int64_t rows = 0;
    std::int64_t unscored = 0;         ///< left out: some version has no score for them
    std::int64_t labels_differ = 0;    ///< between the versions' files; those of the first count
    bool by_position = false;
    std::vector<double> seconds;       ///< a row took each of the models, on average, on one thread
};

/// Faults: no such file or column; an id that is missing or occurs twice; rows that another version lacks or has besides,
/// with how many and an example of each; without an id, another number of rows; what a model refuses.
base::Result<JudgedRows> join_judged(const Judging& judging);

/// How many ids of the first files occur in the second.
base::Result<std::int64_t> shared_ids(const std::vector<std::string>& first, const std::vector<std::string>& second, const std::string& id, const std::atomic<bool>* stop);

/// The rows of a joined file with the largest movement, as texts: id, first score, last score, and what happened.
base::Result<std::vector<std::vector<std::string>>> most_moved(const std::string& file, const std::string& id, const std::string& first, const std::string& last, int count,
                                                               const std::atomic<bool>* stop);

}  // namespace observations
