#include "operations/shared/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/limits.h"
#include "base/random.h"
#include "operations/shared/explained_rows.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::RowSample;
using models::Contributions;
using models::Scored;

/// Rows whose contributions are added up; exact contributions cost a millisecond for some rows, and a mean over so many is
/// known to about two in a hundred.
constexpr std::size_t explained_max = 2'000;
/// Rows that a value is put into, one value after the other.
constexpr std::size_t background_max = 500;
constexpr std::size_t rows_min = 200;
/// Another version is only compared, so halves are enough to see whether its surrogate may be believed.
constexpr std::size_t other_folds = 2;

std::size_t distinct(std::vector<std::uint64_t> units) {
    std::sort(units.begin(), units.end());
    return static_cast<std::size_t>(std::unique(units.begin(), units.end()) - units.begin());
}

bool constant(const std::vector<double>& scores) {
    return std::all_of(scores.begin(), scores.end(), [&](double score) { return score == scores.front(); });
}

/// Everything that stands in the way of any explanation.
std::optional<std::pair<std::string, std::string>> obstacle_of(const Scored& scored) {
    if (scored.scores.empty()) return std::pair{std::string("no row has a score"), std::string("check the score's column, and --where")};
    if (constant(scored.scores)) return std::pair{fmt::format("every row has the same score, {}, so there is nothing to explain", readable(scored.scores.front())), std::string("check the score's column: a model that scores all alike decides nothing")};
    if (scored.scores.size() < rows_min) return std::pair{fmt::format("{} different rows are too few to learn from what the model does; it takes {}", scored.scores.size(), rows_min), std::string("give more rows")};
    return std::nullopt;
}

/// Rows are taken as independent where units are too few to tell how sure anything is.
void settle_units(Scored& scored, const RowSample& sample, std::vector<std::string>& notes) {
    const std::size_t units = distinct(scored.units);
    if (units >= models::fidelity_units_min || !sample.units_named) return;
    notes.push_back(fmt::format("There are only {} units, so rows are taken as independent: the interval of the fidelity is too narrow where rows of a unit are alike.", units));
    for (std::size_t row = 0; row < scored.units.size(); ++row) scored.units[row] = base::Random::mix(row);
}

/// Features that vary; the others are noted.
void leave_out_constant(Scored& scored, std::vector<std::pair<std::string, std::string>>& left_out) {
    for (const auto& name : models::constant_columns(scored.rows)) {
        left_out.emplace_back(name, "the same value in every row");
        std::erase_if(scored.rows.columns, [&](const auto& column) { return column.name == name; });
    }
}

/// A row of which the stand-in misses more than its largest reason says is not explained by it.
void judge(RowWhy& why) {
    if (why.reasons.empty() || std::abs(why.unexplained) <= std::abs(why.reasons.front().contribution)) return;
    why.obstacle = fmt::format("the surrogate is off by {} here, more than its largest reason says, so its reasons are not the model's", readable(std::abs(why.unexplained)));
}

/// The asked row, as rows of the same columns; its score stands behind the features.
struct AskedRow {
    observations::Frame rows;
    double score = 0;
};
AskedRow asked_row(const observations::Frame& row, const observations::Frame& like) {
    AskedRow asked;
    for (const auto& column : like.columns) asked.rows.columns.push_back(*row.find(column.name));
    return asked;
}

/// A surrogate, and how far it may be believed.
struct StandIn {
    models::Fitted fitted;
    std::optional<models::Fidelity> fidelity;
};

/// Fidelity on rows that no surrogate has seen: each fold by the one without it; with --train, rows of the data that are not in it.
base::Result<StandIn> stand_in(const WhyAsked& asked, const Scored& taught, const Scored& explained, bool apart, std::size_t folds, const std::function<void(double)>& progress) {
    ASSIGN_OR_RETURN(models::Fitted fitted, models::cross_fit(taught, {.seed = asked.seed, .stop = asked.stop}, progress, folds));
    models::Judged judged{explained.scores, fitted.held_out, explained.weights, explained.units, asked.threshold};
    if (apart) {
        ASSIGN_OR_RETURN(judged.stand_in, fitted.whole.score(explained.rows));
    }
    auto fidelity = models::fidelity(judged);
    return StandIn{std::move(fitted), fidelity};
}

