#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "records/tracking/tracking.h"

namespace records {

namespace {

using base::Done;
using base::Result;

/// What makes one point of a metric the newer of two: the step, then the time, then the value.
std::tuple<std::int64_t, std::int64_t, std::int64_t> age(const Metric& metric) { return {metric.step, metric.at_ms, order_key(metric.value)}; }

/// Keys hold no tabs: `key<tab>value<tab>time<tab>step`, a line a point.
void append(std::string& content, const Metric& metric) { fmt::format_to(std::back_inserter(content), "{}\t{}\t{}\t{}\n", metric.key, order_key(metric.value), metric.at_ms, metric.step); }

std::int64_t take_number(std::string_view& line) {
    std::int64_t number = 0;
    const auto end = std::min(line.find('\t'), line.size());
    std::from_chars(line.data(), line.data() + end, number);
    line.remove_prefix(std::min(end + 1, line.size()));
    return number;
}

void read_points(std::string_view content, const std::string& key, std::vector<Metric>& points) {
    while (!content.empty()) {
        const auto end = std::min(content.find('\n'), content.size());
        std::string_view line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        if (line.size() <= key.size() || !line.starts_with(key) || line[key.size()] != '\t') continue;
        line.remove_prefix(key.size() + 1);
        Metric metric{.key = key, .value = 0, .at_ms = 0, .step = 0, .model = {}, .dataset = {}, .digest = {}};
        metric.value = value_of(take_number(line));
        metric.at_ms = take_number(line);
        metric.step = take_number(line);
        points.push_back(std::move(metric));
    }
}

/// So many are written by one statement, as far as there are as many; the others by one each: two statements to prepare, whatever comes.
constexpr std::size_t rows_together = 20;

std::string latest_of(std::size_t count) {
    std::string sql = "INSERT INTO latest (key, run, value, at, step) VALUES ";
    for (std::size_t i = 0; i < count; ++i) fmt::format_to(std::back_inserter(sql), "{}(${}, ${}, ${}, ${}, ${})", i == 0 ? "" : ", ", 5 * i + 1, 5 * i + 2, 5 * i + 3, 5 * i + 4, 5 * i + 5);
    return sql + " ON CONFLICT (key, run) DO UPDATE SET value = excluded.value, at = excluded.at, step = excluded.step WHERE (excluded.step, excluded.at, excluded.value) > (latest.step, latest.at, latest.value)";
}

Result<Done> write_latest(Database& database, std::int64_t run, const std::vector<const Metric*>& newest) {
    static const std::string of_one = latest_of(1), of_many = latest_of(rows_together);
    for (std::size_t begin = 0; begin < newest.size();) {
        const std::size_t count = newest.size() - begin >= rows_together ? rows_together : 1;
        std::vector<Value> values;
        values.reserve(5 * count);
        for (const auto* metric : std::span(newest).subspan(begin, count)) values.insert(values.end(), {metric->key, run, order_key(metric->value), metric->at_ms, metric->step});
        RETURN_IF_ERROR(database.run(count == 1 ? of_one : of_many, values));
        begin += count;
    }
    return Done{};
}

}  // namespace

Result<Done> Tracking::log_metrics(std::int64_t run, const std::string& id, std::span<const Metric> metrics) {
    if (metrics.empty()) return Done{};
    std::string content;
    std::map<std::string_view, const Metric*> best_of;
    for (const auto& metric : metrics) {
        append(content, metric);
        auto& best = best_of[metric.key];
        if (best == nullptr || age(*best) < age(metric)) best = &metric;
        if (metric.model.empty()) continue;
        RETURN_IF_ERROR(database_->run("INSERT INTO logged_model_metrics (model, key, run, dataset, digest, value, at, step) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                                       "ON CONFLICT (model, key, run, dataset, digest) DO UPDATE SET value = $6, at = $7, step = $8 WHERE $8 >= logged_model_metrics.step",
                                       {metric.model, metric.key, id, metric.dataset, metric.digest, order_key(metric.value), metric.at_ms, metric.step}));
    }
    const std::string key = best_of.size() == 1 ? metrics.front().key : std::string();
    RETURN_IF_ERROR(database_->run("INSERT INTO points (run, key, number, content) VALUES ($1, $2, coalesce((SELECT max(number) FROM points WHERE run = $1 AND key = $2), 0) + 1, $3)", {run, key, content}));
    std::vector<const Metric*> newest;
    for (const auto& [name, metric] : best_of) newest.push_back(metric);
    return write_latest(*database_, run, newest);
}

Result<std::vector<Metric>> Tracking::history(const std::string& id, const std::string& key) {
    ASSIGN_OR_RETURN(const auto runs, database_->run("SELECT number FROM runs WHERE id = $1", {id}));
    std::vector<Metric> points;
    if (runs.empty()) return points;
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT content FROM points WHERE run = $1 AND key IN ($2, '')", {runs.front().number(0), key}));
    for (const auto& row : rows) read_points(row.text(0), key, points);
    const auto place = [](const Metric& one) { return std::tuple(one.at_ms, one.step, order_key(one.value)); };
    std::sort(points.begin(), points.end(), [&](const Metric& a, const Metric& b) { return place(a) < place(b); });
    points.erase(std::unique(points.begin(), points.end(), [&](const Metric& a, const Metric& b) { return place(a) == place(b); }), points.end());
    return points;
}

}  // namespace records
