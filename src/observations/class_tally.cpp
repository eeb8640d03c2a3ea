#include "observations/class_tally.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/limits.h"
#include "base/random.h"
#include "observations/worker.h"

namespace observations {

namespace {

using metrics::ClassTable;

base::Error too_many_classes() {
    return {base::Fault::input, "there are more than " + std::to_string(base::limits::classes_max.value) + " classes among labels and predictions",
            "name columns that hold classes under task.columns, or gather the rare ones first"};
}

/// Marks the code; whether it is new.
bool mark(std::vector<std::uint8_t>& known, std::uint32_t code) {
    if (known.size() <= code) known.resize(code + std::size_t{1}, 0);
    return std::exchange(known[code], std::uint8_t{1}) == 0;
}

}  // namespace

std::size_t ClassTally::Hash::operator()(const Cell& cell) const {
    return static_cast<std::size_t>(base::Random::mix((std::uint64_t{cell.slot} << 32 | cell.label) * 0x9E3779B97F4A7C15ull + cell.predicted));
}

void ClassTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    const auto& labels = rows.codes[feed_.label];
    if (!feed_.scores.empty()) read_scores(rows);
    const auto& predicted = feed_.scores.empty() ? rows.codes[feed_.predicted] : by_scores_;
    // Neighbouring rows often fall into the same cell: what comes in a row is counted at once.
    Cell open{no_slot, 0, 0};
    std::int64_t times = 0;
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot || predicted[row] == 0) continue;  // code 0: missing
        const Cell cell{slots[row], labels[row], predicted[row]};
        if (cell != open) {
            if (times > 0) counts_[open] += times;
            open = cell;
            times = 0;
            if (cell.label != 0 && mark(label_known_, cell.label)) ++labels_;
            if (mark(predicted_known_, cell.predicted)) ++predictions_;
        }
        ++times;
    }
    if (times > 0) counts_[open] += times;
}

/// Rows without one of the scores have no prediction.
void ClassTally::read_scores(const Rows& rows) {
    const auto& labels = rows.codes[feed_.label];
    by_scores_.assign(rows.count, 0);
    scores_.resize(feed_.scores.size());
    for (std::size_t row = 0; row < rows.count; ++row) {
        bool whole = true;
        for (std::size_t i = 0; i < scores_.size(); ++i) {
            const duck::Vector& values = rows.feeds[feed_.scores[i].number.values];
            scores_[i] = values.known(row) ? values.as<double>()[row] : std::nan("");
            whole = whole && !std::isnan(scores_[i]);
        }
        if (whole) by_scores_[row] = predicted_by_scores(labels[row]);
    }
}

/// Place of the label among the scores, from 0; as many as there are scores where it has none.
std::size_t ClassTally::place_of(std::uint32_t label) {
    if (place_of_label_.size() <= label) place_of_label_.resize(label + std::size_t{1}, 0);
    std::uint32_t& place = place_of_label_[label];
    if (place == 0) {
        const auto is_it = [&](const ClassFeed::Score& score) { return score.name == labels_of_.name(label); };
        place = static_cast<std::uint32_t>(std::find_if(feed_.scores.begin(), feed_.scores.end(), is_it) - feed_.scores.begin()) + 1;
    }
    return place - std::size_t{1};
}

/// Of equal scores the first decides. Among the highest, what ties with the label counts before it: luck keeps no promise.
std::uint32_t ClassTally::predicted_by_scores(std::uint32_t label) {
    const auto best = static_cast<std::size_t>(std::max_element(scores_.begin(), scores_.end()) - scores_.begin());
    const std::size_t own = feed_.top == 0 || label == 0 ? scores_.size() : place_of(label);
    if (own == scores_.size()) return static_cast<std::uint32_t>(best + 1);
    const auto before = std::count_if(scores_.begin(), scores_.end(), [&](double score) { return score >= scores_[own]; }) - 1;
    if (before < feed_.top) return static_cast<std::uint32_t>(own + 1);
    if (best != own) return static_cast<std::uint32_t>(best + 1);
    const auto other = std::find_if(scores_.begin(), scores_.end(), [&](const double& score) { return &score != &scores_[own] && score == scores_[own]; });
    return static_cast<std::uint32_t>(other - scores_.begin() + 1);
}

