#include "metrics/metric.h"

namespace metrics {

namespace {

/// The commonest reason, so that the number comes with what to look for.
std::string commonest(const Quality& of) {
    const std::pair<const std::string, std::int64_t>* most = nullptr;
    for (const auto& reason : of.reasons) {
        if (most == nullptr || reason.second > most->second) most = &reason;
    }
    return most == nullptr ? std::string{} : "most often " + most->first;
}

}  // namespace

/// Present but not as the contract says; without a column, rows that could not be read at all.
extern const Metric invalid_share{
    .id = "invalid_share",
    .family = Family::data,
    .summary = "Share of rows whose value is present but breaks the data contract; without a column, of rows that could not be read.",
    .words = {.share = {"values of {column}", "is not as the contract says", "are not as the contract says"}, .of_rows = {"rows", "could not be read", "could not be read"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows whose value is of the wrong type, out of range, not among the allowed ones or does not match the pattern / rows",
    .source = "Definition.",
    .interval = "None: counted.",
    .needs = {.kind = Kind::quality},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {200, 3, 5}, .current_size = 3, .value = 0.025, .says = "Of 200 rows 5 break the contract: 0.025."},
    .evaluate = [](const Quality& of, const Setting&) {
        if (of.rows == 0) return Estimate::absent(Reason::no_rows);
        Estimate estimate = Estimate::fact(static_cast<double>(of.invalid) / static_cast<double>(of.rows), of.rows);
        estimate.detail = commonest(of);
        return estimate;
    },
};

}  // namespace metrics
