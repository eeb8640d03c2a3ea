#include "charter/draft.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

#include "base/json.h"
#include "charter/yaml_tree.h"

namespace charter {

namespace {

using Type = DraftColumn::Type;

constexpr std::string_view undecided = "  # DRAFT: decide";
/// Longer names do not fit into a key of YAML (1,024 characters with its escapes).
constexpr std::size_t name_bytes_max = 200;

std::string lower(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return low;
}

/// Words that other readers of YAML take for something else than text.
bool means_something(std::string_view word) {
    static constexpr std::array<std::string_view, 9> words{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    const std::string low = lower(word);
    return std::find(words.begin(), words.end(), low) != words.end();
}

bool is_plain(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), inner) && !means_something(text);
}

std::string escape(unsigned code) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\u%04X", code);
    return buffer.data();
}

/// Characters that YAML does not print or that some readers take for the end of a line. Two and three bytes of UTF-8.
std::optional<std::pair<unsigned, std::size_t>> unprintable(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0u; };
    if (byte(0) < 0x20 || byte(0) == 0x7F) return std::pair{byte(0), std::size_t{1}};
    if (byte(0) == 0xC2 && byte(1) < 0xA0) return std::pair{byte(1), std::size_t{2}};
    if (byte(0) < 0xE0 || byte(0) >= 0xF0) return std::nullopt;
    const unsigned code = (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    if (code == 0x2028 || code == 0x2029 || code == 0xFEFF || code >= 0xFFFE) return std::pair{code, std::size_t{3}};
    return std::nullopt;
}

std::string quoted(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string out = "\"";
    while (!text.empty()) {
        std::size_t size = 1;
        if (const auto found = unprintable(text)) {
            out += escape(found->first);
            size = found->second;
        } else {
            if (text[0] == '"' || text[0] == '\\') out += '\\';
            out += text[0];
        }
        text.remove_prefix(size);
    }
    return out + "\"";
}

bool can_stand(std::string_view text) { return !text.empty() && text.size() <= name_bytes_max && text.find('\0') == std::string_view::npos && is_utf8(text); }

std::string date_of(std::int64_t micros) { return base::format(base::Time{micros}); }
std::int64_t midnight(std::int64_t micros) { return micros - ((micros % base::micros_per_day) + base::micros_per_day) % base::micros_per_day; }

class DraftWriter {
public:
    explicit DraftWriter(const DraftData& data) : data_(data) {
        std::set<std::string> seen;
        for (const DraftColumn& column : data.columns) {
            if (can_stand(column.name) && seen.insert(column.name).second) columns_.push_back(column);
            else ++left_out_;
        }
        guesses_ = guess(columns_);
        if (guesses_.label && !can_stand(guesses_.positive)) guesses_.label.reset();
        for (const auto* one : {&guesses_.time, &guesses_.id, &guesses_.unit, &guesses_.version, &guesses_.score, &guesses_.prediction, &guesses_.label}) {
            if (*one) used_.insert((*one)->column);
        }
        days_ = days_of(guesses_.time);
    }

    std::string write() {
        head();
        task();
        if (days_ >= reference_days_min) reference();
        contract();
        promises();
        return text_;
    }

private:
    static constexpr std::int64_t reference_days_min = 3;
    static constexpr std::size_t stable_columns_max = 10;

    void line(const std::string& text) { text_ += text + "\n"; }

    void head() {
        line("# yaml-language-server: $schema=schemas/charter.schema.json");
        line("# A draft made from " + quoted(can_stand(data_.source) ? data_.source : "data") + ". Every line is a proposal; the bounds marked DRAFT are yours to decide.");
        if (left_out_ > 0) line("# Left out: " + std::to_string(left_out_) + " columns whose names are too long, not text, or written twice.");
        line("charter: 1");
        line("product: " + quoted(can_stand(data_.product) ? data_.product : "my-product"));
        line("vision: What changes for whom?" + std::string(undecided));
        line("timezone: UTC  # of windows, and of times without an offset");
        line("roles:\n  product: {title: Product}\n  science: {title: Data science}");
    }

