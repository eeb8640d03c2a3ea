#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace metrics {

/// How many different 64-bit hashes were seen: exactly while they are kept, else by HyperLogLog with 2^14 registers
/// (Flajolet et al. 2007; the estimator of Ertl 2017, "New cardinality estimation algorithms for HyperLogLog sketches",
/// algorithm 6, which needs no correction tables). Standard error 1.04 / sqrt(2^14) = 0.8 %. The registers are a function
/// of the set alone, so neither the order of rows nor the number of threads shows.
class DistinctCount {
public:
    /// True when the hash is new, as far as is known.
    bool add(std::uint64_t hash) {
        if (exact()) return hashes_.insert(hash).second;
        note(hash);
        return false;
    }
    void merge(const DistinctCount& other);
    /// From now on only registers are kept.
    void sketch();
    bool exact() const { return registers_.empty(); }
    std::int64_t value() const;
    bool operator==(const DistinctCount& other) const { return registers_ == other.registers_ && hashes_ == other.hashes_; }

    /// The hashes, ascending, while it is exact; else the registers.
    std::vector<std::uint64_t> hashes() const;
    const std::vector<std::uint8_t>& registers() const { return registers_; }
    /// False, and nothing changed, when these are no registers.
    bool assign(std::vector<std::uint8_t> registers);

private:
    static constexpr int precision = 14;
    static constexpr int rank_max = 64 - precision + 1;
    void note(std::uint64_t hash) {
        const std::uint64_t rest = hash << precision;
        const auto rank = static_cast<std::uint8_t>(rest == 0 ? rank_max : std::min(std::countl_zero(rest) + 1, rank_max));
        auto& most = registers_[static_cast<std::size_t>(hash >> (64 - precision))];
        if (rank > most) most = rank;
    }

    boost::unordered_flat_set<std::uint64_t> hashes_;
    std::vector<std::uint8_t> registers_;
};

}  // namespace metrics
