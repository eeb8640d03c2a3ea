#include "operations/shared/slice_report.h"

#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "operations/shared/slice_words.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using report::Measure;

Measure::Kind kind_of(metrics::Scale scale) {
    switch (scale) {
        case metrics::Scale::share: return Measure::Kind::share;
        case metrics::Scale::money: return Measure::Kind::money;
        default: return Measure::Kind::number;
    }
}

/// Everything that is said of one slice, in words.
struct Words {
    std::string inside, outside, difference, rows, of_rows, of_losses;
};

std::string share(double value) { return report::write(report::measure(Measure::Kind::share, "", std::span(&value, 1), {}), value); }

Words words_of(const SlicesReport& report, const SliceResult& slice) {
    const auto& judged = slice.verdict.judged;
    Words words{"no value", "no value", "not known", report::grouped(judged.inside.rows), "", share(judged.loss_share)};
    std::vector<double> values;
    for (const auto* estimate : {&judged.inside, &judged.outside}) {
        if (estimate->value) values.push_back(*estimate->value);
    }
    const auto kind = kind_of(report.metric->scale);
    const Measure measure = report::measure(kind, report.currency, values, {});
    if (judged.inside.value) words.inside = report::write(measure, *judged.inside.value);
    if (judged.outside.value) words.outside = report::write(measure, *judged.outside.value);
    if (report.held_out_rows > 0) words.of_rows = share(static_cast<double>(judged.inside.rows) / static_cast<double>(report.held_out_rows));
    if (!judged.difference.value) return words;
    const metrics::Limits limits = judged.difference.limits ? judged.difference.limits(report.joint_tail()) : metrics::Limits{*judged.difference.value, *judged.difference.value};
    const Measure apart = report::measure(kind == Measure::Kind::share ? Measure::Kind::points : kind, report.currency, std::vector<double>{*judged.difference.value, limits.high - limits.low}, {});
    const bool higher = *judged.difference.value > 0;
    const double size = std::abs(*judged.difference.value);
    words.difference = fmt::format("{} {} ({})", report::write(apart, size), higher ? "higher" : "lower", report::write(apart, higher ? limits : metrics::Limits{-limits.high, -limits.low}));
    return words;
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) { return report::counted(static_cast<std::int64_t>(count), one, many); }

std::size_t confirmed(const SlicesReport& report) {
    std::size_t count = 0;
    for (const auto& slice : report.slices) count += slice.verdict.confirmed ? 1 : 0;
    return count;
}

std::string headline(const SlicesReport& report) {
    if (report.slices.empty()) return fmt::format("No slice stands out in {}.", report.metric->id);
    return fmt::format("Where {} is worst: of {} found, {} on rows that were not searched.", report.metric->id, plural(report.slices.size(), "slice", "slices"),
                       confirmed(report) == 0 ? "none holds" : fmt::format("{} {}", confirmed(report), confirmed(report) == 1 ? "holds" : "hold"));
}

/// How it was searched and judged, so that a reader knows what the numbers rest on.
std::string method(const SlicesReport& report) {
    std::string text = fmt::format("Searched: {} rows, a half by hash (seed {}); {} of up to {} over {}. ", report::grouped(report.searched_rows), report.seed,
                                   report::counted(report.combinations, "combination", "combinations"), plural(static_cast<std::size_t>(report.depth), "condition", "conditions"), plural(report.columns, "column", "columns"));
    if (report.depth > 1 && report.paired_columns < report.columns) text += fmt::format("Two conditions on the {} columns that showed most with one. ", report.paired_columns);
    if (report.depth > 2 && report.tripled_columns < report.paired_columns) text += fmt::format("Three on the {} that showed most with up to two. ", report.tripled_columns);
    text += fmt::format("A slice has {} to 50 % of them and lies {:g} standard deviations or more from the rest.\n", share(report.share_min), report.effect_min);
    text += fmt::format("Judged: the other {} rows", report::grouped(report.held_out_rows));
    if (report.units_named) text += fmt::format(" of {} other units", report::grouped(report.held_out_units));
    text += fmt::format("; overall {} {}. Which hold: Holm over {}; the intervals hold together at {:g} %.\n", report.metric->id, report.overall.value ? fmt::format("{:.4g}", *report.overall.value) : "has no value",
                        plural(report.slices.size(), "slice", "slices"), 100 * report.level);
    if (report.sampled) text += fmt::format("A sample by hash: {} of {} rows.\n", report::grouped(report.searched_rows + report.held_out_rows), report::grouped(report.eligible_rows));
    if (!report.units_named) text += "No unit is named: rows were taken as independent.\n";
    for (const auto& [column, why] : report.left_out) text += fmt::format("Left out: {} ({}).\n", column, why);
    return text;
}

std::string reason_of(const SliceResult& slice) {
    const auto reason = slice.verdict.judged.difference.reason;
    if (reason == metrics::Reason::none) return {};
    return std::string(metrics::sentence(slice.verdict.judged.inside.reason != metrics::Reason::none ? slice.verdict.judged.inside.reason : reason));
}

