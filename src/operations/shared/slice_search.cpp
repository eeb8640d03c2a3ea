#include "operations/shared/slice_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "metrics/slices/judge.h"
#include "operations/shared/amounts.h"
#include "operations/shared/slice_halves.h"
#include "operations/shared/slice_words.h"
#include "verdicts/slices.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::Metric;
using observations::CodedRows;
namespace search = metrics::slices;

/// What each row loses, so that the best there is loses nothing.
std::vector<double> losses_of(const SliceSearch& request, const CodedRows& rows) {
    std::vector<double> losses(rows.rows());
    const Metric& metric = request.metric();
    if (request.values) {
        for (std::size_t row = 0; row < losses.size(); ++row) losses[row] = std::abs(request.best() - request.values->value[rows.outcomes[row]]);
        return losses;
    }
    const bool of_scores = metric.needs.kind == metrics::Kind::moments;
    for (std::size_t row = 0; row < losses.size(); ++row) {
        losses[row] = std::abs(request.best() - (of_scores ? metrics::value_of(metric.needs.expression, rows.outcomes[row] / 2 == 1, rows.values[row]) : rows.values[row]));
    }
    return losses;
}

/// The two halves of the rows.
struct Halves {
    search::Table searched;
    std::vector<double> searched_losses;
    std::vector<std::uint64_t> searched_units;
    search::HeldOut searched_rows;  ///< the same rows, to measure them; without codes and units
    search::HeldOut held_out;
};

Halves halve(const SliceSearch& request, CodedRows& rows) {
    const auto searched = halves(rows.keys, request.coding.seed);
    Halves both;
    std::vector<double> losses = losses_of(request, rows);
    split(losses, searched, both.searched_losses, both.held_out.losses);
    split(rows.outcomes, searched, both.searched_rows.outcomes, both.held_out.outcomes);
    if (!rows.values.empty()) split(rows.values, searched, both.searched_rows.values, both.held_out.values);
    if (!rows.units.empty()) split(rows.units, searched, both.searched_units, both.held_out.units);
    both.searched.codes.resize(rows.codes.size());
    both.held_out.codes.resize(rows.codes.size());
    for (std::size_t column = 0; column < rows.codes.size(); ++column) {
        both.searched.features.push_back(feature_of(rows.columns[column]));
        split(rows.codes[column], searched, both.searched.codes[column], both.held_out.codes[column]);
    }
    both.searched.losses = search::in_steps(both.searched_losses);
    for (auto* half : {&both.searched_rows, &both.held_out}) {
        half->metric = &request.metric();
        half->setting = request.measurement.setting;
    }
    return both;
}

std::int64_t distinct(std::vector<std::uint64_t> units) {
    std::sort(units.begin(), units.end());
    return std::unique(units.begin(), units.end()) - units.begin();
}

/// The metric over the searched rows of a slice.
void describe_searched(const Halves& both, const search::Jury& searched, const search::Slice& slice, SliceResult& result) {
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 0; row < both.searched_losses.size(); ++row) {
        if (search::holds(slice, both.searched.codes, row)) rows.push_back(static_cast<std::uint32_t>(row));
    }
    result.searched_rows = static_cast<std::int64_t>(rows.size());
    result.searched_value = searched.over(rows).value.value_or(0);
}

/// Judges all that was found on the rows held out.
void judge(const SliceSearch& request, const Halves& both, const search::Findings& findings, const std::vector<observations::CodedColumn>& columns, SlicesReport& report) {
    const search::Jury jury(both.held_out);
    const search::Jury searched(both.searched_rows);
    report.overall = jury.overall();
    report.held_out_units = jury.units();
    auto verdicts = verdicts::judge_slices(jury, request.metric(), findings.slices, report.level);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        SliceResult& result = report.slices.emplace_back();
        result.where = condition_of(findings.slices[i].slice, columns);
        result.verdict = std::move(verdicts[i]);
        describe_searched(both, searched, findings.slices[i].slice, result);
    }
}

