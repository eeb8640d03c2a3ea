#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"

namespace metrics::as {

namespace {

/// How likely so many of a kind are among `drawn`, of `all` of which `kind` are of it.
double log_hypergeometric(double found, double drawn, double kind, double all) {
    const auto choose = [](double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); };
    return choose(kind, found) + choose(all - kind, drawn - found) - choose(all, drawn);
}

/// All tables that are no more likely than this one, which has a of the kind among n and b among m.
double two_sided(double a, double b, double n, double m) {
    const double kind = a + b;
    const double own = log_hypergeometric(a, n, kind, n + m);
    constexpr double rounding = 1e-13;  // tables that are equally likely count, whatever their last digits
    double sum = 0;
    for (double x = std::max(0.0, kind - m); x <= std::min(kind, n); ++x) {
        const double one = log_hypergeometric(x, n, kind, n + m);
        if (one <= own + rounding * std::max(1.0, std::abs(own))) sum += std::exp(one);
    }
    return std::min(1.0, sum);
}

Estimate fisher_exact(const Sides& sides) {
    if (sides.reference_rows != sides.current_rows) return Estimate::absent(Reason::not_computed, "Evidently ends with an error: the samples are not of one size");
    if (sides.reference.size() > 2) return Estimate::absent(Reason::wrong_type, "Evidently takes columns of two values");
    const double a = sides.current.front();
    const double b = sides.reference.front();
    const double rest_a = sides.current_rows - a;
    const double rest_b = sides.reference_rows - b;
    const double odds = rest_a * b > 0 ? a * rest_b / (rest_a * b) : std::numeric_limits<double>::infinity();
    return number(sides.reference.size() < 2 ? 1 : odds, static_cast<std::int64_t>(sides.current_rows), two_sided(a, b, sides.current_rows, sides.reference_rows));
}

}  // namespace

extern const Definition evidently_fisher_exact{
    .id = "evidently_fisher_exact",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "chi_square",
    .call = "ValueDrift(method=\"fisher_exact\")",
    .differs = "Evidently shows only the p-value of Fisher's exact test of a column of two values; the value beside it is the odds ratio of the smaller value, current against reference. Missing values are left out.",
    .defect = "It ends with an error unless both samples have the same size.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<fisher_exact, Runs>,
    .evaluate_text = of_counts<fisher_exact, Split<Histogram>>,
};

}  // namespace metrics::as
