#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "operations/live/received.h"
#include "operations/shared/plan.h"
#include "records/shelf/shelf.h"

/// The statistics of every question by part of time, so that nothing is read twice: new data change the parts that they fall
/// into, and a window is put together from its parts.
///
/// What adds up over rows has hours as parts (or its windows, where those are shorter). What does not (runs, samples, sums by
/// key, units so many that they are gathered) has its windows as parts, and of those only the newest are held; an older one is
/// read again when it is wanted.
namespace operations {

class KeptStatistics {
public:
    KeptStatistics(Received received, observations::Reading reading, base::Duration late_by) : received_(std::move(received)), reading_(std::move(reading)), late_by_(late_by) {}

    /// What was put on the shelf under `statistics/...`.
    void restore(const std::vector<records::Shelved>& shelved);
    /// From now on these are the questions, by the numbers of a plan. Statistics of those that were asked before stay.
    void ask(const std::vector<observations::Question>& questions);
    /// Rows up to `until` have `from` as their first time.
    void set_from(std::optional<base::Time> from) { reading_.from = from; }
    void set_columns(charter::Columns columns) { reading_.columns = std::move(columns); }

    /// Reads what was touched, what has never been read, and parts whose absent labels have come to mean something by `now`.
    base::Result<base::Done> refresh(const std::vector<observations::Touched>& touched, base::Time now);
    /// Windows of this question (by number) that are not as they were at the last call.
    std::set<std::int64_t> changed(std::size_t question);

    /// The cells of one window; with `through`, of the windows up to that one together, whose number is then `window`.
    base::Result<observations::Answer> cells(std::size_t question, std::int64_t window, std::int64_t through, base::Time now);
    /// The first window that has rows, and the last.
    std::optional<std::pair<std::int64_t, std::int64_t>> extent(std::size_t question) const;
    /// Whether windows can be put together without reading them again.
    bool adds_up(std::size_t question) const { return of(question).additive; }
    const observations::Question& question(std::size_t number) const { return of(number).question; }

    /// What must be put on the shelf since the last call.
    std::vector<records::Shelved> take_unshelved();
    /// Rows that were read since the start: what incremental work is measured by.
    std::int64_t rows_read() const { return rows_read_; }

private:
    struct Part {
        std::string packed;                    ///< where it can be packed
        observations::Answer cells;            ///< where it cannot
        bool held = true;                      ///< false: was let go, and is read again when it is wanted
        bool provisional = false;              ///< absent labels may still come
    };
    struct Kept {
        observations::Question question;
        charter::Windowing parts;
        bool additive = true;
        bool complete = false;                 ///< everything has been read once
        std::map<std::int64_t, Part> all;
        std::set<std::int64_t> changed;        ///< windows
    };
    const Kept& of(std::size_t question) const { return kept_.at(keys_[question]); }
    Kept& of(std::size_t question) { return kept_.at(keys_[question]); }
    base::Result<std::vector<observations::Answer>> answers(std::vector<observations::Question> questions, std::optional<base::Time> from, std::optional<base::Time> until, base::Time now);
    base::Result<base::Done> read(const std::vector<Kept*>& group, std::optional<base::Time> from, std::optional<base::Time> until, base::Time now);
    void keep(Kept& kept, observations::Answer answer, std::optional<base::Time> from, std::optional<base::Time> until, base::Time now);
    void let_go(Kept& kept) const;
    std::string shelf_name(const Kept& kept) const;

    Received received_;
    observations::Reading reading_;
    base::Duration late_by_;
    std::vector<std::string> keys_;                ///< by the number of the plan
    std::map<std::string, Kept> kept_;
    std::map<std::string, std::map<std::int64_t, Part>> restored_;  ///< by the shelf's name, until somebody asks
    std::vector<records::Shelved> unshelved_;
    std::int64_t rows_read_ = 0;
};

}  // namespace operations