/// What a promise about a slice would be held to: the charter's own bound, else what holds overall.
std::string bound_for(const SliceSearch& request, const SlicesReport& report) {
    if (!request.bound.empty()) return request.bound;
    const bool higher = request.metric().better == metrics::Better::higher;
    const double value = report.overall.value.value_or(0);
    const double step = std::pow(10.0, std::floor(std::log10(std::max(1e-12, std::abs(value)))) - 1);
    const double rounded = (higher ? std::floor(value / step) : std::ceil(value / step)) * step;
    return fmt::format("{}: {:.12g}", higher ? "at_least" : "at_most", rounded);
}

}  // namespace

bool is_searchable_by_slices(const Metric& metric) {
    metrics::Setting setting;
    setting.amounts = metrics::Amounts{2, -1, -3, 0};
    for (const auto& parameter : metrics::parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    return search::is_searchable(metric, setting);
}

std::string slice_bound(const charter::Bound& bound) {
    if (bound.relative) return {};
    switch (bound.kind) {
        case charter::Bound::Kind::at_least: return "at_least: " + base::format_number(bound.low);
        case charter::Bound::Kind::at_most: return "at_most: " + base::format_number(bound.high);
        default: return {};
    }
}

void SliceSearch::ask_for(const Metric& chosen, const Asking& asking) {
    Plan current, reference;
    measurement = ask(chosen, "", asking, false, current, reference);
    if (document) measurement.setting.amounts = amounts_of(*document);
    coding.question = current.questions().front();
    coding.scores = chosen.needs.kind == metrics::Kind::moments || chosen.needs.kind == metrics::Kind::row_powers;
    values = search::outcome_values(chosen, measurement.setting);
    if (values) coding.outcomes = values->counts;
    else coding.outcomes = {true, true, true, true, false, false};
}

base::Result<SlicesReport> search_slices(SliceSearch& request, observations::Source& source, const std::atomic<bool>* stop, const std::function<void(double share, std::int64_t rows)>& progress) {
    ASSIGN_OR_RETURN(CodedRows rows, source.coded(request.coding));
    if (rows.rows() == 0) return Error{Fault::input, fmt::format("no row has what {} needs", request.metric().id), "check the label, the score and --where"};

    SlicesReport report;
    report.metric = &request.metric();
    report.currency = request.document ? request.document->currency : "";
    report.level = request.level;
    report.seed = request.coding.seed;
    report.depth = request.rules.depth;
    report.share_min = request.share_min;
    report.effect_min = request.rules.effect_min;
    report.eligible_rows = rows.eligible;
    report.sampled = static_cast<std::int64_t>(rows.rows()) < rows.eligible;
    report.units_named = !rows.units.empty();
    report.left_out = rows.left_out;
    const auto coded_columns = rows.columns;
    Halves both = halve(request, rows);
    report.searched_rows = static_cast<std::int64_t>(both.searched.rows());
    report.held_out_rows = static_cast<std::int64_t>(both.held_out.outcomes.size());
    report.searched_units = report.units_named ? distinct(std::move(both.searched_units)) : report.searched_rows;

    // Fewer rows cannot show anything, whatever their share.
    request.rules.rows_min = std::max(30.0, request.share_min * static_cast<double>(both.searched.rows()));
    request.rules.stop = stop;
    if (progress) request.rules.progress = [&](double share) { progress(0.5 + 0.5 * share, report.eligible_rows); };
    const search::Findings findings = search::search(both.searched, request.rules);
    if (stop != nullptr && *stop) return Error{Fault::interrupted, "stopped before the search was done", "run it again"};
    report.columns = findings.columns;
    report.paired_columns = findings.paired_columns;
    report.tripled_columns = findings.tripled_columns;
    report.combinations = findings.combinations;
    judge(request, both, findings, coded_columns, report);
    report.bound = bound_for(request, report);
    return report;
}

}  // namespace operations
