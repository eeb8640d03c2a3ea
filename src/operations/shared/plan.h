#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "metrics/as/definition.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/before_labels.h"
#include "metrics/metric.h"
#include "observations/source.h"
#include "operations/shared/amounts.h"

/// From metrics to questions and back: what must be asked of the data so that many measurements can be made, each
/// question once, and how the answers become estimates.
namespace operations {

/// Questions of one side (current or reference), each once.
class Plan {
public:
    /// The number under which the answer will be found.
    std::size_t ask(observations::Question question);
    const std::vector<observations::Question>& questions() const { return questions_; }
    const std::shared_ptr<metrics::Foresight>& foresight() const { return foresight_; }

private:
    std::vector<observations::Question> questions_;
    std::map<std::string, std::size_t> numbers_;
    std::shared_ptr<metrics::Foresight> foresight_ = std::make_shared<metrics::Foresight>();
};

using Answers = std::vector<observations::Answer>;

/// One metric over one column (or none) in one slice.
struct Measurement {
    const metrics::Metric* metric = nullptr;
    const metrics::as::Definition* as = nullptr;  ///< computed as this peer does
    metrics::Need needs;                          ///< the metric's, or the peer's
    metrics::Formula evaluate;
    std::string column;
    charter::Compare compare = charter::Compare::none;
    metrics::Setting setting;
    AmountVariances amount_variances{};          ///< where the metric is made of amounts
    bool estimated = false;                      ///< from the current scores and the reference's labels
    std::shared_ptr<metrics::Foresight> foresight;  ///< then; shared by all that ask the same two sides
    std::vector<std::string> classes;            ///< then, where it is estimated from the scores of all classes: these
    std::size_t question = 0;                    ///< of the current side
    std::optional<std::size_t> beside;           ///< of the current side too: how often each amount counts, where its own statistic does not say it
    /// Of the value, for what the amounts may be; null: they are those of a table of decisions, or there are none.
    double (*amount_variance)(const metrics::Statistic& own, const metrics::Statistic* beside, const metrics::Setting& setting, const AmountVariances& variances) = nullptr;
    std::optional<std::size_t> reference;        ///< of the reference side
    std::int64_t season = 0;                     ///< windows after which the same time comes again, of which alone the reference is then looked at; 0: all of it
    std::vector<Measurement> of_columns;         ///< needs.columns: one for each column
};

/// What is needed besides metric and column to ask.
struct Asking {
    observations::Slice slice;
    std::map<std::string, double> parameters;  ///< given by name; the rest have their metric's fallback
    std::optional<charter::ColumnContract> contract;
    const metrics::as::Definition* as = nullptr;
    bool text = false;  ///< the column holds text: some peers compute something else there
    bool classes = false;   ///< labels and predictions are names of classes
    std::string one_class;  ///< of them: the one held against the rest, where a metric is about one
    std::string per;                           ///< column to divide by
    std::vector<std::string> adjusted_by;      ///< column of what was known before; of a ratio also what that is divided by
    std::string against;                       ///< the version that `slice.version` is compared with
    std::string other;                         ///< the second column of a pair
    std::map<std::string, double> population;  ///< shares of categories
    std::vector<std::string> features;          ///< for metrics of several columns together
    std::string prediction, label;              ///< for those that learn how wrong predictions are
    std::int64_t season = 0;                    ///< windows of `slice.window` in a season
    std::optional<std::string> estimated_from;  ///< before outcomes are known, from this column of scores
    std::vector<std::pair<std::string, std::string>> class_scores;  ///< of many classes: each, and the column of its score
};

/// What a metric is measured of: a column (or none), and the second one of a pair.
using Subject = std::pair<std::string, std::string>;
/// Each column by itself; of a metric of pairs, every pair in the order of the columns.
std::vector<Subject> subjects_of(const metrics::Metric& metric, const std::vector<std::string>& columns);

/// By value where every class is a number, else by text.
std::vector<std::pair<std::string, std::string>> in_order_of_classes(std::vector<std::pair<std::string, std::string>> scores);

/// Whether an estimate of the metric without outcomes would be made from the scores of all classes.
bool is_over_classes(const metrics::Metric& metric, const Asking& asking);

/// Asks for what the metric wishes; on the reference side always over the whole of it, without windows or versions.
/// `relative`: the metric's value on the reference is wanted too.
Measurement ask(const metrics::Metric& metric, const std::string& column, const Asking& asking, bool relative, Plan& current, Plan& reference);

/// A metric of several columns together. `asking_of` gives what is needed for each of them.
Measurement ask_columns(const metrics::Metric& metric, const std::vector<std::string>& columns, const std::function<Asking(const std::string& column)>& asking_of, Plan& current, Plan& reference);

/// An estimate of one group; the statistics behind it, for pictures.
struct Measured {
    std::string group;  ///< "" without groups and for comparisons between them
    metrics::Estimate estimate;
    const metrics::Statistic* current = nullptr;
    std::shared_ptr<const metrics::Statistic> reference;
    std::vector<metrics::NamedEstimate> groups;  ///< comparisons: what was compared; metrics of several columns: these
};

/// The estimates of one window: one for each group of the slice, or one for all. Never empty: a window without rows has
/// one estimate, absent with `no_rows`.
std::vector<Measured> estimates_in(const Measurement& measurement, const Answers& current, const Answers& reference, std::int64_t window);

/// The metric's value on the reference for the group, for bounds relative to it.
metrics::Estimate reference_estimate(const Measurement& measurement, const Answers& reference, const std::string& group);

/// Values of `by` as one name: `Male & White`.
std::string group_name(const std::vector<std::string>& values);

/// Seeds are recorded by what they are made from: the same question draws the same numbers.
std::uint64_t seed_for(const std::string& what);

}  // namespace operations
