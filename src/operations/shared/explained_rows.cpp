#include "operations/shared/explained_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/numbers.h"

namespace operations {

namespace {

using metrics::RowSample;
using models::Contributions;
using models::Scored;

observations::Column column_of(const RowSample& sample, std::size_t place, const std::vector<std::size_t>& rows) {
    const auto& own = sample.columns[place];
    observations::Column column{.name = own.name, .categorical = own.categorical, .categories = own.categories};
    for (const std::size_t row : rows) {
        const double cell = sample.cell(row, place);
        if (own.categorical) column.codes.push_back(std::isnan(cell) ? -1 : static_cast<std::int32_t>(cell));
        else column.numbers.push_back(cell);
    }
    return column;
}

/// The value below which this share of the weight lies; values ascending, each with its weight.
double quantile(const std::vector<std::pair<double, double>>& sorted, double share) {
    double all = 0, below = 0;
    for (const auto& [value, weight] : sorted) all += weight;
    for (const auto& [value, weight] : sorted) {
        below += weight;
        if (below >= share * all) return value;
    }
    return sorted.back().first;
}

models::Scored taken(const RowSample& sample, std::size_t features, const std::vector<std::size_t>& rows) {
    Scored scored;
    for (std::size_t place = 0; place < features; ++place) scored.rows.columns.push_back(column_of(sample, place, rows));
    for (const std::size_t row : rows) {
        scored.weights.push_back(static_cast<double>(sample.rows[row].count));
        scored.units.push_back(sample.units_named ? sample.rows[row].unit : sample.rows[row].hash);
    }
    return scored;
}

}  // namespace

Scored scored_of(const RowSample& sample, std::size_t features) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        if (!std::isnan(sample.cell(row, features))) rows.push_back(row);
    }
    Scored scored = taken(sample, features, rows);
    for (const std::size_t row : rows) scored.scores.push_back(sample.cell(row, features));
    return scored;
}

Scored rows_of(const RowSample& sample, std::size_t features) { return taken(sample, features, first_rows(sample.rows.size())); }

std::vector<std::size_t> first_rows(std::size_t count) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

std::vector<FeatureWeight> weights_of(const observations::Frame& rows, const std::vector<double>& means) {
    std::vector<FeatureWeight> all;
    for (std::size_t i = 0; i < rows.columns.size(); ++i) all.push_back({rows.columns[i].name, means[i], means[i], means[i]});
    return all;
}

void sort_by_weight(std::vector<FeatureWeight>& features) {
    std::stable_sort(features.begin(), features.end(), [](const auto& a, const auto& b) { return a.mean > b.mean; });
}

Usual::Usual(const Scored& scored) {
    const double all = std::accumulate(scored.weights.begin(), scored.weights.end(), 0.0);
    for (const auto& column : scored.rows.columns) {
        if (column.categorical) {
            std::map<std::string, double> shares;
            for (std::size_t row = 0; row < column.codes.size(); ++row) {
                if (column.codes[row] >= 0) shares[column.categories[static_cast<std::size_t>(column.codes[row])]] += scored.weights[row] / all;
            }
            shares_.emplace(column.name, std::move(shares));
            continue;
        }
        std::vector<std::pair<double, double>> known;
        for (std::size_t row = 0; row < column.numbers.size(); ++row) {
            if (!std::isnan(column.numbers[row])) known.emplace_back(column.numbers[row], scored.weights[row]);
        }
        if (known.empty()) continue;
        std::sort(known.begin(), known.end());
        ranges_.emplace(column.name, std::pair{quantile(known, 0.1), quantile(known, 0.9)});
    }
}

