#include "metrics/intervals/cells.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace metrics {

namespace {

/// Cells with fewer observations than this in both samples together are pooled.
constexpr double pooled_below = 10;
/// Pooling more than this share of a sample can hide movement that matters.
constexpr double pooled_share_max = 0.05;

double weight(const std::vector<Mass>& masses, std::size_t cell) { return weight_of(masses[cell]); }

/// Which cell each bin goes to, and the share of each sample in bins that lost themselves in another's.
struct Pooling {
    std::vector<std::size_t> cell_of;
    std::size_t cells = 0;
    bool much = false;
};

/// Bins of equal count have what the reference's size gives them, so neighbours are joined by that size alone: joining by
/// what the current sample has would single out the bins it avoids.
void join_neighbours(const Binned& bins, Pooling& pooling) {
    double gathered = 0;
    for (std::size_t b = 0; b < bins.equal; ++b) {
        pooling.cell_of[b] = pooling.cells;
        gathered += weight(bins.reference, b);
        if (gathered < pooled_below) continue;
        gathered = 0;
        ++pooling.cells;
    }
    // What is left over at the end joins the last cell that is large enough.
    if (gathered > 0 && pooling.cells > 0) {
        for (std::size_t b = 0; b < bins.equal; ++b) pooling.cell_of[b] = std::min(pooling.cell_of[b], pooling.cells - 1);
    } else if (gathered > 0) {
        pooling.cells = 1;
    }
}

/// The others stand alone or in one pool; a pool that is itself too small joins the smallest cell.
void pool_others(const Binned& bins, Pooling& pooling) {
    std::vector<std::size_t> small;
    std::vector<double> sizes(pooling.cells, 0);
    for (std::size_t b = 0; b < bins.equal; ++b) sizes[pooling.cell_of[b]] += weight(bins.reference, b) + weight(bins.current, b);
    double pooled = 0;
    for (std::size_t b = bins.equal; b < bins.labels.size(); ++b) {
        const double both = weight(bins.reference, b) + weight(bins.current, b);
        if (both < pooled_below) {
            small.push_back(b);
            pooled += both;
            continue;
        }
        pooling.cell_of[b] = sizes.size();
        sizes.push_back(both);
    }
    std::size_t pool = sizes.size();
    if (pooled < pooled_below && !sizes.empty()) pool = static_cast<std::size_t>(std::min_element(sizes.begin(), sizes.end()) - sizes.begin());
    for (const std::size_t b : small) pooling.cell_of[b] = pool;
    pooling.cells = std::max(sizes.size(), small.empty() ? 0 : pool + 1);
}

/// Share of the sample in bins that are not the largest of their cell: movement between these and it is not seen.
double share_hidden(const std::vector<Mass>& masses, const Pooling& pooling) {
    std::vector<double> largest(pooling.cells, 0);
    double all = 0;
    for (std::size_t b = 0; b < masses.size(); ++b) {
        largest[pooling.cell_of[b]] = std::max(largest[pooling.cell_of[b]], weight(masses, b));
        all += weight(masses, b);
    }
    return 1 - std::accumulate(largest.begin(), largest.end(), 0.0) / all;
}

Pooling pooling_of(const Binned& bins) {
    Pooling pooling{std::vector<std::size_t>(bins.labels.size(), 0)};
    join_neighbours(bins, pooling);
    pool_others(bins, pooling);
    pooling.much = share_hidden(bins.reference, pooling) > pooled_share_max || share_hidden(bins.current, pooling) > pooled_share_max;
    return pooling;
}

std::vector<double> pooled(const std::vector<Mass>& masses, const Pooling& pooling) {
    std::vector<double> sums(pooling.cells, 0);
    for (std::size_t b = 0; b < masses.size(); ++b) sums[pooling.cell_of[b]] += weight(masses, b);
    return sums;
}

std::vector<std::vector<double>> pooled_parts(const std::vector<std::vector<Mass>>& parts, const Pooling& pooling) {
    std::vector<std::vector<double>> sums;
    sums.reserve(parts.size());
    for (const auto& part : parts) sums.push_back(pooled(part, pooling));
    return sums;
}

std::vector<double> with_half(std::vector<double> weights) {
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0) + 0.5 * static_cast<double>(weights.size());
    for (double& w : weights) w = (w + 0.5) / all;
    return weights;
}

/// Categories unseen in the reference have none of it by choice, which looks like drift where there are many rare ones.
/// What the reference has in categories that a single row (or unit) brought is as likely as what a new row brings anew
/// (Good 1953, "The population frequencies of species"), so that is what the unseen are compared with.
Binned with_unseen_expected(Binned bins) {
    const auto found = std::find(bins.labels.begin() + static_cast<std::ptrdiff_t>(bins.equal), bins.labels.end(), "(unseen)");
    if (found == bins.labels.end()) return bins;
    const auto unseen = static_cast<std::size_t>(found - bins.labels.begin());
    for (std::size_t b = bins.equal; b < bins.labels.size(); ++b) {
        if (b == unseen || bins.labels[b] == "(missing)") continue;
        const auto brings = [b](const std::vector<Mass>& part) { return part[b] > 0; };
        const bool single = bins.reference_parts.empty()
                                ? bins.reference[b] > 0 && bins.reference[b] <= mass_one
                                : std::count_if(bins.reference_parts.begin(), bins.reference_parts.end(), brings) == 1;
        if (!single) continue;
        bins.reference[unseen] += std::exchange(bins.reference[b], 0);
        for (auto& part : bins.reference_parts) part[unseen] += std::exchange(part[b], 0);
    }
    return bins;
}

}  // namespace

namespace {

Cells gathered(const Binned& bins, const Pooling& pooling, const Tally& reference, const Tally& current) {
    Cells cells;
    cells.reference = pooled(bins.reference, pooling);
    cells.current = pooled(bins.current, pooling);
    cells.reference_parts = pooled_parts(bins.reference_parts, pooling);
    cells.current_parts = pooled_parts(bins.current_parts, pooling);
    cells.reference_rows = reference.effective();
    cells.current_rows = current.effective();
    cells.weight = weight_of(reference.weight) / (weight_of(reference.weight) + weight_of(current.weight));
    cells.much_pooled = pooling.much;
    return cells;
}

}  // namespace

Cells cells_of(const Binned& plain, const Tally& reference, const Tally& current) {
    const Binned bins = with_unseen_expected(plain);
    Cells cells = gathered(bins, pooling_of(bins), reference, current);
    cells.reference = with_half(std::move(cells.reference));
    cells.current = with_half(std::move(cells.current));
    return cells;
}

Cells plain_cells_of(const Binned& plain, const Tally& reference, const Tally& current) {
    const Binned bins = with_unseen_expected(plain);
    Pooling each{std::vector<std::size_t>(bins.labels.size(), 0), bins.labels.size()};
    std::iota(each.cell_of.begin(), each.cell_of.end(), std::size_t{0});
    Cells cells = gathered(bins, each, reference, current);
    for (double& w : cells.reference) w /= weight_of(reference.weight);
    for (double& w : cells.current) w /= weight_of(current.weight);
    return cells;
}

}  // namespace metrics
