#pragma once

#include <array>
#include <limits>
#include <optional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/assert.h"
#include "metrics/estimate.h"
#include "metrics/learner.h"
#include "metrics/statistics/reads.h"
#include "metrics/statistics/wish.h"

/// What a metric is. A metric is one file in this folder that defines one constant of this type, named as the file; it
/// wishes for a statistic and is a pure function of it. Adding the file adds the metric everywhere: the catalogue is
/// written by CMake from the file names.
namespace metrics {

enum class Family { classification, calibration, regression, ranking, answers, service, business, fairness, data, drift, estimated };
enum class Better { higher, lower, neither };
/// How a value is read aloud.
enum class Scale { share, number, seconds, count, money };

/// Two samples that must not be confused have two types: swapping them does not compile.
template <class S>
struct Reference {
    const S& of;
};
template <class S>
struct Current {
    const S& of;
};

/// A group's statistic, for metrics that compare groups.
struct Group {
    std::string name;
    const Split<Confusion>& of;
};

/// Amounts of money per outcome, as the charter's `value:` gives them.
struct Amounts {
    double true_positive = 0;
    double false_positive = 0;
    double false_negative = 0;
    double true_negative = 0;
};

/// What a formula may need besides statistics. All of it is recorded with the verdict.
struct Setting {
    std::optional<Amounts> amounts;
    int bins = 10;                    ///< drift and calibration
    std::map<std::string, double, std::less<>> numbers;  ///< every parameter that the metric declares, by name
    std::string category;             ///< category_share: which one; among many classes, the one that is held against the rest
    bool ratio = false;               ///< a column to divide by is named
    bool covariate = false;           ///< a column of what was known before is named
    std::map<std::string, double> population;  ///< the shares of categories that a population is declared to have
    std::optional<base::Time> as_of;  ///< freshness
    bool whole_numbers = false;       ///< the column's type is one of whole numbers on both sides: some peers cut those otherwise
    std::optional<double> seconds;    ///< length of the window; nothing: the whole of the data
    Learner learner;                  ///< for metrics that fit a model
    std::uint64_t seed = 0;           ///< for draws; the digest of what was measured