std::string too_unlike(const models::Fidelity& fidelity) {
    return fmt::format("no explanation: a surrogate of these features explains {:.0f} % of the variance of the score on rows that it had not seen ({:.0f} to {:.0f} %), and it takes {:.0f} % at least, the interval's lower end counting", 100 * fidelity.r2,
                       100 * std::max(0.0, fidelity.r2_low), 100 * fidelity.r2_high, 100 * fidelity_min());
}

base::Result<base::Done> add_versions(const WhyAsked& asked, const WhyData& data, const Scored& sample, const Contributions& own, Why& why) {
    for (const auto& [version, rows] : data.versions) {
        VersionWhy& one = why.versions.emplace_back();
        one.version = version;
        Scored scored = scored_of(rows, asked.features.size());
        std::erase_if(scored.rows.columns, [&](const auto& column) { return sample.rows.find(column.name) == nullptr; });
        if (const auto obstacle = obstacle_of(scored)) {
            one.obstacle = obstacle->first;
            continue;
        }
        settle_units(scored, rows, why.notes);
        ASSIGN_OR_RETURN(const StandIn other, stand_in(asked, scored, scored, false, other_folds, {}));
        one.fidelity = other.fidelity;
        if (!one.fidelity || one.fidelity->r2_low < fidelity_min()) {
            one.obstacle = one.fidelity ? too_unlike(*one.fidelity) : "too few units to tell how faithful a surrogate is";
            continue;
        }
        ASSIGN_OR_RETURN(const Contributions shares, other.fitted.whole.explain(sample.rows));
        one.same = models::same_reasons(own, shares, sample.weights);
        const auto ours = models::mean_absolute(own, sample.weights);
        const auto theirs = models::mean_absolute(shares, sample.weights);
        one.weights_correlation = models::rank_correlation(ours, theirs, std::vector<double>(ours.size(), 1.0));
        one.features = weights_of(sample.rows, theirs);
    }
    return base::Done{};
}

/// How far refits give other numbers and other reasons.
base::Result<base::Done> add_runs(const models::Fitted& fitted, const Scored& sample, const Contributions& own, Why& why) {
    const auto ours = models::mean_absolute(own, sample.weights);
    const double share = 1.0 / static_cast<double>(fitted.refits.size());
    models::SameReasons all;
    for (const auto& refit : fitted.refits) {
        ASSIGN_OR_RETURN(const Contributions shares, refit.explain(sample.rows));
        const auto same = models::same_reasons(own, shares, sample.weights);
        all.first += share * same.first;
        all.leading += share * same.leading;
        all.ranks += share * same.ranks;
        const auto means = models::mean_absolute(shares, sample.weights);
        why.runs_correlation += share * models::rank_correlation(ours, means, std::vector<double>(ours.size(), 1.0));
        for (std::size_t i = 0; i < means.size(); ++i) {
            why.features[i].low = std::min(why.features[i].low, means[i]);
            why.features[i].high = std::max(why.features[i].high, means[i]);
        }
    }
    why.runs = all;
    why.refits = fitted.refits.size();
    return base::Done{};
}

base::Result<base::Done> add_rows(const WhyAsked& asked, const WhyData& data, const models::Surrogate& surrogate, const Scored& sample, const Contributions& own, const Usual& usual, Why& why) {
    if (data.row) {
        AskedRow row = asked_row(*data.row, sample.rows);
        row.score = data.row->find(asked.score)->numbers.front();
        ASSIGN_OR_RETURN(const Contributions shares, surrogate.explain(row.rows));
        why.rows.push_back(row_why(data.row_title, row.rows, 0, row.score, shares, usual));
    } else {
        for (const auto& [title, row] : telling_rows(sample.scores, asked.threshold)) why.rows.push_back(row_why(title, sample.rows, row, sample.scores[row], own, usual));
    }
    for (auto& row : why.rows) judge(row);
    return base::Done{};
}

