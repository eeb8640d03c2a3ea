#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "observations/duck.h"
#include "observations/table.h"

/// A model as a function that queries call, and the rows of a query as columns.
namespace observations {

/// Fills a column from DuckDB's vectors, piece by piece.
class Gatherer {
public:
    explicit Gatherer(const Wanted& wanted);

    void add(const duck::Vector& values, std::size_t rows);
    /// Only the rows that are marked.
    void add(const duck::Vector& values, const std::vector<std::uint8_t>& marked);
    Column take() { return std::move(column_); }

private:
    void add_row(const duck::Vector& values, std::size_t row);
    std::int32_t code(std::string value);

    Column column_;
    std::unordered_map<std::string, std::int32_t> codes_;
};

/// What DuckDB calls back for every piece of rows, with the words in which a failure is told afterwards. Pieces come one at
/// a time, from any thread.
struct ScorerCall {
    std::string name;                              ///< of the function in SQL
    std::vector<Wanted> wanted;                    ///< settled
    Scorer scorer;
    std::function<void(std::int64_t)> progress{};  ///< rows so far
    const std::atomic<bool>* stop = nullptr;

    std::mutex one_at_a_time{};
    std::int64_t rows = 0;
    double seconds = 0;                            ///< that the scorer took
    std::unique_ptr<base::Error> error{};
};

/// The call must outlive the database's queries.
base::Result<base::Done> register_scorer(const duck::Database& database, ScorerCall& call);

}  // namespace observations
