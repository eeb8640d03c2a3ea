#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "observations/table.h"

/// What a model remembers of its columns, and other tables seen through that memory.
namespace models {

using observations::Column;
using observations::Frame;

/// Categories kept apart; rarer ones are gathered as `(other)`, where values that training never saw go too.
inline constexpr std::size_t categories_kept_max = 500;

struct Feature {
    std::string name{};
    bool categorical = false;
    // Numbers:
    double mean = 0;                      ///< of the known values
    double scale = 1;                     ///< their standard deviation
    bool missing_seen = false;            ///< some value was missing in training
    // Categories:
    std::vector<std::string> categories{};  ///< most frequent first, equals by name

    int other() const { return static_cast<int>(categories.size()); }
    int missing() const { return other() + 1; }
    int levels() const { return other() + 2; }
    bool operator==(const Feature&) const = default;
};

/// Learns every column of the table but the label. Faults: a column with a single value (it can teach nothing and is
/// usually a mistake), one without any, an infinite number.
base::Result<std::vector<Feature>> learn(const Frame& table, const std::string& label);

/// A table seen through features: numbers as they are, categories as positions in the feature's list.
class Encoded {
public:
    /// Faults: a feature that the table lacks (with the nearest column), of the other type, or infinite. The features must
    /// outlive the result.
    static base::Result<Encoded> of(const Frame& table, const std::vector<Feature>& features);

    std::size_t rows() const { return rows_; }
    const std::vector<Feature>& features() const { return *features_; }
    /// NaN: missing.
    double number(std::size_t feature, std::size_t row) const { return columns_[feature]->numbers[row]; }
    /// 0 to other() - 1: a category; other(); missing().
    int level(std::size_t feature, std::size_t row) const {
        const std::int32_t code = columns_[feature]->codes[row];
        return code < 0 ? (*features_)[feature].missing() : levels_[feature][static_cast<std::size_t>(code)];
    }

private:
    std::vector<const Column*> columns_;
    std::vector<std::vector<int>> levels_;  ///< by feature and code of the table
    const std::vector<Feature>* features_ = nullptr;
    std::size_t rows_ = 0;
};

}  // namespace models
