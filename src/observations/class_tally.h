#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <set>
#include <string>
#include <vector>

#include "observations/accumulator.h"

namespace observations {

class Worker;

/// Labels against predictions by class. Each worker numbers texts by its own dictionaries; before anything is poured, the classes
/// that occur anywhere get numbers of their own (see `number_classes`).
class ClassTally final : public Tally<metrics::ClassTable> {
public:
    /// `labels`: the dictionary of the label column.
    ClassTally(const ClassFeed& feed, const Dictionary& labels) : feed_(feed), labels_of_(labels) {}
    void reach(const std::vector<Partitions::Slot>&) override {}
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t source, std::uint32_t target) override;
    void finish() override;
    std::optional<base::Error> failure() const override;
    void pour(std::uint32_t slot, metrics::ClassTable& into) const override;

    /// Codes of labels and of predictions that occur.
    std::vector<std::uint32_t> labels() const { return codes_of(label_known_); }
    std::vector<std::uint32_t> predicted() const { return codes_of(predicted_known_); }
    /// The class that each code stands for.
    void number(std::shared_ptr<const metrics::ClassTable::Names> names, std::vector<std::uint32_t> of_labels, std::vector<std::uint32_t> of_predicted);
    const ClassFeed& feed() const { return feed_; }
    const std::string& predicted_name(const Worker& worker, std::uint32_t code) const;

private:
    struct Cell {
        std::uint32_t slot, label, predicted;
        auto operator<=>(const Cell&) const = default;
    };
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(const Cell& cell) const;
    };
    void read_scores(const Rows& rows);
    std::uint32_t predicted_by_scores(std::uint32_t label);
    std::size_t place_of(std::uint32_t label);
    static std::vector<std::uint32_t> codes_of(const std::vector<std::uint8_t>& known);

    ClassFeed feed_;
    const Dictionary& labels_of_;
    std::vector<double> scores_;                ///< of one row
    std::vector<std::uint32_t> by_scores_;      ///< of a chunk: place among the scores, from 1
    std::vector<std::uint32_t> place_of_label_; ///< by code: place among the scores from 1, one more than there are for none; 0: not looked up
    boost::unordered_flat_map<Cell, std::int64_t, Hash> counts_;
    std::vector<std::uint8_t> label_known_, predicted_known_;  ///< by code
    std::size_t labels_ = 0, predictions_ = 0;                 ///< different ones
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> moved_;  ///< folded slots
    std::vector<std::pair<Cell, std::int64_t>> sorted_;              ///< once finished
    std::shared_ptr<const metrics::ClassTable::Names> names_;
    std::vector<std::uint32_t> class_of_label_, class_of_predicted_;
};

/// Gives the classes of a task the same numbers in every worker's tally. Fault: more than `limits::classes_max` of them.
base::Result<base::Done> number_classes(std::vector<std::unique_ptr<Worker>>& workers, std::size_t grouping, std::size_t task);

}  // namespace observations