    /// A declared parameter: what was given, else its fallback.
    double number(std::string_view name) const {
        const auto found = numbers.find(name);
        ASSERT(found != numbers.end());
        return found->second;
    }
};

/// A number that a metric can be given: `with: {k: 10}` in a promise, `--param k=10`.
struct Parameter {
    std::string_view name{};
    std::string_view sentence{};  ///< what it means, ending in a full stop
    double fallback = 0;
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    bool whole = false;
};

using Formula = std::variant<
    Estimate (*)(const Split<Confusion>&, const Setting&), Estimate (*)(const Split<ClassTable>&, const Setting&), Estimate (*)(const Split<Moments>&, const Setting&),
    Estimate (*)(const Split<Reliability>&, const Setting&), Estimate (*)(const Split<Histogram>&, const Setting&),
    Estimate (*)(const Split<KeySums>&, const Setting&), Estimate (*)(const Split<Agreement>&, const Setting&), Estimate (*)(const Split<Powers>&, const Setting&), Estimate (*)(const Split<Cross>&, const Setting&),
    Estimate (*)(const Extremes&, const Setting&),
    Estimate (*)(const Quality&, const Setting&), Estimate (*)(const Extent&, const Setting&),
    Estimate (*)(const Runs&, const Setting&), Estimate (*)(const ClassRuns&, const Setting&), Estimate (*)(std::span<const Group>, const Setting&),
    Estimate (*)(Reference<Split<Histogram>>, Current<Split<Histogram>>, const Setting&),
    Estimate (*)(Reference<Runs>, Current<Runs>, const Setting&), Estimate (*)(std::span<const NamedEstimate>, const Setting&),
    Estimate (*)(const Sequence&, const Setting&), Estimate (*)(Reference<RowSample>, Current<RowSample>, const Setting&)>;

/// A worked example small enough to check by hand. How the numbers are read depends on the kind of statistic:
/// confusion tp fp fn tn (groups: the four numbers of each group in turn); classes the counts of a table, one label after
/// the other; moments, reliability and score_runs pairs of
/// label and score; histogram the counts of categories a, b, c, ...; value_runs and identity_runs values;
/// sequence values in order; row_sample pairs of two numeric columns; quality rows missing invalid; extent rows and the age of the newest in seconds, the oldest being a minute older; metrics of several columns two counts for
/// each column in turn, of its categories a and b; key_sums of queries the relevance of the items of one query from the top,
/// of other keys what each was reduced to (before it its arm, where versions are compared); key_runs pairs of value and label;
/// key_ratings the two ratings of each item in turn; class_runs of each row the number of its class, from 0, and the scores of three;
/// row values what they are made of, row by row: label and prediction; label, lower and upper; lower and upper; else the numbers
/// themselves (of a cross in pairs).
struct Example {
    std::array<double, 12> reference{};
    std::size_t reference_size = 0;
    std::array<double, 12> current{};
    std::size_t current_size = 0;
    double value = 0;
    std::string_view says{};  ///< the example as a sentence: "Of 10 late flights we warned about 6: 0.6."
};

struct Need {
    Kind kind = Kind::extent;
    Expression expression = Expression::squared_error;  ///< moments
    bool reference = false;                             ///< compares with the reference
    bool column = false;                                ///< of a column that the promise names
    bool groups = false;                                ///< compares the groups of `by`
    bool columns = false;                               ///< takes the named columns together: `Metric::of_each` of each of them
    RowValue x = RowValue::column;                      ///< of row values
    RowValue y = RowValue::column;                      ///< row_cross
    bool pair = false;                                  ///< of two columns that the promise names
    bool hourly = false;                                ///< hours are the units, whatever else is named
    bool amounts = false;                               ///< the document's `value:`
    bool population = false;                            ///< the document's population of the column
    bool features = false;                              ///< of several columns together: those of `of`, else the task's features
    std::string_view at{};                              ///< the parameter on which the statistic itself depends: `Wish::at`
    const Reduction* reduction = nullptr;               ///< key_sums, key_runs
    bool versions = false;                              ///< compares a version with another
    bool ratio = false;                                 ///< may be of a ratio: `per`
    Reads reads{};                                      ///< beside what every statistic of the kind reads
};

/// A share as people count: "Of 1,000 actual positives, 612 are found." May hold {column} and {category}.
struct Frequency {
    std::string_view of{};
    std::string_view one{};   ///< "is found"
    std::string_view many{};  ///< "are found"
};

/// What the number means in plain words. Where there are none it is reported under its own name.
struct Words {
    std::string_view sentence{};  ///< with {value} in it, and {column} where the metric has one
    Frequency share{};            ///< where it is a share of something countable
    Frequency of_rows{};          ///< the same of whole rows, where no column is named
    std::string_view compares{};  ///< the metric of which a comparison of groups tells how it differs
};

struct Metric {
    std::string_view id{};
    Family family = Family::classification;
    std::string_view summary{};   ///< one sentence that ends in a full stop
    Words words{};
    std::string_view estimand{};  ///< what in the world the number stands for
    std::string_view formula{};
    std::string_view source{};    ///< where the formula comes from, and the peer that computes the same
    std::string_view interval{};  ///< the method, for the catalogue
    Need needs{};
    std::span<const Parameter> parameters{};  ///< beside those of every statistic of the kind; see `parameters_of`
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    Better better = Better::higher;
    Scale scale = Scale::number;
    bool fact = false;               ///< about the data that were delivered: exact
    bool every_label = false;        ///< needs the outcome of every decision, not only of those acted on
    bool of_negatives = false;       ///< reads only outcomes of what was predicted negative; without either of the two, positive
    bool labels_unused = false;      ///< reads only predictions (positive_rate)
    double (*matures_after)(const Setting&) = nullptr;  ///< days after its first row until what a subject amounts to can be known
    bool learns_labels = false;      ///< from the reference's outcomes; the current rows need none
    bool estimable = false;          ///< can be estimated before outcomes are known: smooth in confusion or score runs
    Example example{};
    Formula evaluate{};
    const Metric* of_each = nullptr;  ///< needs.columns: what is measured of each column, and this metric is made from
    /// A metric of decisions: the same number over any number of classes. Null: among more than two, one class against the rest.
    Estimate (*of_classes)(const Split<ClassTable>&, const Setting&) = nullptr;

    Reads reads() const {
        Reads all = reads_of(needs.kind) | needs.reads;
        if (needs.reduction != nullptr) all = all | reads_of(*needs.reduction);
        if (of_row_values(needs.kind)) all = all | reads_of(needs.x);
        if (needs.kind == Kind::row_cross) all = all | reads_of(needs.y);
        if (needs.hourly) all.time = true;
        if (labels_unused) all.label = false;
        return all;
    }
    bool needs_labels() const { return reads().label; }
    /// Of a task of many classes it takes all of them together.
    bool takes_classes() const { return needs.kind == Kind::classes || of_classes != nullptr || takes_class_scores(); }
    /// It is made of a score of every class.
    bool takes_class_scores() const {
        const bool among_highest = needs.kind == Kind::classes && !needs.at.empty();
        return among_highest || needs.kind == Kind::class_runs || (of_row_values(needs.kind) && of_class_scores(needs.x));
    }
    /// Of a task of many classes it takes one against the rest.
    bool takes_one_class() const {
        const Reads all = reads();
        return !takes_classes() && (needs.kind == Kind::confusion || (all.label && all.score));
    }
    /// A promise may name columns for it with `of`.
    bool takes_column() const { return needs.column || needs.features || needs.kind == Kind::quality; }
};

/// The threshold of what reads decisions, the bins of what is binned, and what the metric itself declares.
std::vector<Parameter> parameters_of(const Metric& metric);
/// What every parameter is where nothing is said.
std::map<std::string, double, std::less<>> fallbacks_of(const Metric& metric);

/// All metrics, by id.
std::span<const Metric* const> catalogue();
const Metric* find(std::string_view id);
std::string_view name(Family family);

}  // namespace metrics
