#pragma once

#include <string>
#include <utility>
#include <vector>

#include "observations/coded_rows.h"
#include "observations/row_reader.h"
#include "observations/worker.h"

namespace observations {

/// A column of the rows that are held in memory, as the query gives it.
struct FeatureFeed {
    std::string column;
    bool ordered = false;    ///< numbers; else text
    std::size_t values = 0;
};

/// What is read of each row beside what its question asks for.
struct RowFeeds {
    std::vector<FeatureFeed> features;
    std::vector<std::size_t> flags;  ///< feeds that must all be true
    std::optional<Task> value;       ///< the row value that the question asks for
    std::vector<std::pair<std::string, std::string>> left_out;
};

/// Takes the question's conditions out of the plan, whose rows are then wanted and not its statistics, and adds the columns
/// to be coded. Faults: a named column that does not exist, or that holds neither numbers nor text.
base::Result<RowFeeds> add_features(const Relation& relation, const charter::Columns& task, const Coding& coding, Plan& plan);

/// A value that is not there.
inline constexpr std::uint64_t no_value = hash_of_missing;

/// Reads chunks down to the rows that are wanted, with each value as 64 bits: a number's own, a text's hash.
class RowWorker : public Worker {
public:
    RowWorker(const Plan& plan, const RowFeeds& feeds, const Coding& coding);

protected:
    void see(const Rows& rows) final;
    /// What follows is filled, for each wanted row of the chunk.
    virtual void take(const Rows& rows) = 0;

    const RowFeeds& feeds_;
    const Coding& coding_;
    bool by_unit_;
    std::vector<std::uint32_t> wanted_;             ///< positions in the chunk
    std::vector<std::uint8_t> outcomes_;
    std::vector<double> values_;                    ///< scores or row values
    std::vector<std::vector<std::uint64_t>> bits_;  ///< by feature
    std::vector<std::uint64_t> contents_;           ///< hash of all that is read of the row

private:
    std::optional<RowReader> reader_;
    void select(const Rows& rows);
    bool is_wanted(const Rows& rows, std::size_t row, std::uint8_t& outcome, double& value) const;
    void read_bits(const Rows& rows, std::size_t feature);
};

}  // namespace observations
