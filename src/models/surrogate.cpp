#include "models/surrogate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/exact_sum.h"
#include "base/random.h"

namespace models {

namespace {

using base::Error;
using base::Fault;

constexpr std::size_t values_max = 20;
constexpr std::size_t categories_max = 12;

Column chosen(const Column& column, const std::vector<std::size_t>& rows) {
    Column some{.name = column.name, .categorical = column.categorical, .categories = column.categories};
    for (const std::size_t row : rows) {
        if (column.categorical) some.codes.push_back(column.codes[row]);
        else some.numbers.push_back(column.numbers[row]);
    }
    return some;
}

std::vector<std::size_t> places(const std::vector<bool>& taken, bool wanted) {
    std::vector<std::size_t> all;
    for (std::size_t row = 0; row < taken.size(); ++row) {
        if (taken[row] == wanted) all.push_back(row);
    }
    return all;
}

/// A fold for each row: units in the order of their hash, dealt like cards, so that folds hold as many units each.
std::vector<std::size_t> folds_of(const std::vector<std::uint64_t>& units, std::size_t folds, std::uint64_t seed) {
    std::vector<std::uint64_t> mixed;
    for (const auto unit : units) mixed.push_back(base::Random::mix(unit ^ base::Random::mix(seed + 0xF01D5ull)));
    std::vector<std::uint64_t> ordered = mixed;
    std::sort(ordered.begin(), ordered.end());
    ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
    std::vector<std::size_t> fold;
    for (const auto unit : mixed) fold.push_back(static_cast<std::size_t>(std::lower_bound(ordered.begin(), ordered.end(), unit) - ordered.begin()) % folds);
    return fold;
}

std::size_t distinct(std::vector<std::uint64_t> units) {
    std::sort(units.begin(), units.end());
    return static_cast<std::size_t>(std::unique(units.begin(), units.end()) - units.begin());
}

/// Usual values of a number: between its 5th and 95th percentile.
std::vector<double> usual_values(std::vector<double> numbers) {
    numbers.erase(std::remove_if(numbers.begin(), numbers.end(), [](double value) { return std::isnan(value); }), numbers.end());
    std::sort(numbers.begin(), numbers.end());
    std::vector<double> different = numbers;
    different.erase(std::unique(different.begin(), different.end()), different.end());
    if (different.size() <= values_max) return different;
    const auto at = [&](double share) { return numbers[static_cast<std::size_t>(share * static_cast<double>(numbers.size() - 1))]; };
    const double low = at(0.05);
    const double high = at(0.95);
    if (!(low < high)) return {different.front(), low, different.back()};
    std::vector<double> values;
    for (std::size_t i = 0; i < values_max; ++i) values.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(values_max - 1));
    // Between whole numbers there is nothing to ask about.
    if (!std::all_of(different.begin(), different.end(), [](double value) { return value == std::floor(value); })) return values;
    for (double& value : values) value = std::round(value);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

/// The most frequent codes of a column, by how many rows they stand for.
std::vector<double> usual_codes(const Column& column, const std::vector<double>& weights) {
    std::vector<double> counts(column.categories.size());
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
        if (column.codes[row] >= 0) counts[static_cast<std::size_t>(column.codes[row])] += weights[row];
    }
    std::vector<double> codes;
    for (const std::size_t code : by_size(counts)) {
        if (counts[code] > 0 && codes.size() < categories_max) codes.push_back(static_cast<double>(code));
    }
    return codes;
}

}  // namespace

std::vector<std::string> constant_columns(const Frame& rows) {
    std::vector<std::string> names;
    for (const Column& column : rows.columns) {
        const auto same_number = [&](double value) { return value == column.numbers.front() || (std::isnan(value) && std::isnan(column.numbers.front())); };
        const bool constant = column.categorical ? std::all_of(column.codes.begin(), column.codes.end(), [&](std::int32_t code) { return code == column.codes.front(); })
                                                 : std::all_of(column.numbers.begin(), column.numbers.end(), same_number);
        if (constant) names.push_back(column.name);
    }
    return names;
}

Scored chosen(const Scored& scored, const std::vector<std::size_t>& rows) {
    Scored some;
    for (const Column& column : scored.rows.columns) some.rows.columns.push_back(chosen(column, rows));
    for (const std::size_t row : rows) {
        some.scores.push_back(scored.scores[row]);
        some.weights.push_back(scored.weights[row]);
        some.units.push_back(scored.units[row]);
    }
    return some;
}

base::Result<Surrogate> Surrogate::fit(const Scored& scored, const std::vector<bool>& taught, const Work& work) {
    if (!taught.empty()) return fit(chosen(scored, places(taught, true)), {}, work);
    // What a fold leaves constant teaches it nothing, and is no fault of the data.
    Frame varying;
    const auto constant = constant_columns(scored.rows);
    for (const Column& column : scored.rows.columns) {
        if (std::find(constant.begin(), constant.end(), column.name) == constant.end()) varying.columns.push_back(column);
    }
    std::vector<Feature> features;
    if (!varying.columns.empty()) {
        ASSIGN_OR_RETURN(features, learn(varying, ""));
    }
    if (features.empty()) return Error{Fault::input, "no feature varies, so none can be a reason", "name other features"};
    ASSIGN_OR_RETURN(const Encoded rows, Encoded::of(varying, features));
    Boosted::Work growing{.seed = work.seed, .stop = work.stop, .growth = growth};
    growing.weights.assign(scored.weights.begin(), scored.weights.end());
    ASSIGN_OR_RETURN(Boosted trees, Boosted::fit(rows, std::vector<float>(scored.scores.begin(), scored.scores.end()), Boosted::Aim::number, growing));
    return Surrogate(std::move(features), std::move(trees));
}

