#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/time.h"
#include "charter/charter.h"
#include "metrics/metric.h"
#include "metrics/statistics/labelled_bands.h"
#include "report/chapter.h"
#include "report/live.h"
#include "verdicts/verdict.h"

/// What an evaluation found: plain data that every format is written from.
namespace report {

struct Period {
    base::Time start, end;  ///< half-open
};

/// A picture's numbers; how they are drawn is the page's business.
struct Figure {
    enum class Kind {
        distributions,  ///< labels; reference and current shares side by side
        reliability,    ///< points (mean score, observed share), sizes = share of rows; the diagonal is perfect
        roc,            ///< points (false positive rate, true positive rate), at most 200
    };
    Kind kind = Kind::distributions;
    std::string title;                ///< column and group, where there are several
    std::vector<std::string> labels;
    std::vector<double> reference, current;
    std::vector<std::pair<double, double>> points;
    std::vector<double> sizes;
};

/// One check of a promise: a column, a group, a category, or simply the whole.
struct Check {
    std::string column, group, category;
    metrics::Estimate estimate;
    charter::Bound bound;                       ///< absolute: a bound relative to the reference is resolved here
    std::optional<double> reference_value;      ///< for bounds relative to the reference
    verdicts::Judgement judgement;
};

/// A past window, for the picture over time.
struct TrendPoint {
    Period window;
    std::optional<double> value;
    std::optional<metrics::Limits> interval;
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    std::int64_t rows = 0;
};

/// What was said of a window before its outcomes were in, beside what they turned out to be.
struct Foreseen {
    Period window;
    std::optional<double> value;
    std::optional<metrics::Limits> interval;
    metrics::Reason reason = metrics::Reason::none;
    std::int64_t rows = 0;
    std::optional<double> realised;           ///< none: the outcomes are not in

    /// Both are known, and the interval holds what came.
    bool held() const { return realised && interval && *realised >= interval->low && *realised <= interval->high; }
};

/// For comparisons between groups: the groups themselves, with their own intervals.
struct GroupValue {
    std::string name;
    metrics::Estimate estimate;
};

struct PromiseResult {
    charter::Promise promise;
    const metrics::Metric* metric = nullptr;  ///< null for records
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    metrics::Reason reason = metrics::Reason::none;
    std::string detail;
    std::vector<Check> checks;                ///< at least one for metrics that were computed
    std::size_t deciding = 0;                 ///< the check to read aloud: the worst
    std::optional<Period> window;             ///< which window the verdict is about; none: all of the data
    std::vector<TrendPoint> trend;            ///< ascending; of the deciding check
    std::vector<Foreseen> foreseen;           ///< ascending; of the deciding check
    std::vector<metrics::LabelledBand> labelled;  ///< where outcomes are seen only for some decisions: for which, by score
    std::vector<GroupValue> groups;
    std::vector<Figure> figures;
    double units_per_day = 0;                 ///< present pace, to say how long "more" takes; 0: not known
    bool rows_independent = true;             ///< no unit was named
    std::optional<Live> live;                 ///< where the product is watched
    std::string sentence;                     ///< plain language, filled by `sentences.h`
};

struct DataFact {
    std::string role;  ///< data or reference
    std::string path;
    base::Digest digest;
};

struct Scorecard {
    std::string product, vision, currency;
    std::string charter_file;
    base::Digest charter_digest;
    std::vector<DataFact> data;
    std::int64_t rows = 0, reference_rows = 0, rejected = 0;
    std::optional<base::Time> as_of;
    std::string version;                      ///< of the model, when one was chosen
    verdicts::Verdict gate = verdicts::Verdict::unproven;  ///< over the stopping promises that count
    std::vector<std::string> only;            ///< ids that count for the gate; empty: all
    std::vector<PromiseResult> promises;
    std::vector<Chapter> studies;             ///< what stands on the page after the promises: what the model is worth
    std::vector<std::string> notes;           ///< reserved names not yet in use, rows taken as independent, ...
    std::string charter_version;              ///< of this program
};

}  // namespace report
