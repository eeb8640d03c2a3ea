#include "models/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/json.h"

namespace models {

namespace {

using base::Error;
using base::Fault;

/// The label's values by code, as people write them; -1 where one is missing.
struct Labels {
    std::vector<std::string> values;
    std::vector<std::int32_t> codes;
};

Labels labels_of(const Column& column) {
    if (column.categorical) return {column.categories, column.codes};
    Labels labels;
    std::vector<double> seen;
    for (const double value : column.numbers) {
        const auto place = std::find(seen.begin(), seen.end(), value);
        std::int32_t code = static_cast<std::int32_t>(place - seen.begin());
        if (std::isnan(value)) code = -1;
        // Three values are already one too many; further ones need not be told apart.
        else if (place == seen.end() && seen.size() < 3) seen.push_back(value);
        labels.codes.push_back(code);
    }
    for (const double value : seen) labels.values.push_back(std::isinf(value) ? "an infinite number" : base::format_number(value));
    return labels;
}

/// `true` in a file of booleans is read as the number 1.
std::string as_number(const std::string& positive) { return positive == "true" ? "1" : positive == "false" ? "0" : positive; }

base::Result<std::vector<std::uint8_t>> positives_of(const Column& label, const std::string& wanted) {
    const Labels labels = labels_of(label);
    const auto missing = std::count(labels.codes.begin(), labels.codes.end(), -1);
    if (missing > 0) {
        return Error{Fault::input, fmt::format("{} of {} rows have no label in column: {}", missing, labels.codes.size(), label.name), "leave those rows out of the training data"};
    }
    if (labels.values.size() != 2) {
        std::string shown = fmt::format("{}", fmt::join(labels.values.begin(), labels.values.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, labels.values.size())), ", "));
        return Error{Fault::input, fmt::format("a label needs exactly two values, and column {} has {}: {}", label.name, labels.values.size() < 2 ? "one" : "more", shown),
                     labels.values.size() < 2 ? "train on data in which both outcomes occur" : "name a column that says yes or no, such as late or not"};
    }
    const std::string positive = label.categorical ? wanted : as_number(wanted);
    const auto place = std::find(labels.values.begin(), labels.values.end(), positive);
    if (place == labels.values.end()) {
        return Error{Fault::input, fmt::format("column {} never holds the positive value: {}", label.name, wanted),
                     fmt::format("name one of its values with --positive: {}", fmt::join(labels.values, ", "))};
    }
    const auto code = static_cast<std::int32_t>(place - labels.values.begin());
    std::vector<std::uint8_t> bits;
    for (const std::int32_t one : labels.codes) bits.push_back(one == code ? 1 : 0);
    return bits;
}

/// Of names and values, so that the same rows in another kind of file have the same digest.
base::Digest digest_of(const Frame& table) {
    std::string all;
    for (const Column& column : table.columns) {
        std::string bytes = column.name;
        bytes += '\0';
        for (const std::string& name : column.categories) (bytes += name) += '\0';
        const auto append = [&](const auto& values) {
            const std::size_t at = bytes.size();
            bytes.resize(at + values.size() * sizeof(values[0]));
            if (!values.empty()) std::memcpy(bytes.data() + at, values.data(), values.size() * sizeof(values[0]));
        };
        append(column.codes);
        append(column.numbers);
        all += base::format(base::digest_of(bytes)) + "\n";
    }
    return base::digest_of(all);
}

}  // namespace

std::string_view name(Kind kind) {
    switch (kind) {
        case Kind::constant: return "constant";
        case Kind::rule: return "rule";
        case Kind::tree: return "tree";
        case Kind::logistic: return "logistic";
        case Kind::boosted: return "boosted";
    }
    return {};
}

std::optional<Kind> kind_of(std::string_view word) {
    for (const Kind kind : kinds) {
        if (name(kind) == word) return kind;
    }
    return std::nullopt;
}

base::Result<Model> fit(const Frame& table, const std::string& label, Kind kind, const Options& options) {
    const Column* column = table.find(label);
    ASSERT(column != nullptr);
    if (table.rows() == 0) return Error{Fault::input, "the training data have no rows", "check the file and how it was filtered"};
    ASSIGN_OR_RETURN(const std::vector<std::uint8_t> positive, positives_of(*column, options.positive));
    Model model;
    model.label_ = label;
    model.positive_ = options.positive;
    model.seed_ = options.seed;
    model.threads = options.threads;
    model.rows_ = static_cast<std::int64_t>(table.rows());
    model.positives_ = std::accumulate(positive.begin(), positive.end(), std::int64_t{0});
    model.data_digest_ = digest_of(table);
    ASSIGN_OR_RETURN(model.features_, learn(table, label));
    ASSIGN_OR_RETURN(const Encoded rows, Encoded::of(table, model.features_));
    const std::vector<double> targets(positive.begin(), positive.end());
    switch (kind) {
        case Kind::constant: model.learnt_ = Constant{static_cast<double>(model.positives_) / static_cast<double>(model.rows_)}; return model;
        case Kind::rule: model.learnt_ = fit_rule(rows, targets); return model;
        case Kind::tree: model.learnt_ = fit_tree(rows, targets, {}); return model;
        case Kind::logistic: model.learnt_ = fit_logistic(rows, positive); return model;
        case Kind::boosted: break;
    }
    ASSIGN_OR_RETURN(model.learnt_, Boosted::fit(rows, positive, {.seed = options.seed, .progress = options.progress, .stop = options.stop}));
    return model;
}

base::Result<std::vector<double>> Model::score(const Frame& table) const {
    ASSIGN_OR_RETURN(const Encoded rows, Encoded::of(table, features_));
    if (const auto* boosted = std::get_if<Boosted>(&learnt_)) return boosted->score(rows, threads);
    if (const auto* constant = std::get_if<Constant>(&learnt_)) return models::score(*constant, rows.rows());
    if (const auto* rule = std::get_if<Rule>(&learnt_)) return models::score(*rule, rows);
    if (const auto* tree = std::get_if<Tree>(&learnt_)) return models::score(*tree, rows);
    return models::score(std::get<Logistic>(learnt_), rows);
}

std::vector<observations::Wanted> Model::wanted() const {
    using As = observations::Wanted::As;
    std::vector<observations::Wanted> all;
    for (const Feature& feature : features_) all.push_back({feature.name, feature.categorical ? As::category : As::number});
    return all;
}

}  // namespace models
