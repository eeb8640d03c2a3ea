#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "models/model.h"
#include "observations/judged_rows.h"
#include "operations/operation.h"

/// Who is compared: the versions of the product, by the scores that are in their files, and the reference models, trained
/// here on rows that none of them is judged on.
namespace operations {

/// Rows that a reference model is trained on; of more, a sample of about as many.
inline constexpr std::int64_t training_rows_max = 200'000;

struct Contender {
    std::string name{};                         ///< of a reference model its kind
    std::optional<models::Kind> kind{};         ///< nothing: a version of the product
    std::optional<models::Model> model{};       ///< also of a version whose file was named
    std::optional<std::int64_t> bytes{};        ///< of the model's file
    std::optional<std::int64_t> terms{};        ///< a person must read
    std::optional<double> seconds{};            ///< a row takes
    std::optional<double> cost{};               ///< of a prediction, in the charter's currency

    bool is_version() const { return !kind.has_value(); }
    /// `v2`, `logistic regression`: for sentences.
    std::string called() const;
};

/// What training was made of.
struct Training {
    std::vector<std::string> files{};
    std::vector<std::string> features{};
    std::vector<std::pair<std::string, std::string>> left_out{};  ///< columns that could not be learnt from, and why
    std::int64_t rows = 0, rows_used = 0;
    std::optional<base::Time> last{};           ///< newest time among them
    std::string overlap{};                      ///< empty: nothing of it is judged; else what may be, for people
    std::map<std::string, double> areas{};      ///< area under the ROC curve of each model on its own training rows
    std::vector<std::pair<std::string, double>> alone{};  ///< of each feature by itself, the largest first
};

struct Contest {
    std::vector<Contender> contenders;        ///< versions in their order, then reference models from the simplest
    std::vector<observations::ScoredVersion> versions;
    std::vector<std::string> data;            ///< files of the judged rows
    std::optional<Training> training;
    std::size_t product = 0;                  ///< the last version: what all others are compared with
};

/// Understands `--versions`, `--data`, `--train`, `--features`, `--model` and `--cost`, and trains. Faults: see
/// docs/compare.md; among them training rows that are judged rows too.
base::Result<Contest> gather_contest(const charter::Charter& document, const Arguments& arguments, const Surroundings& surroundings);

/// `a,b` and `c` as three words.
std::vector<std::string> words_in(const std::vector<std::string>& lists);

}  // namespace operations
