#include "observations/row_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/limits.h"

namespace observations {

namespace {

/// Shares of the rows at which numbers are cut: finer where extremes begin.
constexpr double quantiles[] = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
/// A column of up to this many different numbers is cut between all of them.
constexpr std::size_t apart_max = 12;

using Weighed = std::map<double, std::int64_t>;

std::vector<double> cuts_of(const Weighed& numbers) {
    std::vector<double> values;
    std::vector<std::int64_t> up_to;
    std::int64_t total = 0;
    for (const auto& [value, rows] : numbers) {
        values.push_back(value);
        up_to.push_back(total += rows);
    }
    std::vector<double> cuts;
    const auto cut_after = [&](std::size_t i) {
        const double cut = roundest_between(values[i], values[i + 1]);
        if (cuts.empty() || cuts.back() < cut) cuts.push_back(cut);
    };
    if (values.size() <= apart_max) {
        for (std::size_t i = 0; i + 1 < values.size(); ++i) cut_after(i);
        return cuts;
    }
    for (const double quantile : quantiles) {
        // The boundary between two values that comes nearest to the share.
        const double wanted = quantile * static_cast<double>(total);
        const auto above = std::lower_bound(up_to.begin(), up_to.end(), wanted, [](std::int64_t rows, double share) { return static_cast<double>(rows) < share; });
        auto i = static_cast<std::size_t>(above - up_to.begin());
        if (i > 0 && wanted - static_cast<double>(up_to[i - 1]) < static_cast<double>(up_to[i]) - wanted) --i;
        if (i + 1 < values.size()) cut_after(i);
    }
    return cuts;
}

/// The most frequent values, in the order of their names.
std::vector<std::string> frequent(const std::map<std::string, std::int64_t>& values, double rows_min) {
    std::vector<std::pair<std::int64_t, std::string>> ranked;
    for (const auto& [name, rows] : values) {
        if (static_cast<double>(rows) >= rows_min) ranked.emplace_back(-rows, name);
    }
    std::sort(ranked.begin(), ranked.end());
    if (ranked.size() > base::limits::coded_categories_max) ranked.resize(base::limits::coded_categories_max);
    std::vector<std::string> names;
    for (auto& [rows, name] : ranked) names.push_back(std::move(name));
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

double roundest_between(double low, double high) {
    ASSERT(low < high);
    if (low <= 0 && high > 0) return 0;
    for (int digits = 1; digits < 17; ++digits) {
        const int place = static_cast<int>(std::floor(std::log10(std::abs(low)))) - digits + 1;
        const double step = std::pow(10.0, place);
        const std::string text = fmt::format("{:.{}e}", std::ceil(low / step) * step, digits);
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        if (number >= low && number < high) return number;
    }
    return low;
}

void RowSurvey::take(const Rows& rows) {
    rows_ += static_cast<std::int64_t>(wanted_.size());
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        const std::uint64_t key = base::Random::mix(contents_[i] ^ coding_.seed);
        if (key > largest_) continue;
        Entry entry{key, 1, {}};
        for (std::size_t feature = 0; feature < bits_.size(); ++feature) {
            const std::uint64_t bits = bits_[feature][i];
            entry.bits.push_back(bits);
            const FeatureFeed& feed = feeds_.features[feature];
            if (!feed.ordered && bits != no_value) names_[feature].try_emplace(bits, rows.feeds[feed.values].text(wanted_[i]));
        }
        entries_.push_back(std::move(entry));
        if (entries_.size() < 2 * kept) continue;
        compact(entries_);
        if (entries_.size() == kept) largest_ = entries_.back().key;
    }
}

void RowSurvey::compact(std::vector<Entry>& entries) {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
    std::vector<Entry> joined;
    for (Entry& entry : entries) {
        if (!joined.empty() && joined.back().key == entry.key) joined.back().rows += entry.rows;
        else if (joined.size() < kept) joined.push_back(std::move(entry));
        else break;
    }
    entries = std::move(joined);
}

std::vector<CodedColumn> RowSurvey::columns(const std::vector<RowSurvey*>& surveys, const RowFeeds& feeds, const Coding& coding) {
    std::vector<Entry> sample;
    for (RowSurvey* survey : surveys) sample.insert(sample.end(), std::make_move_iterator(survey->entries_.begin()), std::make_move_iterator(survey->entries_.end()));
    compact(sample);
    std::int64_t rows = 0;
    for (const Entry& entry : sample) rows += entry.rows;
    std::vector<CodedColumn> columns;
    for (std::size_t feature = 0; feature < feeds.features.size(); ++feature) {
        CodedColumn column;
        column.name = feeds.features[feature].column;
        column.ordered = feeds.features[feature].ordered;
        Weighed numbers;
        std::map<std::uint64_t, std::int64_t> texts;
        for (const Entry& entry : sample) {
            const std::uint64_t bits = entry.bits[feature];
            if (bits == no_value) continue;
            if (!column.ordered) texts[bits] += entry.rows;
            else if (std::isfinite(std::bit_cast<double>(bits))) numbers[std::bit_cast<double>(bits)] += entry.rows;
        }
        if (column.ordered) column.cuts = cuts_of(numbers);
        std::map<std::string, std::int64_t> named;
        for (const auto& [bits, count] : texts) {
            for (const RowSurvey* survey : surveys) {
                const auto found = survey->names_[feature].find(bits);
                if (found == survey->names_[feature].end()) continue;
                named[found->second] += count;
                break;
            }
        }
        // Half of the least share: how many rows a value has is only estimated here.
        if (!column.ordered) column.categories = frequent(named, coding.share_min / 2 * static_cast<double>(rows));
        columns.push_back(std::move(column));
    }
    return columns;
}

}  // namespace observations