const std::string& ClassTally::predicted_name(const Worker& worker, std::uint32_t code) const {
    return feed_.scores.empty() ? worker.dictionary(feed_.predicted).name(code) : feed_.scores[code - std::size_t{1}].name;
}

void ClassTally::fold(std::uint32_t source, std::uint32_t target) { moved_[source] = target; }

void ClassTally::finish() {
    sorted_.reserve(counts_.size());
    for (const auto& [cell, count] : counts_) {
        const auto moved = moved_.find(cell.slot);
        sorted_.push_back({{moved == moved_.end() ? cell.slot : moved->second, cell.label, cell.predicted}, count});
    }
    counts_ = {};
    std::sort(sorted_.begin(), sorted_.end());
}

std::optional<base::Error> ClassTally::failure() const {
    if (labels_ <= base::limits::classes_max && predictions_ <= base::limits::classes_max) return std::nullopt;
    return too_many_classes();
}

std::vector<std::uint32_t> ClassTally::codes_of(const std::vector<std::uint8_t>& known) {
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 0; code < known.size(); ++code) {
        if (known[code] != 0) codes.push_back(code);
    }
    return codes;
}

void ClassTally::number(std::shared_ptr<const ClassTable::Names> names, std::vector<std::uint32_t> of_labels, std::vector<std::uint32_t> of_predicted) {
    names_ = std::move(names);
    class_of_label_ = std::move(of_labels);
    class_of_predicted_ = std::move(of_predicted);
}

void ClassTally::pour(std::uint32_t slot, ClassTable& into) const {
    into.names = names_;
    auto cell = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair{Cell{slot, 0, 0}, std::int64_t{0}});
    for (; cell != sorted_.end() && cell->first.slot == slot; ++cell) {
        const std::uint32_t label = cell->first.label == 0 ? ClassTable::unknown : class_of_label_[cell->first.label];
        into.add({label, class_of_predicted_[cell->first.predicted]}, cell->second);
    }
}

base::Result<base::Done> number_classes(std::vector<std::unique_ptr<Worker>>& workers, std::size_t grouping, std::size_t task) {
    const auto tally = [&](Worker& worker) -> ClassTally& { return static_cast<ClassTally&>(*worker.parts()[grouping]->accumulators[task]); };
    std::set<std::string> all;
    for (auto& worker : workers) {
        const ClassTally& own = tally(*worker);
        for (const auto code : own.labels()) all.insert(worker->dictionary(own.feed().label).name(code));
        for (const auto code : own.predicted()) all.insert(own.predicted_name(*worker, code));
    }
    if (all.size() > base::limits::classes_max) return too_many_classes();
    ClassTable::Names ordered(all.begin(), all.end());
    metrics::in_order(ordered);
    boost::unordered_flat_map<std::string, std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < ordered.size(); ++i) numbers.emplace(ordered[i], i);
    const auto names = std::make_shared<const ClassTable::Names>(std::move(ordered));
    for (auto& worker : workers) {
        ClassTally& own = tally(*worker);
        const auto classes_of = [&](const std::vector<std::uint32_t>& codes, const auto& name_of) {
            std::vector<std::uint32_t> classes(codes.empty() ? 0 : codes.back() + std::size_t{1}, 0);
            for (const auto code : codes) classes[code] = numbers.at(name_of(code));
            return classes;
        };
        own.number(names, classes_of(own.labels(), [&](std::uint32_t code) { return worker->dictionary(own.feed().label).name(code); }),
                   classes_of(own.predicted(), [&](std::uint32_t code) { return own.predicted_name(*worker, code); }));
    }
    return base::Done{};
}

}  // namespace observations
