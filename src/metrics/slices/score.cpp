#include "metrics/slices/score.h"

#include <algorithm>
#include <cmath>

namespace metrics::slices {

namespace {

/// The variance of a row whose loss is all or nothing.
double f(double mean) { return mean * (1 - mean); }

/// The largest on the way from one mean up to another.
double f_between(double low, double high) { return low < 0.5 && high > 0.5 ? 0.25 : std::max(f(low), f(high)); }

/// By how much the part's losses exceed what so many rows of the whole have.
double excess(double rows, double loss, double mean) { return loss - rows * mean; }

}  // namespace

Scoring::Scoring(const Table& table, const Thresholds& thresholds, double least_effect) : thresholds_(thresholds) {
    std::uint64_t squares = 0;  // of at most 2^24 rows below 2^16
    for (const std::uint16_t loss : table.losses) {
        total_ += one_row + loss;
        squares += std::uint64_t{loss} * loss;
    }
    const double rows = std::max(1.0, rows_of(total_));
    const double mean = loss_of(total_) / rows;
    const double square = static_cast<double>(squares) / loss_steps / loss_steps / rows;
    const double variance = std::max(0.0, square - mean * mean);
    phi_ = f(mean) > 0 ? variance / f(mean) : 0;
    deviation_least_ = least_effect * std::sqrt(variance);
}

double Scoring::spread_least(Packed whole) const { return phi_ * f(loss_of(whole) / std::max(1.0, rows_of(whole))); }

double Scoring::square(Packed part, Packed whole) const {
    const double rows = rows_of(part);
    const double all = rows_of(whole);
    if (rows <= 0 || rows >= all) return 0;
    const double mean = loss_of(whole) / all;
    const double above = excess(rows, loss_of(part), mean);
    if (above <= 0) return 0;
    return above * above / (rows * (1 - rows / all) * phi_ * f_between(mean, loss_of(part) / rows));
}

bool Scoring::clearly_worse(Packed part, Packed whole, std::size_t conditions) const {
    const double rows = rows_of(part);
    const double all = rows_of(whole);
    if (rows <= 0 || rows >= all) return false;
    const double above = excess(rows, loss_of(part), loss_of(whole) / all);
    // The difference of the means of part and rest is the excess over n (1 - n/N).
    return above >= deviation_least_ * rows * (1 - rows / all) && square(part, whole) >= least_square(conditions);
}

double Scoring::square_at_most(Packed part, Packed whole, double rows_min) const {
    // With all of the losses in as few rows as can hold them; the square falls as rows without losses are added.
    const double all = rows_of(whole);
    const double mean = loss_of(whole) / all;
    const double rows = std::min(rows_of(part), std::max(rows_min, loss_of(part)));
    if (rows >= all) return square(part, whole);
    const double above = excess(rows, std::min(rows, loss_of(part)), mean);
    return above <= 0 ? 0 : above * above / (rows * (1 - rows / all) * std::max(1e-300, spread_least(whole)));
}

}  // namespace metrics::slices
