#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/json.h"
#include "base/part_file.h"
#include "metrics/metric.h"
#include "observations/reference_profile.h"
#include "operations/operation.h"
#include "operations/shared/column_picture.h"
#include "operations/shared/sources.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using base::json::array;
using base::json::object;
using metrics::Kind;
using observations::ReferenceProfile;

constexpr std::array<std::string_view, 3> formats{"text", "json", "markdown"};
constexpr std::array<Parameter, 14> parameters{{
    {.name = "FILES", .kind = Parameter::Kind::list, .sentence = "Parquet, CSV (also .gz) or NDJSON files, or globs; or profiles, which are joined.", .required = true, .positional = true},
    {.name = "output", .sentence = "Where to write the profile.", .placeholder = "FILE", .fallback = "it is only shown"},
    {.name = "unit", .sentence = "Column of what is independent of its like: a person, a day, a query.", .placeholder = "C", .fallback = "every row"},
    {.name = "subject", .sentence = "Column of the person concerned; the unit where --unit is not given.", .placeholder = "C"},
    {.name = "query", .sentence = "Column of the query; the unit where neither --unit nor --subject is given.", .placeholder = "C"},
    {.name = "time", .sentence = "Column of when it happened.", .placeholder = "C"},
    {.name = "label", .sentence = "Column of what really happened.", .placeholder = "C"},
    {.name = "positive", .sentence = "The label that counts as positive.", .placeholder = "V", .fallback = "1"},
    {.name = "score", .sentence = "Column of the model's score.", .placeholder = "C"},
    {.name = "prediction", .sentence = "Column of the model's decision, where there is no score.", .placeholder = "C"},
    {.name = "threshold", .kind = Parameter::Kind::number, .sentence = "Scores from here on are predicted positive.", .placeholder = "T", .fallback = "0.5"},
    {.name = "by", .kind = Parameter::Kind::list, .sentence = "Keep everything by these groups too: C, or C,D for their combinations; several times for several.", .placeholder = "C,..."},
    {.name = "format", .sentence = "How to show it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::vector<std::string> separated(const std::string& word) {
    std::vector<std::string> names;
    for (std::size_t start = 0; start <= word.size();) {
        const auto end = std::min(word.find(',', start), word.size());
        if (end > start) names.push_back(word.substr(start, end - start));
        start = end + 1;
    }
    return names;
}

base::Result<ReferenceProfile> joined(const std::vector<std::string>& files, const Arguments& arguments) {
    for (const auto* option : {"unit", "subject", "query", "time", "label", "positive", "score", "prediction", "threshold", "by"}) {
        if (arguments.has(option)) return Error{Fault::input, fmt::format("profiles are joined as they were made, and cannot be given --{}", option), "leave it out, or make the profiles again with it"};
    }
    return observations::read_profiles(files);
}

base::Result<ReferenceProfile> made(const std::vector<std::string>& files, const Arguments& arguments, const Surroundings& surroundings) {
    observations::Reading reading;
    reading.files = files;
    for (const auto& [key, column] : charter::column_keys()) reading.columns.*column = arguments.text(key);
    reading.columns.unit = arguments.text("unit", arguments.text("subject", arguments.text("query")));
    reading.positive = arguments.text("positive", "1");
    connect(reading, surroundings, 0, 1);
    observations::Keeping keeping;
    keeping.threshold = arguments.number("threshold").value_or(0.5);
    for (const auto& word : arguments.list("by")) keeping.by.push_back(separated(word));
    return observations::profile_of(std::move(reading), keeping);
}

/// Whether a reference profile serves the metric, and how far.
std::string served(const metrics::Metric& metric, const ReferenceProfile& profile) {
    const auto kind = metric.needs.kind;
    if (!metric.needs.reference) return "";
    const bool kept = std::any_of(profile.entries.begin(), profile.entries.end(), [&](const auto& entry) { return entry.wish.kind == kind; });
    if (kept) return "exact";
    return kind == Kind::value_runs || kind == Kind::score_runs ? "not: it needs the values in order" : "not: it needs the rows";
}

// ------------------------------------------------------------------------------------------------ showing

object as_json(const ColumnPicture& column) {
    object out;
    out["name"] = column.name;
    out["type"] = column.type;
    out["rows"] = column.rows;
    out["missing"] = column.missing;
    out["distinct"] = column.distinct;
    out["distinct_exact"] = column.distinct_exact;
    if (!column.distinct_exact) out["distinct_standard_error"] = distinct_standard_error;
    const auto put = [&](const char* name, const std::optional<double>& value) {
        if (value) out[name] = *value;
    };
    put("min", column.min);
    put("max", column.max);
    put("mean", column.mean);
    put("standard_deviation", column.standard_deviation);
    if (!column.quantiles.empty()) {
        object quantiles;
        for (const auto& [share, value] : column.quantiles) quantiles[base::format_number(share)] = value;
        out["quantiles"] = std::move(quantiles);
        out["quantiles_relative_error"] = quantile_error;
    }
    array top;
    for (const auto& [value, count] : column.top) top.push_back(object{{"value", value}, {"count", count}});
    if (!top.empty()) out["top"] = std::move(top);
    put("design_effect", column.design_effect);
    if (!column.remark.empty()) out["remark"] = column.remark;
    return out;
}

struct Fact {
    std::string name;
    double value = 0;
};

/// What was kept of scores and labels, over all rows.
std::vector<Fact> facts_of(const ReferenceProfile& profile) {
    std::vector<Fact> facts;
    for (const auto& entry : profile.entries) {
        if (!entry.by.empty() || entry.answer.empty()) continue;
        const auto& statistic = entry.answer.front().statistic;
        if (const auto* confusion = std::get_if<metrics::Split<metrics::Confusion>>(&statistic)) {
            const auto& all = confusion->total;
            facts.push_back({"threshold", entry.wish.threshold});
            facts.push_back({"true positive", all.tp()});
            facts.push_back({"false positive", all.fp()});
            facts.push_back({"false negative", all.fn()});
            facts.push_back({"true negative", all.tn()});
            facts.push_back({"without a label", static_cast<double>(all.all.rows - all.labelled.rows)});
        } else if (const auto* moments = std::get_if<metrics::Split<metrics::Moments>>(&statistic)) {
            if (moments->total.tally.rows > 0) facts.push_back({entry.wish.expression == metrics::Expression::log_loss ? "mean log loss" : "mean squared error", moments->total.mean()});
        }
    }
    return facts;
}

std::string as_json(const ReferenceProfile& profile, const std::vector<ColumnPicture>& columns) {
    object out;
    out["rows"] = profile.rows;
    out["rejected"] = profile.rejected;
    array files;
    for (const auto& file : profile.files) files.push_back(object{{"path", file.path}, {"digest", base::format(file.digest)}});
    out["files"] = std::move(files);
    array all;
    for (const auto& column : columns) all.push_back(as_json(column));
    out["columns"] = std::move(all);
    object scores;
    for (const auto& [name, value] : facts_of(profile)) scores[name] = value;
    if (!scores.empty()) out["scores"] = std::move(scores);
    object metrics;
    for (const auto* metric : metrics::catalogue()) {
        if (const auto how = served(*metric, profile); !how.empty()) metrics[metric->id] = how;
    }
    out["metrics"] = std::move(metrics);
    return base::pretty(out);
}

std::string shown(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : "-"; }

std::vector<std::string> cells_of(const ColumnPicture& column) {
    const auto quantile = [&](double share) {
        for (const auto& [at, value] : column.quantiles) {
            if (at == share) return fmt::format("{:.4g}", value);
        }
        return std::string("-");
    };
    std::vector<std::string> top;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, column.top.size()); ++i) top.push_back(fmt::format("{} ({})", column.top[i].first, column.top[i].second));
    std::string remark = column.remark.empty() ? fmt::format("{}", fmt::join(top, ", ")) : column.remark;
    return {column.name, column.type, std::to_string(column.rows), std::to_string(column.missing), (column.distinct_exact ? "" : "~") + std::to_string(column.distinct), shown(column.min), shown(column.max),
            shown(column.mean), shown(column.standard_deviation), quantile(0.05), quantile(0.5), quantile(0.95), shown(column.design_effect), remark.empty() ? "-" : remark};
}

