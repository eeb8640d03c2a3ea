#include "metrics/as/sklearn.h"

#include <cmath>
#include <vector>

namespace metrics::as {

namespace {

double quotient(double part, double whole) { return whole > 0 ? part / whole : 0; }

double f_of(double beta, double right, double labelled, double predicted) { return quotient((1 + beta * beta) * right, beta * beta * labelled + predicted); }

double share_of(SklearnShare share, double right, double labelled, double predicted) {
    switch (share) {
        case SklearnShare::precision: return quotient(right, predicted);
        case SklearnShare::recall: return quotient(right, labelled);
        case SklearnShare::f1: break;
    }
    return f_of(1, right, labelled, predicted);
}

/// Rows of each class by label and by prediction, and those of both.
struct Margins {
    std::vector<double> labelled, predicted, right;
    double all = 0;

    explicit Margins(const ClassTable& table) : labelled(table.names->size()), predicted(labelled.size()), right(labelled.size()) {
        for (const auto& [place, mass] : table.cells) {
            if (place.label == ClassTable::unknown) continue;
            const double weight = weight_of(mass);
            labelled[place.label] += weight;
            predicted[place.predicted] += weight;
            if (place.label == place.predicted) right[place.label] += weight;
            all += weight;
        }
    }
};

/// scikit-learn takes no empty input.
template <class S>
Reason nothing(const S& total) {
    return total.all.rows == 0 ? Reason::no_rows : total.labelled.rows == 0 ? Reason::no_labels : Reason::none;
}

}  // namespace

Estimate sklearn_share(const Split<Confusion>& of, SklearnShare share) {
    const Confusion& total = of.total;
    if (const Reason reason = nothing(total); reason != Reason::none) return Estimate::absent(reason);
    return number(share_of(share, total.tp(), total.tp() + total.fn(), total.tp() + total.fp()), total.labelled.rows);
}

Estimate sklearn_f_score(const Split<Confusion>& of, double beta) {
    const Confusion& total = of.total;
    if (const Reason reason = nothing(total); reason != Reason::none) return Estimate::absent(reason);
    return number(f_of(beta, total.tp(), total.tp() + total.fn(), total.tp() + total.fp()), total.labelled.rows);
}

Estimate sklearn_average(const Split<ClassTable>& of, SklearnShare share, bool weighted) {
    if (const Reason reason = nothing(of.total); reason != Reason::none) return Estimate::absent(reason);
    const Margins margins(of.total);
    double sum = 0;
    double weight = 0;
    for (std::size_t k = 0; k < margins.labelled.size(); ++k) {
        if (margins.labelled[k] + margins.predicted[k] <= 0) continue;
        const double counts = weighted ? margins.labelled[k] : 1;
        sum += counts * share_of(share, margins.right[k], margins.labelled[k], margins.predicted[k]);
        weight += counts;
    }
    return number(quotient(sum, weight), of.total.labelled.rows);
}

Estimate sklearn_correlation(const Split<ClassTable>& of) {
    if (const Reason reason = nothing(of.total); reason != Reason::none) return Estimate::absent(reason);
    const Margins margins(of.total);
    double right = 0;
    double both = 0;
    double labelled = 0;
    double predicted = 0;
    for (std::size_t k = 0; k < margins.labelled.size(); ++k) {
        right += margins.right[k];
        both += margins.labelled[k] * margins.predicted[k];
        labelled += margins.labelled[k] * margins.labelled[k];
        predicted += margins.predicted[k] * margins.predicted[k];
    }
    const double square = margins.all * margins.all;
    return number(quotient(right * margins.all - both, std::sqrt((square - labelled) * (square - predicted))), of.total.labelled.rows);
}

}  // namespace metrics::as
