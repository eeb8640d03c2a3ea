#include "observations/collect.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/limits.h"
#include "metrics/statistics/packed.h"
#include "observations/categories.h"
#include "observations/class_tally.h"
#include "observations/gathered.h"
#include "observations/key_collect.h"
#include "observations/runs_tally.h"
#include "observations/sample_tally.h"
#include "observations/sequence_tally.h"
#include "observations/sorted_runs.h"
#include "observations/tallies.h"

namespace observations {

namespace {

using metrics::Kind;
using metrics::Split;
using Workers = std::vector<std::unique_ptr<Worker>>;

std::int64_t rows_in(const metrics::Confusion& statistic) { return statistic.all.rows; }
std::int64_t rows_in(const metrics::ClassTable& statistic) { return statistic.all.rows; }
template <class S>
std::int64_t rows_in(const S& statistic) {
    return statistic.tally.rows;
}

/// Turns what the workers hold for one task into statistics, cell by cell.
class TaskCollector {
public:
    TaskCollector(Workers& workers, const Task& task, std::size_t grouping, std::size_t number, bool by_unit, bool units_named)
        : workers_(workers), task_(task), grouping_(grouping), number_(number), by_unit_(by_unit), units_named_(units_named) {}

    metrics::Statistic statistic(const GatheredCell& cell, const std::shared_ptr<SpillFile>& spill) {
        switch (task_.wish.kind) {
            case Kind::confusion: return split<metrics::Confusion>(cell, false);
            case Kind::classes: return split<metrics::ClassTable>(cell, false);
            case Kind::moments: return split<metrics::Moments>(cell, true);
            case Kind::reliability: return split<metrics::Reliability>(cell, true);
            case Kind::row_powers: return split<metrics::Powers>(cell, false);
            case Kind::row_cross: return split<metrics::Cross>(cell, false);
            case Kind::row_extremes: return fact<metrics::Extremes>(cell);
            case Kind::histogram: return task_.wish.few_texts && many_texts() ? metrics::Statistic(metrics::Unanswered{metrics::too_many_categories()}) : split<metrics::Histogram>(cell, false);
            case Kind::summary: return fact<metrics::Summary>(cell);
            case Kind::quality: return fact<metrics::Quality>(cell);
            case Kind::extent: return fact<metrics::Extent>(cell);
            case Kind::sequence: return sequence(cell);
            case Kind::row_sample: return row_sample(cell);
            case Kind::class_runs: return class_runs(cell, spill);
            default: return runs(cell, spill);
        }
    }

private:
    /// Whether there are is known of the whole, not of one worker or cell.
    bool many_texts() {
        if (!many_texts_) many_texts_ = !task_.number && texts_exceed(base::limits::categories_max);
        return *many_texts_;
    }
    bool texts_exceed(std::size_t most) const {
        std::set<std::string_view> texts;
        for (const auto& worker : workers_) {
            const Dictionary& dictionary = worker->dictionary(task_.text);
            if (dictionary.full()) return true;
            for (std::uint32_t code = 1; code < dictionary.size(); ++code) texts.insert(dictionary.name(code));
        }
        return texts.size() > most;
    }
    Accumulator& accumulator(std::size_t worker) { return *workers_[worker]->parts()[grouping_]->accumulators[number_]; }
    template <class S>
    const Tally<S>& tally(std::size_t worker) { return static_cast<const Tally<S>&>(accumulator(worker)); }
    RunsTally& runs_of(std::size_t worker) {
        if (task_.wish.kind == Kind::class_runs) return static_cast<ClassRunsTally&>(accumulator(worker)).of_class(class_);
        return static_cast<RunsTally&>(accumulator(worker));
    }

    template <class S>
    S fact(const GatheredCell& cell) {
        S all;
        for (const auto& slot : cell.slots) tally<S>(slot.worker).pour(slot.slot, all);
        return all;
    }

    template <class S>
    Split<S> split(const GatheredCell& cell, bool labelled) {
        Split<S> out;
        if (!by_unit_) {
            out.total = fact<S>(cell);
            out.units = rows_in(out.total);
            return out;
        }
        std::vector<S> parts(cell.keys.size());
        for (const auto& slot : cell.slots) tally<S>(slot.worker).pour(slot.slot, parts[slot.unit]);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            out.total.merge(parts[i]);
            // A unit without a single usable row is no unit of this statistic.
            if (rows_in(parts[i]) == 0) continue;
            out.parts.push_back(std::move(parts[i]));
            out.keys.push_back(cell.keys[i]);
        }
        count_units(cell, labelled, out.parts.size(), out.units, out.units_exact);
        return out;
    }

