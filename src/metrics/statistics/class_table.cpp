#include "metrics/statistics/class_table.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace metrics {

namespace {

std::optional<double> number_in(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::uint32_t ClassTable::number_of(std::string_view name) const {
    if (!names) return unknown;
    const auto found = std::find(names->begin(), names->end(), name);
    return found == names->end() ? unknown : static_cast<std::uint32_t>(found - names->begin());
}

bool ClassTable::operator==(const ClassTable& other) const {
    const bool same_names = names == other.names || (names && other.names && *names == *other.names);
    return same_names && cells == other.cells && labelled == other.labelled && all == other.all;
}

void in_order(ClassTable::Names& names) {
    const bool numbers = std::all_of(names.begin(), names.end(), [](const std::string& name) { return number_in(name).has_value(); });
    std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        const double left = numbers ? *number_in(a) : 0;
        const double right = numbers ? *number_in(b) : 0;
        return left != right ? left < right : a < b;
    });
}

Confusion one_against_rest(const ClassTable& table, std::uint32_t positive) {
    Confusion confusion;
    for (const auto& [place, mass] : table.cells) {
        const bool predicted = place.predicted == positive;
        if (place.label == ClassTable::unknown) (predicted ? confusion.unlabelled_positive : confusion.unlabelled_negative) += mass;
        else if (place.label == positive) (predicted ? confusion.true_positive : confusion.false_negative) += mass;
        else (predicted ? confusion.false_positive : confusion.true_negative) += mass;
    }
    confusion.labelled = table.labelled;
    confusion.all = table.all;
    return confusion;
}

Confusion right_or_wrong(const ClassTable& table) {
    Confusion confusion;
    for (const auto& [place, mass] : table.cells) {
        if (place.label == ClassTable::unknown) confusion.unlabelled_positive += mass;
        else (place.label == place.predicted ? confusion.true_positive : confusion.false_positive) += mass;
    }
    confusion.labelled = table.labelled;
    confusion.all = table.all;
    return confusion;
}

ClassTable as_classes(const Confusion& confusion) {
    static const auto two = std::make_shared<const ClassTable::Names>(ClassTable::Names{"negative", "positive"});
    ClassTable table;
    table.names = two;
    const auto put = [&](std::uint32_t label, std::uint32_t predicted, Mass mass) {
        if (mass != 0) table.cells[{label, predicted}] = mass;
    };
    put(0, 0, confusion.true_negative);
    put(0, 1, confusion.false_positive);
    put(1, 0, confusion.false_negative);
    put(1, 1, confusion.true_positive);
    put(ClassTable::unknown, 0, confusion.unlabelled_negative);
    put(ClassTable::unknown, 1, confusion.unlabelled_positive);
    table.labelled = confusion.labelled;
    table.all = confusion.all;
    return table;
}

}  // namespace metrics
