#include "observations/row_worker.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace observations {

namespace {

std::uint64_t bits_of(double value) { return std::isnan(value) ? no_value : std::bit_cast<std::uint64_t>(value + 0.0); }

std::uint64_t joined(std::uint64_t hash, std::uint64_t bits) { return base::Random::mix(hash * 0x9E3779B97F4A7C15ull + bits); }

/// Columns with a part of their own to play.
bool is_of_the_task(const std::string& name, const charter::Columns& task) {
    const auto keys = charter::column_keys();
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return task.*key.column == name; });
}

/// Booleans as conditions spell them, whatever the file does.
std::string as_category(const Relation& relation, const ColumnInfo& column) {
    if (column.type != ColumnType::boolean) return as_text(column);
    return "CASE " + as_number(relation, column) + " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END";
}

/// Why a column cannot be coded; empty when it can.
std::string obstacle(const ColumnInfo& column) {
    if (column.type == ColumnType::time) return "holds times";
    if (column.type == ColumnType::other) return "holds " + column.declared;
    return {};
}

}  // namespace

base::Result<RowFeeds> add_features(const Relation& relation, const charter::Columns& task, const Coding& coding, Plan& plan) {
    RowFeeds feeds;
    ASSERT(plan.groupings.size() == 1);
    feeds.flags = plan.groupings.front().flags;
    if (metrics::of_row_values(coding.question.wish.kind)) feeds.value = plan.groupings.front().tasks.front();
    plan.groupings.clear();
    std::vector<std::string> names = coding.columns;
    if (names.empty()) {
        for (const auto& column : relation.columns()) {
            if (!is_of_the_task(column.name, task)) names.push_back(column.name);
        }
    }
    for (const auto& name : names) {
        ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(name));
        if (const std::string why = obstacle(column); !why.empty()) {
            if (!coding.columns.empty()) return base::Error{base::Fault::input, "a slice is made of numbers and text, and column " + name + " " + why, "leave it out, or turn it into a number or text (a weekday, an age in days)"};
            feeds.left_out.emplace_back(name, why);
            continue;
        }
        const bool ordered = column.type == ColumnType::number || column.type == ColumnType::integer;
        feeds.features.push_back({name, ordered, plan.feeds.add(ordered ? as_number(relation, column) : as_category(relation, column))});
    }
    return feeds;
}

RowWorker::RowWorker(const Plan& plan, const RowFeeds& feeds, const Coding& coding)
    : Worker(plan, nullptr, 0), feeds_(feeds), coding_(coding), by_unit_(plan.unit.has_value()), bits_(feeds.features.size()) {
    if (feeds.value) reader_.emplace(*feeds.value, feeds.value->wish.x);
}

bool RowWorker::is_wanted(const Rows& rows, std::size_t row, std::uint8_t& outcome, double& value) const {
    if (rows.used[row] == 0) return false;
    if (reader_) {
        value = reader_->values()[row];
        outcome = 0;
        return reader_->states()[row] == RowReader::State::known;
    }
    if (std::isnan(rows.scores[row]) || (coding_.scores && rows.labelled[row] == 0)) return false;
    value = rows.scores[row];
    outcome = static_cast<std::uint8_t>(2 * static_cast<int>(rows.labels[row]) + (value >= coding_.question.wish.threshold ? 1 : 0));
    return coding_.outcomes[outcome];
}

void RowWorker::select(const Rows& rows) {
    wanted_.clear();
    outcomes_.clear();
    values_.clear();
    if (reader_) reader_->read(rows, std::vector<std::uint32_t>(rows.count, 0));
    for (std::size_t row = 0; row < rows.count; ++row) {
        std::uint8_t outcome = 0;
        double value = 0;
        if (!is_wanted(rows, row, outcome, value)) continue;
        const bool holds = std::all_of(feeds_.flags.begin(), feeds_.flags.end(), [&](std::size_t flag) { return rows.flag(flag, row); });
        if (!holds) continue;
        wanted_.push_back(static_cast<std::uint32_t>(row));
        outcomes_.push_back(outcome);
        values_.push_back(value);
    }
}

void RowWorker::read_bits(const Rows& rows, std::size_t feature) {
    const FeatureFeed& feed = feeds_.features[feature];
    const duck::Vector& values = rows.feeds[feed.values];
    auto& bits = bits_[feature];
    bits.resize(wanted_.size());
    if (feed.ordered) {
        const auto* const numbers = values.as<double>();
        for (std::size_t i = 0; i < wanted_.size(); ++i) bits[i] = values.known(wanted_[i]) ? bits_of(numbers[wanted_[i]]) : no_value;
        return;
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        const bool there = values.known(wanted_[i]) && !is_blank(values.text(wanted_[i]));
        bits[i] = there ? hash_of(values.text(wanted_[i])) : no_value;
    }
}

void RowWorker::see(const Rows& rows) {
    select(rows);
    contents_.assign(wanted_.size(), 0);
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        contents_[i] = joined(outcomes_[i], std::bit_cast<std::uint64_t>(values_[i] + 0.0));
        if (by_unit_) contents_[i] = joined(contents_[i], rows.units[wanted_[i]]);
    }
    for (std::size_t feature = 0; feature < bits_.size(); ++feature) {
        read_bits(rows, feature);
        for (std::size_t i = 0; i < wanted_.size(); ++i) contents_[i] = joined(contents_[i], bits_[feature][i]);
    }
    take(rows);
}

}  // namespace observations