    void part(std::string_view key, const std::optional<Guess>& guess) {
        if (guess) line("    " + std::string(key) + ": " + quoted(columns_[guess->column].name) + "  # " + guess->why);
    }

    void task() {
        if (used_.empty()) {
            line("# No column looks like a time, a score or a label. Name yours: task: {kind: binary, columns: {time: ..., score: ..., label: ...}}");
            return;
        }
        line("task:\n  kind: binary");
        if (guesses_.label) line("  positive: " + quoted(guesses_.positive) + "  # the label that counts as positive");
        line("  columns:");
        part("time", guesses_.time);
        part("id", guesses_.id);
        part("unit", guesses_.unit);
        part("version", guesses_.version);
        part("score", guesses_.score);
        part("prediction", guesses_.prediction);
        part("label", guesses_.label);
        if (!guesses_.unit) line("    # unit: the column of what is independent of its like (a person, a day). Without it rows are taken as independent.");
        if (guesses_.score) line("  decide: {threshold: 0.5}" + std::string(undecided));
    }

    /// Whole days that the times span, or 0 when they cannot be told.
    std::int64_t days_of(const std::optional<Guess>& time) const {
        if (!time) return 0;
        const DraftColumn& column = columns_[time->column];
        if (!column.first || !column.last || column.first->micros >= column.last->micros) return 0;
        // Times outside of four-digit years are not dates that a document can hold.
        if (!base::parse_time(base::format(*column.first)) || !base::parse_time(base::format(*column.last))) return 0;
        return (column.last->micros - column.first->micros) / base::micros_per_day + 1;
    }

    void reference() {
        const std::int64_t start = midnight(columns_[guesses_.time->column].first->micros);
        line("reference: {period: {from: " + date_of(start) + ", to: " + date_of(start + (days_ / 3) * base::micros_per_day) + "}}  # DRAFT: the first third of the data; decide what is normal");
    }

    static std::string_view type_of(const DraftColumn& column, bool category) {
        switch (column.type) {
            case Type::number: return "number";
            case Type::integer: return "integer";
            case Type::boolean: return "boolean";
            case Type::time: return "time";
            case Type::text: return category ? "category" : "text";
            case Type::other: return {};
        }
        return {};
    }

    /// All values, where they were all seen and can be written.
    static std::vector<std::string> categories(const DraftColumn& column) {
        if (column.type != Type::text) return {};
        std::int64_t counted = column.missing;
        std::vector<std::string> values;
        for (const auto& [value, count] : column.top) {
            counted += count;
            if (!can_stand(value)) return {};
            values.push_back(value);
        }
        return counted == column.rows ? values : std::vector<std::string>{};
    }

    void contract() {
        line("data:\n  owner: science");
        if (!columns_.empty()) line("  columns:  # ranges and categories as they were seen" + std::string(undecided).substr(1));
        for (std::size_t i = 0; i < columns_.size(); ++i) line("    " + quoted(columns_[i].name) + ": " + column_contract(i));
        const std::int64_t rows = columns_.empty() ? 0 : columns_[0].rows;
        if (days_ > 0) {
            line("  volume: {per: day, at_least: " + std::to_string(std::max<std::int64_t>(1, rows / days_ / 2)) + "}  # DRAFT: half of what came in a day");
            line("  freshness: {at_most: 2d}" + std::string(undecided));
        } else if (rows > 1) {
            line("  volume: {at_least: " + std::to_string(rows / 2) + "}  # DRAFT: half of what was seen");
        }
        line("  rejected: {at_most: 0.001}" + std::string(undecided));
    }

    std::string column_contract(std::size_t index) const {
        const DraftColumn& column = columns_[index];
        const auto values = categories(column);
        std::vector<std::string> parts;
        if (const auto type = type_of(column, !values.empty()); !type.empty()) parts.push_back("type: " + std::string(type));
        if (column.missing == 0 && column.rows > 0) parts.push_back("required: true");
        if (guesses_.id && guesses_.id->column == index) parts.push_back("unique: true");
        for (auto& range : range_of(index)) parts.push_back(std::move(range));
        if (!values.empty()) parts.push_back("allowed: " + list(values));
        std::string text;
        for (const auto& one : parts) text += (text.empty() ? "" : ", ") + one;
        return "{" + text + "}";
    }

