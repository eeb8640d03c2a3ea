#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/roc_area.h"
#include "metrics/intervals/sampled_rows.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::size_t folds = 5;
constexpr std::size_t repeats = 3;
constexpr std::size_t rows_min = 50;

constexpr Parameter parameters[] = {
    {.name = "sample", .sentence = "Rows that are looked at on either side.", .fallback = 5'000, .lowest = 100, .highest = 1'000'000, .whole = true},
    {.name = "seed", .sentence = "Which rows are learnt from together.", .fallback = 1, .lowest = 0, .highest = 2'147'483'647, .whole = true},
};

/// Both sides, and how each row was scored by a model that had not seen it.
class Contest {
public:
    Contest(const RowSample& before, const RowSample& now, const Setting& setting) : before_(before), now_(now), setting_(setting), table_(table_of(before, &now, before.columns.size())) {
        targets_.assign(before.rows.size(), 0);
        targets_.resize(before.rows.size() + now.rows.size(), 1);
    }

    /// Absent where nothing can be learnt.
    std::optional<Estimate> area(std::uint64_t seed) const {
        std::vector<double> scores(targets_.size(), 0);
        for (std::size_t fold = 0; fold < folds; ++fold) {
            std::vector<bool> taught(targets_.size());
            std::vector<bool> asked(targets_.size());
            std::vector<double> lesson;
            for (std::size_t row = 0; row < targets_.size(); ++row) {
                asked[row] = fold_of(row, seed) == fold;
                taught[row] = !asked[row];
                if (taught[row]) lesson.push_back(targets_[row]);
            }
            const Table questions = rows_of(table_, asked);
            if (questions.rows() == 0) continue;
            const auto answers = setting_.learner({rows_of(table_, taught), lesson, Aim::probability, seed}, questions);
            if (answers.empty()) return std::nullopt;
            for (std::size_t row = 0, at = 0; row < targets_.size(); ++row) {
                if (asked[row]) scores[row] = answers[at++];
            }
        }
        return area_under_roc(runs_of(scores));
    }

private:
    std::size_t fold_of(std::size_t row, std::uint64_t seed) const {
        const bool old = row < before_.rows.size();
        return part_of(old ? before_ : now_, old ? row : row - before_.rows.size(), folds, seed);
    }

    RunsInMemory runs_of(const std::vector<double>& scores) const {
        std::vector<std::uint64_t> units;
        const bool named = before_.units_named;
        const auto row_at = [&](std::size_t row) -> const RowSample::Row& { return row < before_.rows.size() ? before_.rows[row] : now_.rows[row - before_.rows.size()]; };
        for (std::size_t row = 0; named && row < scores.size(); ++row) units.push_back(row_at(row).unit);
        std::sort(units.begin(), units.end());
        units.erase(std::unique(units.begin(), units.end()), units.end());
        std::vector<Run> runs;
        for (std::size_t row = 0; row < scores.size(); ++row) {
            const auto unit = named ? static_cast<std::uint32_t>(std::lower_bound(units.begin(), units.end(), row_at(row).unit) - units.begin()) : 0u;
            runs.push_back({Runs::key_of(scores[row]), unit, targets_[row] == 1 ? 1u : 0u, row_at(row).count * mass_one});
        }
        return RunsInMemory(std::move(runs), std::move(units));
    }

    const RowSample& before_;
    const RowSample& now_;
    const Setting& setting_;
    Table table_;
    std::vector<double> targets_;
};

Estimate evaluate(Reference<RowSample> reference, Current<RowSample> current, const Setting& setting) {
    const RowSample& before = reference.of;
    const RowSample& now = current.of;
    if (now.rows.empty()) return Estimate::absent(Reason::no_rows);
    if (before.rows.empty()) return Estimate::absent(Reason::no_reference, "the reference has no rows");
    if (!setting.learner) return Estimate::absent(Reason::not_computed, "no model can be fitted here");
    for (std::size_t i = 0; i < before.columns.size(); ++i) {
        if (before.columns[i].categorical != now.columns[i].categorical) return Estimate::absent(Reason::wrong_type, before.columns[i].name + " holds numbers on one side and text on the other");
    }
    const Contest contest(before, now, setting);
    std::vector<Estimate> areas;
    for (std::size_t i = 0; i < repeats; ++i) {
        auto area = contest.area(static_cast<std::uint64_t>(setting.number("seed")) + i);
        if (!area) return Estimate::absent(Reason::constant, "no column varies");
        if (!area->value) return *area;
        areas.push_back(std::move(*area));
    }
    std::sort(areas.begin(), areas.end(), [](const Estimate& a, const Estimate& b) { return *a.value < *b.value; });
    double mean = 0;
    for (const Estimate& area : areas) mean += *area.value / static_cast<double>(repeats);
    double refit = 0;
    for (const Estimate& area : areas) refit += (*area.value - mean) * (*area.value - mean) / static_cast<double>(repeats - 1);

    Estimate estimate = areas[repeats / 2];
    estimate.value = mean;
    estimate.replicates.clear();
    if (estimate.reason == Reason::none && std::min(before.rows.size(), now.rows.size()) < rows_min) estimate.reason = Reason::few_units;
    estimate.limits = [mean, refit, area = areas[repeats / 2]](double tail) {
        const Limits limits = area.limits(tail);
        const double z = normal_quantile(1 - tail);
        const double low = std::hypot(*area.value - limits.low, z * std::sqrt(refit));
        const double high = std::hypot(limits.high - *area.value, z * std::sqrt(refit));
        return Limits{std::max(0.0, mean - low), std::min(1.0, mean + high)};
    };
    estimate.unchanged = 0.5;
    estimate.method = before.units_named ? "jackknife over units and refits" : "DeLong and refits";
    return estimate;
}

}  // namespace

/// How well a model can tell current rows from those of the reference.
extern const Metric domain_classifier{
    .id = "domain_classifier",
    .family = Family::drift,
    .summary = "How well boosted trees tell current rows from reference rows: 0.5 is not at all, 1 is always.",
    .estimand = "The probability that such a model, fitted to so many rows, scores a current row above one of the reference.",
    .formula = "area under the ROC curve of out-of-fold scores: five folds by content (by unit, where units are named), repeated three times and averaged; both samples hold the rows with the smallest hashes (`sample`, 5,000 each)",
    .source = "Lopez-Paz, Oquab 2017, Revisiting classifier two-sample tests; NannyML, DomainClassifierCalculator (LightGBM, so other numbers)",
    .interval = "DeLong's, or the jackknife over named units, with the variance between refits added. The bound is on the area, never on a p-value.",
    .needs = {.kind = Kind::row_sample, .reference = true, .features = true, .at = "sample"},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {0, 0, 0, 1, 1, 0},
                .reference_size = 6,
                .current = {8, 8, 8, 9, 9, 8},
                .current_size = 6,
                .value = 1,
                .says = "Rows near (0, 0) and rows near (8, 8) are told apart every time: 1."},
    .evaluate = evaluate,
};

}  // namespace metrics
