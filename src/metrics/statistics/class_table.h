#pragma once

#include <boost/container/flat_map.hpp>

#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/statistics/confusion.h"
#include "metrics/statistics/split.h"

namespace metrics {

/// Label against prediction by class, for any number of classes. Additive; tables that are added up number their classes alike.
struct ClassTable {
    using Names = std::vector<std::string>;
    static constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();  ///< as label

    struct Place {
        std::uint32_t label = 0;
        std::uint32_t predicted = 0;
        auto operator<=>(const Place&) const = default;
    };

    std::shared_ptr<const Names> names;  ///< by number; in order (see `in_order`)
    boost::container::flat_map<Place, Mass> cells;
    Tally labelled;
    Tally all;

    void add(Place place, std::int64_t rows) {
        cells[place] += rows * mass_one;
        const Tally tally{rows, rows * mass_one, rows * mass_one};
        all.merge(tally);
        if (place.label != unknown) labelled.merge(tally);
    }
    void merge(const ClassTable& other, int sign = 1) {
        if (!names) names = other.names;
        for (const auto& [place, mass] : other.cells) cells[place] += sign * mass;
        labelled.merge(other.labelled, sign);
        all.merge(other.all, sign);
    }
    /// `unknown` where there is no such class.
    std::uint32_t number_of(std::string_view name) const;
    bool operator==(const ClassTable& other) const;
};

/// Puts names of classes in order: by value where every one is a number, else by text.
void in_order(ClassTable::Names& names);

/// One class against the rest: it is the positive one.
Confusion one_against_rest(const ClassTable& table, std::uint32_t positive);
/// Right decisions as true positives, wrong ones as false positives.
Confusion right_or_wrong(const ClassTable& table);
/// Two classes, `negative` and `positive`.
ClassTable as_classes(const Confusion& confusion);

/// The same of the whole and of every part.
template <class T, class S, class Convert>
Split<T> converted(const Split<S>& of, const Convert& convert) {
    Split<T> result;
    result.total = convert(of.total);
    result.parts.reserve(of.parts.size());
    for (const S& part : of.parts) result.parts.push_back(convert(part));
    result.keys = of.keys;
    result.units = of.units;
    result.units_exact = of.units_exact;
    return result;
}

}  // namespace metrics
