#include "metrics/intervals/grid.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace metrics {

namespace {

constexpr double places = 128;

/// Equal steps of the angle whose cosine falls from 1 to -1: in the middle a cell holds 1.2 % of the rows, at the ends
/// 0.015 %.
std::size_t place_of(double below) {
    return static_cast<std::size_t>(places * std::acos(std::clamp(1 - 2 * below, -1.0, 1.0)) / std::numbers::pi);
}

void add_runs(const std::vector<Run>& runs, std::size_t cell, std::vector<std::vector<double>>& by_unit) {
    for (const Run& run : runs) {
        if (by_unit.empty()) return;
        auto& masses = by_unit[run.unit];
        if (masses.size() <= cell) masses.resize(cell + 1, 0);
        masses[cell] += weight_of(run.mass);
    }
}

}  // namespace

Grid::Grid(const Runs& reference, const Runs& current)
    : reference_all_(weight_of(reference.tally.weight)),
      current_all_(weight_of(current.tally.weight)),
      reference_units_(reference.parts),
      current_units_(current.parts) {}

void Grid::add(const Step& step) {
    const std::size_t place = place_of(below_);
    if (cells_.empty() || place != place_) cells_.push_back({.first = step.value, .last = step.value});
    place_ = place;
    Cell& cell = cells_.back();
    const double reference = weight_of(step.reference_mass) / reference_all_;
    const double current = weight_of(step.current_mass) / current_all_;
    cell.last = step.value;
    cell.reference += reference;
    cell.current += current;
    below_ += (reference + current) / 2;
    add_runs(step.reference, cells_.size() - 1, reference_units_);
    add_runs(step.current, cells_.size() - 1, current_units_);
}

std::vector<std::vector<double>> Grid::parts(const std::vector<std::vector<double>>& by_unit) const {
    std::vector<std::vector<double>> all = by_unit;
    for (auto& masses : all) masses.resize(cells_.size(), 0);
    return all;
}

}  // namespace metrics
