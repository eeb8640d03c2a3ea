#include "models/logistic.h"

#include <linear.h>

#include <cmath>
#include <memory>

namespace models {

namespace {

/// Calls `visit(position, value)` for every coefficient that a row touches.
template <class Visit>
void visit_row(const Encoded& rows, std::size_t row, Visit&& visit) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < rows.features().size(); ++i) {
        const Feature& feature = rows.features()[i];
        if (feature.categorical) {
            visit(at + static_cast<std::size_t>(rows.level(i, row)), 1.0);
            at += static_cast<std::size_t>(feature.levels());
            continue;
        }
        const double value = rows.number(i, row);
        if (!std::isnan(value)) visit(at, (value - feature.mean) / feature.scale);
        else if (feature.missing_seen) visit(at + 1, 1.0);
        at += feature.missing_seen ? 2u : 1u;
    }
}

/// Rows as liblinear wants them: lists of (index from 1, value), each ended by index -1, the intercept a feature of value 1.
struct Sparse {
    std::vector<feature_node> nodes;
    std::vector<feature_node*> starts;
};

Sparse sparse(const Encoded& rows, std::size_t intercept) {
    Sparse out;
    std::vector<std::size_t> offsets;
    out.nodes.reserve(rows.rows() * (rows.features().size() + 2));
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        offsets.push_back(out.nodes.size());
        visit_row(rows, row, [&](std::size_t at, double value) { out.nodes.push_back({static_cast<int>(at) + 1, value}); });
        out.nodes.push_back({static_cast<int>(intercept) + 1, 1.0});
        out.nodes.push_back({-1, 0.0});
    }
    for (const std::size_t offset : offsets) out.starts.push_back(out.nodes.data() + offset);
    return out;
}

}  // namespace

std::size_t coefficients_needed(const std::vector<Feature>& features) {
    std::size_t count = 0;
    for (const Feature& feature : features) count += feature.categorical ? static_cast<std::size_t>(feature.levels()) : feature.missing_seen ? 2u : 1u;
    return count;
}

Logistic fit_logistic(const Encoded& rows, const std::vector<std::uint8_t>& positive) {
    ASSERT(rows.rows() == positive.size());
    const std::size_t width = coefficients_needed(rows.features());
    Sparse data = sparse(rows, width);
    // Labels +1 and -1: with these two liblinear always puts +1 first, whichever occurs first.
    std::vector<double> labels;
    for (const std::uint8_t one : positive) labels.push_back(one != 0 ? 1.0 : -1.0);

    problem task{};
    task.l = static_cast<int>(rows.rows());
    task.n = static_cast<int>(width) + 1;
    task.y = labels.data();
    task.x = data.starts.data();
    task.bias = -1;
    parameter settings{};
    settings.solver_type = L2R_LR;
    settings.C = 1;
    settings.eps = 1e-7;
    ASSERT(check_parameter(&task, &settings) == nullptr);
    set_print_string_function([](const char*) {});
    const auto release = [](model* one) { free_and_destroy_model(&one); };
    const std::unique_ptr<model, decltype(release)> fitted(train(&task, &settings), release);
    ASSERT(fitted->nr_class == 2);
    ASSERT(fitted->label[0] == 1);

    Logistic out;
    out.coefficients.assign(fitted->w, fitted->w + width);
    out.intercept = fitted->w[width];
    return out;
}

std::vector<double> score(const Logistic& model, const Encoded& rows) {
    ASSERT(model.coefficients.size() == coefficients_needed(rows.features()));
    std::vector<double> scores;
    scores.reserve(rows.rows());
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        double sum = model.intercept;
        visit_row(rows, row, [&](std::size_t at, double value) { sum += model.coefficients[at] * value; });
        scores.push_back(1 / (1 + std::exp(-sum)));
    }
    return scores;
}

}  // namespace models
