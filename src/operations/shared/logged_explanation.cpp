#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/exact_sum.h"
#include "operations/shared/explained_rows.h"

/// Explanations that the model itself logged: a column for each feature. Nothing is fitted.
namespace operations {

namespace {

using models::Contributions;
using models::Scored;

constexpr std::size_t steps_max = 20;
constexpr std::size_t categories_max = 12;

double logit(double p) { return std::log(p) - std::log1p(-p); }

/// Rows with a score and every contribution.
struct Logged {
    Scored scored;
    Contributions shares;
    std::int64_t incomplete = 0;
};

/// Columns: the features, the score, their contributions, and the start if it was logged.
Logged logged_of(const WhyAsked& asked, const metrics::RowSample& sample) {
    const std::size_t features = asked.features.size();
    const std::size_t places = features + (asked.has_start ? 1 : 0);
    Logged logged;
    Scored all = scored_of(sample, features);
    std::vector<std::size_t> kept, rows;
    std::size_t at = 0;
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        if (std::isnan(sample.cell(row, features))) continue;
        bool complete = true;
        for (std::size_t place = 0; place < places; ++place) complete = complete && !std::isnan(sample.cell(row, features + 1 + place));
        if (complete) {
            kept.push_back(at);
            rows.push_back(row);
        } else {
            logged.incomplete += sample.rows[row].count;
        }
        ++at;
    }
    logged.scored = models::chosen(all, kept);
    logged.shares = Contributions(rows.size(), features);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t feature = 0; feature < features; ++feature) logged.shares.set(i, feature, sample.cell(rows[i], features + 1 + feature));
        if (asked.has_start) logged.shares.set_start(i, sample.cell(rows[i], features + 1 + features));
    }
    return logged;
}

/// Where no start was logged it is what is left over on average.
void settle_start(Contributions& shares, const std::vector<double>& scores, const std::vector<double>& weights) {
    base::ExactSum left, all;
    for (std::size_t row = 0; row < scores.size(); ++row) {
        left.add(weights[row] * (scores[row] - shares.score(row)));
        all.add(weights[row]);
    }
    for (std::size_t row = 0; row < scores.size(); ++row) shares.set_start(row, left.value() / all.value());
}

double r2_of(const Contributions& shares, const std::vector<double>& scores, const std::vector<double>& weights) {
    base::ExactSum sum, all;
    for (std::size_t row = 0; row < scores.size(); ++row) {
        sum.add(weights[row] * scores[row]);
        all.add(weights[row]);
    }
    const double mean = sum.value() / all.value();
    base::ExactSum missed, spread;
    for (std::size_t row = 0; row < scores.size(); ++row) {
        missed.add(weights[row] * std::pow(scores[row] - shares.score(row), 2));
        spread.add(weights[row] * std::pow(scores[row] - mean, 2));
    }
    return 1 - missed.value() / spread.value();
}

/// Of which scale the contributions are: the score's points or, where they add up to those better, its log-odds.
void settle_scale(const WhyAsked& asked, Logged& logged, Why& why) {
    Contributions points = logged.shares;
    const auto& scores = logged.scored.scores;
    const auto& weights = logged.scored.weights;
    if (!asked.has_start) settle_start(points, scores, weights);
    const double as_points = r2_of(points, scores, weights);
    std::vector<double> odds;
    for (const double score : scores) odds.push_back(logit(score));
    Contributions log_odds = logged.shares;
    const bool possible = std::all_of(odds.begin(), odds.end(), [](double one) { return std::isfinite(one); });
    if (possible && !asked.has_start) settle_start(log_odds, odds, weights);
    const double as_odds = possible ? r2_of(log_odds, odds, weights) : -1;
    why.log_odds = as_odds > as_points;
    why.adds_up = std::max(as_odds, as_points);
    logged.shares = why.log_odds ? log_odds : points;
}

/// Mean contribution by what a feature is: neighbouring values together, about as many rows in each step.
models::Dependence course_of(const Logged& logged, std::size_t place) {
    const auto& column = logged.scored.rows.columns[place];
    models::Dependence course{.feature = column.name, .categorical = column.categorical};
    struct Step {
        double weight = 0, value = 0, contribution = 0;
        std::string category;
    };
    std::vector<Step> steps;
    const auto add = [&](Step& step, std::size_t row, double value) {
        step.weight += logged.scored.weights[row];
        step.value += logged.scored.weights[row] * value;
        step.contribution += logged.scored.weights[row] * logged.shares.at(row, place);
    };
    if (column.categorical) {
        for (const auto& category : column.categories) steps.emplace_back().category = category;
        for (std::size_t row = 0; row < column.codes.size(); ++row) {
            if (column.codes[row] >= 0) add(steps[static_cast<std::size_t>(column.codes[row])], row, 0);
        }
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.weight > b.weight; });
        if (steps.size() > categories_max) steps.resize(categories_max);
    } else {
        std::vector<std::size_t> order;
        for (std::size_t row = 0; row < column.numbers.size(); ++row) {
            if (!std::isnan(column.numbers[row])) order.push_back(row);
        }
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return column.numbers[a] < column.numbers[b]; });
        const std::size_t least = std::max<std::size_t>(1, order.size() / steps_max);
        std::size_t taken = least;
        for (std::size_t i = 0; i < order.size(); ++i) {
            // A step never ends between equal values.
            if (i == 0 || (taken >= least && column.numbers[order[i]] != column.numbers[order[i - 1]])) {
                steps.emplace_back();
                taken = 0;
            }
            add(steps.back(), order[i], column.numbers[order[i]]);
            ++taken;
        }
    }
    for (const Step& step : steps) {
        if (!(step.weight > 0)) continue;
        if (column.categorical) course.categories.push_back(step.category);
        else course.values.push_back(step.value / step.weight);
        course.scores.push_back(step.contribution / step.weight);
    }
    return course;
}

