#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_mape{
    .id = "sklearn_mape",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "mape",
    .call = "mean_absolute_percentage_error(y_true, y_pred)",
    .differs = "An outcome of 0 is not left out: its error is divided by 2^-52, the distance of 1 from the next number.",
    .defect = "One outcome of 0 that is not met exactly makes the number some 10^15 times as large.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::clipped_percentage_error},
    .evaluate = [](const Split<Powers>& of, const Setting&) {
        const Powers& total = of.total;
        if (total.tally.rows == 0) return Estimate::absent(total.left_out.unlabelled > 0 ? Reason::no_labels : Reason::no_rows);
        if (total.left_out.infinite > 0) return Estimate::absent(Reason::infinite_values);
        return number(total.mean(), total.tally.rows);
    },
};

}  // namespace metrics::as
