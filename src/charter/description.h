#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>

/// What a charter may contain, said once. The check of a document, its canonical form, the JSON Schema that editors
/// complete from and the reference page of fields are all made from this table, so they cannot disagree.
namespace charter {

enum class Kind {
    text,       ///< any single value, taken as text
    id,         ///< a name made of a-z, 0-9, - and _
    number,
    integer,
    boolean,
    time,       ///< a date or a moment; without an offset on the wall clock of `timezone`
    length,     ///< a length of time: 7d
    zone,
    currency,
    pattern,    ///< a regular expression (RE2)
    condition,  ///< see condition.h
    choice,     ///< one of `words`
    choices,    ///< a list of `words`
    texts,      ///< a list
    words,      ///< a list in which a text may come again
    names,      ///< one name or a list
    metric,     ///< an id of the catalogue
    amount,     ///< the end of a bound: a number, a length of time, or {times_reference: number}
    range,      ///< the two ends of a bound: [low, high]
    shares,     ///< name -> share
    columns,    ///< name -> column
    shape,      ///< a map with the fields of `shape`
    list,       ///< a list of such maps
    named,      ///< name -> such a map
    parameters, ///< name -> number; which names there are, the catalogue of metrics says
    money,      ///< an amount of money: a number, or a map with the fields of `uncertain_money()`
    numbers,    ///< a list of numbers
    anything,   ///< reserved for later
};

struct Shape;

struct Field {
    std::string_view key{};
    Kind kind = Kind::text;
    std::string_view sentence{};
    std::string_view example{};
    bool required = false;
    bool reserved = false;               ///< accepted in its place, not yet in use
    std::string_view fallback{};         ///< what absence means, as one would write it; empty: nothing
    std::span<const std::string_view> words{};
    const Shape* shape = nullptr;
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    bool ends_excluded = false;          ///< lowest and highest themselves are not allowed
    bool empty_counts = false;           ///< being there without content means something
};

/// Of these keys exactly one is present, whenever the key `when` is (always, when that is empty).
struct OneOf {
    std::string_view when{};
    std::span<const std::string_view> keys{};
};

struct Shape {
    std::string_view title{};
    std::string_view sentence{};
    std::span<const Field> fields{};
    std::span<const OneOf> one_of{};

    const Field* find(std::string_view key) const;
};

/// The whole document.
const Shape& document();
/// {times_reference: 0.95}
const Shape& relative_amount();
/// {from: 10, to: 20}, {column: fee, times: 0.2}
const Shape& uncertain_money();

/// `a number from 0 to 1`, `one of info, warn, stop`: what a field takes, for people.
std::string takes(const Field& field);

}  // namespace charter
