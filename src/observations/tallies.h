#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <limits>
#include <vector>

#include "observations/accumulator.h"
#include "observations/lane_sum.h"

/// The additive statistics while they are being collected: rows are counted as integers, and become masses at the end.
namespace observations {

class ConfusionTally final : public Tally<metrics::Confusion> {
public:
    explicit ConfusionTally(double threshold) : threshold_(threshold) {}
    void reach(const std::vector<Partitions::Slot>& slots) override { counts_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void pour(std::uint32_t slot, metrics::Confusion& into) const override;

private:
    using Counts = std::array<std::int64_t, 6>;  ///< by label (negative, positive, unknown), then by prediction
    double threshold_;
    std::vector<Counts> counts_;
};

class MomentsTally final : public Tally<metrics::Moments> {
public:
    explicit MomentsTally(metrics::Expression expression) : expression_(expression) {}
    void reach(const std::vector<Partitions::Slot>& slots) override { slots_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void pour(std::uint32_t slot, metrics::Moments& into) const override;

private:
    struct Slot {
        LaneSum sum, square, cube;
        std::int64_t rows = 0, positive = 0, certain = 0, unlabelled = 0;
    };
    metrics::Expression expression_;
    std::vector<Slot> slots_;
    std::vector<double> values_;  ///< of the chunk at hand
    std::vector<double> powers_;
};

class ReliabilityTally final : public Tally<metrics::Reliability> {
public:
    explicit ReliabilityTally(int bins);
    void reach(const std::vector<Partitions::Slot>& slots) override { slots_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void pour(std::uint32_t slot, metrics::Reliability& into) const override;

private:
    struct Bin {
        std::int64_t rows = 0, positive = 0;
        LaneSum score, residual_square;
    };
    struct Slot {
        std::vector<Bin> bins;  ///< none until a labelled row comes
        std::int64_t rows = 0, unlabelled = 0;
    };
    std::size_t bin_of(double score) const;

    std::vector<double> edges_;  ///< upper ones
    std::vector<Slot> slots_;
};

/// The limit is `distinct_texts_max`.
base::Error too_many_texts(const std::string& column);

/// Values are numbered in the order in which they are first seen, so the frequent ones have small numbers: those are
/// counted in arrays, the rest, and everything once the arrays of many slots would grow large, in one table. What is no
/// finite value has a number too.
class HistogramTally final : public Tally<metrics::Histogram> {
public:
    HistogramTally(const NumberFeed& numbers);
    HistogramTally(std::size_t text, std::string column, const Dictionary& dictionary);
    void reach(const std::vector<Partitions::Slot>& slots) override { slots_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void pour(std::uint32_t slot, metrics::Histogram& into) const override;
    void finish() override;
    std::optional<base::Error> failure() const override;

private:
    enum Special : std::uint32_t { missing, minus_infinity, plus_infinity, specials };  ///< codes; of texts only the first
    struct Slot {
        std::vector<std::uint32_t> dense;
        std::int64_t rows = 0;
        std::uint32_t since_emptied = 0;  ///< rows, so that no counter overflows
    };
    const std::uint32_t* encode(const Rows& rows);
    std::size_t code_count() const { return dictionary_ != nullptr ? dictionary_->size() : bucket_of_code_.size(); }
    void make_room(std::uint32_t slot, std::size_t codes);
    void empty(std::uint32_t slot);
    void count(std::uint32_t slot, std::uint32_t code, std::int64_t times) { sparse_[std::uint64_t{slot} << 32 | code] += times; }
    std::uint32_t code_of(std::int32_t bucket);
    std::vector<std::pair<std::uint64_t, std::int64_t>>::const_iterator first_sparse(std::uint32_t slot) const;
    std::int64_t count_of(std::uint32_t slot, std::uint32_t code) const;
    template <class Value, class Name>
    std::vector<std::pair<Value, metrics::Mass>> counted(std::uint32_t slot, const Name& name) const;

    std::optional<NumberFeed> numbers_;
    std::size_t text_ = 0;
    std::string column_;
    const Dictionary* dictionary_ = nullptr;
    std::uint32_t first_value_ = specials;  ///< codes from here on are values
    /// By sign and exponent, as they occur; then by mantissa.
    std::array<std::unique_ptr<std::uint32_t[]>, 4096> code_of_bucket_;
    std::vector<std::int32_t> bucket_of_code_ = std::vector<std::int32_t>(specials, 0);
    std::vector<std::uint32_t> codes_;  ///< of the chunk at hand
    std::vector<Slot> slots_;
    boost::unordered_flat_map<std::uint64_t, std::int64_t> sparse_;  ///< (slot, code)
    std::vector<std::pair<std::uint64_t, std::int64_t>> sorted_;     ///< the same, once finished
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> moved_;  ///< folded slots
    std::vector<std::uint32_t> ascending_;                           ///< codes by value, once finished
    std::size_t dense_bytes_ = 0;
};

class QualityTally final : public Tally<metrics::Quality> {
public:
    QualityTally(std::optional<std::size_t> code, std::optional<PlainCheck> check, std::vector<std::string> reasons)
        : code_(code), check_(check), reasons_(std::move(reasons)) {}
    void reach(const std::vector<Partitions::Slot>& slots) override { counts_.resize(slots.size() * codes()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void pour(std::uint32_t slot, metrics::Quality& into) const override;

private:
    std::size_t codes() const { return reasons_.size() + 2; }
    std::optional<std::size_t> code_;   ///< without it and without a check: whole rows, which are all readable here
    std::optional<PlainCheck> check_;
    std::vector<std::uint8_t> found_;   ///< in the chunk at hand
    std::vector<std::string> reasons_;
    std::vector<std::int64_t> counts_;
};

class ExtentTally final : public Tally<metrics::Extent> {
public:
    void reach(const std::vector<Partitions::Slot>& slots) override { slots_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void pour(std::uint32_t slot, metrics::Extent& into) const override;

private:
    struct Slot {
        std::int64_t rows = 0;
        std::int64_t first = std::numeric_limits<std::int64_t>::max();
        std::int64_t last = no_time;
    };
    std::vector<Slot> slots_;
};

}  // namespace observations
