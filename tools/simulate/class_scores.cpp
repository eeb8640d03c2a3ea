#include "tools/simulate/class_scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <span>

#include "metrics/evaluate.h"
#include "metrics/intervals/class_foresight.h"
#include "tools/simulate/statistics.h"

namespace simulate {

using namespace metrics;
using base::Random;

std::vector<ScoredRow> scored(const Scored& world, std::uint32_t size, base::Random& random) {
    std::vector<ScoredRow> rows;
    for (std::uint32_t unit = 0; unit < size; ++unit) {
        const double habit = random.uniform();
        const std::uint32_t of_unit = rows_of_unit(world.clustering, std::max(random.uniform(), 0x1p-54));
        for (std::uint32_t i = 0; i < of_unit; ++i) {
            const double u = world.clustering == Clustering::rows || random.uniform() < 0.5 ? random.uniform() : habit;
            ScoredRow& row = rows.emplace_back();
            row.unit = unit;
            row.label = u < world.second ? 1 : u < world.second + world.third ? 2 : 0;
            double sum = 0;
            for (std::size_t k = 0; k < 3; ++k) sum += row.scores[k] = std::exp(random.normal() + (k == row.label ? world.apart : 0));
            for (double& score : row.scores) score /= sum;
        }
    }
    return rows;
}

namespace {

const std::vector<std::uint32_t> sizes{50, 200, 1000, 5000};

/// For each metric what it is computed from; `units`: 0 where rows are independent.
std::vector<Estimate> of_scores(std::span<const char* const> metrics, const std::vector<ScoredRow>& rows, std::uint32_t units) {
    std::array<std::vector<Run>, 3> runs;
    for (const ScoredRow& row : rows) {
        for (std::size_t k = 0; k < 3; ++k) runs[k].push_back({Runs::key_of(row.scores[k]), units == 0 ? 0 : place_of(row.unit, units), k == row.label ? 1u : 0u, mass_one});
    }
    std::vector<std::uint64_t> keys(units == 0 ? 0 : parts_of(units));
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = i;
    auto areas = std::make_shared<ClassRuns>();
    areas->names = {"a", "b", "c"};
    for (auto& one : runs) {
        auto made = std::make_shared<RunsInMemory>(std::move(one), keys);
        if (units > 0) made->units = units;
        areas->runs.push_back(std::move(made));
    }
    std::vector<Estimate> estimates;
    for (const char* id : metrics) {
        const Metric& metric = *find(id);
        if (metric.needs.kind == Kind::class_runs) {
            estimates.push_back(evaluate(metric, std::shared_ptr<const ClassRuns>(areas), nullptr, setting_of(metric)));
            continue;
        }
        Split<Powers> losses;
        std::map<std::uint32_t, Powers> parts;
        for (const ScoredRow& row : rows) {
            double loss = -std::log(row.scores[row.label]);
            if (metric.needs.x == RowValue::class_squared_error) {
                loss = 0;
                for (std::size_t k = 0; k < 3; ++k) loss += (row.scores[k] - (k == row.label ? 1 : 0)) * (row.scores[k] - (k == row.label ? 1 : 0));
            }
            (units == 0 ? losses.total : parts[place_of(row.unit, units)]).add(loss, mass_one);
        }
        for (const auto& [key, part] : parts) {
            losses.keys.push_back(key);
            losses.parts.push_back(part);
            losses.total.merge(part);
        }
        losses.units = units == 0 ? static_cast<std::int64_t>(rows.size()) : units;
        estimates.push_back(evaluate(metric, losses, nullptr, setting_of(metric)));
    }
    return estimates;
}

/// What is true is measured on many rows.
void add_scores_of_classes(std::vector<Experiment>& all) {
    constexpr std::uint32_t many = 1'000'000;
    static constexpr std::array<const char*, 4> metrics{"macro_roc_auc", "weighted_roc_auc", "multiclass_log_loss", "multiclass_brier_score"};
    const auto cell = [&](std::string situation, const Scored& world) {
        Experiment made;
        made.situation = std::move(situation);
        made.sizes = sizes;
        made.unit = world.clustering == Clustering::rows ? "rows" : "users";
        made.metrics.assign(metrics.begin(), metrics.end());
        made.truths = [world] {
            Random random(77);
            return of_scores(metrics, scored(world, many, random), 0);
        };
        made.replicate = [world](std::uint32_t size, std::uint64_t seed) {
            Random random(seed);
            return of_scores(metrics, scored(world, size, random), world.clustering == Clustering::rows ? 0 : size);
        };
        all.push_back(std::move(made));
    };
    cell("three classes, told apart fairly", {});
    cell("three classes, one of 5 %, told apart well", {.apart = 2.5, .second = 0.3, .third = 0.05});
    cell("three classes of heavy users", {.clustering = Clustering::users});
}

/// Of a window whose outcomes are told from a reference, and then come.
struct Foretold {
    std::string_view situation;
    Scored world{};
    std::uint32_t reference = 4'000;
    bool covariate = false;  ///< rows of high scores of the first class are more frequent; what scores mean is the same
    bool meaning = false;    ///< a tenth of the first class has become the second
};

std::uint32_t decision_of(const ScoredRow& row) { return static_cast<std::uint32_t>(std::max_element(row.scores.begin(), row.scores.end()) - row.scores.begin()); }

/// As the planner samples them; `behind`: the outcome, or the decision.
RowSample sample_of(const std::vector<ScoredRow>& rows, bool units, bool outcomes) {
    RowSample sample;
    for (const char* name : {"a", "b", "c"}) sample.columns.push_back({name, false, {}});
    sample.columns.push_back({std::string(outcomes ? happened_column : decided_column), true, {"a", "b", "c"}});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        sample.rows.push_back({Random::mix(i), 1, units ? rows[i].unit + std::uint64_t{1} : 0});
        sample.cells.insert(sample.cells.end(), rows[i].scores.begin(), rows[i].scores.end());
        sample.cells.push_back(outcomes ? static_cast<double>(rows[i].label) : static_cast<double>(decision_of(rows[i])));
    }
    sample.population = static_cast<std::int64_t>(rows.size());
    sample.units_named = units;
    return sample;
}

std::vector<ScoredRow> current_of(const Foretold& foretold, std::uint32_t size, Random& random) {
    auto rows = scored(foretold.world, foretold.covariate ? 3 * size : size, random);
    if (foretold.covariate) std::erase_if(rows, [&](const ScoredRow& row) { return random.uniform() > 0.1 + 0.9 * row.scores[0]; });
    for (ScoredRow& row : rows) {
        if (foretold.meaning && row.label == 0 && random.uniform() < 0.1) row.label = 1;
    }
    return rows;
}

std::optional<double> realised(const Metric& metric, const std::vector<ScoredRow>& rows) {
    if (metric.needs.kind == Kind::class_runs) {
        const char* id = metric.id.data();
        return of_scores(std::span(&id, 1), rows, 0).front().value;
    }
    Split<ClassTable> table;
    table.total.names = std::make_shared<const ClassTable::Names>(ClassTable::Names{"a", "b", "c"});
    for (const ScoredRow& row : rows) table.total.add({static_cast<std::uint32_t>(row.label), decision_of(row)}, 1);
    table.units = static_cast<std::int64_t>(rows.size());
    return evaluate(metric, table, nullptr, setting_of(metric)).value;
}

/// Estimates less what was realised on the same rows: their truth is 0.
std::vector<Estimate> foretell(std::span<const char* const> metrics, const Foretold& foretold, std::uint32_t size, std::uint64_t seed) {
    Random random(seed);
    const bool units = foretold.world.clustering != Clustering::rows;
    const RowSample reference = sample_of(scored(foretold.world, foretold.reference, random), units, true);
    const auto rows = current_of(foretold, size, random);
    const RowSample current = sample_of(rows, units, false);
    std::vector<Estimate> found;
    for (const char* id : metrics) {
        const Metric& metric = *find(id);
        Estimate estimate = estimate_classes_before_labels(metric, {reference}, {current}, setting_of(metric));
        const auto came = realised(metric, rows);
        if (!estimate.value || !came || !estimate.limits) {
            found.push_back(Estimate::absent(Reason::one_class));
            continue;
        }
        estimate.value = *estimate.value - *came;
        estimate.limits = [limits = estimate.limits, came = *came](double tail) {
            const Limits of = limits(tail);
            return Limits{of.low - came, of.high - came};
        };
        found.push_back(std::move(estimate));
    }
    return found;
}

void add_foretold(std::vector<Experiment>& all) {
    static constexpr std::array<const char*, 4> metrics{"accuracy", "macro_f1", "macro_recall", "macro_roc_auc"};
    for (const Foretold& foretold : {Foretold{.situation = "three classes before labels, no shift"},
                                     Foretold{.situation = "three classes before labels, one of 5 %, told apart well", .world = {.apart = 2.5, .second = 0.3, .third = 0.05}},
                                     Foretold{.situation = "three classes before labels, covariate shift", .covariate = true},
                                     Foretold{.situation = "three classes before labels, heavy users", .world = {.clustering = Clustering::users}, .reference = 2'000},
                                     Foretold{.situation = "three classes before labels, a class means something else", .meaning = true}}) {
        Experiment made;
        made.situation = foretold.situation;
        made.sizes = {200, 1000, 5000};
        made.unit = foretold.world.clustering == Clustering::rows ? "rows" : "users";
        made.beyond = foretold.meaning;
        for (const char* metric : metrics) made.metrics.push_back(std::string("estimated ") + metric + " of classes, less what was realised");
        made.truths = [] {
            Estimate nothing;
            nothing.value = 0;
            return std::vector<Estimate>(metrics.size(), nothing);
        };
        made.replicate = [foretold](std::uint32_t size, std::uint64_t seed) { return foretell(metrics, foretold, size, seed); };
        all.push_back(std::move(made));
    }
}

}  // namespace

std::vector<Experiment> experiments_of_class_scores() {
    std::vector<Experiment> all;
    add_scores_of_classes(all);
    add_foretold(all);
    return all;
}

}  // namespace simulate
