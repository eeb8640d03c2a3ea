#include "operations/shared/measured_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "operations/shared/metric_words.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

object as_json(const MeasuredRow& row, double level) {
    object out;
    out["metric"] = row.metric->id;
    if (row.as != nullptr) {
        out["as"] = fmt::format("{} {}", row.as->peer, row.as->version);
        out["remark"] = remark_of(*row.as);
    }
    out["column"] = row.column.empty() ? base::json::value(nullptr) : base::json::value(row.column);
    out["group"] = row.group.empty() ? base::json::value(nullptr) : base::json::value(row.group);
    out["value"] = nullptr;
    if (row.estimate.value) out["value"] = *row.estimate.value;
    out["estimated"] = row.estimate.standing == metrics::Standing::estimated;
    if (row.estimate.reason != metrics::Reason::none) out["reason"] = metrics::name(row.estimate.reason);
    if (!row.estimate.detail.empty()) out["detail"] = row.estimate.detail;
    out["interval"] = nullptr;
    if (const auto interval = row.estimate.interval(level)) {
        const auto end = [](double limit) { return std::isfinite(limit) ? base::json::value(limit) : base::json::value(nullptr); };
        out["interval"] = object{{"low", end(interval->low)}, {"high", end(interval->high)}, {"level", level}};
    }
    out["n"] = row.estimate.rows;
    out["units"] = row.estimate.units;
    out["method"] = row.estimate.method;
    if (row.estimate.p_value) out["p_value"] = *row.estimate.p_value;
    if (row.estimate.left_out > 0) out["left_out"] = row.estimate.left_out;
    if (row.estimate.enough > 0) out["enough"] = row.estimate.enough;
    if (!row.estimate.weights.empty()) {
        object weights;
        for (const auto& [category, weight] : row.estimate.weights) weights[category] = weight;
        out["weights"] = std::move(weights);
    }
    if (row.estimate.unchanged) out["unchanged"] = *row.estimate.unchanged;
    return out;
}

std::string number(std::optional<double> value) { return value ? fmt::format("{:.6g}", *value) : "-"; }

std::vector<std::string> words_of(const MeasuredRow& row, double level) {
    const auto interval = row.estimate.interval(level);
    const std::string range = interval ? fmt::format("{:.6g} to {:.6g}", interval->low, interval->high) : "-";
    std::string remark = row.estimate.reason == metrics::Reason::none ? std::string(row.estimate.method) : std::string(metrics::sentence(row.estimate.reason));
    if (row.as != nullptr && row.estimate.reason == metrics::Reason::none) remark = fmt::format("as {} {}", row.as->peer, row.as->version);
    if (row.estimate.p_value) remark += fmt::format(", p = {:.6g}", *row.estimate.p_value);
    if (!row.estimate.detail.empty()) remark += fmt::format(" ({})", row.estimate.detail);
    return {std::string(row.metric->id), row.column.empty() ? "-" : row.column, row.group.empty() ? "-" : row.group, number(row.estimate.value), range, std::to_string(row.estimate.rows), std::to_string(row.estimate.units), remark};
}

std::string table(const std::vector<MeasuredRow>& rows, double level, bool markdown) {
    std::vector<std::vector<std::string>> lines{{"metric", "column", "group", "value", fmt::format("{:g} % interval", 100 * level), "n", "units", "method"}};
    for (const auto& row : rows) lines.push_back(words_of(row, level));
    std::vector<std::size_t> widths(lines[0].size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    }
    std::string out;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (markdown) out += fmt::format("| {} |\n", fmt::join(lines[at], " | "));
        if (markdown && at == 0) out += "|---|---|---|---:|---|---:|---:|---|\n";
        if (markdown) continue;
        for (std::size_t i = 0; i + 1 < widths.size(); ++i) out += fmt::format("{:{}}  ", lines[at][i], widths[i]);
        out += lines[at].back() + "\n";
    }
    return out;
}

}  // namespace

std::string written(const std::vector<MeasuredRow>& rows, double level, const std::string& format) {
    if (format != "json") {
        std::string out = table(rows, level, format == "markdown");
        // What a peer does otherwise is said once, beside its numbers.
        std::vector<const metrics::as::Definition*> said;
        for (const auto& row : rows) {
            if (row.as == nullptr || std::find(said.begin(), said.end(), row.as) != said.end()) continue;
            said.push_back(row.as);
            out += fmt::format("\n{} as {} {}, {}: {}\n", row.metric->id, row.as->peer, row.as->version, row.as->call, remark_of(*row.as));
        }
        return out;
    }
    array all;
    for (const auto& row : rows) all.push_back(as_json(row, level));
    return base::pretty(all);
}

}  // namespace operations
