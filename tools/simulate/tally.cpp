#include "tools/simulate/tally.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

#include "base/assert.h"
#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace simulate {
namespace {

constexpr double tail = 0.025;
constexpr double rounding = 1e-12;
constexpr std::int64_t block_replicates = 50;

// So many replicates of one experiment at one size: the piece of work of a thread.
struct Block {
    std::size_t experiment = 0;
    std::size_t size = 0;
    std::int64_t first = 0, last = 0;
    std::vector<Cell> cells;
};

void add(Cell& cell, const metrics::Estimate& estimate) {
    ++cell.replicates;
    if (!estimate.value || estimate.reason != metrics::Reason::none) {
        ++cell.unproven;
        return;
    }
    ASSERT(estimate.limits);  // a sampled metric without an interval would be judged as a fact
    const metrics::Limits limits = estimate.limits(tail);
    ASSERT(limits.low <= limits.high);
    if (limits.low > cell.truth + cell.slack) ++cell.low_errors;
    if (limits.high < cell.truth - cell.slack) ++cell.high_errors;
    if (std::isfinite(limits.high - limits.low)) cell.width += limits.high - limits.low;
    else ++cell.unbounded;
}

void add(Cell& cell, const Cell& more) {
    cell.replicates += more.replicates;
    cell.low_errors += more.low_errors;
    cell.high_errors += more.high_errors;
    cell.unproven += more.unproven;
    cell.unbounded += more.unbounded;
    cell.width += more.width;
}

void run_on_threads(int threads, std::size_t count, const std::function<void(std::size_t)>& each) {
    ASSERT(threads > 0);
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) {
        workers.emplace_back([&] {
            for (std::size_t item = next++; item < count; item = next++) each(item);
        });
    }
    for (std::thread& worker : workers) worker.join();
}

bool wanted(const Experiment& experiment, const std::string& metric, const Plan& plan) {
    return plan.only.empty() || metric.find(plan.only) != std::string::npos ||
           experiment.situation.find(plan.only) != std::string::npos;
}

// A seed for each experiment by its name, so that adding a situation changes no other.
std::uint64_t seed_of(const Experiment& experiment, std::uint32_t size, const Plan& plan, std::int64_t replicate) {
    std::uint64_t name = plan.seed;
    for (const char letter : experiment.situation) name = base::Random::mix(name + static_cast<unsigned char>(letter));
    return base::Random::mix(name + base::Random::mix(size) + static_cast<std::uint64_t>(replicate));
}

struct Truth {
    double value = 0;
    double slack = 0;
};
// Of one experiment, for each of its sizes.
using Truths = std::vector<std::vector<Truth>>;

Truth mean_over_samples(const Experiment& experiment, std::size_t metric, std::uint32_t size, const Plan& plan) {
    double sum = 0;
    double square = 0;
    double count = 0;
    // Counted downwards from -1: other samples than those that are judged.
    for (std::int64_t i = 1; i <= plan.replicates; ++i) {
        const auto estimates = experiment.replicate(size, seed_of(experiment, size, plan, -i));
        if (!estimates[metric].value) continue;
        sum += *estimates[metric].value;
        square += *estimates[metric].value * *estimates[metric].value;
        count += 1;
    }
    ASSERT(count > 1);
    const double mean = sum / count;
    // Three standard errors of the mean.
    return {mean, 3 * std::sqrt(std::max(0.0, square / count - mean * mean) / (count - 1))};
}

Truths truths_of(const Experiment& experiment, const Plan& plan) {
    std::vector<Truth> values;
    for (const metrics::Estimate& truth : experiment.truths()) {
        ASSERT(truth.value.has_value());
        // A limit that is the truth to twelve digits is not wrong.
        values.push_back({*truth.value, rounding * std::max(1.0, std::abs(*truth.value))});
    }
    Truths truths(experiment.sizes.size(), values);
    for (std::size_t s = 0; s < experiment.sizes.size(); ++s) {
        for (const std::size_t metric : experiment.means) {
            if (!wanted(experiment, experiment.metrics[metric], plan)) continue;
            truths[s][metric] = mean_over_samples(experiment, metric, experiment.sizes[s], plan);
        }
    }
    return truths;
}

