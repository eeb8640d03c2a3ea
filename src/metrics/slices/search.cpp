#include "metrics/slices/search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <thread>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "metrics/slices/cube.h"
#include "metrics/slices/selection.h"

namespace metrics::slices {

namespace {

/// Of a round, as many of the best are looked at row by row.
constexpr std::size_t looked_at_max = 400;
constexpr int rounds_max = 4;
/// Below it nothing is called clear, however few conditions there are to choose from.
constexpr double least_score = 3;

/// Columns to try with a first one: alone, in pairs, in threes.
struct Plan {
    std::vector<std::size_t> single, paired, tripled;  ///< ascending
};

/// One first or first pair of columns, and everything that follows it.
struct Unit {
    std::size_t a = 0;
    std::optional<std::size_t> b;
};

/// Best first; of equals the one with fewer conditions, then the one of earlier columns and codes.
bool better(const Candidate& one, const Candidate& other) {
    if (one.square != other.square) return one.square > other.square;
    if (one.slice.size() != other.slice.size()) return one.slice.size() < other.slice.size();
    const auto order = [](const Condition& x, const Condition& y) {
        if (x.feature != y.feature) return x.feature < y.feature;
        return x.range.first != y.range.first ? x.range.first < y.range.first : x.range.last < y.range.last;
    };
    return std::lexicographical_compare(one.slice.begin(), one.slice.end(), other.slice.begin(), other.slice.end(), order);
}

/// One pass over sets of columns, on several threads; what is found does not depend on which thread finds it.
class Pass {
public:
    Pass(const Table& table, const Scoring& scoring, const Rules& rules) : table_(table), scoring_(scoring), rules_(rules) {
        for (const std::uint16_t loss : table.losses) whole_ += one_row + loss;
    }

    /// All with exactly `depth` conditions. `from`, `until`: the part of the progress that this is.
    std::vector<Candidate> candidates(const std::vector<std::size_t>& features, int depth, double from, double until) {
        std::vector<Unit> units;
        for (std::size_t i = 0; i < features.size(); ++i) {
            if (depth == 1) units.push_back({features[i], std::nullopt});
            for (std::size_t j = i + 1; depth > 1 && j < features.size(); ++j) units.push_back({features[i], features[j]});
        }
        std::vector<std::vector<Candidate>> found(units.size());
        std::atomic<std::size_t> next{0};
        const auto work = [&](bool reports) {
            Cube cube(table_, scoring_, whole_, rules_.rows_min);
            for (std::size_t unit = next++; unit < units.size(); unit = next++) {
                if (rules_.stop != nullptr && *rules_.stop) return;
                search(cube, units[unit], features, depth, found[unit]);
                if (reports && rules_.progress) rules_.progress(from + (until - from) * static_cast<double>(unit + 1) / static_cast<double>(units.size()));
            }
        };
        {
            std::vector<std::jthread> threads;
            for (unsigned i = 1; i < rules_.threads; ++i) threads.emplace_back([&] { work(false); });
            work(true);
        }
        std::vector<Candidate> all;
        for (auto& some : found) all.insert(all.end(), some.begin(), some.end());
        return all;
    }

private:
    static void search(Cube& cube, const Unit& unit, const std::vector<std::size_t>& features, int depth, std::vector<Candidate>& into) {
        if (!unit.b) {
            cube.single(unit.a);
            cube.search(into);
            return;
        }
        cube.pair(unit.a, *unit.b);
        if (depth == 2) {
            cube.search(into);
            return;
        }
        for (const std::size_t c : features) {
            if (c > *unit.b) cube.search(c, into);
        }
    }

