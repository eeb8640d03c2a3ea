#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "models/boosted.h"
#include "models/constant.h"
#include "models/features.h"
#include "models/logistic.h"
#include "models/rule.h"
#include "models/tree.h"

/// Reference models: small, well known, reproducible. They answer "is a simple model enough?" and give the examples
/// something to judge. The same rows and the same seed give the same file to the byte, on any number of threads.
///
///   ASSIGN_OR_RETURN(Model model, models::fit(table, "late", Kind::logistic, {.seed = 1}));
///   ASSIGN_OR_RETURN(const auto scores, model.score(other_table));
///
/// Limits: labels of two values; the training table is held in memory, some 16 bytes a cell more while fitting.
namespace models {

enum class Kind { constant, rule, tree, logistic, boosted };  ///< from the simplest
inline constexpr Kind kinds[] = {Kind::constant, Kind::rule, Kind::tree, Kind::logistic, Kind::boosted};
std::string_view name(Kind kind);
/// Nothing for a word that is none of them.
std::optional<Kind> kind_of(std::string_view name);

/// What a model of each kind has learnt, in the order of `Kind`.
using Learnt = std::variant<Constant, Rule, Tree, Logistic, Boosted>;

struct Options {
    std::string positive = "1";  ///< the label that counts as positive, as text
    std::uint64_t seed = 1;
    int threads = 0;             ///< 0: all; changes the speed and nothing else
    std::function<void(double share)> progress{};
    const std::atomic<bool>* stop = nullptr;
};

class Model {
public:
    /// A probability for each row. Faults: a feature that is missing or of another type.
    base::Result<std::vector<double>> score(const Frame& table) const;

    /// One JSON document that says all there is to say: features, coefficients or trees, where they came from.
    std::string save() const;
    /// Faults: not JSON, not a model of ours, of a later format, or inconsistent in itself.
    static base::Result<Model> load(const std::string& text);

    Kind kind() const { return static_cast<Kind>(learnt_.index()); }
    const Learnt& learnt() const { return learnt_; }
    const std::vector<Feature>& features() const { return features_; }
    /// The columns as they must be read for this model.
    std::vector<observations::Wanted> wanted() const;
    const std::string& label() const { return label_; }
    std::int64_t rows() const { return rows_; }
    std::int64_t positives() const { return positives_; }
    const base::Digest& data_digest() const { return data_digest_; }
    int threads = 0;  ///< for scoring; 0: all

private:
    friend base::Result<Model> fit(const Frame&, const std::string&, Kind, const Options&);

    std::string label_, positive_;
    std::uint64_t seed_ = 1;
    std::int64_t rows_ = 0, positives_ = 0;
    base::Digest data_digest_;
    std::vector<Feature> features_;
    Learnt learnt_;
};

/// Fits on all columns of the table but the label. Faults: no rows, a label that is missing somewhere or has not exactly
/// two values, of which one is `positive`; what `learn` refuses.
base::Result<Model> fit(const Frame& table, const std::string& label, Kind kind, const Options& options);

}  // namespace models
