#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "metrics/statistics/confusion.h"
#include "metrics/statistics/runs.h"
#include "metrics/statistics/split.h"

/// What would have come of every threshold: how many of each label score at least as much, and what their amounts add up to, by
/// part of the data that is independent of the others.
namespace value {

/// Rows of one label, with the powers of two amounts of each: what it brings to act on it, and what it brings to leave it alone,
/// both before they are multiplied by the charter's. Where the charter names no column they are 1.
struct Sums {
    double rows = 0;
    double act = 0, pass = 0;
    double act_act = 0, pass_pass = 0, act_pass = 0;
    double act_act_act = 0, pass_pass_pass = 0, act_act_pass = 0, act_pass_pass = 0;

    void add(double count, double a, double p) {
        rows += count;
        act += count * a;
        pass += count * p;
        act_act += count * a * a;
        pass_pass += count * p * p;
        act_pass += count * a * p;
        act_act_act += count * a * a * a;
        pass_pass_pass += count * p * p * p;
        act_act_pass += count * a * a * p;
        act_pass_pass += count * a * p * p;
    }
    void merge(const Sums& other, double sign = 1);
};
using Labels = std::array<Sums, 2>;  ///< negatives, positives
inline Labels less(Labels from, const Labels& other) {
    for (std::size_t label = 0; label < 2; ++label) from[label].merge(other[label], -1);
    return from;
}

/// Rows that are alike, on their way in.
struct Item {
    double score = 0;
    std::uint32_t part = 0;   ///< of the keys that were announced
    std::uint32_t group = 0;
    bool positive = false;
    double rows = 1;
    double act = 1, pass = 1;
};

/// Rows in ascending order of score, inside each group; visiting them again gives the same.
using Feed = std::function<void(const std::function<void(const Item&)>&)>;

/// Scores with labels as a feed, one group after the other. `whole`: of all groups together, whose units are the parts; where
/// it has so many that they lie in buckets, those of a group that has fewer are put there too.
Feed feed_of(std::vector<const metrics::Runs*> groups, const metrics::Runs& whole);

class Outcomes {
public:
    struct Options {
        std::vector<double> thresholds{};      ///< that must be among the candidates
        std::vector<std::string> groups{};     ///< names; empty: one without a name
        std::vector<std::uint64_t> keys{};     ///< of the parts; empty: rows are independent
        std::int64_t units = 0;
        bool units_exact = true;
        std::uint64_t seed = 0;                ///< for parts of independent rows, and for folds
    };
    /// Thresholds are candidates: where there are up to `candidates_max` distinct scores, one below each; else as many as divide
    /// the rows, and the positives, most evenly. Each is the number with the fewest digits that divides them so. The last lies
    /// above every score: nobody is acted on.
    Outcomes(const Feed& feed, Options options);

    static constexpr std::size_t candidates_max = 1'000;
    static constexpr std::size_t folds = 10;          ///< that thresholds are chosen without, in turn
    static constexpr std::size_t coarse_max = 100;    ///< candidates at which groups are counted, and curves are drawn

    std::size_t size() const { return thresholds_.size(); }
    double threshold(std::size_t i) const { return thresholds_[i]; }
    const std::vector<double>& thresholds() const { return thresholds_; }
    std::size_t index_of(double threshold) const;     ///< the candidate that decides as it does, or the next above
    bool exact() const { return exact_; }             ///< every distinct way to decide is a candidate
    double between() const { return between_; }       ///< the greatest share of rows between two neighbouring candidates
    const std::vector<std::size_t>& coarse() const { return coarse_; }

    bool clustered() const { return clustered_; }
    std::size_t parts() const { return parts_; }
    std::size_t fold_of(std::size_t part) const { return fold_of_[part]; }
    std::int64_t units() const { return units_; }
    bool units_exact() const { return units_exact_; }
    double rows() const { return all_[0].rows + all_[1].rows; }
    double positives() const { return all_[1].rows; }
    double lowest() const { return lowest_; }
    double highest() const { return highest_; }

    const Labels& all() const { return all_; }
    const Labels& above(std::size_t i) const { return above_[i]; }
    const Labels& all(std::size_t part) const { return by_part_[part * width()]; }
    /// Rows of the part that score at least the candidate.
    const Labels& above(std::size_t part, std::size_t i) const { return by_part_[part * width() + i]; }

    /// Which parts count.
    enum class Which { all, first_half, second_half };
    /// Decisions at a candidate.
    metrics::Split<metrics::Confusion> decisions(std::size_t i, Which which = Which::all) const;
    /// Of one group, at the candidate of this number among the coarse ones.
    metrics::Split<metrics::Confusion> decisions(std::size_t group, std::size_t coarse, Which which) const;
    const std::vector<std::string>& groups() const { return groups_; }

private:
    std::size_t width() const { return thresholds_.size() + 1; }
    void choose(const Feed& feed, std::vector<double> wanted);
    void choose_coarse();
    void count(const Feed& feed, std::uint64_t seed);
    void divide(std::uint64_t seed);
    bool counts(std::size_t part, Which which) const { return which == Which::all || first_half_[part] == (which == Which::first_half); }
    template <class Flagged>
    metrics::Split<metrics::Confusion> split(Which which, const Flagged& flagged) const;

    std::vector<double> thresholds_;
    bool exact_ = true;
    double between_ = 0;
    double lowest_ = 0, highest_ = 0;
    std::vector<std::size_t> coarse_;
    std::vector<std::string> groups_;
    std::vector<std::uint64_t> keys_;
    bool clustered_ = false;
    std::int64_t units_ = 0;
    bool units_exact_ = true;
    std::size_t parts_ = 0;
    std::vector<std::size_t> fold_of_;
    std::vector<bool> first_half_;
    Labels all_{};
    std::vector<Labels> above_;     ///< by candidate
    std::vector<Labels> by_part_;   ///< by part and candidate; the lowest candidate has all rows
    std::vector<std::array<std::int64_t, 2>> by_group_;  ///< by group, part and coarse candidate
};

/// Decisions at each of these thresholds, ascending.
std::vector<metrics::Split<metrics::Confusion>> decisions_at(const metrics::Runs& runs, const std::vector<double>& thresholds);

/// The number with the fewest digits above `low` and at most `high`.
double simplest(double low, double high);

}  // namespace value
