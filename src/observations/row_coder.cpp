#include "observations/row_coder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/limits.h"

namespace observations {

static_assert(base::limits::coded_categories_max.value <= 64);  // of 128 places

RowCoder::TextCodes::TextCodes(const std::vector<std::string>& texts) {
    for (std::size_t code = 0; code < texts.size(); ++code) {
        const std::uint64_t hash = hash_of(texts[code]);
        std::size_t at = hash % size;
        while (texts_[at].code != free) at = (at + 1) % size;
        texts_[at] = {hash, static_cast<std::uint8_t>(code)};
    }
}

RowCoder::RowCoder(const Plan& plan, const RowFeeds& feeds, const Coding& coding, const std::vector<CodedColumn>& columns, std::uint64_t keep)
    : RowWorker(plan, feeds, coding), columns_(columns), keep_(keep), extremes_(columns.size()) {
    coded_.codes.resize(columns.size());
    for (std::size_t feature = 0; feature < columns.size(); ++feature) {
        texts_.emplace_back(columns[feature].categories);
        if (columns[feature].ordered) extremes_[feature].resize(columns[feature].cuts.size() + 1);
    }
}

void RowCoder::take(const Rows& rows) {
    kept_.clear();
    for (std::uint32_t i = 0; i < wanted_.size(); ++i) {
        if (base::Random::mix(contents_[i] ^ ~coding_.seed) > keep_) continue;
        kept_.push_back(i);
        coded_.outcomes.push_back(outcomes_[i]);
        coded_.keys.push_back(contents_[i]);
        if (by_unit_) coded_.units.push_back(rows.units[wanted_[i]]);
        if (coding_.scores) coded_.values.push_back(values_[i]);
    }
    for (std::size_t feature = 0; feature < columns_.size(); ++feature) columns_[feature].ordered ? code_numbers(feature) : code_texts(feature);
    if (!coding_.numbers) return;
    coded_.numbers.resize(columns_.size());
    for (std::size_t feature = 0; feature < columns_.size(); ++feature) {
        for (const std::uint32_t i : kept_) coded_.numbers[feature].push_back(bits_[feature][i] == no_value ? std::nan("") : std::bit_cast<double>(bits_[feature][i]));
    }
}

/// Missing: one beyond the named, until all rows are known.
void RowCoder::code_numbers(std::size_t feature) {
    const auto& cuts = columns_[feature].cuts;
    auto& codes = coded_.codes[feature];
    auto& extremes = extremes_[feature];
    for (const std::uint32_t i : kept_) {
        const std::uint64_t bits = bits_[feature][i];
        if (bits == no_value) {
            codes.push_back(static_cast<std::uint8_t>(cuts.size() + 1));
            continue;
        }
        const auto number = std::bit_cast<double>(bits);
        std::size_t code = 0;
        for (const double cut : cuts) code += number > cut ? 1 : 0;
        codes.push_back(static_cast<std::uint8_t>(code));
        extremes[code].low = std::min(extremes[code].low, number);
        extremes[code].high = std::max(extremes[code].high, number);
    }
}

void RowCoder::code_texts(std::size_t feature) {
    const auto others = static_cast<std::uint8_t>(columns_[feature].categories.size());
    auto& codes = coded_.codes[feature];
    for (const std::uint32_t i : kept_) {
        const std::uint64_t bits = bits_[feature][i];
        codes.push_back(bits == no_value ? static_cast<std::uint8_t>(others + 1) : texts_[feature].of(bits, others));
    }
}

/// Codes that nothing has are given up.
void RowCoder::settle(CodedColumn& column, std::vector<std::uint8_t>& codes, const std::vector<Extremes>& extremes) {
    const auto named = static_cast<std::uint8_t>(column.named());
    const auto has = [&](std::uint8_t code) { return std::find(codes.begin(), codes.end(), code) != codes.end(); };
    for (const Extremes& bin : extremes) column.alone.push_back(bin.low == bin.high && std::isfinite(bin.low) ? std::optional<double>(bin.low) : std::nullopt);
    const auto missing = static_cast<std::uint8_t>(column.ordered ? named : named + 1);
    if (!column.ordered && has(named)) column.others = named;
    if (!has(missing)) return;
    column.missing = column.others || column.ordered ? missing : named;
    if (*column.missing != missing) std::replace(codes.begin(), codes.end(), missing, static_cast<std::uint8_t>(*column.missing));
}

void number_alike(std::vector<std::uint64_t>& keys) {
    std::vector<std::uint32_t> order(keys.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
    for (std::size_t i = 0; i < order.size();) {
        const std::uint64_t key = keys[order[i]];
        std::size_t end = i + 1;
        while (end < order.size() && keys[order[end]] == key) ++end;
        for (std::size_t number = 1; i + number < end; ++number) keys[order[i + number]] = base::Random::mix(key + number);
        i = end;
    }
}

CodedRows RowCoder::rows(const std::vector<RowCoder*>& coders, std::vector<CodedColumn> columns, const RowFeeds& feeds) {
    const auto append = [](auto& all, auto& some) {
        if (all.empty()) all = std::move(some);
        else all.insert(all.end(), some.begin(), some.end());
        some = {};
    };
    CodedRows all;
    all.left_out = feeds.left_out;
    for (RowCoder* coder : coders) {
        append(all.outcomes, coder->coded_.outcomes);
        append(all.keys, coder->coded_.keys);
        append(all.units, coder->coded_.units);
        append(all.values, coder->coded_.values);
        all.numbers.resize(std::max(all.numbers.size(), coder->coded_.numbers.size()));
        for (std::size_t feature = 0; feature < coder->coded_.numbers.size(); ++feature) append(all.numbers[feature], coder->coded_.numbers[feature]);
    }
    for (std::size_t feature = 0; feature < columns.size(); ++feature) {
        std::vector<std::uint8_t> codes;
        std::vector<Extremes> extremes(coders.front()->extremes_[feature].size());
        for (RowCoder* coder : coders) {
            append(codes, coder->coded_.codes[feature]);
            for (std::size_t bin = 0; bin < extremes.size(); ++bin) {
                extremes[bin].low = std::min(extremes[bin].low, coder->extremes_[feature][bin].low);
                extremes[bin].high = std::max(extremes[bin].high, coder->extremes_[feature][bin].high);
            }
        }
        settle(columns[feature], codes, extremes);
        const bool constant = columns[feature].codes() < 2;
        if (constant || (columns[feature].named() == 0 && !columns[feature].missing)) {
            all.left_out.emplace_back(columns[feature].name, constant && columns[feature].named() > 0 ? "holds a single value" : "no value is frequent enough");
            continue;
        }
        all.columns.push_back(std::move(columns[feature]));
        all.codes.push_back(std::move(codes));
    }
    number_alike(all.keys);
    if (!all.units.empty()) all.keys = all.units;
    return all;
}

}  // namespace observations
