#include "models/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/exact_sum.h"
#include "base/nearest.h"

namespace models {

namespace {

using base::Error;
using base::Fault;

Error constant(const std::string& name) {
    return {Fault::input, "a column with a single value teaches a model nothing: " + name, "leave it out of the features, or train on more data"};
}

base::Result<base::Done> refuse_infinite(const Column& column) {
    for (std::size_t row = 0; row < column.numbers.size(); ++row) {
        if (std::isinf(column.numbers[row])) {
            return Error{Fault::input, fmt::format("an infinite number in row {} of column: {}", row + 1, column.name), "correct it, or leave it empty if it is not known"};
        }
    }
    return base::Done{};
}

base::Result<Feature> learn_number(const Column& column) {
    RETURN_IF_ERROR(refuse_infinite(column));
    base::ExactSum sum;
    std::size_t known = 0;
    for (const double value : column.numbers) {
        if (std::isnan(value)) continue;
        sum.add(value);
        ++known;
    }
    if (known == 0) return Error{Fault::input, "a column without any value: " + column.name, "leave it out of the features"};
    const double count = static_cast<double>(known);
    const double mean = sum.value() / count;
    base::ExactSum squares;
    for (const double value : column.numbers) {
        if (!std::isnan(value)) squares.add((value - mean) * (value - mean));
    }
    Feature feature{.name = column.name, .mean = mean, .scale = std::sqrt(squares.value() / count)};
    feature.missing_seen = known < column.numbers.size();
    const auto differs = [&](double value) { return !std::isnan(value) && value != column.numbers.front(); };
    // Compared value by value: the computed deviation of equal values may be a rounding error above zero.
    const bool varies = std::isnan(column.numbers.front()) || std::any_of(column.numbers.begin(), column.numbers.end(), differs);
    if (!feature.missing_seen && !varies) return constant(column.name);
    if (!(feature.scale > 0)) feature.scale = 1;
    return feature;
}

base::Result<Feature> learn_categories(const Column& column) {
    std::vector<std::pair<std::int64_t, std::string>> counts;
    for (const std::string& name : column.categories) counts.emplace_back(0, name);
    bool missing = false;
    for (const std::int32_t code : column.codes) {
        if (code < 0) missing = true;
        else --counts[static_cast<std::size_t>(code)].first;
    }
    if (counts.empty()) return Error{Fault::input, "a column without any value: " + column.name, "leave it out of the features"};
    if (counts.size() == 1 && !missing) return constant(column.name);
    // Counted downwards, so that ascending order is "most frequent first, equals by name".
    std::sort(counts.begin(), counts.end());
    if (counts.size() > categories_kept_max) counts.resize(categories_kept_max);
    Feature feature{.name = column.name, .categorical = true, .missing_seen = missing};
    for (auto& count : counts) feature.categories.push_back(std::move(count.second));
    return feature;
}

std::vector<int> levels_of(const Column& column, const Feature& feature) {
    std::unordered_map<std::string_view, int> places;
    for (std::size_t i = 0; i < feature.categories.size(); ++i) places.emplace(feature.categories[i], static_cast<int>(i));
    std::vector<int> levels;
    for (const std::string& name : column.categories) {
        const auto place = places.find(name);
        levels.push_back(place == places.end() ? feature.other() : place->second);
    }
    return levels;
}

}  // namespace

base::Result<std::vector<Feature>> learn(const Frame& table, const std::string& label) {
    std::vector<Feature> features;
    for (const Column& column : table.columns) {
        if (column.name == label) continue;
        ASSIGN_OR_RETURN(Feature feature, column.categorical ? learn_categories(column) : learn_number(column));
        features.push_back(std::move(feature));
    }
    if (features.empty()) return Error{Fault::input, "a model needs a feature besides the label: " + label, "name at least one column with --features"};
    return features;
}

base::Result<Encoded> Encoded::of(const Frame& table, const std::vector<Feature>& features) {
    Encoded encoded;
    encoded.features_ = &features;
    encoded.rows_ = table.rows();
    for (const Feature& feature : features) {
        const Column* column = table.find(feature.name);
        if (column == nullptr) {
            const std::string near = base::nearest_name(feature.name, table.names());
            return Error{Fault::input, "the model needs a column that the data lack: " + feature.name,
                         near.empty() ? "add it as it was in training" : "did you mean " + near + "? name it as it was in training"};
        }
        if (column->categorical != feature.categorical) {
            return Error{Fault::input, fmt::format("the model was trained on {}, and the data hold {} in column: {}", feature.categorical ? "text" : "numbers",
                                                   column->categorical ? "text" : "numbers", feature.name),
                         "give the column the type that it had in training"};
        }
        RETURN_IF_ERROR(refuse_infinite(*column));
        encoded.columns_.push_back(column);
        encoded.levels_.push_back(levels_of(*column, feature));
    }
    return encoded;
}

}  // namespace models
