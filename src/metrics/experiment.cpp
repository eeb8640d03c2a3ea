#include "metrics/experiment.h"

#include <cmath>

#include "metrics/subjects.h"

namespace metrics::experiment {

namespace {

/// The first that is known; what was known before is the same in all rows of a subject.
double known(std::span<const KeyRow> rows, double KeyRow::*column) {
    for (const KeyRow& row : rows) {
        if (std::isfinite(row.*column)) return row.*column;
    }
    return 0;
}

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    std::vector<KeyRow> own;
    bool of_version = false;
    bool of_baseline = false;
    for (const KeyRow& row : rows) {
        of_version = of_version || row.of_version;
        of_baseline = of_baseline || row.of_baseline;
        if (row.of_version || row.of_baseline) own.push_back(row);
    }
    reduced.fate = own.empty() ? Reduced::Fate::absent : Reduced::Fate::crossed;
    if (own.empty() || (of_version && of_baseline)) return;
    reduced.arm = of_version ? 0 : 1;
    double divisor = 0;
    for (const KeyRow& row : own) divisor += subjects::amount(row.per);
    const double sum = subjects::total(own, given.number("cap"));
    const double before = known(own, &KeyRow::covariate);
    if (given.ratio && given.covariate) reduced.counted({sum, divisor, before, known(own, &KeyRow::covariate_per)});
    else if (given.ratio) reduced.counted({sum, divisor});
    else if (given.covariate) reduced.counted({sum, before});
    else reduced.counted({sum});
}

}  // namespace

extern const Reduction totals{.name = "totals_by_version", .key = Key::subject, .reduce = reduce};

Estimate compare(const Split<KeySums>& of, const Setting& setting, Compared compared) {
    return estimate_contrast(of, {.ratio = setting.ratio, .covariate = setting.covariate}, compared, setting.number("share"));
}

}  // namespace metrics::experiment