object json_of(const SlicesReport& report, std::size_t place) {
    const SliceResult& slice = report.slices[place];
    const auto number = [](const std::optional<double>& value) { return value && std::isfinite(*value) ? base::json::value(*value) : base::json::value(nullptr); };
    object out;
    out["where"] = charter::format(slice.where);
    out["value"] = number(slice.verdict.judged.inside.value);
    out["rest"] = number(slice.verdict.judged.outside.value);
    out["difference"] = number(slice.verdict.judged.difference.value);
    out["interval"] = nullptr;
    if (slice.verdict.judged.difference.value && slice.verdict.judged.difference.limits) {
        const auto limits = slice.verdict.judged.difference.limits(report.joint_tail());
        out["interval"] = object{{"low", number(limits.low)}, {"high", number(limits.high)}, {"level", report.level}, {"together", report.slices.size()}};
    }
    out["confirmed"] = slice.verdict.confirmed;
    out["p_value"] = slice.verdict.p_value;
    out["rows"] = slice.verdict.judged.inside.rows;
    out["units"] = slice.verdict.judged.inside.units;
    out["rows_in_rest"] = slice.verdict.judged.outside.rows;
    out["share_of_rows"] = report.held_out_rows > 0 ? static_cast<double>(slice.verdict.judged.inside.rows) / static_cast<double>(report.held_out_rows) : 0.0;
    out["share_of_losses"] = slice.verdict.judged.loss_share;
    out["method"] = fmt::format("{}; {}", slice.verdict.judged.inside.method, slice.verdict.judged.difference.method);
    if (slice.verdict.judged.difference.reason != metrics::Reason::none) out["reason"] = metrics::name(slice.verdict.judged.difference.reason);
    if (slice.verdict.within) out["within"] = *slice.verdict.within;
    out["searched"] = object{{"rows", slice.searched_rows}, {"value", slice.searched_value}};
    out["promise"] = promise_line(report, place);
    return out;
}

}  // namespace

std::string promise_line(const SlicesReport& report, std::size_t slice) {
    return fmt::format("- {{id: slice-{}, metric: {}, where: {}, {}, breach: warn}}", slice + 1, report.metric->id, in_yaml_quotes(charter::format(report.slices[slice].where)), report.bound);
}

std::string slices_text(const SlicesReport& report) {
    std::string out = headline(report) + "\n\n";
    for (const bool wanted : {true, false}) {
        if (!wanted && confirmed(report) < report.slices.size()) out += "Found, but not confirmed by the rows held out:\n\n";
        for (std::size_t i = 0; i < report.slices.size(); ++i) {
            const SliceResult& slice = report.slices[i];
            if (slice.verdict.confirmed != wanted) continue;
            const Words words = words_of(report, slice);
            out += fmt::format("{:>2}  {}\n", i + 1, charter::format(slice.where));
            out += fmt::format("    {} {}, in the rest {}: {}\n", report.metric->id, words.inside, words.outside, words.difference);
            out += fmt::format("    {} rows ({}) with {} of all that is lost\n", words.rows, words.of_rows, words.of_losses);
            if (slice.verdict.within) out += fmt::format("    within {}\n", *slice.verdict.within + 1);
            if (const std::string reason = reason_of(slice); !reason.empty()) out += fmt::format("    {}\n", reason);
            out += "\n";
        }
    }
    out += method(report);
    if (confirmed(report) == 0) return out;
    out += "\nTo hold them in a charter, under promises:\n";
    for (std::size_t i = 0; i < report.slices.size(); ++i) {
        if (report.slices[i].verdict.confirmed) out += "  " + promise_line(report, i) + "\n";
    }
    return out;
}

std::string slices_markdown(const SlicesReport& report) {
    std::string out = headline(report) + "\n\n";
    if (!report.slices.empty()) out += fmt::format("| # | slice | {} | in the rest | difference | rows | of rows | of losses | holds |\n|---:|---|---:|---:|---|---:|---:|---:|---|\n", report.metric->id);
    for (std::size_t i = 0; i < report.slices.size(); ++i) {
        const Words words = words_of(report, report.slices[i]);
        std::string where = charter::format(report.slices[i].where);
        for (std::size_t at = 0; (at = where.find('|', at)) != std::string::npos; at += 2) where.insert(at, "\\");
        out += fmt::format("| {} | `{}` | {} | {} | {} | {} | {} | {} | {} |\n", i + 1, where, words.inside, words.outside, words.difference, words.rows, words.of_rows, words.of_losses, report.slices[i].verdict.confirmed ? "yes" : "not confirmed");
    }
    return out + "\n" + method(report);
}

std::string slices_json(const SlicesReport& report) {
    object out;
    out["metric"] = report.metric->id;
    out["level"] = report.level;
    out["seed"] = report.seed;
    out["overall"] = report.overall.value ? base::json::value(*report.overall.value) : base::json::value(nullptr);
    out["searched"] = object{{"rows", report.searched_rows}, {"units", report.searched_units}, {"columns", report.columns}, {"paired_columns", report.paired_columns}, {"tripled_columns", report.tripled_columns},
                             {"depth", report.depth}, {"combinations", report.combinations}, {"share_min", report.share_min}, {"effect_min", report.effect_min}};
    out["held_out"] = object{{"rows", report.held_out_rows}, {"units", report.held_out_units}, {"units_named", report.units_named}};
    out["eligible_rows"] = report.eligible_rows;
    out["sampled"] = report.sampled;
    array slices;
    for (std::size_t i = 0; i < report.slices.size(); ++i) slices.push_back(json_of(report, i));
    out["slices"] = std::move(slices);
    array left_out;
    for (const auto& [column, why] : report.left_out) left_out.push_back(object{{"column", column}, {"reason", why}});
    out["left_out"] = std::move(left_out);
    return base::pretty(out);
}

}  // namespace operations
