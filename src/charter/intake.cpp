#include <algorithm>
#include <array>

#include "charter/building.h"

/// What is received: how it is taken in, how long it is kept, and what is never kept as it came.
namespace charter {

namespace {

std::optional<base::Duration> fixed_length(Building& building, const Node* section, std::string_view key) {
    const Node* node = section == nullptr ? nullptr : section->find(key);
    const auto length = node == nullptr ? std::nullopt : length_of(*node);
    if (!length || length->months == 0) return length;
    building.faults.add(node->place, "months differ in length: " + node->text, "write days: 31d");
    return std::nullopt;
}

/// The column that is meant: a key of task.columns stands for the column named there.
std::string column_named(const Columns& columns, const std::string& name) {
    for (const auto& [key, column] : column_keys()) {
        if (key == name && !(columns.*column).empty()) return columns.*column;
    }
    return name;
}

void build_pseudonyms(Building& building, const Node& names) {
    const Columns& columns = building.charter.task.columns;
    for (const auto& name : names_of(names)) {
        const std::string column = column_named(columns, name);
        const std::array numbers{columns.time, columns.score, columns.lower, columns.upper, columns.label};
        if (std::find(numbers.begin(), numbers.end(), column) != numbers.end()) {
            building.faults.add(names.place, "a pseudonym cannot stand for a time, a score or a label: " + column.substr(0, 60), "name columns that say who somebody is");
            continue;
        }
        building.charter.intake.pseudonymise.push_back(column);
    }
}

}  // namespace

void build_intake(Building& building) {
    Intake& intake = building.charter.intake;
    if (const auto within = fixed_length(building, building.root.find("observations"), "unique_within")) intake.unique_within = *within;
    intake.keep = fixed_length(building, building.root.find("retention"), "observations");
    const Node* privacy = building.root.find("privacy");
    const Node* names = privacy == nullptr ? nullptr : privacy->find("pseudonymise");
    if (names != nullptr) build_pseudonyms(building, *names);
}

}  // namespace charter
