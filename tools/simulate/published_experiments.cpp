#include "tools/simulate/published_experiments.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

namespace simulate {
namespace {

using charter::RolloutMetric;

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        else if (c == ',' && !quoted) cells.emplace_back();
        else if (c != '\r') cells.back() += c;
    }
    return cells;
}

/// Calls `row` with the named columns of each row; an error where one is missing.
template <class F>
base::Result<base::Done> each_row(const std::string& path, const std::vector<std::string>& columns, const F& row) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) return base::Error{base::Fault::missing, "cannot be read: " + path, "give the folder of the experiments: --data FOLDER"};
    const auto header = cells_of(line);
    std::vector<std::size_t> at;
    for (const auto& column : columns) {
        const auto found = std::find(header.begin(), header.end(), column);
        if (found == header.end()) return base::Error{base::Fault::input, path + " has no column " + column, "give the file as it was published"};
        at.push_back(static_cast<std::size_t>(found - header.begin()));
    }
    while (std::getline(file, line)) {
        const auto cells = cells_of(line);
        if (cells.size() != header.size()) return base::Error{base::Fault::input, path + " has a row of another length: " + line, "give the file as it was published"};
        std::vector<std::string> values;
        for (const std::size_t i : at) values.push_back(cells[i]);
        row(values);
    }
    return base::Done();
}

double number(const std::string& text) { return text == "TRUE" ? 1 : std::strtod(text.c_str(), nullptr); }

RolloutMetric metric(const char* id, RolloutMetric::Role role, RolloutMetric::Kind kind) {
    RolloutMetric one;
    one.id = one.column = id;
    one.role = role;
    one.kind = kind;
    return one;
}

void put(Published& into, const std::string& group, Person person) {
    auto found = std::find_if(into.groups.begin(), into.groups.end(), [&](const auto& g) { return g.name == group; });
    if (found == into.groups.end()) found = into.groups.insert(into.groups.end(), {group, {}});
    into.in_order.emplace_back(static_cast<std::size_t>(found - into.groups.begin()), found->people.size());
    found->people.push_back(std::move(person));
}

/// The group that is the current state of affairs stands first, whoever comes first in the file.
void begin_with(Published& experiment, const char* group) { experiment.groups.push_back({group, {}}); }

}  // namespace

base::Result<std::vector<Published>> published_experiments(const std::string& folder) {
    using Role = RolloutMetric::Role;
    using Kind = RolloutMetric::Kind;
    Published mail{.name = "Hillstrom's e-mails", .metrics = {metric("visit", Role::guardrail, Kind::mean), metric("conversion", Role::guardrail, Kind::rate), metric("spend", Role::signal, Kind::mean)}, .groups = {}, .in_order = {}};
    mail.metrics.back().earlier = "history";
    begin_with(mail, "No E-Mail");
    RETURN_IF_ERROR(each_row(folder + "/hillstrom/hillstrom_data.csv", {"segment", "visit", "conversion", "spend", "history"}, [&](const auto& row) {
        put(mail, row[0], {rollout::Outcome{number(row[1])}, rollout::Outcome{number(row[2])}, rollout::Outcome{number(row[3]), number(row[4])}});
    }));
    Published cats{.name = "Cookie Cats' gate", .metrics = {metric("retention_1", Role::guardrail, Kind::mean), metric("retention_7", Role::guardrail, Kind::mean), metric("rounds", Role::signal, Kind::mean)}, .groups = {}, .in_order = {}};
    cats.metrics.back().cap = 1'000;
    begin_with(cats, "gate_30");
    RETURN_IF_ERROR(each_row(folder + "/cookie_cats/cookie_cats.csv", {"version", "retention_1", "retention_7", "sum_gamerounds"}, [&](const auto& row) {
        put(cats, row[0], {rollout::Outcome{number(row[1])}, rollout::Outcome{number(row[2])}, rollout::Outcome{number(row[3])}});
    }));
    return std::vector<Published>{std::move(mail), std::move(cats)};
}

}  // namespace simulate