    const Table& table_;
    const Scoring& scoring_;
    const Rules& rules_;
    Packed whole_ = 0;
};

/// The `count` features with the highest score among candidates, ascending.
std::vector<std::size_t> most_promising(const std::vector<std::size_t>& features, std::size_t count, const std::vector<Candidate>& candidates) {
    if (features.size() <= count) return features;
    std::vector<std::pair<double, std::size_t>> best;
    for (const std::size_t feature : features) best.emplace_back(0, feature);
    for (const Candidate& candidate : candidates) {
        for (const Condition& condition : candidate.slice) {
            for (auto& [square, feature] : best) {
                if (feature == condition.feature) square = std::max(square, candidate.square);
            }
        }
    }
    std::stable_sort(best.begin(), best.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(best[i].second);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

/// Everything that one round brings up, best first; the columns that it went into are chosen in the first round.
std::vector<Candidate> round_of(const Table& table, const Scoring& scoring, const Rules& rules, Plan& plan, bool first, double from, double until) {
    Pass pass(table, scoring, rules);
    std::vector<Candidate> all = pass.candidates(plan.single, 1, from, from);
    if (first) plan.paired = most_promising(plan.single, rules.pair_features_max, all);
    const double middle = from + (until - from) * (rules.depth > 2 ? 0.1 : 1);
    if (rules.depth > 1) {
        const auto pairs = pass.candidates(plan.paired, 2, from, middle);
        all.insert(all.end(), pairs.begin(), pairs.end());
    }
    if (first) plan.tripled = most_promising(plan.paired, rules.triple_features_max, all);
    if (rules.depth > 2) {
        const auto triples = pass.candidates(plan.tripled, 3, middle, until);
        all.insert(all.end(), triples.begin(), triples.end());
    }
    std::sort(all.begin(), all.end(), better);
    return all;
}

/// Products of the numbers of conditions, over all sets of so many columns.
std::int64_t combinations_of(const Table& table, const std::vector<std::size_t>& features, int depth) {
    std::vector<double> sums(static_cast<std::size_t>(depth) + 1, 0);
    sums[0] = 1;
    for (const std::size_t feature : features) {
        const auto conditions = static_cast<double>(table.features[feature].conditions.size());
        for (std::size_t size = sums.size() - 1; size > 0; --size) sums[size] += sums[size - 1] * conditions;
    }
    return static_cast<std::int64_t>(sums.back());
}

}  // namespace

Findings search(const Table& table, const Rules& rules) {
    ASSERT(table.rows() <= rows_max && table.codes.size() == table.features.size());
    ASSERT(rules.depth >= 1 && rules.depth <= 3 && rules.at_most <= slices_max);
    Findings findings;
    Plan plan;
    for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
        if (table.features[feature].conditions.empty()) continue;
        plan.single.push_back(feature);
    }
    for (int depth = 1; depth <= 3; ++depth) {
        const double combinations = std::max(2.0, static_cast<double>(combinations_of(table, plan.single, depth)));
        findings.thresholds[static_cast<std::size_t>(depth - 1)] = std::max(least_score, -normal_quantile(1 / combinations));
    }
    const Scoring scoring(table, findings.thresholds, rules.effect_min);
    Selection selection(table, scoring, rules.rows_min);
    Table remaining;
    const auto stopped = [&] { return rules.stop != nullptr && *rules.stop; };
    for (int round = 0; round < rounds_max && findings.slices.size() < rules.at_most && !stopped(); ++round) {
        const Table& searched = round == 0 ? table : remaining;
        if (static_cast<double>(searched.rows()) < 2 * rules.rows_min) break;
        const double from = static_cast<double>(round) / rounds_max;
        const auto candidates = round_of(searched, scoring, rules, plan, round == 0, from, from + 1.0 / rounds_max);
        const std::size_t before = findings.slices.size();
        for (std::size_t i = 0; i < std::min(looked_at_max, candidates.size()) && findings.slices.size() < rules.at_most && !stopped(); ++i) {
            if (!selection.take(candidates[i].slice)) continue;
            const Packed rows = selection.rows_of_last();
            findings.slices.push_back({candidates[i].slice, std::sqrt(candidates[i].square), static_cast<std::int64_t>(rows_of(rows)), loss_of(rows) / rows_of(rows) * loss_steps});
        }
        if (findings.slices.size() == before) break;
        remaining = selection.remaining();
    }
    findings.columns = plan.single.size();
    findings.paired_columns = rules.depth > 1 ? plan.paired.size() : 0;
    findings.tripled_columns = rules.depth > 2 ? plan.tripled.size() : 0;
    findings.combinations = combinations_of(table, plan.single, 1);
    if (rules.depth > 1) findings.combinations += combinations_of(table, plan.paired, 2);
    if (rules.depth > 2) findings.combinations += combinations_of(table, plan.tripled, 3);
    return findings;
}

}  // namespace metrics::slices