std::vector<Cell> empty_cells(const Experiment& experiment, std::uint32_t size, const std::vector<Truth>& truths) {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < experiment.metrics.size(); ++i) {
        Cell cell;
        cell.metric = experiment.metrics[i];
        cell.situation = experiment.situation;
        cell.unit = experiment.unit;
        cell.beyond = experiment.beyond;
        cell.size = size;
        cell.truth = truths[i].value;
        cell.slack = truths[i].slack;
        cells.push_back(cell);
    }
    return cells;
}

void work(const Experiment& experiment, const Truths& truths, const Plan& plan, Block& block) {
    const std::uint32_t size = experiment.sizes[block.size];
    block.cells = empty_cells(experiment, size, truths[block.size]);
    for (std::int64_t i = block.first; i < block.last; ++i) {
        const auto estimates = experiment.replicate(size, seed_of(experiment, size, plan, i));
        ASSERT(estimates.size() == block.cells.size());
        for (std::size_t m = 0; m < estimates.size(); ++m) {
            if (wanted(experiment, experiment.metrics[m], plan)) add(block.cells[m], estimates[m]);
        }
    }
}

bool any_wanted(const Experiment& experiment, const Plan& plan) {
    return std::any_of(experiment.metrics.begin(), experiment.metrics.end(),
                       [&](const std::string& metric) { return wanted(experiment, metric, plan); });
}

std::vector<Block> blocks_of(const std::vector<Experiment>& experiments, const Plan& plan) {
    std::vector<Block> blocks;
    for (std::size_t e = 0; e < experiments.size(); ++e) {
        if (!any_wanted(experiments[e], plan)) continue;
        for (std::size_t s = 0; s < experiments[e].sizes.size(); ++s) {
            for (std::int64_t first = 0; first < plan.replicates; first += block_replicates) {
                blocks.push_back({e, s, first, std::min(first + block_replicates, plan.replicates), {}});
            }
        }
    }
    return blocks;
}

}  // namespace

bool exceeds(std::int64_t errors, std::int64_t replicates) {
    ASSERT(errors >= 0 && errors <= replicates);
    if (errors == 0) return false;
    const auto k = static_cast<double>(errors);
    return metrics::beta_quantile(0.01, k, static_cast<double>(replicates) - k + 1) > error_max;
}

std::vector<Cell> run(const std::vector<Experiment>& experiments, const Plan& plan) {
    std::vector<Block> blocks = blocks_of(experiments, plan);
    std::mutex mutex;
    std::size_t done = 0;
    const auto tell = [&] {
        const std::lock_guard lock(mutex);
        ++done;
        if (plan.progress) plan.progress(done, blocks.size() + experiments.size());
    };

    std::vector<Truths> truths(experiments.size());
    run_on_threads(plan.threads, experiments.size(), [&](std::size_t e) {
        if (any_wanted(experiments[e], plan)) truths[e] = truths_of(experiments[e], plan);
        tell();
    });
    run_on_threads(plan.threads, blocks.size(), [&](std::size_t b) {
        work(experiments[blocks[b].experiment], truths[blocks[b].experiment], plan, blocks[b]);
        tell();
    });

    // Added up in the order of the blocks, so that widths do not depend on which thread was faster.
    std::vector<Cell> cells;
    for (const Block& block : blocks) {
        if (block.first == 0) cells.insert(cells.end(), block.cells.begin(), block.cells.end());
        else for (std::size_t m = 0; m < block.cells.size(); ++m) add(cells[cells.size() - block.cells.size() + m], block.cells[m]);
    }
    cells.erase(std::remove_if(cells.begin(), cells.end(), [](const Cell& cell) { return cell.replicates == 0; }), cells.end());
    return cells;
}

}  // namespace simulate
