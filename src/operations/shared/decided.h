#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "observations/source.h"
#include "operations/operation.h"
#include "operations/shared/plan.h"
#include "value/demands.h"
#include "verdicts/verdict.h"

/// Decisions as they would be at every threshold, with what the document says they are worth and must keep: what `value` and
/// `require` are made from.
namespace operations {

/// Which decisions, and how sure.
struct Deciding {
    std::optional<charter::Condition> where;
    std::optional<std::string> version;
    double level = 0.95;
    bool limits = false;  ///< what business_limits need is read too: groups, latency
};
/// From `--where`, `--version`, `--level`.
base::Result<Deciding> deciding(const charter::Charter& document, const Arguments& arguments);

/// A promise of the document whose verdict depends on the threshold.
class ThresholdPromise {
public:
    ThresholdPromise(const charter::Promise& promise, Measurement measurement, const observations::Answer& runs) : promise_(&promise), measurement_(std::move(measurement)), runs_(runs) {}
    const charter::Promise& promise() const { return *promise_; }
    struct Stands {
        verdicts::Verdict verdict = verdicts::Verdict::unproven;
        std::optional<double> value;  ///< of the check that decides
    };
    /// Over all of the rows, whatever its windows are.
    std::vector<Stands> at(const std::vector<double>& thresholds) const;

private:
    const charter::Promise* promise_;
    Measurement measurement_;
    observations::Answer runs_;
};

struct Decided {
    std::shared_ptr<const value::Outcomes> outcomes;
    std::shared_ptr<const value::Stakes> stakes;  ///< null: the document names no amounts
    std::size_t present = 0;                      ///< candidate of the document's threshold
    double threshold = 0.5;                       ///< the document's
    double level = 0.95;
    std::int64_t rows = 0;                        ///< of the slice
    std::int64_t unlabelled = 0;                  ///< of them, without a label or a score
    std::int64_t without_amount = 0;              ///< labelled, but without an amount of their own
    bool sampled = false;                         ///< of amounts by row, too many to hold
    std::optional<double> per_month;              ///< decisions
    std::string pace;                             ///< how that is known
    std::vector<ThresholdPromise> promises;
    std::vector<std::string> not_looked_at;       ///< ids of promises that depend on the threshold in a way that is not looked at, and why
    std::optional<metrics::Estimate> latency;
    std::string latency_missing;                  ///< why there is none, where it is asked for

    double tail() const { return (1 - level) / 2; }
    std::optional<value::Pace> month() const { return per_month ? std::optional(value::Pace{*per_month}) : std::nullopt; }
};

/// Decisions of a month: the document's volume, else the pace of the data, where they have times.
void set_pace(const charter::Charter& document, const observations::Source& source, const metrics::Extent& extent, Decided& decided);

/// Reads them in one pass (two where amounts are of each row). Faults: a task that is not binary, no score, no label, no row with both.
/// The document must outlive what comes back.
base::Result<Decided> read_decisions(const charter::Charter& document, observations::Source& source, const Deciding& deciding);

}  // namespace operations
