#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "operations/shared/plan.h"
#include "report/scorecard.h"

/// From a promise to its result: what it asks of the data, which window it is about, how its checks are judged.
namespace operations {

/// What the data can answer: which columns there are on each side, and how late it is.
struct Ground {
    const charter::Charter* charter = nullptr;
    std::vector<observations::ColumnInfo> columns;
    std::vector<observations::ColumnInfo> reference_columns;
    bool has_reference = false;
    std::optional<std::string> version;  ///< chosen for the whole evaluation
};

/// A promise, ready to be asked about, or with the reason why it cannot be.
struct Prepared {
    const charter::Promise* promise = nullptr;
    const metrics::Metric* metric = nullptr;
    std::vector<Measurement> measurements;  ///< one for each column
    std::optional<Measurement> early;       ///< the same, estimated before outcomes are in
    /// Where outcomes are seen only for some decisions: questions for all scores, and for those with a label.
    struct Labelled {
        std::size_t scores = 0, labelled = 0;
    };
    std::optional<Labelled> labelled;
    metrics::Reason reason = metrics::Reason::none;
    std::string detail;
};
Prepared prepare(const charter::Promise& promise, const Ground& ground, Plan& current, Plan& reference);

/// When it is: nothing after `as_of` has happened yet, and everything before `complete_until` is in the data.
struct Moment {
    std::optional<base::Time> as_of;
    std::optional<base::Time> complete_until;  ///< `as_of`, or the end of that day where times are dates
    double days = 0;  ///< that the data cover; 0: not known
};
report::PromiseResult assess(const Prepared& prepared, const Ground& ground, const Moment& moment, const Answers& current, const Answers& reference);

/// Past windows only need their verdict; how clear it is costs fifty looks at the curve.
enum class Depth { whole, verdict_alone };
/// What is said of one window, whether or not its outcomes are in; without the windows before it. The promise can be measured.
report::PromiseResult assess_window(const Prepared& prepared, const Ground& ground, const Moment& moment, std::int64_t window, const Answers& current, const Answers& reference, Depth depth);

charter::Windowing windowing_of(const charter::Promise& promise, const charter::Charter& document);
/// How long after a window's end what the metric needs of it is known: labels that come late, days that must pass.
base::Duration lateness(const Prepared& prepared, const charter::Charter& document);

/// The newest window that is over (and, for metrics that need labels, whose outcomes are in). A window counts as over
/// when at most a hundredth of it is missing: the last event before midnight need not happen at midnight.
std::int64_t newest_window(const charter::Windowing& windowing, base::Time as_of, const base::Duration& late_by, bool needs_labels);

}  // namespace operations
