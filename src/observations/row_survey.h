#pragma once

#include <map>

#include "observations/row_worker.h"

namespace observations {

/// The first pass over the rows to be coded: counts them, and keeps those contents with the smallest hashes, each with the
/// number of its rows. What is kept does not depend on the order of rows or on how they are divided among workers.
class RowSurvey final : public RowWorker {
public:
    RowSurvey(const Plan& plan, const RowFeeds& feeds, const Coding& coding) : RowWorker(plan, feeds, coding), names_(feeds.features.size()) {}

    std::int64_t rows() const { return rows_; }
    /// How the columns are to be coded, from what all surveys kept.
    static std::vector<CodedColumn> columns(const std::vector<RowSurvey*>& surveys, const RowFeeds& feeds, const Coding& coding);

private:
    static constexpr std::size_t kept = 32'768;
    struct Entry {
        std::uint64_t key = 0;
        std::int64_t rows = 0;
        std::vector<std::uint64_t> bits;  ///< by feature
    };
    void take(const Rows& rows) override;
    static void compact(std::vector<Entry>& entries);

    std::int64_t rows_ = 0;
    std::vector<Entry> entries_;
    std::uint64_t largest_ = ~std::uint64_t{0};  ///< keys beyond it are not among the smallest
    std::vector<std::map<std::uint64_t, std::string>> names_;  ///< by feature: texts by their hash
};

/// The number with the fewest digits in [low, high): what a person would write between two values.
double roundest_between(double low, double high);

}  // namespace observations