void add_rows(const WhyAsked& asked, const WhyData& data, const Logged& logged, Why& why) {
    const Usual usual(data.usual ? rows_of(*data.usual, asked.features.size()) : logged.scored);
    const auto add = [&](const std::string& title, const observations::Frame& rows, std::size_t row, double score, const Contributions& shares) {
        RowWhy one = row_why(title, rows, row, why.log_odds ? logit(score) : score, shares, usual);
        one.score = score;
        if (why.log_odds) one.start = 1 / (1 + std::exp(-one.start));
        why.rows.push_back(std::move(one));
    };
    if (!data.row) {
        for (const auto& [title, row] : telling_rows(logged.scored.scores, asked.threshold)) add(title, logged.scored.rows, row, logged.scored.scores[row], logged.shares);
        return;
    }
    observations::Frame features;
    Contributions shares(1, asked.features.size());
    bool complete = true;
    for (std::size_t i = 0; i < asked.features.size(); ++i) {
        features.columns.push_back(*data.row->find(asked.features[i]));
        const double share = data.row->find(asked.prefix + asked.features[i])->numbers.front();
        complete = complete && !std::isnan(share);
        shares.set(0, i, share);
    }
    shares.set_start(0, asked.has_start ? data.row->find(asked.prefix + "start")->numbers.front() : logged.shares.start(0));
    if (complete && !std::isnan(shares.start(0))) return add(data.row_title, features, 0, data.row->find(asked.score)->numbers.front(), shares);
    why.rows.push_back({.title = data.row_title, .score = data.row->find(asked.score)->numbers.front(), .reasons = {}, .obstacle = "the model logged no explanation of this row"});
}

void add_versions(const WhyAsked& asked, const WhyData& data, const std::vector<double>& ours, const Logged& logged, Why& why) {
    for (const auto& [version, sample] : data.versions) {
        VersionWhy& one = why.versions.emplace_back();
        one.version = version;
        const Logged other = logged_of(asked, sample);
        if (other.scored.scores.empty()) {
            one.obstacle = "it logged no contributions";
            continue;
        }
        const auto theirs = models::mean_absolute(other.shares, other.scored.weights);
        one.weights_correlation = models::rank_correlation(ours, theirs, std::vector<double>(ours.size(), 1.0));
        one.features = weights_of(logged.scored.rows, theirs);
    }
}

}  // namespace

Why by_log(const WhyAsked& asked, const WhyData& data) {
    Why why;
    why.logged = true;
    why.population = data.explained.population;
    Logged logged = logged_of(asked, data.explained);
    const auto& scores = logged.scored.scores;
    if (scores.empty()) {
        why.obstacle = "no row has a score and every contribution";
        why.advice = "check the columns that begin with " + asked.prefix + ", or leave them aside with --surrogate";
        return why;
    }
    if (std::all_of(scores.begin(), scores.end(), [&](double score) { return score == scores.front(); })) {
        why.obstacle = fmt::format("every row has the same score, {}, so there is nothing to explain", readable(scores.front()));
        why.advice = "check the score's column: a model that scores all alike decides nothing";
        return why;
    }
    if (logged.incomplete > 0) why.notes.push_back(fmt::format("{} rows lack a contribution and are left out.", logged.incomplete));
    settle_scale(asked, logged, why);
    if (*why.adds_up < 0.99) {
        why.notes.push_back(fmt::format("The logged contributions do not add up to the score, neither as points nor as log-odds: start and contributions give {:.0f} % of its variance. They are shown as they were logged.", 100 * std::max(0.0, *why.adds_up)));
    }
    why.explained = why.taught = static_cast<std::int64_t>(std::accumulate(logged.scored.weights.begin(), logged.scored.weights.end(), 0.0));
    const auto means = models::mean_absolute(logged.shares, logged.scored.weights);
    why.features = weights_of(logged.scored.rows, means);
    add_rows(asked, data, logged, why);
    add_versions(asked, data, means, logged, why);
    for (const std::size_t place : models::by_size(means)) {
        if (why.dependences.size() < asked.top) why.dependences.push_back(course_of(logged, place));
    }
    sort_by_weight(why.features);
    return why;
}

}  // namespace operations