std::string Usual::of(const observations::Column& column, std::size_t row) const {
    if (column.categorical) {
        const std::int32_t code = column.codes[row];
        const auto shares = shares_.find(column.name);
        if (code < 0 || shares == shares_.end()) return {};
        const auto share = shares->second.find(column.categories[static_cast<std::size_t>(code)]);
        if (share == shares->second.end()) return "in no other row";
        return fmt::format("{} of rows", share->second < 0.01 ? "under 1 %" : fmt::format("{:.0f} %", 100 * share->second));
    }
    const auto range = ranges_.find(column.name);
    if (range == ranges_.end()) return {};
    const auto& [low, high] = range->second;
    return low == high ? "usual: " + readable(low) : fmt::format("usual: {} to {}", readable(low), readable(high));
}

std::string value_of(const observations::Column& column, std::size_t row) {
    if (!column.categorical) return std::isnan(column.numbers[row]) ? "missing" : readable(column.numbers[row]);
    return column.codes[row] < 0 ? "missing" : column.categories[static_cast<std::size_t>(column.codes[row])];
}

/// A row and all of its reasons.
RowWhy row_why(const std::string& title, const observations::Frame& rows, std::size_t row, double score, const Contributions& shares, const Usual& usual) {
    RowWhy why{.title = title, .score = score, .start = shares.start(row), .reasons = {}, .obstacle = {}};
    for (const std::size_t feature : models::by_size(shares.of(row))) {
        const auto& column = rows.columns[feature];
        why.reasons.push_back({column.name, value_of(column, row), usual.of(column, row), shares.at(row, feature)});
    }
    why.unexplained = score - shares.score(row);
    return why;
}

/// The rows that people ask for first: the highest, the lowest, and the one just above the threshold (else the middle one).
std::vector<std::pair<std::string, std::size_t>> telling_rows(const std::vector<double>& scores, std::optional<double> threshold) {
    const auto highest = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    const auto lowest = static_cast<std::size_t>(std::min_element(scores.begin(), scores.end()) - scores.begin());
    std::vector<std::pair<std::string, std::size_t>> rows{{"The highest score", highest}};
    std::optional<std::size_t> near;
    for (std::size_t row = 0; threshold && row < scores.size(); ++row) {
        if (scores[row] >= *threshold && row != highest && (!near || scores[row] < scores[*near])) near = row;
    }
    if (near) rows.emplace_back("The lowest score that is still flagged", *near);
    rows.emplace_back("The lowest score", lowest);
    return rows;
}

std::string readable(double number) {
    if (number == 0) return "0";
    if (std::abs(number) >= 1000) return report::grouped(number, 0);
    if (std::abs(number) >= 1 && number == std::floor(number)) return fmt::format("{:.0f}", number);
    return fmt::format("{:.3g}", number);
}

std::string signed_number(double number) {
    const std::string text = std::abs(number) >= 1000 ? readable(std::abs(number)) : std::abs(number) >= 0.0995 ? fmt::format("{:.2f}", std::abs(number)) : fmt::format("{:.2g}", std::abs(number));
    return (number < 0 ? "−" : "+") + text;
}

std::string sentence(const RowWhy& row, std::size_t reasons_max, bool log_odds) {
    if (!row.obstacle.empty()) return "No reasons: " + row.obstacle + ".";
    const bool up = row.score >= row.start;
    std::string because, against;
    std::size_t told = 0;
    for (const RowReason& reason : row.reasons) {
        if (told >= reasons_max) break;
        if (std::abs(reason.contribution) < 0.01 * std::abs(row.reasons.front().contribution)) break;
        std::string words = fmt::format("{} is {}", reason.feature, reason.value);
        if (!reason.usual.empty()) words += " (" + reason.usual + ")";
        words += ": " + signed_number(reason.contribution);
        std::string& side = (reason.contribution >= 0) == up ? because : against;
        side += (side.empty() ? "" : "; ") + words;
        ++told;
    }
    std::string text = fmt::format("The score is {}; it starts from {}{}. ", readable(row.score), readable(row.start), log_odds ? ", and reasons are in log-odds" : "");
    if (!because.empty()) text += "Mostly because " + because + ".";
    if (!against.empty()) text += std::string(because.empty() ? "" : " ") + "Against it: " + against + ".";
    return text;
}

}  // namespace operations