base::Result<std::vector<double>> Surrogate::score(const Frame& rows) const {
    ASSIGN_OR_RETURN(const Encoded encoded, Encoded::of(rows, features_));
    // A few rows are scored sooner than threads have met.
    constexpr std::size_t few = 10'000;
    return trees_.score(encoded, encoded.rows() < few ? 1 : 0);
}

base::Result<Contributions> Surrogate::explain(const Frame& rows) const {
    ASSIGN_OR_RETURN(const Encoded encoded, Encoded::of(rows, features_));
    ASSIGN_OR_RETURN(const Contributions own, trees_.contributions(encoded, 0));
    if (features_.size() == rows.columns.size()) return own;
    // In the order of the rows' columns; a feature that was constant in training adds nothing.
    Contributions all(rows.rows(), rows.columns.size());
    for (std::size_t column = 0, feature = 0; column < rows.columns.size(); ++column) {
        if (feature >= features_.size() || features_[feature].name != rows.columns[column].name) continue;
        for (std::size_t row = 0; row < rows.rows(); ++row) all.set(row, column, own.at(row, feature));
        ++feature;
    }
    for (std::size_t row = 0; row < rows.rows(); ++row) all.set_start(row, own.start(row));
    return all;
}

base::Result<Fitted> cross_fit(const Scored& scored, const Surrogate::Work& work, const std::function<void(double)>& progress, std::size_t folds) {
    folds = std::min(folds, distinct(scored.units));
    if (folds < 2) return Error{Fault::input, "all rows are of one unit, so nothing is left to check a surrogate with", "explain more data, or name another unit"};
    const auto fold = folds_of(scored.units, folds, work.seed);
    const auto told = [&](std::size_t done) {
        if (progress) progress(static_cast<double>(done) / static_cast<double>(folds + 1));
    };
    ASSIGN_OR_RETURN(Surrogate whole, Surrogate::fit(scored, {}, work));
    Fitted fitted{std::move(whole), {}, std::vector<double>(scored.scores.size())};
    for (std::size_t out = 0; out < folds; ++out) {
        told(out + 1);
        std::vector<bool> taught(fold.size());
        for (std::size_t row = 0; row < fold.size(); ++row) taught[row] = fold[row] != out;
        ASSIGN_OR_RETURN(Surrogate refit, Surrogate::fit(scored, taught, work));
        const auto held_out = places(taught, false);
        ASSIGN_OR_RETURN(const auto scores, refit.score(chosen(scored, held_out).rows));
        for (std::size_t i = 0; i < held_out.size(); ++i) fitted.held_out[held_out[i]] = scores[i];
        fitted.refits.push_back(std::move(refit));
    }
    told(folds + 1);
    return fitted;
}

base::Result<std::vector<double>> partial_dependence(const Surrogate& surrogate, const Scored& background, const std::string& feature, const std::vector<double>& values) {
    Frame rows = background.rows;
    const auto column = std::find_if(rows.columns.begin(), rows.columns.end(), [&](const Column& one) { return one.name == feature; });
    ASSERT(column != rows.columns.end());
    const double weight = std::accumulate(background.weights.begin(), background.weights.end(), 0.0);
    std::vector<double> means;
    for (const double value : values) {
        if (column->categorical) std::fill(column->codes.begin(), column->codes.end(), static_cast<std::int32_t>(value));
        else std::fill(column->numbers.begin(), column->numbers.end(), value);
        ASSIGN_OR_RETURN(const auto scores, surrogate.score(rows));
        base::ExactSum sum;
        for (std::size_t row = 0; row < scores.size(); ++row) sum.add(background.weights[row] * scores[row]);
        means.push_back(sum.value() / weight);
    }
    return means;
}

base::Result<Dependence> dependence(const Fitted& fitted, const Scored& background, const std::string& feature) {
    const Column* column = background.rows.find(feature);
    ASSERT(column != nullptr);
    const auto values = column->categorical ? usual_codes(*column, background.weights) : usual_values(column->numbers);
    Dependence all{.feature = feature, .categorical = column->categorical};
    for (const double value : values) {
        if (column->categorical) all.categories.push_back(column->categories[static_cast<std::size_t>(value)]);
        else all.values.push_back(value);
    }
    ASSIGN_OR_RETURN(all.scores, partial_dependence(fitted.whole, background, feature, values));
    all.lows = all.highs = all.scores;
    for (const Surrogate& refit : fitted.refits) {
        ASSIGN_OR_RETURN(const auto scores, partial_dependence(refit, background, feature, values));
        for (std::size_t i = 0; i < scores.size(); ++i) {
            all.lows[i] = std::min(all.lows[i], scores[i]);
            all.highs[i] = std::max(all.highs[i], scores[i]);
        }
    }
    return all;
}

}  // namespace models