std::string table(const std::vector<ColumnPicture>& columns, bool markdown) {
    std::vector<std::vector<std::string>> lines{{"column", "type", "rows", "missing", "distinct", "min", "max", "mean", "sd", "5 %", "median", "95 %", "design", "most frequent"}};
    for (const auto& column : columns) lines.push_back(cells_of(column));
    std::vector<std::size_t> widths(lines[0].size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    }
    std::string out;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (markdown) {
            out += fmt::format("| {} |\n", fmt::join(lines[at], " | "));
            if (at == 0) out += "|---|---|" + std::string("---:|") + "---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";
            continue;
        }
        for (std::size_t i = 0; i + 1 < widths.size(); ++i) out += i < 2 ? fmt::format("{:{}}  ", lines[at][i], widths[i]) : fmt::format("{:>{}}  ", lines[at][i], widths[i]);
        out += lines[at].back() + "\n";
    }
    return out;
}

std::string as_words(const ReferenceProfile& profile, const std::vector<ColumnPicture>& columns, bool markdown) {
    std::string out = fmt::format("{} rows of {} columns, from {} file{}\n\n", profile.rows, profile.columns.size(), profile.files.size(), profile.files.size() == 1 ? "" : "s");
    out += table(columns, markdown);
    const auto facts = facts_of(profile);
    if (!facts.empty()) {
        std::vector<std::string> words;
        for (const auto& [name, value] : facts) words.push_back(value == std::floor(value) ? fmt::format("{} {:.0f}", name, value) : fmt::format("{} {:.6g}", name, value));
        out += fmt::format("\nScores: {}\n", fmt::join(words, ", "));
    }
    out += fmt::format("\nCounts, means and deviations are exact; ~ stands before numbers of distinct values with a standard error of {:.1f} %; quantiles lie within {:.2f} % of the value.\n", 100 * distinct_standard_error, 100 * quantile_error);
    std::vector<std::string> exact, not_served;
    for (const auto* metric : metrics::catalogue()) {
        const auto how = served(*metric, profile);
        if (!how.empty()) (how == "exact" ? exact : not_served).emplace_back(metric->id);
    }
    out += fmt::format("As a reference it serves exactly: {}.\n", fmt::join(exact, ", "));
    if (!not_served.empty()) out += fmt::format("These need the file itself: {}.\n", fmt::join(not_served, ", "));
    return out;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const auto files = arguments.list("FILES");
    const auto profiles = static_cast<std::size_t>(std::count_if(files.begin(), files.end(), observations::is_profile));
    if (profiles > 0 && profiles < files.size()) return Error{Fault::input, "profiles and data files are named together", "make a profile of the data files first, then join the profiles"};
    ASSIGN_OR_RETURN(const ReferenceProfile profile, profiles > 0 ? joined(files, arguments) : made(files, arguments, surroundings));
    if (arguments.has("output")) RETURN_IF_ERROR(base::write_whole(arguments.text("output"), observations::packed(profile), base::PartFile::Readers::usual));
    const auto columns = pictures_of(profile);
    const std::string format = arguments.text("format", "text");
    return Output{format == "json" ? as_json(profile, columns) : as_words(profile, columns, format == "markdown"), 0};
}

}  // namespace

extern const Operation profile{
    .id = "profile",
    .command = "profile",
    .scope = on_this_machine,
    .summary = "Makes a small file that stands in for a reference, and shows what the data are like.",
    .about = "The profile is given wherever a reference is: --reference reference.profile, or reference: {file: reference.profile} in a charter. It holds what adds up, exactly: how often each value and each step of 1/128 of a power of two occurs, "
             "missing values, extremes, sums, and where they are named the outcomes of decisions and the errors of scores, all of it by unit and by group where asked. Profiles of parts join to the profile of the whole. "
             "What a profile cannot serve says so and has no value.",
    .parameters = parameters,
    .example = "charter profile reference.parquet --unit day --label late --score score --output reference.profile",
    .run = run,
};

}  // namespace operations
