#include "tools/simulate/foresight.h"

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/before_labels.h"
#include "tools/simulate/statistics.h"

namespace simulate {
namespace {

using namespace metrics;

Sample current_of(const Foreseen& foreseen, std::uint32_t size, std::uint64_t seed) {
    base::Random random(base::Random::mix(seed));
    if (foreseen.shift != Shift::covariate) {
        Sample sample = draw(foreseen.world, size, seed);
        for (Row& row : sample.rows) {
            if (foreseen.shift == Shift::concept_ && !row.positive && random.uniform() < 0.1) row.positive = true;
        }
        return sample;
    }
    Sample sample = draw(foreseen.world, 3 * size, seed);
    std::erase_if(sample.rows, [&](const Row& row) { return random.uniform() > 0.1 + 0.9 * row.score; });
    if (sample.rows.size() > size) sample.rows.resize(size);
    return sample;
}

std::shared_ptr<const Runs> scores_of(const Sample& sample) {
    std::vector<Run> runs;
    for (const Row& row : sample.rows) runs.push_back({Runs::key_of(row.score), 0, 0, row.mass});
    return std::make_shared<RunsInMemory>(std::move(runs));
}

}  // namespace

std::vector<Foreseen> foreseen() {
    const World rare{.situation = "", .logit = -3.9, .separation = 1.8, .threshold = 0.05};
    return {
        {.situation = "before labels, no shift"},
        {.situation = "before labels, overconfident scores", .world = {.situation = "", .slope = 2.5}},
        {.situation = "before labels, small reference", .reference = 2'000},
        {.situation = "before labels, rare: 2 % positive", .world = rare},
        {.situation = "before labels, covariate shift", .shift = Shift::covariate},
        {.situation = "before labels, days", .world = {.situation = "", .clustering = Clustering::days, .unit_deviation = 0.5}, .reference = 100},
        {.situation = "before labels, the label means something else", .shift = Shift::concept_},
    };
}

std::vector<Estimate> foresee(const std::vector<const Metric*>& metrics, const Foreseen& foreseen, std::uint32_t size, std::uint64_t seed) {
    Setting setting;
    setting.amounts = Amounts{.true_positive = 18, .false_positive = -2.5, .false_negative = -11, .true_negative = 0};
    setting.numbers["threshold"] = foreseen.world.threshold;
    const Statistic labelled = statistic_of(draw(foreseen.world, foreseen.reference, base::Random::mix(seed + 1)), Need{.kind = Kind::score_runs}, foreseen.world.threshold);
    const auto& reference = *std::get<std::shared_ptr<const Runs>>(labelled);
    const Sample sample = current_of(foreseen, size, seed);
    const auto scores = scores_of(sample);
    Foresight foresight;
    std::vector<Estimate> found;
    for (const Metric* metric : metrics) {
        Estimate estimate = foresight.estimate(*metric, {reference}, {*scores}, setting);
        const Estimate realised = evaluate(*metric, statistic_of(sample, metric->needs, foreseen.world.threshold), nullptr, setting);
        if (estimate.value && realised.value && estimate.limits) {
            estimate.value = *estimate.value - *realised.value;
            estimate.limits = [limits = estimate.limits, came = *realised.value](double tail) {
                const Limits of = limits(tail);
                return Limits{of.low - came, of.high - came};
            };
        } else {
            estimate = Estimate::absent(Reason::one_class);
        }
        found.push_back(std::move(estimate));
    }
    return found;
}

}  // namespace simulate
