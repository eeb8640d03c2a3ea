#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/statistics/row_sample.h"
#include "models/surrogate.h"

/// Why a model scores as it does, from what was logged: a stand-in that learns the scores, or what the model said of itself.
namespace operations {

/// What a feature adds, over all rows that are explained.
struct FeatureWeight {
    std::string feature;
    double mean = 0;              ///< of absolute contributions
    double low = 0, high = 0;     ///< least and greatest over refits; of logged ones both are `mean`
};

/// One reason of a row.
struct RowReason {
    std::string feature;
    std::string value;  ///< as it is read
    std::string usual;  ///< what is: "usual: 300 to 900", "5 % of rows"
    double contribution = 0;
};

struct RowWhy {
    std::string title;  ///< "Row 17", "The highest score"
    double score = 0;   ///< the model's
    double start = 0;   ///< where nothing is known of the row
    std::vector<RowReason> reasons;  ///< the largest first, all of them
    double unexplained = 0;          ///< score - start - reasons
    std::string obstacle;            ///< why the reasons are not the model's; empty: they are
};

/// Another version's model on the same rows.
struct VersionWhy {
    std::string version;
    std::string obstacle;  ///< empty: compared
    std::optional<models::Fidelity> fidelity;
    std::optional<models::SameReasons> same;  ///< of a surrogate
    double weights_correlation = 0;
    std::vector<FeatureWeight> features;  ///< in the order of `Why::features`
};

struct Why {
    std::string obstacle;      ///< why there is no explanation; empty: there is one
    std::string advice;        ///< then: what would help
    bool logged = false;       ///< the model's own contributions
    bool log_odds = false;     ///< of a logged explanation: it adds up to the score's log-odds
    std::optional<double> adds_up;  ///< of a logged one: R2 of start and contributions against the score
    std::optional<models::Fidelity> fidelity;
    std::vector<FeatureWeight> features;            ///< the largest first
    std::vector<models::Dependence> dependences;    ///< of the first features
    std::optional<models::SameReasons> runs;        ///< refits against the whole, on average
    double runs_correlation = 0;                    ///< rank correlation of the features' weights, on average
    std::size_t refits = 0;
    std::vector<RowWhy> rows;
    std::vector<VersionWhy> versions;
    std::int64_t population = 0;  ///< rows with a score
    std::int64_t taught = 0;      ///< of the sample that the surrogate learnt from
    std::int64_t explained = 0;   ///< of them, those whose contributions were added up
    std::vector<std::pair<std::string, std::string>> left_out;  ///< features, and why
    std::vector<std::string> notes;
};

/// The question, understood.
struct WhyAsked {
    std::string score;                  ///< column
    std::vector<std::string> features;  ///< columns
    std::string prefix;                 ///< of columns of logged contributions; empty: a surrogate is used
    bool has_start = false;             ///< among them one for the start: prefix + "start"
    std::optional<double> threshold;
    std::uint64_t seed = 1;
    std::size_t top = 4;                ///< features with a picture, and reasons told
    const std::atomic<bool>* stop = nullptr;
    std::function<void(double share)> progress;
};

/// The data, as samples of whole rows whose columns are the features, then the score, then the logged contributions.
struct WhyData {
    metrics::RowSample explained;
    std::optional<metrics::RowSample> taught;  ///< --train, where it holds scores
    std::optional<metrics::RowSample> usual;   ///< --train, where it does not: it says what is usual
    std::vector<std::pair<std::string, metrics::RowSample>> versions;  ///< other ones
    std::optional<observations::Frame> row;    ///< the row that was asked for, of the same columns
    std::string row_title;
};

/// By the model's own contributions where `asked.prefix` names them, else by a surrogate. What stands in the way of an explanation
/// is in the answer; faults are those of the fitting.
base::Result<Why> why(const WhyAsked& asked, const WhyData& data);
Why by_log(const WhyAsked& asked, const WhyData& data);

/// The bound below which nothing is explained, as a share.
double fidelity_min();

/// "Mostly because distance is 2,400 (usual: 300 to 900): +0.12."
std::string sentence(const RowWhy& row, std::size_t reasons_max, bool log_odds);

/// A number as one reads it, to three digits: `2,400`, `0.183`.
std::string readable(double number);
/// With its sign: `+0.12`, `−0.04`.
std::string signed_number(double number);

}  // namespace operations
