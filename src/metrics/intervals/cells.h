#pragma once

#include <vector>

#include "metrics/statistics/bins.h"

namespace metrics {

/// Two samples over bins that are large enough for the chi-square distribution: bins with fewer than ten observations in
/// both samples together are pooled, and neighbours that were cut to equal counts are joined until the reference has ten.
struct Cells {
    std::vector<double> reference, current;  ///< shares with half an observation added to each cell
    std::vector<std::vector<double>> reference_parts, current_parts;
    double reference_rows = 0, current_rows = 0;  ///< effective
    double weight = 0;                            ///< the reference's part of all rows
    bool much_pooled = false;                     ///< enough to hide movement that matters
};

Cells cells_of(const Binned& bins, const Tally& reference, const Tally& current);
/// A cell for each bin and nothing added: for what pooling could make larger. Only the unseen are expected as above.
Cells plain_cells_of(const Binned& bins, const Tally& reference, const Tally& current);

}  // namespace metrics
