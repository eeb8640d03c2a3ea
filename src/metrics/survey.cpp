#include "metrics/survey.h"

#include <fmt/format.h>

#include <cmath>

namespace metrics::survey {

double answer(std::span<const KeyRow> rows, double lowest, double highest) {
    const KeyRow* newest = nullptr;
    for (const KeyRow& row : rows) {
        if (!(row.value >= lowest && row.value <= highest)) continue;
        if (newest == nullptr || row.time > newest->time || (row.time == newest->time && row.value < newest->value)) newest = &row;
    }
    return newest == nullptr ? std::nan("") : newest->value;
}

Estimate with_silence(Estimate estimate, const Split<KeySums>& of, double lowest, double highest) {
    if (of.total.silent == 0 || !estimate.value) return estimate;
    const auto answered = static_cast<double>(of.total.keys());
    const auto silent = static_cast<double>(of.total.silent);
    const auto if_all = [&](double said) { return (*estimate.value * answered + said * silent) / (answered + silent); };
    estimate.detail = fmt::format("{:.0f} of {:.0f} who were asked answered ({:.3g} %); had the others given the worst answer it would be {:.4g}, had they given the best {:.4g}", answered,
                                  answered + silent, 100 * answered / (answered + silent), if_all(lowest), if_all(highest));
    return estimate;
}

}  // namespace metrics::survey
