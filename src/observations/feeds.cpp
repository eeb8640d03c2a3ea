#include <algorithm>
#include <cmath>
#include <limits>

#include "observations/plan.h"

/// What a plan reads: the columns of its query, the rows that can matter, and contracts that are checked on the values.
namespace observations {

namespace {

/// A day more on both sides than any zone's clock can differ: the exact bounds are checked row by row.
std::string near(const Plan& plan, const Relation& relation) {
    if (!plan.time) return "";
    const auto column = relation.column(plan.time->column);
    if (!column || relation.is_text(*column)) return "";
    const std::string x = duck::identifier(plan.time->column);
    const auto bound = [&](const char* symbol, base::Time time, std::int64_t margin) {
        return x + symbol + "make_timestamp" + (plan.time->always_utc ? "tz" : "") + "(" + std::to_string(time.micros + margin) + "::BIGINT)";
    };
    std::string out;
    const auto add = [&](const std::string& condition) { out += (out.empty() ? " WHERE " : " AND ") + condition; };
    if (plan.from) add(bound(" >= ", *plan.from, -2 * base::micros_per_day));
    if (plan.until) add(bound(" < ", *plan.until, 2 * base::micros_per_day));
    if (plan.as_of && plan.from) add(bound(" <= ", *plan.as_of, 2 * base::micros_per_day));
    return out;
}

}  // namespace

void PlainCheck::judge(const Rows& rows, std::vector<std::uint8_t>& codes) const {
    const duck::Vector& values = rows.feeds[feed];
    if (contract.text) {
        for (std::size_t row = 0; row < rows.count; ++row) codes[row] = !values.known(row) || is_blank(values.text(row)) ? 1 : 0;
        return;
    }
    const double* const numbers = values.as<double>();
    const double low = contract.min.value_or(-std::numeric_limits<double>::infinity());
    const double high = contract.max.value_or(std::numeric_limits<double>::infinity());
    const int whole = 2 + (contract.bounded ? 1 : 0);
    const int below = whole + (contract.whole ? 1 : 0);
    const int above = below + (contract.min ? 1 : 0);
    for (std::size_t row = 0; row < rows.count; ++row) {
        const double number = numbers[row];
        const int code = !values.known(row) || std::isnan(number) ? 1 : contract.whole && number != std::floor(number) ? whole : number < low ? below : number > high ? above : 0;
        codes[row] = static_cast<std::uint8_t>(code);
    }
}

std::size_t Feeds::add(const std::string& sql) {
    const auto found = std::find(sql_.begin(), sql_.end(), sql);
    if (found != sql_.end()) return static_cast<std::size_t>(found - sql_.begin());
    sql_.push_back(sql);
    return sql_.size() - 1;
}

std::size_t Feeds::add_text(const std::string& sql) {
    const std::size_t feed = add_few_texts(sql);
    if (few(feed)) all_wanted_.push_back(feed);
    return feed;
}

std::size_t Feeds::add_few_texts(const std::string& sql) {
    const std::size_t feed = add(sql);
    if (std::find(texts_.begin(), texts_.end(), feed) == texts_.end()) texts_.push_back(feed);
    return feed;
}

bool Feeds::few(std::size_t feed) const { return std::find(all_wanted_.begin(), all_wanted_.end(), feed) == all_wanted_.end(); }

std::string Plan::rows_of(const Relation& relation) const {
    const std::string rows = relation.sql(Relation::Rejects::keep);
    // Counted in the order of the files, which the reading keeps as long as some question asks for it.
    const std::string order = relation.files().format == Format::stored ? "ORDER BY " + duck::identifier(Relation::order_column) : "";
    if (in_order) return "(SELECT *, row_number() OVER (" + order + ") - 1 AS " + duck::identifier(place_column) + " FROM " + rows + ")" + near(*this, relation);
    return rows + near(*this, relation);
}

}  // namespace observations
