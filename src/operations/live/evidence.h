#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "operations/live/kept_statistics.h"
#include "operations/shared/assessment.h"
#include "report/live.h"
#include "verdicts/bounded_sequence.h"
#include "verdicts/break_detector.h"

/// What a promise's matured windows have shown, each taken in once: the sequence since the release and the detector. Outcomes
/// that come later change what is shown of a window, never this.
namespace operations {

/// One check of a promise with the statistic that it was made from.
struct Looked {
    std::string check;                             ///< column, group or both; empty: the whole
    metrics::Estimate estimate;
    charter::Bound bound;                          ///< absolute: of a bound relative to the reference, the difference against 0
    const metrics::Statistic* statistic = nullptr; ///< null: a comparison of several
};
std::vector<Looked> look(const Prepared& prepared, const Answers& current, const Answers& reference, std::int64_t window, std::optional<double> seconds, std::optional<base::Time> as_of);
/// "distance, north".
std::string check_name(const std::string& column, const std::string& group);

struct CheckEvidence {
    verdicts::Detector detector;
    std::optional<base::Time> alarmed;
    std::optional<verdicts::BoundedSequence::State> bounded;
    std::optional<report::SinceRelease> since;
};

struct Evidence {
    std::optional<base::Time> since;                ///< windows that start before it do not count
    std::int64_t windows = 0;                       ///< that were taken in since then
    std::optional<std::int64_t> first;              ///< of them
    std::optional<std::int64_t> last;               ///< the newest window that was taken in, ever
    std::optional<std::int64_t> waiting;            ///< the first of those that are too weak by themselves
    double planned = 0;                             ///< values for which a sequence is tightest: thirty windows like the first
    std::map<std::string, observations::Answer> together;  ///< of the windows that count, by question; of what adds up
    std::map<std::string, CheckEvidence> checks;

    /// A release: the sequence starts again, the detector goes on.
    void start_at(base::Time time);
    std::string packed() const;
    static std::optional<Evidence> unpacked(const std::string& bytes);
};

struct Alarm {
    std::string promise, check;
    report::Period window;
    double evidence = 0;   ///< M at the alarm; 0: a fact
    double threshold = 0;
};

/// Everything that a window is taken in with.
struct Taking {
    const Prepared* prepared = nullptr;
    KeptStatistics* kept = nullptr;
    const Answers* reference = nullptr;
    std::size_t questions = 0;      ///< of the plan
    charter::Windowing windowing;
    std::size_t checks = 1;         ///< of all promises that share the budget of false alarms
    base::Time now;
};
/// Takes in the window. Windows must come in order, each once.
base::Result<std::vector<Alarm>> take_in(Evidence& evidence, const Taking& taking, std::int64_t window);

/// The numbers of the current side's questions that a promise's measurements ask.
std::vector<std::size_t> questions_of(const Prepared& prepared);

}  // namespace operations