    static void count_units(const GatheredCell& cell, bool labelled, std::size_t parts, std::int64_t& units, bool& exact) {
        const metrics::DistinctCount& count = labelled ? cell.labelled_units : cell.units;
        units = cell.folded ? count.value() : static_cast<std::int64_t>(parts);
        exact = !cell.folded || count.exact();
    }

    metrics::Statistic sequence(const GatheredCell& cell) {
        auto out = std::make_shared<metrics::Sequence>();
        for (const auto& [worker, partition] : cell.partitions) {
            auto& own = static_cast<SequenceTally&>(accumulator(worker)).partition(partition);
            out->left_out += own.left_out;
            out->arrivals.insert(out->arrivals.end(), own.arrivals.begin(), own.arrivals.end());
            own.arrivals = {};
        }
        const auto earlier = [](const metrics::Sequence::Arrival& a, const metrics::Sequence::Arrival& b) { return std::tie(a.time, a.place) < std::tie(b.time, b.place); };
        std::sort(out->arrivals.begin(), out->arrivals.end(), earlier);
        return std::shared_ptr<const metrics::Sequence>(std::move(out));
    }

    metrics::Statistic row_sample(const GatheredCell& cell) {
        GatheredSample gathered(task_.sampled, static_cast<std::size_t>(task_.wish.at), units_named_);
        for (const auto& [worker, partition] : cell.partitions) {
            const auto& part = static_cast<const SampleTally&>(accumulator(worker)).partition(partition);
            gathered.add(part, [&, from = worker](std::size_t feed, std::uint32_t code) { return workers_[from]->dictionary(feed).name(code); });
        }
        return std::make_shared<const metrics::RowSample>(gathered.finish());
    }

    metrics::Statistic class_runs(const GatheredCell& cell, const std::shared_ptr<SpillFile>& spill) {
        auto all = std::make_shared<metrics::ClassRuns>();
        all->names = task_.class_scores.names;
        for (class_ = 0; class_ < all->names.size(); ++class_) all->runs.push_back(std::get<std::shared_ptr<const metrics::Runs>>(runs(cell, spill)));
        return std::shared_ptr<const metrics::ClassRuns>(std::move(all));
    }

    metrics::Statistic runs(const GatheredCell& cell, const std::shared_ptr<SpillFile>& spill) {
        auto out = std::make_shared<SortedRuns>(spill);
        if (by_unit_) {
            number_units(cell, *out);
            count_units(cell, task_.wish.kind == Kind::score_runs, out->parts, out->units, out->units_exact);
        }
        for (const auto& [worker, partition] : cell.partitions) {
            auto& own = runs_of(worker).partition(partition);
            out->left_out += own.left_out;
            for (Block& block : own.blocks) out->add(std::move(block), unit_of_slot(worker));
        }
        out->seal();
        return std::shared_ptr<const metrics::Runs>(std::move(out));
    }

    /// Units that occur in the runs, in the order of their keys.
    void number_units(const GatheredCell& cell, SortedRuns& out) {
        std::vector<std::uint8_t> used(cell.keys.size(), 0);
        for (const auto& slot : cell.slots) {
            if (runs_of(slot.worker).used(slot.slot)) used[slot.unit] = 1;
        }
        std::vector<std::uint32_t> numbers(cell.keys.size(), 0);
        for (std::size_t i = 0; i < used.size(); ++i) {
            numbers[i] = static_cast<std::uint32_t>(out.keys.size());
            if (used[i] != 0) out.keys.push_back(cell.keys[i]);
        }
        out.parts = out.keys.size();
        for (const auto& slot : cell.slots) (*unit_of_slot(slot.worker))[slot.slot] = numbers[slot.unit];
    }

    /// Without units every slot is unit 0.
    std::shared_ptr<std::vector<std::uint32_t>> unit_of_slot(std::size_t worker) {
        if (unit_of_slot_.empty()) unit_of_slot_.resize(workers_.size());
        auto& units = unit_of_slot_[worker];
        if (!units) units = std::make_shared<std::vector<std::uint32_t>>(workers_[worker]->parts()[grouping_]->partitions.slots().size(), 0);
        return units;
    }

