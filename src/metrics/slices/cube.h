#pragma once

#include <array>
#include <vector>

#include "metrics/slices/score.h"

namespace metrics::slices {

/// A slice that a search of one set of columns brings up.
struct Candidate {
    Slice slice;
    double square = 0;
};

/// The best slices with a condition on each of up to three given columns. One for each thread: its memory is used again.
class Cube {
public:
    Cube(const Table& table, const Scoring& scoring, Packed whole, double rows_min)
        : table_(table), scoring_(scoring), whole_(whole), rows_min_(rows_min), spread_least_(scoring.spread_least(whole)), rows_largest_(rows_of(whole) * share_max) {}

    /// The first two columns of what follows: joins their codes once.
    void pair(std::size_t a, std::size_t b);
    void single(std::size_t a);
    /// Slices of the pair (or single) alone, or with a third column; `into` grows by the best that share no row.
    void search(std::vector<Candidate>& into);
    void search(std::size_t c, std::vector<Candidate>& into);

private:
    static constexpr std::size_t kept = 3;

    struct Side {
        std::size_t feature = 0;
        std::size_t codes = 1;
        const std::vector<CodeRange>* conditions = nullptr;  ///< null: no column
    };
    void count(const std::uint8_t* third);
    void add_up();
    void enumerate();
    void consider(std::size_t i, std::size_t j, std::size_t k, Packed part);
    bool worth_a_look(Packed part) const;
    Packed box(CodeRange a, CodeRange b, CodeRange c) const;
    std::size_t at(std::size_t a, std::size_t b, std::size_t c) const { return (a * (sides_[1].codes + 1) + b) * (sides_[2].codes + 1) + c; }
    void flush(std::vector<Candidate>& into);

    const Table& table_;
    const Scoring& scoring_;
    Packed whole_;
    double rows_min_;
    double spread_least_;
    double rows_largest_;
    std::array<Side, 3> sides_;
    std::vector<std::uint16_t> joined_;  ///< codes of the first two columns, by row
    std::vector<Packed> counts_;
    std::vector<Packed> sums_;           ///< of all cells below, one more along each side
    std::vector<Packed> plane_, line_;
    std::vector<std::array<CodeRange, 3>> best_boxes_;
    std::vector<double> best_;           ///< their squares, descending
    std::size_t conditions_ = 0;         ///< of the slices of this set
    double floor_ = 0;                   ///< a square below it changes nothing
};

}  // namespace metrics::slices
