#include "records/tracking/condition.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace records {

namespace {

constexpr std::int64_t all_but_sign = std::numeric_limits<std::int64_t>::max();

std::string_view sign_of(Condition::Is is) {
    switch (is) {
        case Condition::Is::equal: return " = ";
        case Condition::Is::unequal: return " <> ";
        case Condition::Is::less: return " < ";
        case Condition::Is::at_most: return " <= ";
        case Condition::Is::greater: return " > ";
        case Condition::Is::at_least: return " >= ";
        default: return "";
    }
}

}  // namespace

std::string Statement::compare(const std::string& column, const Condition& condition) {
    ASSERT(!condition.texts.empty());
    using Is = Condition::Is;
    if (condition.is == Is::like) return column + " LIKE " + hold(condition.texts.front());
    if (condition.is == Is::ilike) return "lower(" + column + ") LIKE lower(" + hold(condition.texts.front()) + ")";
    if (condition.is != Is::in && condition.is != Is::not_in) return column + std::string(sign_of(condition.is)) + hold(condition.texts.front());
    std::string list;
    for (const auto& text : condition.texts) list += (list.empty() ? "" : ", ") + hold(text);
    return column + (condition.is == Is::in ? " IN (" : " NOT IN (") + list + ")";
}

std::string Statement::compare_number(const std::string& column, Condition::Is is, std::int64_t number) {
    const auto sign = sign_of(is);
    ASSERT(!sign.empty());
    return column + std::string(sign) + hold(number);
}

std::int64_t order_key(double value) {
    if (std::isnan(value)) return all_but_sign;
    const auto bits = std::bit_cast<std::int64_t>(value == 0 ? 0.0 : value);
    return bits < 0 ? bits ^ all_but_sign : bits;
}

double value_of(std::int64_t key) {
    if (key == all_but_sign) return std::numeric_limits<double>::quiet_NaN();
    return std::bit_cast<double>(key < 0 ? key ^ all_but_sign : key);
}

}  // namespace records
