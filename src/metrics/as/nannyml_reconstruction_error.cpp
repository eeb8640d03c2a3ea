#include "metrics/as/nannyml.h"
#include "metrics/statistics/reconstruction.h"

namespace metrics::as {

extern const Definition nannyml_reconstruction_error{
    .id = "nannyml_reconstruction_error",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "reconstruction_error",
    .call = "DataReconstructionDriftCalculator",
    .differs = "The mean error of the current rows alone, nothing taken off; components of all sampled reference rows, none held out. The same number where the sample holds every row.",
    .defect = "Rows that the components were learnt from are also what their errors are compared with.",
    .needs = {.kind = Kind::row_sample, .reference = true, .features = true, .at = "sample"},
    .evaluate = [](Reference<RowSample> reference, Current<RowSample> current, const Setting& setting) {
        const RowSample& before = reference.of;
        const RowSample& now = current.of;
        if (now.rows.empty()) return Estimate::absent(Reason::no_rows);
        if (before.rows.empty()) return Estimate::absent(Reason::no_reference, "the reference has no rows");
        const Reconstruction reconstruction(before, std::vector<bool>(before.rows.size(), true), setting.number("variance"));
        const auto errors = reconstruction.errors(now);
        double sum = 0;
        for (std::size_t row = 0; row < errors.size(); ++row) sum += static_cast<double>(now.rows[row].count) * errors[row];
        return number(sum / static_cast<double>(now.counted()), now.population);
    },
};

}  // namespace metrics::as