    Workers& workers_;
    const Task& task_;
    std::size_t grouping_;
    std::size_t number_;
    bool by_unit_;
    bool units_named_;
    std::size_t class_ = 0;  ///< class_runs: the one at hand
    std::optional<bool> many_texts_;
    std::vector<std::shared_ptr<std::vector<std::uint32_t>>> unit_of_slot_;  ///< by worker; a slot is in one cell only
};

metrics::Quality with_rejected(metrics::Quality quality, std::int64_t rejected) {
    quality.rows += rejected;
    quality.invalid += rejected;
    if (rejected > 0) quality.reasons["cannot be read"] += rejected;
    return quality;
}

void add_rejected(Answer& answer, const Grouping& grouping, std::int64_t rejected) {
    for (Cell& cell : answer) cell.statistic = with_rejected(std::get<metrics::Quality>(std::move(cell.statistic)), rejected);
    // Nothing could be read at all: that is a fact too.
    if (answer.empty() && rejected > 0 && grouping.by.empty() && grouping.window.whole()) answer.push_back({0, {}, with_rejected({}, rejected)});
}

/// Each worker's dictionary is within the limit; together they may not be.
std::optional<base::Error> check_texts(const Workers& workers, const Task& task) {
    if (task.wish.kind != Kind::histogram || task.number || task.wish.few_texts) return std::nullopt;
    std::size_t most = 0;
    for (const auto& worker : workers) most += worker->dictionary(task.text).size();
    if (most <= base::limits::distinct_texts_max) return std::nullopt;
    std::set<std::string_view> texts;
    for (const auto& worker : workers) {
        const Dictionary& dictionary = worker->dictionary(task.text);
        for (std::uint32_t code = 0; code < dictionary.size(); ++code) texts.insert(dictionary.name(code));
    }
    if (texts.size() <= base::limits::distinct_texts_max) return std::nullopt;
    return too_many_texts(task.wish.column);
}

/// The moment of looking; where none is given, the newest time.
std::int64_t moment_of(const Plan& plan, const Workers& workers) {
    if (plan.as_of) return plan.as_of->micros;
    std::int64_t newest = no_time;
    for (const auto& worker : workers) newest = std::max(newest, worker->counts().newest);
    return newest;
}

}  // namespace

base::Result<std::vector<Answer>> collect(const Plan& plan, Workers& workers, std::size_t questions, std::int64_t rejected,
                                          const std::shared_ptr<SpillFile>& spill) {
    std::vector<Answer> answers(questions);
    for (std::size_t g = 0; g < plan.groupings.size(); ++g) {
        const Grouping& grouping = plan.groupings[g];
        ASSIGN_OR_RETURN(const GatheredCells cells, gather(plan, workers, g));
        for (std::size_t t = 0; t < grouping.tasks.size(); ++t) {
            const Task& task = grouping.tasks[t];
            if (task.keyed) {
                ASSIGN_OR_RETURN(auto reduced, collect_keys(*task.keyed, workers, g, t, plan.has_units(grouping), cells, moment_of(plan, workers), spill));
                for (std::size_t i = 0; i < reduced.size(); ++i) {
                    for (const std::size_t question : task.keyed->reducers[i].questions) answers[question] = reduced[i];
                }
                for (auto& worker : workers) worker->parts()[g]->accumulators[t].reset();
                continue;
            }
            if (auto failed = check_texts(workers, task)) return *failed;
            if (task.wish.kind == Kind::classes) RETURN_IF_ERROR(number_classes(workers, g, t));
            TaskCollector collector(workers, task, g, t, plan.has_units(grouping), plan.unit.has_value());
            Answer answer;
            answer.reserve(cells.size());
            for (const auto& [place, cell] : cells) {
                Cell& out = answer.emplace_back();
                out.window = place.first;
                out.group = place.second;
                out.statistic = collector.statistic(cell, spill);
            }
            if (task.wish.kind == Kind::quality && task.wish.column.empty()) add_rejected(answer, grouping, rejected);
            if (task.wish.kind == Kind::histogram && !task.wish.few_texts) gather_rare(answer);
            for (std::size_t i = 1; i < task.questions.size(); ++i) answers[task.questions[i]] = answer;
            answers[task.questions.front()] = std::move(answer);
            for (auto& worker : workers) worker->parts()[g]->accumulators[t].reset();  // its memory is needed by what follows
        }
    }
    return answers;
}

}  // namespace observations
