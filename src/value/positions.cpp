#include "value/positions.h"

#include <fmt/format.h>

#include "metrics/ranking.h"

namespace value {

namespace {

using metrics::ranking::List;

/// In place k: 1 where a relevant item stands there.
double relevant_at(const List& list, std::size_t k, double level) { return k <= list.gains.size() && list.gains[k - 1] >= level ? 1 : 0; }
/// The same of the best order of what was retrieved.
double relevant_at_best(const List& list, std::size_t k, double level) { return static_cast<std::int64_t>(k) <= metrics::ranking::top(list, 0, level).relevant ? 1 : 0; }

void reduce(std::span<const metrics::KeyRow> rows, const metrics::Circumstances& given, metrics::Reduced& reduced) {
    auto parameters = given.parameters;
    double now = 0, best = 0;
    for (std::size_t k = 1;; ++k) {
        const auto amount = given.parameters.find(fmt::format("position_{:06}", k));
        if (amount == given.parameters.end()) break;
        parameters["k"] = static_cast<double>(k);
        const metrics::Circumstances at{parameters, given.as_of, given.ratio, given.covariate};
        metrics::Reduced own, ideal;
        metrics::ranking::reduce(rows, at, own, relevant_at);
        metrics::ranking::reduce(rows, at, ideal, relevant_at_best);
        if (own.fate != metrics::Reduced::Fate::counted) return;
        now += amount->second * own.numbers[0];
        best += amount->second * ideal.numbers[0];
    }
    reduced.counted({now, best});
}

}  // namespace

const metrics::Reduction by_position{.name = "value_by_position", .key = metrics::Key::query, .score = true, .relevance = true, .item = true, .reduce = reduce};

std::map<std::string, double, std::less<>> position_parameters(const std::vector<double>& amounts) {
    std::map<std::string, double, std::less<>> parameters{{"k", 0}, {"level", 1}, {"complete", 0}};
    for (std::size_t i = 0; i < amounts.size(); ++i) parameters[fmt::format("position_{:06}", i + 1)] = amounts[i];
    return parameters;
}

}  // namespace value