    std::vector<std::string> range_of(std::size_t index) const {
        const DraftColumn& column = columns_[index];
        const bool number = column.type == Type::number || column.type == Type::integer;
        const bool names = (guesses_.id && guesses_.id->column == index) || (guesses_.unit && guesses_.unit->column == index);
        if (!number || names || !column.min || !column.max || !std::isfinite(*column.min) || !std::isfinite(*column.max) || *column.min > *column.max) return {};
        if (guesses_.score && guesses_.score->column == index) return {"min: 0", "max: 1"};
        return {"min: " + base::format_number(*column.min), "max: " + base::format_number(*column.max)};
    }

    static std::string list(const std::vector<std::string>& values) {
        std::string text;
        for (const auto& value : values) text += (text.empty() ? "" : ", ") + quoted(value);
        return "[" + text + "]";
    }

    void promise(const std::string& text) { line("  - {" + text + "}" + std::string(undecided)); }

    void promises() {
        const bool decided = guesses_.label && (guesses_.score || guesses_.prediction);
        const auto stable = stable_columns();
        if (!decided) line("# Promises about the model need a label and a score or prediction: name them under task.columns.");
        if (!decided && stable.empty()) return;
        line("promises:");
        const std::string over = days_ >= 14 ? ", over: 7d" : "";
        if (decided) {
            promise("id: catches, statement: We find most of what matters., metric: recall, at_least: 0.5" + over + ", owner: product, breach: stop");
            promise("id: precise, statement: Most alarms are right., metric: precision, at_least: 0.5" + over + ", owner: product, breach: warn");
        }
        if (decided && guesses_.score) {
            promise("id: ranks, metric: roc_auc, at_least: 0.7" + over + ", owner: science, breach: warn");
            promise("id: calibrated, metric: expected_calibration_error, at_most: 0.1, owner: science, breach: warn");
        }
        if (decided) fairness();
        if (!stable.empty()) promise("id: stable, metric: psi, of: " + list(stable) + ", at_most: 0.2, owner: science, breach: warn");
    }

    /// What drift is watched in: the score, and what the model may read.
    std::vector<std::string> stable_columns() const {
        std::vector<std::string> names;
        if (days_ < reference_days_min) return names;
        if (guesses_.score) names.push_back(columns_[guesses_.score->column].name);
        for (std::size_t i = 0; i < columns_.size() && names.size() < stable_columns_max; ++i) {
            const DraftColumn& column = columns_[i];
            const bool number = column.type == Type::number || column.type == Type::integer;
            if (!used_.contains(i) && column.distinct > 1 && (number || !categories(column).empty())) names.push_back(column.name);
        }
        return names;
    }

    /// Groups of people that laws on equal treatment commonly name.
    void fairness() {
        static constexpr std::array<std::string_view, 8> groups{"sex", "gender", "race", "ethnicity", "nationality", "religion", "disability", "age_group"};
        std::set<std::string> taken;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const bool group = std::find(groups.begin(), groups.end(), lower(columns_[i].name)) != groups.end();
            if (!group || used_.contains(i) || categories(columns_[i]).size() < 2) continue;
            // Two columns may differ only in their capitals.
            const std::string id = "even-by-" + lower(columns_[i].name) + (taken.insert(lower(columns_[i].name)).second ? "" : "-" + std::to_string(i + 1));
            promise("id: " + id + ", statement: We find it equally well for all groups., metric: equal_opportunity_difference, by: " + quoted(columns_[i].name) + ", at_most: 0.1, owner: product, breach: warn");
        }
    }

    const DraftData& data_;
    std::vector<DraftColumn> columns_;
    int left_out_ = 0;
    Guesses guesses_;
    std::set<std::size_t> used_;
    std::int64_t days_ = 0;
    std::string text_;
};

}  // namespace

std::string draft(const DraftData& data) { return DraftWriter(data).write(); }

}  // namespace charter