/// Rows of the data that the training data hold too cannot show how faithful what learnt them is.
void leave_out_taught(Scored& explained, const RowSample& sample, const RowSample& taught, std::vector<std::string>& notes) {
    std::set<std::uint64_t> known;
    for (const auto& row : taught.rows) known.insert(row.hash);
    std::vector<std::size_t> kept;
    std::size_t at = 0;
    const std::size_t score = explained.rows.columns.size();
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        if (std::isnan(sample.cell(row, score))) continue;
        if (!known.contains(sample.rows[row].hash)) kept.push_back(at);
        ++at;
    }
    if (kept.size() == explained.scores.size()) return;
    notes.push_back(fmt::format("{} rows are in the training data as well and do not count for the fidelity.", report::grouped(static_cast<std::int64_t>(explained.scores.size() - kept.size()))));
    explained = models::chosen(explained, kept);
}

base::Result<Why> by_surrogate(const WhyAsked& asked, const WhyData& data) {
    Why why;
    why.population = data.explained.population;
    Scored explained = scored_of(data.explained, asked.features.size());
    if (data.taught) leave_out_taught(explained, data.explained, *data.taught, why.notes);
    Scored taught = data.taught ? scored_of(*data.taught, asked.features.size()) : explained;
    for (const Scored* side : {&explained, &taught}) {
        const auto obstacle = obstacle_of(*side);
        if (!obstacle) continue;
        std::tie(why.obstacle, why.advice) = *obstacle;
        return why;
    }
    settle_units(explained, data.explained, why.notes);
    if (data.taught) settle_units(taught, *data.taught, why.notes);
    else taught.units = explained.units;
    leave_out_constant(taught, why.left_out);
    std::erase_if(explained.rows.columns, [&](const auto& column) { return taught.rows.find(column.name) == nullptr; });
    if (taught.rows.columns.empty()) {
        why.obstacle = "no feature varies, so none can be a reason";
        why.advice = "name other features with --features";
        return why;
    }
    why.taught = static_cast<std::int64_t>(std::accumulate(taught.weights.begin(), taught.weights.end(), 0.0));
    const auto progress = [&](double share) {
        if (asked.progress) asked.progress(share * (data.versions.empty() ? 0.8 : 0.5));
    };
    ASSIGN_OR_RETURN(const StandIn one, stand_in(asked, taught, explained, data.taught.has_value(), models::surrogate_folds, progress));
    why.fidelity = one.fidelity;
    if (!why.fidelity || why.fidelity->r2_low < fidelity_min()) {
        why.obstacle = why.fidelity ? too_unlike(*why.fidelity) : "too few units to tell how faithful a surrogate is";
        why.advice = "name every feature that the model reads with --features; more rows (--sample) help a little; a score that hangs on chance or on what was not logged cannot be explained from the log";
        return why;
    }
    const Scored sample = models::chosen(explained, first_rows(std::min(explained_max, explained.scores.size())));
    why.explained = static_cast<std::int64_t>(sample.scores.size());
    const Usual usual(data.usual ? rows_of(*data.usual, asked.features.size()) : taught);
    ASSIGN_OR_RETURN(const Contributions own, one.fitted.whole.explain(sample.rows));
    why.features = weights_of(sample.rows, models::mean_absolute(own, sample.weights));
    RETURN_IF_ERROR(add_runs(one.fitted, sample, own, why));
    RETURN_IF_ERROR(add_rows(asked, data, one.fitted.whole, sample, own, usual, why));
    RETURN_IF_ERROR(add_versions(asked, data, sample, own, why));
    sort_by_weight(why.features);
    const Scored background = models::chosen(sample, first_rows(std::min(background_max, sample.scores.size())));
    for (std::size_t i = 0; i < std::min(asked.top, why.features.size()); ++i) {
        ASSIGN_OR_RETURN(auto curve, models::dependence(one.fitted, background, why.features[i].feature));
        why.dependences.push_back(std::move(curve));
    }
    return why;
}

}  // namespace

double fidelity_min() { return static_cast<double>(base::limits::surrogate_fidelity_percent_min) / 100; }

base::Result<Why> why(const WhyAsked& asked, const WhyData& data) {
    return asked.prefix.empty() ? by_surrogate(asked, data) : by_log(asked, data);
}

}  // namespace operations
